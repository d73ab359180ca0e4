"""The longest batch that a page must hold."""

from __future__ import annotations

from types import ModuleType
from typing import Any


def long_document(samples: ModuleType) -> Any:
    """The longest batch: 40 events, six reports, 30 changes, many raw lots."""
    steps = [
        samples.event(
            f"step{number % 14}",
            (f"第{number}步装卸入库", f"Step {number} of the way"),
            f"2026-{number % 9 + 1:02d}-{number % 27 + 1:02d}T09:00:00+08:00",
            samples.LONGMEN if number % 3 else samples.BOLUO,
            [(f"指标{number}", "Value", f"{number * 7919 % 1000} 吨", "x")] * 3,
            missing=(samples.w(f"第{number}号记录", "record"),) if number % 5 == 0 else (),
            entered_by=f"惠州市第{number % 9}粮油有限公司",
            late_days=number % 4,
        )
        for number in range(40)
    ]
    results = samples.rice_results() + samples.oil_results()
    reports = [
        samples.inspection(
            id=f"i{number}", report_no=f"HZ-2026-{number}{number * 7919 % 1000}", results=results
        )
        for number in range(6)
    ]
    change = samples.rice_document().changes[0]
    changes = [
        change.model_copy(
            update={"new": f"阴凉干燥处第{number}版", "reason": f"理由{number * 7919}"}
        )
        for number in range(30)
    ]
    raw = samples.rice_document().raw_lots[0]
    raws = [raw.model_copy(update={"lot": f"DG{number * 7919}"}) for number in range(20)]
    missing = [samples.w(f"第{number}号单据", "paper") for number in range(20)]
    return samples.rice_document(
        events=steps, inspections=reports, changes=changes, raw_lots=raws, not_provided=missing
    )

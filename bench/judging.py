"""Judging 30 values, and a sheet of 500 samples: against reading and comparing the bare numbers."""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from pathlib import Path

from bench.measuring import side_by_side, tell
from bench.town import found_town
from tests.factories import City
from traceability.domain.access import system_actor
from traceability.domain.sheets import SheetCell
from traceability.schemas.batches import BatchPublic
from traceability.schemas.limits import JudgeRequest, LimitConfirmation
from traceability.services import limits, report_sheets

VALUES, SAMPLES, ROUNDS = 30, 500, 100
_ITEMS = ("pb", "cd", "cr", "hg", "as_inorganic", "bap", "afb1", "ota", "moisture", "broken_total")
_UNITS = ("mg/kg",) * 5 + ("μg/kg",) * 3 + ("%",) * 2
_FIELDS = ("gtin", "lot", "kind", "sample_no", "sampled_on", "sampled_place", "sampled_amount",
           "sampled_unit", "sampled_by", "report_no", "reported_on")  # fmt: skip


def _measure_judging(city: City) -> None:
    results = [
        {"parameter": _ITEMS[n % 10], "value": f"0.0{n + 1}", "unit": _UNITS[n % 10]}
        for n in range(VALUES)
    ]
    body = json.dumps({"category": "rice_indica", "grade": "一级", "produced_on": "2026-10-01",
                       "results": results})  # fmt: skip

    def ours() -> int:
        for _ in range(ROUNDS):
            asked = JudgeRequest.model_validate_json(body)
            answer = city.look(
                "lab", lambda work, said=asked: limits.judge_values(work, said, "zh")
            )
            answer.model_dump_json()
        return ROUNDS

    def floor() -> int:
        limit = Decimal("0.2")
        for _ in range(ROUNDS):
            said = json.loads(body)["results"]
            json.dumps([Decimal(result["value"]) <= limit for result in said])
        return ROUNDS

    rate, lowest = side_by_side(ours, floor)
    tell(
        f"judge {VALUES} values in one request", rate, lowest, "comparing 30 decimals", "answers/s"
    )
    print(f"{'':<44} {1000 / rate:>12.2f} ms each")


def _measure_sheet(city: City, bags: BatchPublic) -> None:
    headings = [f"[{name}]" for name in _FIELDS]
    headings += [f"[{item} {unit}]" for item, unit in zip(_ITEMS, _UNITS, strict=True)]
    day = bags.produced_on.isoformat()
    lines = [headings] + [
        [bags.gtin or "", bags.lot, "监督抽检", f"S{n}", day, "库", "2", "kg", "郑十", f"R{n}", day,
         *("0.01" for _ in _ITEMS)]
        for n in range(SAMPLES)
    ]  # fmt: skip
    cells = [[SheetCell(text) for text in line] for line in lines]

    def ours() -> int:
        try:
            city.do("lab", lambda work: report_sheets.record_report_sheet(
                work, cells, is_dry_run=True))  # fmt: skip
        except report_sheets.DryRunDone as done:
            return len(done.outcome.items)
        raise AssertionError

    def floor() -> int:
        limit = Decimal("0.2")
        for line in lines[1:]:
            for text in line[-len(_ITEMS) :]:
                Decimal(text) <= limit  # noqa: B015 - the work that is measured
        return SAMPLES

    rate, lowest = side_by_side(ours, floor, rounds=3)
    tell(f"a sheet of {SAMPLES} samples, {len(_ITEMS)} items each", rate, lowest,
         "comparing the decimals", "samples/s")  # fmt: skip


def main() -> None:
    """Measure judging."""
    with tempfile.TemporaryDirectory() as name:
        city = found_town(Path(name))
        city.do(system_actor(), limits.load_reference_limits)
        city.do("regulator", lambda work: limits.confirm_limits(work, LimitConfirmation(all=True)))
        city.has_limits = True
        _, _, bags = city.make_rice()
        _measure_judging(city)
        _measure_sheet(city, bags)
        city.engine.dispose()

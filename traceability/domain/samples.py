"""When is a report on a sample due, and which samples may still be worked on?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from traceability.domain.errors import RuleError
from traceability.domain.kinds import InspectionKind, SampleState
from traceability.domain.working_days import after_working_days

REPORT_WORKING_DAYS: dict[InspectionKind, int] = {
    InspectionKind.SUPERVISION: 20,  # 食品安全抽样检验管理办法 (SAMR Order 15), art. 25
    InspectionKind.COMMISSIONED: 10,  # what laboratories promise where nothing was agreed
    InspectionKind.TYPE: 15,
    InspectionKind.FACTORY: 3,
}


def report_due(
    kind: InspectionKind, received_on: date, is_working_day: Callable[[date], bool]
) -> date:
    """Give the last day for the report; the day on which the sample came does not count."""
    return after_working_days(received_on, REPORT_WORKING_DAYS[kind], is_working_day)


def check_open(state: SampleState) -> None:
    """Refuse work on a sample that was reported or given up, `sample.not_open`."""
    if state is not SampleState.WAITING:
        raise RuleError("sample.not_open", state=state)

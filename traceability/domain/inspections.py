"""What does a whole report come to?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from operator import ge, gt, le, lt

from traceability.domain.errors import RuleError
from traceability.domain.kinds import ResultVerdict

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {"<=": le, ">=": ge, "<": lt, ">": gt}


def overall_verdict(verdicts: Sequence[ResultVerdict]) -> ResultVerdict:
    """Give the verdict of a report: one failing result fails it, else one error is an error."""
    for gravest in (ResultVerdict.FAIL, ResultVerdict.ERROR):
        if gravest in verdicts:
            return gravest
    return ResultVerdict.PASS if ResultVerdict.PASS in verdicts else ResultVerdict.NOT_APPLICABLE


def check_result(
    parameter: str, value: str, operator: str | None, limit: str | None, verdict: ResultVerdict
) -> None:
    """Refuse a verdict that its own value and limit contradict; decimals, never floating point.

    Only plain numbers against a plain limit in the same unit are compared here; everything else
    is for the limits engine.
    """
    compare = _COMPARE.get(operator or "")
    if compare is None or limit is None or verdict not in {ResultVerdict.PASS, ResultVerdict.FAIL}:
        return
    try:
        holds = compare(Decimal(value), Decimal(limit))
    except InvalidOperation:
        return
    if holds is not (verdict is ResultVerdict.PASS):
        raise RuleError(
            "inspection.verdict_differs",
            field="results",
            parameter=parameter,
            value=value,
            limit=f"{operator} {limit}",
            verdict=verdict,
        )

"""What does a whole report come to?"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.kinds import ResultVerdict


def overall_verdict(verdicts: Sequence[ResultVerdict]) -> ResultVerdict:
    """Give the verdict of a report: one failing result fails it, else one error is an error."""
    for gravest in (ResultVerdict.FAIL, ResultVerdict.ERROR):
        if gravest in verdicts:
            return gravest
    return ResultVerdict.PASS if ResultVerdict.PASS in verdicts else ResultVerdict.NOT_APPLICABLE

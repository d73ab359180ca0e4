"""Which records propose by themselves that an enterprise be struck off?

Forged data, non-food material, a refused inspection and a recall that was not carried out are
found by people: a regulator names them as the ground. The others follow from records.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from traceability.domain.cases import Ground
from traceability.domain.inspections import last_day_to_contest
from traceability.domain.kinds import PenaltySeverity
from traceability.domain.trust_consequences import proposes_delisting

FAILURES_IN_A_YEAR = 2
LOW_GRADE_DAYS = 90


@dataclass(frozen=True, slots=True)
class FailureFacts:
    """An official report on one lot in which an item of safety failed."""

    lot: object
    report_no: str
    reported_on: date
    signed_on: date
    is_official: bool  # supervision sampling (监督抽检), signed by an agency
    is_replaced: bool  # a re-test or a correction took its place
    is_contested: bool = False  # a re-test is asked for and not decided
    is_retest: bool = False  # which confirms a failure for good

    def counts(self, today: date) -> bool:
        """Tell whether it stands, and is not older than twelve months."""
        return (
            self.is_official
            and not self.is_replaced
            and a_year_before(today) < self.reported_on <= today
        )

    def is_confirmed(self, today: date, is_working_day: Callable[[date], bool]) -> bool:
        """Tell whether no re-test can overturn it any more."""
        if self.is_contested:
            return False
        return self.is_retest or last_day_to_contest(self.signed_on, is_working_day) < today


def a_year_before(day: date) -> date:
    """Give the same day a year earlier; 28 February stands for the 29th."""
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last))


def standing_failures(failures: Iterable[FailureFacts], today: date) -> list[FailureFacts]:
    """Give one failure of each lot that counts today: a lot that failed twice is one fault."""
    by_lot: dict[object, FailureFacts] = {}
    for failure in sorted(failures, key=lambda each: (each.reported_on, each.report_no)):
        if failure.counts(today):
            by_lot.setdefault(failure.lot, failure)
    return list(by_lot.values())


def has_repeated_failures(failures: Iterable[FailureFacts], today: date) -> bool:
    """Tell whether safety failed in two lots within twelve months: enough to propose."""
    return len(standing_failures(failures, today)) >= FAILURES_IN_A_YEAR


def are_confirmed(
    failures: Iterable[FailureFacts], today: date, is_working_day: Callable[[date], bool]
) -> bool:
    """Tell whether two of the failures can no longer be overturned: needed to decide."""
    confirmed = [each for each in failures if each.is_confirmed(today, is_working_day)]
    return has_repeated_failures(confirmed, today)


@dataclass(frozen=True, slots=True)
class PenaltyFacts:
    """What a penalty says about trust."""

    severity: PenaltySeverity
    kinds: str  # 处罚类别


def ground_of_penalty(penalty: PenaltyFacts) -> Ground | None:
    """Give the ground that a penalty is, if it is one: a licence revoked, or a serious penalty.

    The list of 2018 has one word for a licence suspended (暂扣) or revoked (吊销): it proves
    neither.
    """
    if "吊销" in penalty.kinds and "暂扣" not in penalty.kinds:
        return Ground.LICENCE_REVOKED
    return Ground.SERIOUS_PENALTY if penalty.severity is PenaltySeverity.SERIOUS else None


def is_low_for_long(low_since: date | None, today: date) -> bool:
    """Tell whether an enterprise has had grade D for ninety days."""
    return proposes_delisting(low_since, today, LOW_GRADE_DAYS)

"""May this report be recorded, signed or contested, and what follows from it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from traceability.domain.errors import ForbiddenError, RuleError
from traceability.domain.kinds import (
    BatchStatus,
    InspectionKind,
    OrganizationKind,
    ReportState,
    ResultVerdict,
)
from traceability.domain.working_days import after_working_days

RETEST_WORKING_DAYS = 7
"""How long a failing report may be contested: 食品安全抽样检验管理办法 (SAMR Order 15), art. 30."""

IN_HOUSE = frozenset({InspectionKind.FACTORY, InspectionKind.TYPE})  # an enterprise's own tests


def check_author(*, is_agency: bool, owns_batch: bool, kind: InspectionKind) -> None:
    """Let an enterprise sign its own factory and type tests, and an agency every kind."""
    if is_agency:
        return
    if not owns_batch:
        raise ForbiddenError("batch.not_yours", field="batch_id")
    if kind not in IN_HOUSE:
        raise ForbiddenError("inspection.kind_not_yours", field="kind", kind=kind)


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """What is known of a sample."""

    kind: InspectionKind
    sampled_by: str | None
    amount: int | None
    place: object | None


def check_sample(sample: SampleFacts) -> None:
    """Refuse a supervision report that cannot say where, by whom and how much was taken."""
    if sample.kind is not InspectionKind.SUPERVISION:
        return
    known = {
        "sampled_by": sample.sampled_by,
        "sampled_amount": sample.amount,
        "sampled_place": sample.place,
    }
    for field, value in known.items():
        if value is None:
            raise RuleError("inspection.sample_incomplete", field=field)


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What a signature rests on."""

    state: ReportState
    org_kind: OrganizationKind
    entered_by: UUID
    signer: UUID
    cma_no: str | None
    cma_valid_until: date | None
    reported_on: date
    today: date


def check_signature(report: SignatureFacts) -> None:
    """Refuse a signature by the one who entered an agency's report, or without accreditation.

    A press with one clerk may sign its own test alone: what it says is marked as its own.
    """
    if report.state is not ReportState.ENTERED:
        raise RuleError("inspection.not_open", state=report.state)
    if report.reported_on > report.today:
        raise RuleError("inspection.in_the_future", field="reported_on")
    if report.org_kind is not OrganizationKind.INSPECTION_AGENCY:
        return
    if report.signer == report.entered_by:
        raise ForbiddenError("inspection.second_person")
    if not report.cma_no:
        raise RuleError("inspection.not_accredited")
    if not is_accredited(report.cma_no, report.cma_valid_until, report.today):
        raise RuleError("inspection.accreditation_expired", until=report.cma_valid_until)


def is_accredited(cma_no: str | None, valid_until: date | None, today: date) -> bool:
    """Tell whether an agency's accreditation (CMA, 资质认定) is valid on a day."""
    return bool(cma_no) and (valid_until is None or valid_until >= today)


def must_hold(
    status: BatchStatus, *, is_raw: bool, is_own_test: bool, safety: ResultVerdict
) -> bool:
    """Tell whether a signed report stops its batch at once.

    Only the food's safety does; a failed quality item concerns the grade. A lot that was never
    released cannot be sold, so there is nothing to stop, but a raw lot could go into products.
    """
    if safety is not ResultVerdict.FAIL:
        return False
    return status is BatchStatus.RELEASED or (
        is_raw and not is_own_test and status is BatchStatus.DRAFT
    )


def last_day_to_contest(signed_on: date, is_working_day: Callable[[date], bool]) -> date:
    """Give the last day on which a re-test may be asked for; the day of signing does not count."""
    return after_working_days(signed_on, RETEST_WORKING_DAYS, is_working_day)


@dataclass(frozen=True, slots=True)
class ContestFacts:
    """What the request for a re-test rests on."""

    state: ReportState
    safety: ResultVerdict
    is_by_agency: bool
    is_replaced: bool
    is_contested: bool
    last_day: date
    today: date


def check_contest(report: ContestFacts) -> None:
    """Refuse a re-test of what did not fail, was decided, or is past its seven working days."""
    if (
        report.state is not ReportState.SIGNED
        or report.safety is not ResultVerdict.FAIL
        or not report.is_by_agency
    ):
        raise RuleError("retest.nothing_failed", field="inspection_id")
    if report.is_contested:
        raise RuleError("retest.asked_already", field="inspection_id")
    if report.is_replaced:
        raise RuleError("retest.decided", field="inspection_id")
    if report.today > report.last_day:
        raise RuleError("retest.too_late", field="inspection_id", until=report.last_day)


def check_retest_covers(failed: Iterable[str], tested: Iterable[str]) -> None:
    """Refuse a re-test that leaves out an item that failed, be it of safety or of the grade.

    It takes the place of the whole report: what it did not measure would be forgotten.
    """
    missing = sorted(set(failed) - set(tested))
    if missing:
        raise RuleError("retest.items_missing", field="results", missing=", ".join(missing))

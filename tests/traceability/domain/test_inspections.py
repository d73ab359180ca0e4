"""May a report be recorded, signed, contested, and what does it stop?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import RegisterError
from traceability.domain.inspections import (
    ContestFacts,
    SampleFacts,
    SignatureFacts,
    check_author,
    check_contest,
    check_retest_covers,
    check_sample,
    check_signature,
    last_day_to_contest,
    must_hold,
)
from traceability.domain.kinds import (
    BatchStatus,
    InspectionKind,
    OrganizationKind,
    ReportState,
    ResultVerdict,
)

FACTORY, TYPE, SUPERVISION, COMMISSIONED = InspectionKind
FIRST, SECOND = UUID(int=1), UUID(int=2)
TODAY = date(2026, 11, 24)


def refusal(check: Callable[[], object]) -> str | None:
    try:
        check()
    except RegisterError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("is_agency", "owns", "kind", "code"),
    [
        (True, False, SUPERVISION, None),
        (True, False, COMMISSIONED, None),
        (True, False, FACTORY, None),
        (False, True, FACTORY, None),
        (False, True, TYPE, None),
        (False, True, SUPERVISION, "inspection.kind_not_yours"),
        (False, True, COMMISSIONED, "inspection.kind_not_yours"),
        (False, False, FACTORY, "batch.not_yours"),
    ],
)
def test_who_may_report_what(
    is_agency: bool, owns: bool, kind: InspectionKind, code: str | None
) -> None:
    assert code == refusal(lambda: check_author(is_agency=is_agency, owns_batch=owns, kind=kind))


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        (SampleFacts(SUPERVISION, "郑十", 2000, "成品库"), None),
        (SampleFacts(SUPERVISION, None, 2000, "成品库"), "inspection.sample_incomplete"),
        (SampleFacts(SUPERVISION, "郑十", None, "成品库"), "inspection.sample_incomplete"),
        (SampleFacts(SUPERVISION, "郑十", 2000, None), "inspection.sample_incomplete"),
        (SampleFacts(COMMISSIONED, None, None, None), None),
        (SampleFacts(FACTORY, None, None, None), None),
    ],
)
def test_a_supervision_sample_says_where_by_whom_and_how_much(
    sample: SampleFacts, code: str | None
) -> None:
    assert refusal(lambda: check_sample(sample)) == code


SIGNED = SignatureFacts(
    state=ReportState.ENTERED,
    org_kind=OrganizationKind.INSPECTION_AGENCY,
    entered_by=FIRST,
    signer=SECOND,
    cma_no="20260101001",
    cma_valid_until=TODAY,
    reported_on=TODAY,
    today=TODAY,
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"signer": FIRST}, "inspection.second_person"),
        ({"state": ReportState.SIGNED}, "inspection.not_open"),
        ({"state": ReportState.WITHDRAWN}, "inspection.not_open"),
        ({"cma_no": None}, "inspection.not_accredited"),
        ({"cma_valid_until": TODAY - timedelta(days=1)}, "inspection.accreditation_expired"),
        ({"cma_valid_until": None}, None),
        ({"reported_on": TODAY + timedelta(days=1)}, "inspection.in_the_future"),
        ({"org_kind": OrganizationKind.ENTERPRISE, "signer": FIRST, "cma_no": None}, None),
        ({"org_kind": OrganizationKind.ENTERPRISE, "cma_no": None}, None),
    ],
)
def test_four_eyes_and_an_accreditation_on_the_day_of_signing(
    change: dict[str, object], code: str | None
) -> None:
    assert refusal(lambda: check_signature(replace(SIGNED, **change))) == code  # type: ignore[arg-type]


DRAFT, RELEASED, HELD, RECALLED = BatchStatus


@pytest.mark.parametrize(
    ("status", "is_raw", "is_own", "safety", "holds"),
    [
        (RELEASED, False, False, ResultVerdict.FAIL, True),
        (RELEASED, False, True, ResultVerdict.FAIL, True),
        (RELEASED, False, False, ResultVerdict.PASS, False),
        (RELEASED, False, False, ResultVerdict.NOT_APPLICABLE, False),
        (DRAFT, False, False, ResultVerdict.FAIL, False),
        (DRAFT, True, False, ResultVerdict.FAIL, True),
        (DRAFT, True, True, ResultVerdict.FAIL, False),
        (HELD, False, False, ResultVerdict.FAIL, False),
        (RECALLED, False, False, ResultVerdict.FAIL, False),
    ],
)
def test_only_failed_safety_stops_what_could_be_sold_or_used(
    status: BatchStatus, is_raw: bool, is_own: bool, safety: ResultVerdict, holds: bool
) -> None:
    assert must_hold(status, is_raw=is_raw, is_own_test=is_own, safety=safety) is holds


def monday_to_friday(day: date) -> bool:
    return day.weekday() < 5


def test_seven_working_days_from_the_day_after_the_signature() -> None:
    friday = date(2026, 11, 20)
    assert last_day_to_contest(friday, monday_to_friday) == date(2026, 12, 1)


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.sets(st.integers(0, 40)))
def test_exactly_seven_working_days_lie_in_the_window(signed_on: date, closed: set[int]) -> None:
    def is_open(day: date) -> bool:
        return (day - signed_on).days not in closed

    last = last_day_to_contest(signed_on, is_open)
    window = [signed_on + timedelta(days=n) for n in range(1, (last - signed_on).days + 1)]
    assert sum(map(is_open, window)) == 7
    assert is_open(last)


CONTESTED = ContestFacts(
    state=ReportState.SIGNED,
    safety=ResultVerdict.FAIL,
    is_by_agency=True,
    is_replaced=False,
    is_contested=False,
    last_day=TODAY,
    today=TODAY,
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"safety": ResultVerdict.PASS}, "retest.nothing_failed"),
        ({"state": ReportState.ENTERED}, "retest.nothing_failed"),
        ({"is_by_agency": False}, "retest.nothing_failed"),
        ({"is_contested": True}, "retest.asked_already"),
        ({"is_replaced": True}, "retest.decided"),
        ({"today": TODAY + timedelta(days=1)}, "retest.too_late"),
    ],
)
def test_what_can_be_contested(change: dict[str, object], code: str | None) -> None:
    assert refusal(lambda: check_contest(replace(CONTESTED, **change))) == code  # type: ignore[arg-type]


def test_a_retest_measures_everything_that_failed() -> None:
    check_retest_covers(["afb1"], ["afb1", "pb"])
    assert refusal(lambda: check_retest_covers(["afb1", "pb"], ["pb"])) == "retest.items_missing"

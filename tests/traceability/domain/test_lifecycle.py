"""May a batch be released, held, lifted, recalled, labelled?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from traceability.domain.errors import RuleError
from traceability.domain.kinds import Approval, BatchStatus, Role, Standing
from traceability.domain.lifecycle import (
    ReleaseFacts,
    check_hold,
    check_label,
    check_lift,
    check_may_trade,
    check_recall,
    check_release,
)

TODAY = date(2026, 11, 24)
DRAFT, RELEASED, HELD, RECALLED = (
    BatchStatus.DRAFT,
    BatchStatus.RELEASED,
    BatchStatus.HELD,
    BatchStatus.RECALLED,
)
READY = ReleaseFacts(
    status=DRAFT,
    approval=Approval.APPROVED,
    standing=Standing.LISTED,
    has_production=True,
    has_passed_inspection=True,
    has_failed_inspection=False,
    amount_made=2_640,
    best_before=TODAY,
    today=TODAY,
)


def _code(check, *args: object, **more: object) -> str | None:
    try:
        check(*args, **more)
    except RuleError as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"standing": Standing.WARNED}, None),
        ({"status": RELEASED}, "release.not_draft"),
        ({"status": HELD}, "release.not_draft"),
        ({"status": RECALLED}, "release.not_draft"),
        ({"approval": Approval.PENDING}, "release.product_not_approved"),
        ({"approval": Approval.WITHDRAWN}, "release.product_not_approved"),
        ({"approval": None}, "release.product_not_approved"),
        ({"standing": Standing.SUSPENDED}, "enterprise.not_trusted"),
        ({"standing": Standing.DELISTED}, "enterprise.not_trusted"),
        ({"has_production": False}, "release.no_production"),
        ({"amount_made": 0}, "release.no_production"),
        ({"has_failed_inspection": True}, "release.inspection_failed"),
        ({"has_passed_inspection": False}, "release.no_inspection"),
        ({"best_before": None}, "release.expired"),
        ({"best_before": TODAY - timedelta(days=1)}, "release.expired"),
    ],
)
def test_a_release_needs_all_its_grounds(change: dict[str, object], code: str | None) -> None:
    assert _code(check_release, replace(READY, **change)) == code  # type: ignore[arg-type]


@pytest.mark.parametrize("standing", list(Standing))
def test_the_listed_and_the_warned_may_trade(standing: Standing) -> None:
    trusted = standing in {Standing.LISTED, Standing.WARNED}
    assert _code(check_may_trade, standing) == (None if trusted else "enterprise.not_trusted")


@pytest.mark.parametrize(
    ("status", "code"),
    [(DRAFT, None), (RELEASED, None)] + [(s, "hold.not_possible") for s in (HELD, RECALLED)],
)
def test_what_is_stopped_is_not_held_again(status: BatchStatus, code: str | None) -> None:
    assert _code(check_hold, status) == code


LIFT_BY_ENTERPRISE = {
    (DRAFT, False): "lift.not_possible",
    (DRAFT, True): "lift.not_possible",
    (RELEASED, False): "lift.not_possible",
    (RELEASED, True): "lift.not_possible",
    (HELD, False): None,
    (HELD, True): "lift.only_regulator",
    (RECALLED, False): "lift.only_regulator",
    (RECALLED, True): "lift.only_regulator",
}


@pytest.mark.parametrize(("status", "by_regulator"), list(product(BatchStatus, (False, True))))
@pytest.mark.parametrize("role", list(Role))
def test_what_the_authority_stopped_only_the_authority_frees(
    role: Role, status: BatchStatus, by_regulator: bool
) -> None:
    expected = LIFT_BY_ENTERPRISE[status, by_regulator]
    if role in {Role.REGULATOR, Role.ADMIN} and expected == "lift.only_regulator":
        expected = None
    assert _code(check_lift, status, role, held_by_regulator=by_regulator) == expected


@pytest.mark.parametrize(
    ("status", "is_raw", "code"),
    [
        (DRAFT, False, "recall.not_possible"),
        (DRAFT, True, None),
        (RELEASED, False, None),
        (HELD, False, None),
        (HELD, True, None),
        (RECALLED, False, "recall.not_possible"),
        (RECALLED, True, "recall.not_possible"),
    ],
)
def test_what_never_left_is_not_recalled(
    status: BatchStatus, is_raw: bool, code: str | None
) -> None:
    assert _code(check_recall, status, is_raw=is_raw) == code


@pytest.mark.parametrize(("status", "standing"), list(product(BatchStatus, Standing)))
def test_labels_are_for_released_batches_of_trusted_enterprises(
    status: BatchStatus, standing: Standing
) -> None:
    expected = None
    if standing in {Standing.SUSPENDED, Standing.DELISTED}:
        expected = "enterprise.not_trusted"
    if status is not RELEASED:
        expected = "label.not_released"
    assert _code(check_label, status, standing, Approval.APPROVED) == expected
    unapproved = "release.product_not_approved"
    assert _code(check_label, status, standing, Approval.PENDING) == unapproved

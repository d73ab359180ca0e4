"""Labels are asked for at grade C, for a lot that is not stopped, and one request at a time."""

from __future__ import annotations

import pytest

from tests.factories import refused
from traceability.domain.kinds import BatchStatus
from traceability.domain.label_requests import (
    LabelRequestState,
    check_ask,
    check_needs_approval,
    check_open,
)
from traceability.domain.trust_rules import TrustGrade

ASKED, APPROVED, REFUSED = LabelRequestState
C, RELEASED = TrustGrade.C, BatchStatus.RELEASED


@pytest.mark.parametrize(
    ("grade", "status", "is_approved", "newest", "code"),
    [
        (TrustGrade.A, RELEASED, False, None, "label_approval.not_needed"),
        (TrustGrade.B, RELEASED, False, None, "label_approval.not_needed"),
        (TrustGrade.D, RELEASED, False, None, "label.grade_stopped"),
        (C, BatchStatus.HELD, False, None, "label_request.lot_stopped"),
        (C, BatchStatus.RECALLED, False, REFUSED, "label_request.lot_stopped"),
        (C, RELEASED, True, APPROVED, "label_approval.given_already"),
        (C, RELEASED, False, ASKED, "label_request.asked_already"),
    ],
)
def test_what_cannot_be_asked(
    grade: TrustGrade,
    status: BatchStatus,
    is_approved: bool,
    newest: LabelRequestState | None,
    code: str,
) -> None:
    refused(code, check_ask, grade, status, is_approved=is_approved, newest=newest)


@pytest.mark.parametrize("status", [BatchStatus.DRAFT, RELEASED])
@pytest.mark.parametrize("newest", [None, REFUSED])
def test_one_asks_first_and_again_after_a_refusal(
    status: BatchStatus, newest: LabelRequestState | None
) -> None:
    check_needs_approval(C)
    check_ask(C, status, is_approved=False, newest=newest)


def test_a_request_is_decided_once() -> None:
    check_open(ASKED)
    for state in (APPROVED, REFUSED):
        refused("label_request.decided_already", check_open, state)

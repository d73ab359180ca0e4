"""When may an enterprise ask to print the labels of a lot, and when is that decided?"""

from __future__ import annotations

from enum import StrEnum

from traceability.domain.errors import ConflictError, RuleError
from traceability.domain.kinds import BatchStatus
from traceability.domain.trust_consequences import LabelQuota, label_quota
from traceability.domain.trust_rules import TrustGrade


class LabelRequestState(StrEnum):
    """How far a request is. After a refusal one may ask again: that is another request."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


MAY_ASK = frozenset({BatchStatus.DRAFT, BatchStatus.RELEASED})
"""A lot that was stopped has nothing to print; one that is not released yet can be asked for."""


def check_needs_approval(grade: TrustGrade) -> None:
    """Refuse to deal with approvals where the grade prints freely, or prints nothing at all."""
    quota = label_quota(grade)
    if quota is LabelQuota.STOPPED:
        raise RuleError("label.grade_stopped", grade=grade)
    if quota is LabelQuota.FREE:
        raise RuleError("label_approval.not_needed", field="batch_id", grade=grade)


def check_ask(
    grade: TrustGrade, status: BatchStatus, *, is_approved: bool, newest: LabelRequestState | None
) -> None:
    """Refuse a request that is not needed, or that is decided or waits already."""
    check_needs_approval(grade)
    if status not in MAY_ASK:
        raise RuleError("label_request.lot_stopped", field="batch_id", status=status)
    if is_approved:
        raise ConflictError("label_approval.given_already", field="batch_id")
    if newest is LabelRequestState.ASKED:
        raise ConflictError("label_request.asked_already", field="batch_id")


def check_open(state: LabelRequestState) -> None:
    """Refuse to decide a second time."""
    if state is not LabelRequestState.ASKED:
        raise ConflictError("label_request.decided_already", state=state)

"""May this batch be released, held, lifted or recalled?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from traceability.domain.errors import RuleError
from traceability.domain.kinds import (
    AUTHORITIES,
    STOPPED,
    TRUSTED,
    Approval,
    BatchStatus,
    Role,
    Standing,
)


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What a release rests on."""

    status: BatchStatus
    approval: Approval | None  # None for a raw lot, which has no product and is never released
    standing: Standing
    has_production: bool
    has_passed_inspection: bool
    has_failed_inspection: bool
    amount_made: int
    best_before: date | None
    today: date


def check_release(batch: ReleaseFacts) -> None:
    """Refuse a release unless product, enterprise, chain and factory inspection allow it."""
    if batch.status is not BatchStatus.DRAFT:
        raise RuleError("release.not_draft", status=batch.status)
    if batch.approval is not Approval.APPROVED:
        raise RuleError("release.product_not_approved", approval=batch.approval)
    check_may_trade(batch.standing)
    if not batch.has_production or batch.amount_made <= 0:
        raise RuleError("release.no_production")
    if batch.has_failed_inspection:
        raise RuleError("release.inspection_failed")
    if not batch.has_passed_inspection:
        raise RuleError("release.no_inspection")
    if batch.best_before is None or batch.best_before < batch.today:
        raise RuleError("release.expired", best_before=batch.best_before)


def check_may_trade(standing: Standing) -> None:
    """Refuse an enterprise that is suspended or struck off."""
    if standing not in TRUSTED:
        raise RuleError("enterprise.not_trusted", standing=standing)


def check_hold(status: BatchStatus, *, takes_over: bool = False) -> None:
    """Refuse to hold what is recalled, or held already unless a regulator takes the hold over."""
    if status is BatchStatus.RECALLED or (status is BatchStatus.HELD and not takes_over):
        raise RuleError("hold.not_possible", status=status)


def check_lift(status: BatchStatus, role: Role, *, held_by_regulator: bool) -> None:
    """Let the one who stopped a batch free it: what a regulator stopped, only a regulator lifts."""
    if status not in STOPPED:
        raise RuleError("lift.not_possible", status=status)
    if role not in AUTHORITIES and (held_by_regulator or status is BatchStatus.RECALLED):
        raise RuleError("lift.only_regulator", status=status)


def check_recall(status: BatchStatus, *, is_raw: bool) -> None:
    """Refuse to recall twice, or a product that never left; raw lots are never released."""
    if status is BatchStatus.RECALLED or (status is BatchStatus.DRAFT and not is_raw):
        raise RuleError("recall.not_possible", status=status)


SPOILAGE_PERCENT, SPOILAGE_LEAST = 10, 100  # labels that may be lost on the press


def most_codes(made: int) -> int:
    """Give how many package codes so many packages may have, spoilage included."""
    return made + max(made * SPOILAGE_PERCENT // 100, SPOILAGE_LEAST)


def check_label_count(ordered: int, made: int) -> None:
    """Refuse more package codes than packages, beyond what printing may spoil."""
    most = most_codes(made)
    if ordered > most:
        raise RuleError("label.too_many", field="count", most=most, made=made)


def check_label(status: BatchStatus, standing: Standing, approval: Approval) -> None:
    """Refuse a label unless batch, product and enterprise may go out."""
    check_label_product(approval)
    check_label_batch(status)
    check_may_trade(standing)


def check_label_product(approval: Approval) -> None:
    """Refuse labels of a product that no regulator approved."""
    if approval is not Approval.APPROVED:
        raise RuleError("release.product_not_approved", approval=approval)


def check_label_batch(status: BatchStatus) -> None:
    """Refuse labels of a batch that is not released."""
    if status is not BatchStatus.RELEASED:
        raise RuleError("label.not_released", status=status)

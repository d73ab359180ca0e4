"""What may a canteen do with the goods of an enterprise that was struck off?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.errors import ConflictError, RuleError


class StockAction(StrEnum):
    """What a canteen did with what it still had."""

    NONE_LEFT = "none_left"
    SEALED = "sealed"
    RETURNED = "returned"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What an acknowledgement rests on."""

    is_acknowledged: bool
    has_stock: bool
    action: StockAction
    said: str | None


def check_acknowledgement(notice: NoticeFacts) -> None:
    """Refuse a second answer; that nothing is left, against the ledger, needs a reason."""
    if notice.is_acknowledged:
        raise ConflictError("notice.acknowledged_already")
    if notice.has_stock and notice.action is StockAction.NONE_LEFT and notice.said is None:
        raise RuleError("notice.stock_unexplained", field="said")

"""Do our books and those of the credit system agree?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from traceability.domain.credit_messages import HeldRecord
from traceability.domain.kinds import DeliveryState


class Difference(StrEnum):
    """What can differ; `AGREED` is none."""

    AGREED = "agreed"
    LOST_THERE = "lost_there"  # acknowledged, but not held any more
    RECEIPT_MISSING = "receipt_missing"  # held, but we never got the receipt
    NOT_DELIVERED = "not_delivered"  # waiting, refused or given up
    UNKNOWN_HERE = "unknown_here"  # held, but never sent by us
    DIFFERENT = "different"  # another content or receipt under the same key


@dataclass(frozen=True, slots=True)
class OurRecord:
    """A delivery as our books have it."""

    delivery_id: UUID
    state: DeliveryState
    receipt_no: str | None
    body_sha256: str | None  # of what was acknowledged


@dataclass(frozen=True, slots=True)
class Line:
    """One key on either side, and how the two sides differ."""

    key: str
    difference: Difference
    ours: OurRecord | None
    theirs: HeldRecord | None

    @property
    def is_mended_by_sending(self) -> bool:
        """Tell whether sending it again under its key mends it; a refusal needs a revision."""
        if self.ours is None or self.ours.state is DeliveryState.REFUSED:
            return False
        if self.difference is Difference.NOT_DELIVERED:
            return self.ours.state is DeliveryState.DEAD
        return self.difference in {Difference.LOST_THERE, Difference.RECEIPT_MISSING}


def compare(
    ours: Mapping[str, OurRecord], theirs: Iterable[HeldRecord], known: Collection[str]
) -> list[Line]:
    """Compare by key; `known` are keys of ours that lie outside of the period or are superseded."""
    held = {record.key: record for record in theirs}
    lines = [
        Line(key, _difference(record, held.get(key)), record, held.get(key))
        for key, record in ours.items()
    ]
    return lines + [
        Line(key, Difference.UNKNOWN_HERE, None, record)
        for key, record in held.items()
        if key not in ours and key not in known
    ]


def _difference(ours: OurRecord, theirs: HeldRecord | None) -> Difference:
    is_acknowledged = ours.state is DeliveryState.ACKNOWLEDGED
    if theirs is None:
        return Difference.LOST_THERE if is_acknowledged else Difference.NOT_DELIVERED
    if not is_acknowledged:
        return Difference.RECEIPT_MISSING
    is_same = (ours.receipt_no, ours.body_sha256) == (theirs.receipt_no, theirs.body_sha256)
    return Difference.AGREED if is_same else Difference.DIFFERENT

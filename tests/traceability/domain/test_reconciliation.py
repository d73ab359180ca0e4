"""Do our books and theirs agree?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from traceability.domain.credit_messages import HeldRecord
from traceability.domain.kinds import DeliveryKind, DeliveryState
from traceability.domain.reconciliation import Difference, OurRecord, compare

S = DeliveryState


def ours(state: DeliveryState, receipt: str | None = "R1", body: str | None = "a") -> OurRecord:
    return OurRecord(UUID(int=1), state, receipt, body)


def theirs(receipt: str = "R1", body: str = "a") -> HeldRecord:
    return HeldRecord(DeliveryKind.PENALTY, "k", 1, date(2026, 11, 2), body, receipt)


@pytest.mark.parametrize(
    ("mine", "held", "difference", "is_mended"),
    [
        (ours(S.ACKNOWLEDGED), theirs(), Difference.AGREED, False),
        (ours(S.ACKNOWLEDGED), None, Difference.LOST_THERE, True),
        (ours(S.ACKNOWLEDGED), theirs(receipt="R2"), Difference.DIFFERENT, False),
        (ours(S.ACKNOWLEDGED), theirs(body="b"), Difference.DIFFERENT, False),
        (ours(S.QUEUED, None, None), None, Difference.NOT_DELIVERED, False),
        (ours(S.QUEUED, None, None), theirs(), Difference.RECEIPT_MISSING, True),
        (ours(S.DEAD, None, None), None, Difference.NOT_DELIVERED, True),
        (ours(S.DEAD, None, None), theirs(), Difference.RECEIPT_MISSING, True),
        (ours(S.REFUSED, None, None), None, Difference.NOT_DELIVERED, False),
        (ours(S.REFUSED, None, None), theirs(), Difference.RECEIPT_MISSING, False),
        (None, theirs(), Difference.UNKNOWN_HERE, False),
    ],
)
def test_each_pair_has_its_word(
    mine: OurRecord | None, held: HeldRecord | None, difference: Difference, is_mended: bool
) -> None:
    [line] = compare({"k": mine} if mine else {}, [held] if held else [], ())
    assert (line.difference, line.is_mended_by_sending) == (difference, is_mended)


def test_a_key_of_another_period_is_not_unknown() -> None:
    assert compare({}, [theirs()], {"k"}) == []

"""Story: a regulator compares our books with those of the public credit system, and mends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from traceability.domain.access import Action
from traceability.domain.credit_messages import HeldRecord
from traceability.domain.errors import RuleError
from traceability.domain.kinds import DeliveryKind, DeliveryState
from traceability.domain.reconciliation import Difference, Line, OurRecord, compare
from traceability.schemas.deliveries import Reconciliation, ReconciliationLine
from traceability.storage.outbox import get_delivery, requeue_delivery
from traceability.storage.reconciliation import (
    acknowledged_bodies,
    deliveries_of_period,
    known_keys,
)
from traceability.storage.tables import CreditDelivery
from traceability.storage.work import Work

LONGEST_DAYS = 3 * 366


def check_period(first: date, last: date) -> None:
    """Refuse a period that ends before it begins, or is longer than three years."""
    if not 0 <= (last - first).days <= LONGEST_DAYS:
        raise RuleError("reconciliation.period", field="to", most=LONGEST_DAYS)


def reconcile(
    work: Work, first: date, last: date, held: Sequence[HeldRecord], *, mends: bool = False
) -> Reconciliation:
    """Compare what we should have told for a period with what is held there.

    With `mends`, what sending again can mend is queued again, under its old key.
    """
    work.actor.require(Action.RESEND_DELIVERIES if mends else Action.READ_DELIVERIES)
    check_period(first, last)
    deliveries = {
        delivery.idempotency_key: delivery
        for delivery in deliveries_of_period(work.session, first, last)
    }
    bodies = acknowledged_bodies(work.session, [each.id for each in deliveries.values()])
    ours = {
        key: OurRecord(each.id, DeliveryState(each.state), each.receipt_no, bodies.get(each.id))
        for key, each in deliveries.items()
    }
    strange = {record.key for record in held} - set(ours)
    lines = compare(ours, held, known_keys(work.session, strange))
    mended = _mend(work, lines) if mends else 0
    listed = {
        difference.value: [
            _line(line, deliveries.get(line.key)) for line in lines if line.difference is difference
        ]
        for difference in Difference
        if difference is not Difference.AGREED
    }
    agreed = sum(line.difference is Difference.AGREED for line in lines)
    return Reconciliation(first=first, last=last, agreed=agreed, mended=mended, **listed)


def _mend(work: Work, lines: Sequence[Line]) -> int:
    mended = 0
    for line in lines:
        if line.ours is not None and line.is_mended_by_sending:
            requeue_delivery(work, get_delivery(work.session, line.ours.delivery_id, locked=True))
            mended += 1
    return mended


def _line(line: Line, delivery: CreditDelivery | None) -> ReconciliationLine:
    kind = line.theirs.kind if line.theirs else DeliveryKind(delivery.kind if delivery else "")
    return ReconciliationLine(
        idempotency_key=line.key,
        kind=kind,
        delivery_id=line.ours.delivery_id if line.ours else None,
        receipt_no=line.ours.receipt_no if line.ours else None,
        held_receipt_no=line.theirs.receipt_no if line.theirs else None,
    )

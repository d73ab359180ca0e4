"""Story: what is on its way to a canteen?"""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.kinds import PartySide, PartyType, Unit
from traceability.domain.steps import Step
from traceability.schemas.canteens import ExpectedGoods, ExpectedList
from traceability.storage.batches import batches_by_id
from traceability.storage.events import balances_of, counts
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import EventLine, EventParty, TraceEvent
from traceability.storage.work import Work

_LOOKED_BACK = timedelta(days=14)
_MOST = 400  # sendings of a fortnight


def list_expected(work: Work) -> ExpectedList:
    """List goods that were sent to the canteen in the last fortnight and did not arrive yet."""
    work.actor.require(Action.RECORD_PURCHASES)
    to_me = (
        select(EventParty.event_id)
        .where(
            EventParty.organization_id == work.actor.org_id,
            EventParty.side == PartySide.DESTINATION.value,
            EventParty.type == PartyType.POSSESSING.value,
        )
        .order_by(col(EventParty.event_id).desc())
        .limit(_MOST)
    )
    ids = work.session.exec(to_me).all()
    rows = work.session.exec(
        select(TraceEvent, EventLine.batch_id)
        .join(EventLine, col(EventLine.event_id) == TraceEvent.id)
        .where(
            col(TraceEvent.id).in_(ids),
            TraceEvent.step == Step.SHIPPING.value,
            TraceEvent.event_time >= work.now - _LOOKED_BACK,
            col(EventLine.batch_id).is_not(None),
            counts,
        )
        .order_by(col(TraceEvent.event_time))
    ).all()
    sent = {batch_id: event for event, batch_id in rows if batch_id is not None}
    batches = batches_by_id(work.session, sent)
    balances = balances_of(work.session, sent)
    names = organizations_by_id(work.session, (event.org_id for event in sent.values()))
    items = []
    for batch_id, event in sent.items():
        amount = balances[batch_id].on_way.get(work.actor.org_id, 0)
        if amount > 0:
            batch = batches[batch_id]
            plate = event.attributes.get("vehicle_plate")
            items.append(
                ExpectedGoods(
                    batch_id=batch_id,
                    name=batch.name,
                    food=batch.material,
                    lot=batch.lot,
                    amount=amount,
                    unit=Unit(batch.unit),
                    sender=names[event.org_id].name,
                    sent_at=event.event_time,
                    plate=plate if isinstance(plate, str) else None,
                )
            )
    return ExpectedList(items=items)

"""Stories: what does a canteen have in its store, what goes first, and what was taken out?"""

from __future__ import annotations

from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.canteens import IssuePurpose
from traceability.domain.drafts import EventDraft, LineDraft, PartyDraft
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import (
    STOPPED,
    Acceptance,
    BatchStatus,
    LineRole,
    PartySide,
    PartyType,
    Unit,
)
from traceability.domain.quantities import to_register
from traceability.domain.steps import Step
from traceability.publishing.words import say_amount, say_pack
from traceability.schemas.canteens import (
    StockIssueCreate,
    StockIssuePublic,
    StockList,
    StockLot,
)
from traceability.storage.batches import lock_batch, products_of_batches
from traceability.storage.canteens import Stored, stored_by, taken_out
from traceability.storage.event_recording import record_events
from traceability.storage.events import last_sender
from traceability.storage.ids import new_id
from traceability.storage.store_stock import keep_amounts
from traceability.storage.tables import Purchase, StockIssue
from traceability.storage.work import Work

_STEPS = {
    IssuePurpose.USED: Step.KITCHEN_USE,
    IssuePurpose.RETURNED: Step.RETURN_OUT,
    IssuePurpose.DESTROYED: Step.DESTRUCTION,
}


def read_stock(work: Work) -> StockList:
    """Give a canteen's store, what must be used first on top."""
    work.actor.require(Action.KEEP_STOCK)
    seen: set[str] = set()
    items = []
    store = list(stored_by(work.session, work.actor.org_id))
    products = products_of_batches(work.session, {each.purchase.batch_id for each in store})
    for stored in store:
        pack = say_pack(products.get(stored.purchase.batch_id))
        items.append(_show(stored, pack, is_next=stored.purchase.food not in seen))
        if items[-1].is_next:
            seen.add(stored.purchase.food)
    return StockList(items=items)


def _show(stored: Stored, pack: str | None, *, is_next: bool) -> StockLot:
    purchase, batch = stored.purchase, stored.batch
    status = BatchStatus(batch.status) if batch else None
    return StockLot(
        purchase_id=purchase.id,
        batch_id=purchase.batch_id,
        name=purchase.name,
        pack=pack,
        food=purchase.food,
        lot=purchase.lot,
        supplier=purchase.supplier,
        delivered_at=purchase.delivered_at,
        best_before=purchase.best_before,
        amount=stored.amount,
        unit=Unit(purchase.unit),
        mass_g=stored.mass_g,
        status=status,
        is_next=is_next and status not in STOPPED,
    )


def issue_stock(work: Work, entered: StockIssueCreate) -> StockIssuePublic:
    """Record that goods left the store; what a recall stopped can be returned or destroyed only."""
    work.actor.require(Action.KEEP_STOCK)
    purchase = work.session.get(Purchase, entered.purchase_id, with_for_update=True)
    if purchase is None or not work.actor.owns(purchase.org_id):
        raise NotFoundError("purchase.not_found", field="purchase_id", id=entered.purchase_id)
    amount, unit = to_register(entered.amount, entered.unit)
    if unit.value != purchase.unit or purchase.acceptance != Acceptance.ACCEPTED.value:
        raise RuleError("stock.other_unit", field="unit", unit=purchase.unit)
    if entered.purpose is not IssuePurpose.USED and entered.reason is None:
        raise RuleError("stock.reason_needed", field="reason")
    issue = StockIssue(
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        purchase_id=purchase.id,
        batch_id=purchase.batch_id,
        event_id=_event(work, entered, purchase, amount),
        amount=amount,
        unit=unit.value,
        purpose=entered.purpose.value,
        reason=entered.reason,
        issued_at=work.now,
        issued_by=work.actor.user_id,
    )
    work.add(issue)
    return StockIssuePublic.model_validate(issue)


def _event(work: Work, entered: StockIssueCreate, purchase: Purchase, amount: int) -> UUID | None:
    """Tell the register's balance of a coded lot; look after others here."""
    if purchase.batch_id is None:
        left = purchase.amount - taken_out(work.session, [purchase.id]).get(purchase.id, 0)
        if amount > left:
            there_is = say_amount(left, purchase.unit).en  # kg or L: a symbol in both languages
            raise RuleError("stock.not_so_much", field="amount", left=there_is)
        keep_amounts(work.session, work.actor.org_id, {purchase.id: left - amount})
        return None
    batch = lock_batch(work.session, purchase.batch_id)
    if batch.status in STOPPED and entered.purpose is IssuePurpose.USED:
        raise RuleError("stock.stopped", field="purpose", status=batch.status)
    parties: tuple[PartyDraft, ...] = ()
    if entered.purpose is IssuePurpose.RETURNED:
        sender = last_sender(work.session, batch.id, work.actor.org_id) or batch.org_id
        parties = (PartyDraft(PartySide.DESTINATION, PartyType.POSSESSING, organization_id=sender),)
    line = LineDraft(LineRole.ITEM, batch_id=batch.id, amount=amount, unit=Unit(batch.unit))
    draft = EventDraft(
        step=_STEPS[entered.purpose],
        event_time=work.now,
        event_offset="+08:00",
        lines=(line,),
        parties=parties,
        attributes={"reason": entered.reason} if entered.reason else {},
    )
    return record_events(work, [draft])[0].event_id

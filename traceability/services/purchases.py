"""Story: a canteen takes in a delivery, or refuses it; the ledger keeps what it saw."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from consumer_web.document import Verdict
from consumer_web.tables import PublishedStanding
from consumer_web.verdicts import ScanFacts, decide
from consumer_web.verdicts import Standing as PublicStanding
from traceability.domain.acceptance import (
    AcceptanceFacts,
    Check,
    Outcome,
    judge_acceptance,
)
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.drafts import DocumentDraft, EventDraft, LineDraft, PartyDraft
from traceability.domain.errors import RuleError
from traceability.domain.kinds import (
    Acceptance,
    DocumentType,
    LineRole,
    LookSubject,
    PartySide,
    PartyType,
    Unit,
)
from traceability.domain.quantities import PackFacts, mass_mg, to_register
from traceability.domain.steps import Step
from traceability.domain.trust_consequences import check_supplier
from traceability.publishing.purchases import get_visible_purchase, show_purchases
from traceability.publishing.state import state_of
from traceability.schemas.purchases import (
    PurchaseCreate,
    PurchasePage,
    PurchasePublic,
    UncodedPurchaseCreate,
)
from traceability.schemas.types import offset_text
from traceability.storage.acceptance import AtTheDoor, look_at_lot
from traceability.storage.batches import pack_facts
from traceability.storage.event_recording import record_events
from traceability.storage.events import last_sender
from traceability.storage.ids import new_id
from traceability.storage.looks import note_looks
from traceability.storage.paging import page_of
from traceability.storage.parties import get_organization
from traceability.storage.store_stock import count_received, keep_amounts
from traceability.storage.tables import Batch, Organization, Product, Purchase, UserAccount
from traceability.storage.visibility import get_visible_batch
from traceability.storage.work import Work

_ACCEPTABLE = frozenset({Verdict.GENUINE})
_NO_CODE = "none"


def record_purchase(work: Work, entered: PurchaseCreate) -> PurchasePublic:
    """Book a delivery with the answer of that moment and the reports that came with it.

    Goods that the rule of the door forbids can be returned or destroyed, not accepted; what the
    door only warns of is accepted.
    """
    work.actor.require(Action.RECORD_PURCHASES)
    batch = get_visible_batch(work, entered.batch_id)
    seen = look_at_lot(work, batch)
    maker = get_organization(work.session, batch.org_id)
    verdict = _verdict(work, batch, maker)
    if entered.acceptance is Acceptance.ACCEPTED:
        _check(seen.facts, verdict, work)
    amount, unit = to_register(entered.amount, entered.unit)
    line = LineDraft(LineRole.ITEM, batch_id=batch.id, amount=amount, unit=unit)
    sender = last_sender(work.session, batch.id, work.actor.org_id) or batch.org_id
    recorded = record_events(work, _events(entered, sender, line))
    said = entered.model_dump(exclude={"amount", "unit", "site_id", "acceptance", "checked_by"})
    purchase = Purchase(
        **said | _facts_of(work, seen, batch, maker, sender) | {"trace_code": _code(entered, seen)},
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        batch_org_id=batch.org_id,
        event_id=recorded[0].event_id,
        amount=amount,
        unit=unit.value,
        mass_g=_grams(work, batch, amount),
        acceptance=entered.acceptance.value,
        verdict_seen=verdict.value,
        grade_seen=seen.facts.grade.value,
        inspection_ids=[str(report.id) for report in seen.reports],
        checked_by=entered.checked_by or _own_name(work),
        recorded_by=work.actor.user_id,
    )
    work.add(purchase)
    count_received(work.session, purchase)
    return show_purchases(work, [purchase])[0]


def _check(facts: AcceptanceFacts, verdict: Verdict, work: Work) -> None:
    """Refuse what the rule of the door forbids; what was sent is the mass balance's to check."""
    if verdict not in _ACCEPTABLE:
        raise RuleError("purchase.not_acceptable", field="acceptance", verdict=verdict)
    check_supplier(facts.grade)
    for reason in judge_acceptance(facts, civil_date(work.now)):
        if reason.outcome is Outcome.FAIL and reason.check is not Check.DELIVERY:
            raise RuleError("purchase.not_acceptable", field="acceptance", verdict=reason.why)


def _verdict(work: Work, batch: Batch, maker: Organization) -> Verdict:
    """Give what the code would say at a scan now."""
    published = work.session.get(PublishedStanding, (maker.uscc, work.origin))
    facts = ScanFacts(
        state=state_of(batch),
        best_before=batch.best_before,
        standing=PublicStanding(published.standing) if published else None,
        standing_void_before=published.void_before if published else None,
        registered_at=batch.recorded_at,
    )
    return decide(facts, civil_date(work.now))


def _facts_of(
    work: Work, seen: AtTheDoor, batch: Batch, maker: Organization, sender: UUID
) -> dict[str, object]:
    """Give what the ledger must say of goods and supplier, as it is at the door.

    The licence is the maker's: it is what the goods were made under.
    """
    supplier = get_organization(work.session, sender)
    return {
        "name": batch.name,
        "food": batch.material,
        "lot": batch.lot,
        "produced_on": batch.produced_on,
        "best_before": batch.best_before,
        "supplier_id": supplier.id,
        "supplier": supplier.name,
        "supplier_licence": maker.sc_licence,
        "supplier_address": supplier.address,
        "supplier_phone": supplier.contact_phone,
        "report_no": "、".join(report.report_no for report in seen.reports)[:200] or None,
    }


def _code(entered: PurchaseCreate, seen: AtTheDoor) -> str | None:
    return entered.trace_code or seen.trace_code


def _grams(work: Work, batch: Batch, amount: int) -> int:
    product = work.session.get(Product, batch.product_id) if batch.product_id else None
    return mass_mg(amount, pack_facts(batch, product)) // 1_000


def _own_name(work: Work) -> str | None:
    user = work.session.get(UserAccount, work.actor.user_id)
    return user.display_name if user else None


def _events(entered: PurchaseCreate, sender: UUID, line: LineDraft) -> list[EventDraft]:
    """Receive what is accepted, send back what is refused, destroy what must not go back."""
    supplier = PartyDraft(PartySide.SOURCE, PartyType.POSSESSING, organization_id=sender)
    back = PartyDraft(PartySide.DESTINATION, PartyType.POSSESSING, organization_id=sender)
    paper = DocumentType.DESPATCH_ADVICE
    documents = (DocumentDraft(paper, entered.delivery_note),) if entered.delivery_note else ()
    plan: dict[Acceptance, list[tuple[Step, tuple[PartyDraft, ...]]]] = {
        Acceptance.ACCEPTED: [(Step.RECEIVING, (supplier,))],
        Acceptance.RETURNED: [(Step.REFUSAL, (back,))],
        Acceptance.DESTROYED: [(Step.RECEIVING, (supplier,)), (Step.DESTRUCTION, ())],
    }
    return [
        EventDraft(
            step=step,
            event_time=entered.delivered_at,
            event_offset=offset_text(entered.delivered_at),
            lines=(line,),
            parties=parties,
            documents=documents,
            read_point_id=entered.site_id,
            biz_location_id=entered.site_id,
        )
        for step, parties in plan[entered.acceptance]
    ]


def record_uncoded_purchase(work: Work, entered: UncodedPurchaseCreate) -> PurchasePublic:
    """Book goods that have no code of ours: they count against the traced share."""
    work.actor.require(Action.RECORD_PURCHASES)
    is_accepted = entered.acceptance is Acceptance.ACCEPTED
    if is_accepted and entered.best_before < civil_date(work.now):
        raise RuleError("purchase.past_its_date", field="best_before")
    if entered.delivered_at > work.now:
        raise RuleError("event.in_the_future", field="delivered_at")
    amount, unit = to_register(entered.amount, entered.unit)
    if unit is Unit.MILLILITRE and not entered.food.is_oil:
        raise RuleError("purchase.litres_of_grain", field="unit")
    said = entered.model_dump(exclude={"amount", "unit", "acceptance", "food", "checked_by"})
    purchase = Purchase(
        **said,
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        food=entered.food.value,
        amount=amount,
        unit=unit.value,
        mass_g=mass_mg(amount, PackFacts(unit)) // 1_000,
        acceptance=entered.acceptance.value,
        verdict_seen=_NO_CODE,
        checked_by=entered.checked_by or _own_name(work),
        recorded_by=work.actor.user_id,
    )
    work.add(purchase)
    count_received(work.session, purchase)
    if is_accepted:
        keep_amounts(work.session, work.actor.org_id, {purchase.id: amount})
    return show_purchases(work, [purchase])[0]


def list_purchases(work: Work, after: str | None, limit: int) -> PurchasePage:
    """List ledger entries: a canteen its own, an enterprise those of its goods without prices.

    The authority reads names and prices in those of all; that it looked is recorded by canteen.
    """
    work.actor.require(Action.READ_PURCHASES)
    query = select(Purchase)
    if work.actor.may(Action.RECORD_PURCHASES):
        query = query.where(Purchase.org_id == work.actor.org_id)
    elif not work.actor.is_authority:
        query = query.where(Purchase.batch_org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(Purchase.id), after, limit)
    if work.actor.is_authority:
        canteens = (row.org_id for row in rows)
        note_looks(work, LookSubject.CANTEEN_LEDGER, canteens, "通过接口读取食堂台账")
    return PurchasePage(items=show_purchases(work, rows), next=following)


def read_purchase(work: Work, purchase_id: UUID) -> PurchasePublic:
    """Give one ledger entry; that somebody of the authority looked at it is recorded."""
    work.actor.require(Action.READ_PURCHASES)
    line = get_visible_purchase(work, purchase_id)
    if work.actor.is_authority:
        note_looks(work, LookSubject.CANTEEN_LEDGER, [line.id], "查看台账一行")
    return show_purchases(work, [line])[0]

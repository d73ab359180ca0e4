"""Story: a canteen takes in a delivery, or refuses it; the ledger keeps what it saw."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from consumer_web.document import Verdict
from consumer_web.tables import PublishedStanding
from consumer_web.verdicts import ScanFacts, decide
from consumer_web.verdicts import Standing as PublicStanding
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.drafts import DocumentDraft, EventDraft, LineDraft, PartyDraft
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import (
    Acceptance,
    DocumentType,
    LineRole,
    PartySide,
    PartyType,
)
from traceability.domain.quantities import to_register
from traceability.domain.steps import Step
from traceability.domain.trust_consequences import canteen_advice, check_supplier
from traceability.domain.trust_rules import TrustGrade
from traceability.publishing.state import state_of
from traceability.schemas.trade import PurchaseCreate, PurchasePage, PurchasePublic
from traceability.schemas.types import offset_text
from traceability.storage.event_recording import record_events
from traceability.storage.events import last_sender
from traceability.storage.ids import new_id
from traceability.storage.inspections import counting_inspections
from traceability.storage.paging import page_of
from traceability.storage.parties import get_organization
from traceability.storage.tables import Batch, Purchase
from traceability.storage.trust_scores import public_grade_of
from traceability.storage.visibility import get_visible_batch
from traceability.storage.work import Work

_ACCEPTABLE = frozenset({Verdict.GENUINE})


def record_purchase(work: Work, entered: PurchaseCreate) -> PurchasePublic:
    """Book a delivery with the verdict of that moment and the reports that came with it.

    Goods whose code does not vouch, or whose maker has grade D, can be returned or destroyed, not
    accepted; grade C is accepted with a warning.
    """
    work.actor.require(Action.RECORD_PURCHASES)
    batch = get_visible_batch(work, entered.batch_id)
    verdict = _verdict(work, batch)
    if entered.acceptance is Acceptance.ACCEPTED and verdict not in _ACCEPTABLE:
        raise RuleError("purchase.not_acceptable", field="acceptance", verdict=verdict)
    grade = public_grade_of(work.session, batch.org_id)
    if entered.acceptance is Acceptance.ACCEPTED:
        check_supplier(grade)
    amount, unit = to_register(entered.amount, entered.unit)
    recorded = record_events(
        work,
        _events(
            work,
            entered,
            batch,
            LineDraft(
                LineRole.ITEM,
                batch_id=batch.id,
                amount=amount,
                unit=unit,
            ),
        ),
    )
    reports = counting_inspections(work.session, [batch.id]).get(batch.id, [])
    said = entered.model_dump(exclude={"amount", "unit", "site_id", "acceptance"})
    purchase = Purchase(
        **said,
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        batch_org_id=batch.org_id,
        event_id=recorded[0].event_id,
        amount=amount,
        unit=unit.value,
        acceptance=entered.acceptance.value,
        verdict_seen=verdict.value,
        grade_seen=grade.value,
        inspection_ids=[str(report.id) for report in reports],
        recorded_by=work.actor.user_id,
    )
    work.add(purchase)
    return _public(work, purchase)


def _verdict(work: Work, batch: Batch) -> Verdict:
    published = work.session.get(PublishedStanding, (_supplier_uscc(work, batch), work.origin))
    facts = ScanFacts(
        state=state_of(batch),
        best_before=batch.best_before,
        standing=PublicStanding(published.standing) if published else None,
        standing_void_before=published.void_before if published else None,
        registered_at=batch.recorded_at,
    )
    return decide(facts, civil_date(work.now))


def _supplier_uscc(work: Work, batch: Batch) -> str:
    return get_organization(work.session, batch.org_id).uscc


def _events(work: Work, entered: PurchaseCreate, batch: Batch, line: LineDraft) -> list[EventDraft]:
    """Receive what is accepted, send back what is refused, destroy what must not go back."""
    sender = last_sender(work.session, batch.id, work.actor.org_id) or batch.org_id
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


def list_purchases(work: Work, after: str | None, limit: int) -> PurchasePage:
    """List ledger entries: a canteen its own, an enterprise those of its goods without prices."""
    work.actor.require(Action.READ_PURCHASES)
    query = select(Purchase)
    if work.actor.may(Action.RECORD_PURCHASES):
        query = query.where(Purchase.org_id == work.actor.org_id)
    elif not work.actor.is_authority:
        query = query.where(Purchase.batch_org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(Purchase.id), after, limit)
    return PurchasePage(items=[_public(work, row) for row in rows], next=following)


def read_purchase(work: Work, purchase_id: UUID) -> PurchasePublic:
    """Give one ledger entry."""
    work.actor.require(Action.READ_PURCHASES)
    purchase = work.session.get(Purchase, purchase_id)
    involved = purchase and work.actor.org_id in {purchase.org_id, purchase.batch_org_id}
    if purchase is None or not (involved or work.actor.is_authority):
        raise NotFoundError("purchase.not_found", id=purchase_id)
    return _public(work, purchase)


def _public(work: Work, purchase: Purchase) -> PurchasePublic:
    """Show a ledger entry; its price is between the canteen, its seller and the authority."""
    shown = PurchasePublic.model_validate(purchase)
    if purchase.grade_seen is not None:
        shown.advice = canteen_advice(TrustGrade(purchase.grade_seen))
    if not (work.actor.owns(purchase.org_id) or work.actor.is_authority):
        shown.price_fen = None
    return shown

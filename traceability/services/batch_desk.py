"""Stories: a lot is looked at on its enterprise's desk: how far it is, and what it needs next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.batch_progress import lacks_of
from traceability.domain.civil import civil_date
from traceability.domain.errors import RuleError
from traceability.domain.kinds import (
    Approval,
    BatchStatus,
    InspectionKind,
    LineRole,
    OrganizationKind,
    ResultVerdict,
)
from traceability.domain.lifecycle import ReleaseFacts
from traceability.domain.quantities import mass_mg
from traceability.schemas.batches import BatchPublic
from traceability.schemas.goods import (
    BatchDesk,
    Handled,
    HistoryLine,
    LotProgress,
    Place,
    Receiver,
    Sent,
)
from traceability.schemas.inspections import InspectionPublic, ResultPublic
from traceability.schemas.products import ProductPublic
from traceability.storage.batches import gtins_of, pack_facts, products_by_id
from traceability.storage.events import balances_of
from traceability.storage.goods import (
    events_naming,
    lines_of,
    processes_of,
    receivers_of,
)
from traceability.storage.history import people_of, tell_events
from traceability.storage.inspections import counting_inspections, results_of
from traceability.storage.lots import holders_of, progress_of
from traceability.storage.parties import organizations_by_id, standing_of
from traceability.storage.stopping import stopped_by_authority
from traceability.storage.tables import Batch, Inspection, Organization, Product, Site, TraceEvent
from traceability.storage.visibility import get_visible_batch
from traceability.storage.work import Work

_MOST_PLACES = 60
_MOST_TOLD = 100
_MOST_RECEIVERS = 30
_MOST_OFFERED = 500


def read_batch_desk(work: Work, batch_id: UUID) -> BatchDesk:
    """Give a lot with everything that its page shows."""
    work.actor.require(Action.STOP_BATCHES)
    batch = get_visible_batch(work, batch_id)
    session = work.session
    is_own = work.actor.owns(batch.org_id)
    product = session.get(Product, batch.product_id) if batch.product_id else None
    progress = progress_of(session, [batch])[batch.id]
    balance = balances_of(session, [batch.id])[batch.id]
    holder = work.actor.org_id if not work.actor.is_authority else batch.org_id
    reports = counting_inspections(session, [batch.id]).get(batch.id, [])
    standing = standing_of(session, batch.org_id)
    taken, taken_mg = _taken(session, batch)
    events = events_naming(session, batch.id, _MOST_TOLD)
    seen = [event for event in events if _may_see(work, batch, event)]
    pack = pack_facts(batch, product)
    maker = organizations_by_id(session, [batch.org_id])[batch.org_id].name
    return BatchDesk(
        batch=BatchPublic.model_validate(batch),
        org_name=maker,
        is_own=is_own,
        product=_product(session, product),
        progress=LotProgress.of(
            BatchPublic.model_validate(batch), progress, len(holders_of(batch, balance)), maker
        ),
        lacks=list(_lacks(work, batch, product, reports, balance.made)),
        standing=standing.value,
        taken=taken,
        taken_mg=taken_mg,
        package_mg=mass_mg(1, pack) if product else None,
        made=balance.made,
        in_stock=balance.stock.get(holder, 0),
        sent=_sent(work, batch, balance.stock, balance.on_way),
        reports=_reports(session, reports),
        history=_history(work, batch, seen, reports),
        receivers=_receivers(work) if is_own else [],
        places=_places(work) if is_own else [],
        last_place_id=next((e.read_point_id for e in events if e.read_point_id), None),
        is_stopped_by_authority=batch.id in stopped_by_authority(session, [batch]),
    )


def _product(session: Session, product: Product | None) -> ProductPublic | None:
    if product is None:
        return None
    gtins = [row.gtin for row in gtins_of(session, [product.id]).get(product.id, [])]
    return ProductPublic.model_validate(product).model_copy(update={"gtins": gtins})


def _lacks(
    work: Work,
    batch: Batch,
    product: Product | None,
    reports: Sequence[Inspection],
    made: int,
) -> tuple[str, ...]:
    if batch.status != BatchStatus.DRAFT or product is None:
        return ()
    factory = [report for report in reports if report.kind == InspectionKind.FACTORY]
    return lacks_of(
        ReleaseFacts(
            status=BatchStatus.DRAFT,
            approval=Approval(product.approval),
            standing=standing_of(work.session, batch.org_id),
            has_production=made > 0,
            has_passed_inspection=any(r.verdict == ResultVerdict.PASS for r in factory),
            has_failed_inspection=any(r.verdict == ResultVerdict.FAIL for r in reports),
            amount_made=made,
            best_before=batch.best_before,
            today=civil_date(work.now),
        )
    )


def _taken(session: Session, batch: Batch) -> tuple[list[Handled], int]:
    """Give the raw lots that were taken for a lot, and their mass in milligrams."""
    events = processes_of(session, [batch.id]).get(batch.id, [])
    lines = [
        line
        for rows in lines_of(session, (event.id for event in events)).values()
        for line in rows
        if line.role == LineRole.INPUT.value and line.batch_id
    ]
    rows = session.exec(select(Batch).where(col(Batch.id).in_([line.batch_id for line in lines])))
    lots = {lot.id: lot for lot in rows}
    products = products_by_id(session, (lot.product_id for lot in lots.values()))
    handled, mass = [], 0
    for line in lines:
        lot = lots[line.batch_id]  # type: ignore[index]
        pack = pack_facts(lot, products.get(lot.product_id) if lot.product_id else None)
        mass += mass_mg(line.amount or 0, pack)
        handled.append(
            Handled(
                role=LineRole.INPUT,
                batch_id=lot.id,
                lot=lot.lot,
                name=lot.name,
                amount=line.amount,
                unit=line.unit,
            )
        )
    return handled, mass


def _sent(
    work: Work, batch: Batch, stock: Mapping[object, int], on_way: Mapping[object, int]
) -> list[Sent]:
    """Name who has some of a lot; only its owner and the authority may know."""
    if not (work.actor.owns(batch.org_id) or work.actor.is_authority):
        return []
    amounts: dict[UUID, int] = {}
    others = 0
    for pile in (stock, on_way):
        for holder, amount in pile.items():
            if isinstance(holder, UUID) and holder != batch.org_id:
                amounts[holder] = amounts.get(holder, 0) + amount
            elif holder is None:
                others += amount
    names = organizations_by_id(work.session, amounts)
    told = [Sent(name=names[who].name, amount=n) for who, n in amounts.items() if n > 0]
    told.sort(key=lambda each: -each.amount)
    return told + ([Sent(name="", amount=others)] if others > 0 else [])


def _reports(session: Session, reports: Sequence[Inspection]) -> list[InspectionPublic]:
    results = results_of(session, (report.id for report in reports))
    shown = []
    for report in reports:
        public = InspectionPublic.model_validate(report.model_dump())
        public.results = [ResultPublic.model_validate(row) for row in results.get(report.id, [])]
        shown.append(public)
    return shown


def _receivers(work: Work) -> list[Receiver]:
    ids = receivers_of(work.session, work.actor.org_id, _MOST_RECEIVERS)
    known = organizations_by_id(work.session, ids)
    return [Receiver(id=i, name=known[i].name, district=known[i].district) for i in ids]


def list_receivers(work: Work) -> list[Receiver]:
    """List who else in the system may receive goods: canteens and enterprises, by name."""
    work.actor.require(Action.RECORD_EVENTS)
    query = _other_receivers(work).order_by(col(Organization.name)).limit(_MOST_OFFERED)
    return [
        Receiver(id=each.id, name=each.name, district=each.district)
        for each in work.session.exec(query)
    ]


def find_receiver(work: Work, name: str) -> Receiver | None:
    """Give who in the system has a name that was typed; None for somebody outside.

    Raises RuleError "event.receiver_ambiguous" where several have it.
    """
    work.actor.require(Action.RECORD_EVENTS)
    found = work.session.exec(_other_receivers(work).where(Organization.name == name)).all()
    if len(found) > 1:
        raise RuleError("event.receiver_ambiguous", field="to_name", name=name)
    return next((Receiver(id=o.id, name=o.name, district=o.district) for o in found), None)


def _other_receivers(work: Work) -> SelectOfScalar[Organization]:
    kinds = [OrganizationKind.CANTEEN.value, OrganizationKind.ENTERPRISE.value]
    return select(Organization).where(
        col(Organization.kind).in_(kinds), Organization.id != work.actor.org_id
    )


def _places(work: Work) -> list[Place]:
    query = select(Site).where(Site.org_id == work.actor.org_id).order_by(col(Site.id))
    rows = work.session.exec(query.limit(_MOST_PLACES))
    return [Place(id=site.id, name=site.name) for site in rows]


def _may_see(work: Work, batch: Batch, event: TraceEvent) -> bool:
    """Tell whether an event on a lot is the reader's to see: its owner's, his own, or all."""
    actor = work.actor
    return actor.is_authority or actor.owns(batch.org_id) or actor.owns(event.org_id)


def _history(
    work: Work, batch: Batch, events: Sequence[TraceEvent], reports: Sequence[Inspection]
) -> list[HistoryLine]:
    lines = [HistoryLine.model_validate(asdict(told)) for told in tell_events(work, events)]
    names = organizations_by_id(work.session, {r.org_id for r in reports} | {batch.org_id})
    people = people_of(work.session, {r.entered_by for r in reports if work.actor.owns(r.org_id)})
    for report in reports:
        at = report.signed_at or report.recorded_at
        lines.append(
            _plain_line(report.id, "report", at, names[report.org_id].name).model_copy(
                update={"note": report.report_no, "who": people.get(report.entered_by, "")}
            )
        )
    if batch.released_at is not None:
        name = names[batch.org_id].name
        lines.append(_plain_line(batch.id, "released", batch.released_at, name))
    return sorted(lines, key=_order, reverse=True)


def _order(line: HistoryLine) -> tuple[datetime, bool, UUID]:
    """Sort by the recording; of one instant, the release comes after what it rests on."""
    return line.recorded_at, line.what == "released", line.id


def _plain_line(record_id: UUID, what: str, at: datetime, org_name: str) -> HistoryLine:
    return HistoryLine(
        id=record_id,
        what=what,
        happened_at=at,
        recorded_at=at,
        late_seconds=0,
        org_name=org_name,
        who="",
        place="",
        to="",
        handled=[],
        note="",
    )

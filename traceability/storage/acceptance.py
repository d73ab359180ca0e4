"""What does the register know of goods that stand at a canteen's door?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from consumer_web.tables import PublishedStanding, ScannedCode, SuspectCode, VoidCodes
from traceability.domain.acceptance import AcceptanceFacts
from traceability.domain.cases import OPEN_STATES
from traceability.domain.kinds import (
    BatchStatus,
    DocumentType,
    PartySide,
    PartyType,
    ResultVerdict,
    Standing,
)
from traceability.storage.code_lookup import FoundCode, find_coded_lot, fold_scan
from traceability.storage.events import balances_of, counts
from traceability.storage.inspections import counting_inspections, results_of
from traceability.storage.parties import get_organization
from traceability.storage.tables import (
    Batch,
    EventDocument,
    EventLine,
    EventParty,
    Inspection,
    Organization,
    StandingCase,
    TestResult,
    TraceEvent,
)
from traceability.storage.trust_scores import public_grade_of
from traceability.storage.visibility import visible_batches
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is on its way to the canteen of a lot, and the newest paper that says so."""

    amount: int
    sender: Organization | None = None
    sent_at: datetime | None = None
    note: str | None = None
    plate: str | None = None


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """A scanned code with all that its acceptance rests on."""

    facts: AcceptanceFacts
    batch: Batch | None = None
    maker: Organization | None = None
    package_code: str | None = None
    scans: int | None = None
    reports: list[Inspection] = field(default_factory=list)
    results: dict[UUID, list[TestResult]] = field(default_factory=dict)
    delivery: Delivery = Delivery(0)

    @property
    def trace_code(self) -> str | None:
        """Give what the ledger keeps of the code."""
        if self.package_code or self.batch is None:
            return self.package_code
        return f"(01){self.batch.gtin}(10){self.batch.lot}" if self.batch.gtin else None


def look_at_code(work: Work, scanned: str, keys: Sequence[bytes]) -> AtTheDoor:
    """Read what a scanned code stands for, whoever made or sent the goods.

    A bare lot number is enough for goods that were sent to the canteen.
    """
    text = fold_scan(scanned)
    found = find_coded_lot(work.session, text, keys) or _by_lot(work, text.upper())
    if found is None or _is_void(work, found):
        return AtTheDoor(AcceptanceFacts(status=None))
    return look_at_lot(work, found.batch, found.package_code)


def _by_lot(work: Work, lot: str) -> FoundCode | None:
    found = work.session.exec(visible_batches(work).where(Batch.lot == lot).limit(2)).all()
    return FoundCode(found[0]) if len(found) == 1 else None


def _is_void(work: Work, found: FoundCode) -> bool:
    """Tell whether the code is of a label that was never printed, or was damaged."""
    if found.serial is None:
        return False
    job_no, serial = found.serial
    query = select(VoidCodes.job_no).where(
        VoidCodes.job_no == job_no,
        VoidCodes.origin == work.origin,
        col(VoidCodes.first_serial) <= serial,
        col(VoidCodes.last_serial) >= serial,
    )
    return work.session.exec(query).first() is not None


def look_at_lot(work: Work, batch: Batch, package_code: str | None = None) -> AtTheDoor:
    """Read what is known of a lot and of the one who sent it."""
    session = work.session
    maker = get_organization(session, batch.org_id)
    published = session.get(PublishedStanding, (maker.uscc, work.origin))
    void_before = published.void_before if published else None
    reports = counting_inspections(session, [batch.id]).get(batch.id, [])
    key = (package_code, work.origin) if package_code else None
    scanned = session.get(ScannedCode, key) if key else None
    delivery = _delivery_of(work, batch)
    return AtTheDoor(
        facts=AcceptanceFacts(
            status=BatchStatus(batch.status),
            standing=Standing(published.standing) if published else None,
            is_old_code=void_before is not None and batch.recorded_at < void_before,
            is_suspect=bool(key and session.get(SuspectCode, key)),
            has_open_case=_has_open_case(work, batch),
            reports=[
                (ResultVerdict(report.safety_verdict), ResultVerdict(report.grade_verdict))
                for report in reports
            ],
            produced_on=batch.produced_on,
            best_before=batch.best_before,
            grade=public_grade_of(session, batch.org_id),
            licence_until=maker.sc_valid_until,
            on_the_way=delivery.amount,
        ),
        batch=batch,
        maker=maker,
        package_code=package_code,
        scans=scanned.scans if scanned else None,
        reports=reports,
        results=results_of(session, (report.id for report in reports)),
        delivery=delivery,
    )


def _has_open_case(work: Work, batch: Batch) -> bool:
    states = [state.value for state in OPEN_STATES]
    query = select(StandingCase.id).where(
        StandingCase.org_id == batch.org_id,
        col(StandingCase.state).in_(states),
        col(StandingCase.noticed_at).is_not(None),  # before that, the enterprise has not heard it
    )
    return work.session.exec(query.limit(1)).first() is not None


def _delivery_of(work: Work, batch: Batch) -> Delivery:
    """Give what is on its way to the actor by the balance, with the newest despatch advice."""
    balance = balances_of(work.session, [batch.id])[batch.id]
    amount = max(balance.on_way.get(work.actor.org_id, 0), 0)
    if not amount:
        return Delivery(0)
    event = work.session.exec(
        select(TraceEvent)
        .join(EventLine, col(EventLine.event_id) == TraceEvent.id)
        .join(EventParty, col(EventParty.event_id) == TraceEvent.id)
        .where(
            EventLine.batch_id == batch.id,
            EventParty.organization_id == work.actor.org_id,
            EventParty.side == PartySide.DESTINATION.value,
            EventParty.type == PartyType.POSSESSING.value,
            counts,
        )
        .order_by(col(TraceEvent.event_time).desc(), col(TraceEvent.id).desc())
        .limit(1)
    ).first()
    if event is None:
        return Delivery(amount)
    note = work.session.exec(
        select(EventDocument.number)
        .where(
            EventDocument.event_id == event.id,
            EventDocument.type == DocumentType.DESPATCH_ADVICE.value,
        )
        .limit(1)
    ).first()
    plate = event.attributes.get("vehicle_plate")
    return Delivery(
        amount=amount,
        sender=get_organization(work.session, event.org_id),
        sent_at=event.event_time,
        note=note,
        plate=plate if isinstance(plate, str) else None,
    )

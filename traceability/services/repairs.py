"""Stories: an enterprise asks for credit repair (信用修复); who determined the penalty decides."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.credit_repairs import (
    RepairFacts,
    check_application,
    check_decision,
    check_open,
)
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.kinds import (
    CertificateType,
    DeliveryKind,
    LookSubject,
    PenaltySeverity,
    PenaltyState,
    RepairState,
)
from traceability.domain.working_days import after_working_days, working_days_left
from traceability.gateways.certificate_files import CertificateStore
from traceability.gateways.working_days import is_working_day
from traceability.publishing.penalties import publish_penalties
from traceability.schemas.repairs import (
    EvidenceItem,
    RepairCreate,
    RepairDecide,
    RepairPage,
    RepairPublic,
    RepairQuery,
)
from traceability.storage.ids import new_id
from traceability.storage.inspections import find_certificate
from traceability.storage.looks import record_look
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.penalties import get_penalty, queue_penalty
from traceability.storage.tables import CreditRepair, Penalty
from traceability.storage.work import Work


def apply_for_repair(work: Work, entered: RepairCreate, answer_days: int) -> RepairPublic:
    """Ask for the repair of one's penalty, with evidence, once the minimum window is over."""
    work.actor.require(Action.APPLY_FOR_REPAIR)
    penalty = get_penalty(work.session, entered.penalty_id, "penalty_id")
    if not work.actor.owns(penalty.org_id):
        raise NotFoundError("penalty.not_found", field="penalty_id")
    today = civil_date(work.now)
    check_application(
        RepairFacts(
            state=PenaltyState(penalty.state),
            severity=PenaltySeverity(penalty.severity),
            repairable_from=penalty.repairable_from,
            evidence=[item.kind for item in entered.evidence],
            today=today,
        )
    )
    _check_files(work, entered.evidence)
    open_one = select(CreditRepair.id).where(
        CreditRepair.penalty_id == penalty.id, CreditRepair.state == RepairState.SUBMITTED.value
    )
    if (known := work.session.exec(open_one).first()) is not None:
        raise ConflictError("repair.asked_already", field="penalty_id", id=known)
    repair = CreditRepair(
        id=new_id(),
        recorded_at=work.now,
        org_id=penalty.org_id,
        penalty_id=penalty.id,
        authority_uscc=penalty.authority_uscc,
        reason=entered.reason,
        evidence=[item.model_dump(mode="json") for item in entered.evidence],
        applied_by=work.actor.user_id,
        due_on=after_working_days(today, answer_days, is_working_day),
        state=RepairState.SUBMITTED.value,
    )
    work.add(repair)
    return _public(work, repair)


def decide_repair(work: Work, repair_id: UUID, decision: RepairDecide) -> RepairPublic:
    """Grant or refuse; with a repair the record is shown and used nowhere from this moment."""
    work.actor.require(Action.DECIDE_REPAIRS)
    repair = _get(work, repair_id)
    check_decision(RepairState(repair.state), repair.authority_uscc, work.actor.uscc)
    state = RepairState.GRANTED if decision.is_granted else RepairState.REFUSED
    work.change(
        repair,
        state=state.value,
        decided_by=work.actor.user_id,
        decided_at=work.now,
        decision_reason=decision.reason,
        repair_no=decision.repair_no if decision.is_granted else None,
    )
    if decision.is_granted:
        _end(work, get_penalty(work.session, repair.penalty_id), decision)
    return _public(work, repair)


def _end(work: Work, penalty: Penalty, decision: RepairDecide) -> None:
    """End publication and use, and tell the credit system: all in the one transaction."""
    if penalty.state == PenaltyState.WITHDRAWN:
        raise RuleError("repair.nothing_to_repair", state=penalty.state)
    work.change(
        penalty,
        state=PenaltyState.REPAIRED.value,
        ended_on=civil_date(work.now),
        ended_reason=decision.reason,
        repair_no=decision.repair_no,
    )
    queue_penalty(work, penalty, DeliveryKind.REPAIR)
    publish_penalties(work, penalty.org_id)


def withdraw_repair(work: Work, repair_id: UUID) -> RepairPublic:
    """Take one's application back."""
    work.actor.require(Action.APPLY_FOR_REPAIR)
    repair = _get(work, repair_id)
    check_open(RepairState(repair.state))
    work.change(repair, state=RepairState.WITHDRAWN.value)
    return _public(work, repair)


def read_repair(work: Work, repair_id: UUID) -> RepairPublic:
    """Give one application."""
    work.actor.require(Action.READ_REPAIRS)
    return _public(work, _get(work, repair_id))


def list_repairs(work: Work, query: RepairQuery) -> RepairPage:
    """List applications: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_REPAIRS)
    key, is_newest = col(CreditRepair.id), query.newest_first
    rows, following = page_of(
        work.session, _wanted(work, query), key, query.cursor, query.limit, newest_first=is_newest
    )
    return RepairPage(items=[_public(work, row) for row in rows], next=following)


def count_repairs(work: Work, query: RepairQuery) -> int:
    """Count the applications that match, wherever the page begins."""
    work.actor.require(Action.READ_REPAIRS)
    return count_up_to(work.session, _wanted(work, query))


def _wanted(work: Work, query: RepairQuery) -> SelectOfScalar[CreditRepair]:
    wanted = _visible(work)
    if query.state is not None:
        wanted = wanted.where(CreditRepair.state == query.state.value)
    if query.penalty_id is not None:
        wanted = wanted.where(CreditRepair.penalty_id == query.penalty_id)
    if query.overdue:
        wanted = wanted.where(
            CreditRepair.state == RepairState.SUBMITTED.value,
            col(CreditRepair.due_on) < civil_date(work.now),
        )
    return wanted


def open_evidence(
    work: Work, repair_id: UUID, sha256: str, store: CertificateStore
) -> tuple[bytes, CertificateType]:
    """Open a file that an application shows; a look of the authority is recorded."""
    work.actor.require(Action.READ_REPAIRS)
    repair = _get(work, repair_id)
    file = find_certificate(work.session, repair.org_id, sha256)
    if file is None or all(item["sha256"] != sha256 for item in repair.evidence):
        raise NotFoundError("certificate.not_found")
    if not work.actor.owns(repair.org_id):
        record_look(work, LookSubject.REPAIR_EVIDENCE, repair.id, "信用修复审查")
    return store.get(sha256), CertificateType(file.media_type)


def _check_files(work: Work, evidence: list[EvidenceItem]) -> None:
    for item in evidence:
        if item.sha256 and find_certificate(work.session, work.actor.org_id, item.sha256) is None:
            raise NotFoundError("certificate.not_found", field="evidence")


def _visible(work: Work) -> SelectOfScalar[CreditRepair]:
    query = select(CreditRepair)
    if work.actor.is_authority:
        return query
    return query.where(CreditRepair.org_id == work.actor.org_id)


def _get(work: Work, repair_id: UUID) -> CreditRepair:
    wanted = _visible(work).where(CreditRepair.id == repair_id).with_for_update()
    repair = work.session.exec(wanted).first()
    if repair is None:
        raise NotFoundError("repair.not_found", id=repair_id)
    return repair


def _public(work: Work, repair: CreditRepair) -> RepairPublic:
    is_open = repair.state == RepairState.SUBMITTED
    today = civil_date(work.now)
    left = working_days_left(today, repair.due_on, is_working_day) if is_open else None
    return RepairPublic.model_validate(repair.model_dump() | {"working_days_left": left})

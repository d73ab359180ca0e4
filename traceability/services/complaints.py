"""Stories: a complaint comes in, the enterprise answers, the authority finds out."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.supervision import ComplaintState, check_not_later
from traceability.domain.trust_rules import RuleNo
from traceability.domain.working_days import after_working_days
from traceability.gateways.working_days import is_working_day
from traceability.schemas.supervision import (
    ComplaintAnswer,
    ComplaintCreate,
    ComplaintFinding,
    ComplaintPage,
    ComplaintPublic,
)
from traceability.storage.batches import get_batch
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.supervision import get_enterprise, is_taken
from traceability.storage.tables import Complaint
from traceability.storage.trust_rules import get_rules
from traceability.storage.work import Work


def record_complaint(work: Work, entered: ComplaintCreate) -> ComplaintPublic:
    """Record a complaint; the time to answer runs from the day it came in."""
    work.actor.require(Action.RECORD_SUPERVISION)
    enterprise = get_enterprise(work.session, entered.organization_id)
    check_not_later(entered.received_on, civil_date(work.now), "received_on")
    if entered.batch_id is not None:
        batch = get_batch(work.session, entered.batch_id)
        if batch.org_id != enterprise.id:
            raise RuleError("complaint.batch_of_another", field="batch_id", lot=batch.lot)
    if is_taken(work.session, Complaint, Complaint.complaint_no, enterprise, entered.complaint_no):
        raise ConflictError("complaint.recorded_already", field="complaint_no")
    days = get_rules(work.session).rules[RuleNo.UNANSWERED_COMPLAINT].period_days or 0
    complaint = Complaint(
        **entered.model_dump(exclude={"organization_id"}),
        id=new_id(),
        recorded_at=work.now,
        org_id=enterprise.id,
        due_on=after_working_days(entered.received_on, days, is_working_day),
        state=ComplaintState.OPEN.value,
        recorded_by=work.actor.user_id,
    )
    work.add(complaint)
    return ComplaintPublic.model_validate(complaint)


def answer_complaint(work: Work, complaint_id: UUID, entered: ComplaintAnswer) -> ComplaintPublic:
    """Answer a complaint, once."""
    work.actor.require(Action.ANSWER_COMPLAINTS)
    complaint = _get(work, complaint_id)
    if complaint.answered_on is not None:
        raise RuleError("complaint.answered_already", id=complaint_id)
    work.change(complaint, answer=entered.answer, answered_on=civil_date(work.now))
    return ComplaintPublic.model_validate(complaint)


def decide_complaint(work: Work, complaint_id: UUID, entered: ComplaintFinding) -> ComplaintPublic:
    """Say whether a complaint is upheld; a finding may be corrected, and then weighs anew."""
    work.actor.require(Action.RECORD_SUPERVISION)
    complaint = _get(work, complaint_id)
    if complaint.state == entered.state:
        raise RuleError("complaint.found_already", field="state", state=entered.state)
    work.change(
        complaint,
        state=entered.state.value,
        finding=entered.finding,
        found_on=civil_date(work.now),
    )
    return ComplaintPublic.model_validate(complaint)


def list_complaints(
    work: Work, state: ComplaintState | None, after: str | None, limit: int
) -> ComplaintPage:
    """List complaints: the authority all, an enterprise those about it."""
    work.actor.require(Action.READ_SUPERVISION)
    query = select(Complaint)
    if not work.actor.is_authority:
        query = query.where(Complaint.org_id == work.actor.org_id)
    if state is not None:
        query = query.where(Complaint.state == state.value)
    rows, following = page_of(work.session, query, col(Complaint.id), after, limit)
    return ComplaintPage(items=[ComplaintPublic.model_validate(r) for r in rows], next=following)


def _get(work: Work, complaint_id: UUID) -> Complaint:
    complaint = work.session.get(Complaint, complaint_id)
    if complaint is None or not (work.actor.is_authority or work.actor.owns(complaint.org_id)):
        raise NotFoundError("complaint.not_found", id=complaint_id)
    return complaint

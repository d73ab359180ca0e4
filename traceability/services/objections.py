"""Stories: an enterprise objects to a record (信用异议); each step has its last day and reasons."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.kinds import OPEN_OBJECTIONS, ObjectionState, ObjectionSubject
from traceability.domain.objections import ACCEPT_WORKING_DAYS, VERIFY_WORKING_DAYS, check_step
from traceability.domain.working_days import after_working_days, working_days_left
from traceability.gateways.working_days import is_working_day
from traceability.publishing.penalties import publish_penalties
from traceability.schemas.repairs import (
    ObjectionAnswer,
    ObjectionCreate,
    ObjectionPage,
    ObjectionPublic,
    ObjectionQuery,
    ReasonGiven,
    VerificationBegin,
)
from traceability.storage.ids import new_id
from traceability.storage.objections import get_subject, is_changed
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.tables import Objection
from traceability.storage.work import Work

_OPEN = [state.value for state in OPEN_OBJECTIONS]


def submit_objection(work: Work, entered: ObjectionCreate) -> ObjectionPublic:
    """Object to something recorded about one's own enterprise; it is marked from this moment."""
    work.actor.require(Action.OBJECT)
    kind = entered.subject_kind
    subject = get_subject(work.session, kind, entered.subject_id, work.actor.org_id)
    open_one = select(Objection.id).where(
        Objection.subject_kind == kind.value,
        Objection.subject_id == entered.subject_id,
        col(Objection.state).in_(_OPEN),
    )
    if (known := work.session.exec(open_one).first()) is not None:
        raise ConflictError("objection.open_already", field="subject_id", id=known)
    objection = Objection(
        id=new_id(),
        recorded_at=work.now,
        org_id=subject.org_id,
        subject_kind=kind.value,
        subject_id=entered.subject_id,
        subject_revision=subject.revision,
        reason=entered.reason,
        submitted_by=work.actor.user_id,
        due_on=_last_day(work, ACCEPT_WORKING_DAYS),
        state=ObjectionState.SUBMITTED.value,
    )
    work.add(objection)
    return _settle(work, objection)


def accept_objection(work: Work, objection_id: UUID, entered: ReasonGiven) -> ObjectionPublic:
    """Take an objection up; from now on it must be answered within seven working days."""
    return _step(
        work,
        objection_id,
        ObjectionState.ACCEPTED,
        accepted_at=work.now,
        accepted_by=work.actor.user_id,
        acceptance_reason=entered.reason,
        due_on=_last_day(work, VERIFY_WORKING_DAYS),
    )


def begin_verification(
    work: Work, objection_id: UUID, entered: VerificationBegin
) -> ObjectionPublic:
    """Hand an objection to the unit from which the record comes."""
    return _step(
        work,
        objection_id,
        ObjectionState.UNDER_VERIFICATION,
        verified_by=entered.unit,
        verification_began_at=work.now,
    )


def answer_objection(work: Work, objection_id: UUID, entered: ObjectionAnswer) -> ObjectionPublic:
    """Answer with reasons: the record is corrected, or it is upheld."""
    objection = _get(work, objection_id)
    is_penalty = objection.subject_kind == ObjectionSubject.PENALTY
    if (
        entered.outcome is ObjectionState.CORRECTED
        and is_penalty
        and not is_changed(work.session, objection.subject_id, objection.subject_revision)
    ):
        raise RuleError("objection.nothing_corrected", field="outcome")
    return _step(
        work,
        objection_id,
        entered.outcome,
        answered_at=work.now,
        answered_by=work.actor.user_id,
        answer_reason=entered.reason,
    )


def withdraw_objection(work: Work, objection_id: UUID, entered: ReasonGiven) -> ObjectionPublic:
    """Take one's objection back."""
    work.actor.require(Action.OBJECT)
    objection = _get(work, objection_id)
    check_step(ObjectionState(objection.state), ObjectionState.WITHDRAWN)
    work.change(
        objection,
        state=ObjectionState.WITHDRAWN.value,
        answered_at=work.now,
        answered_by=work.actor.user_id,
        answer_reason=entered.reason,
    )
    return _settle(work, objection)


def read_objection(work: Work, objection_id: UUID) -> ObjectionPublic:
    """Give one objection."""
    work.actor.require(Action.READ_OBJECTIONS)
    return _public(work, _get(work, objection_id))


def list_objections(work: Work, query: ObjectionQuery) -> ObjectionPage:
    """List objections: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_OBJECTIONS)
    key, is_newest = col(Objection.id), query.newest_first
    rows, following = page_of(
        work.session, _wanted(work, query), key, query.cursor, query.limit, newest_first=is_newest
    )
    return ObjectionPage(items=[_public(work, row) for row in rows], next=following)


def count_objections(work: Work, query: ObjectionQuery) -> int:
    """Count the objections that match, wherever the page begins."""
    work.actor.require(Action.READ_OBJECTIONS)
    return count_up_to(work.session, _wanted(work, query))


def _wanted(work: Work, query: ObjectionQuery) -> SelectOfScalar[Objection]:
    wanted = _visible(work)
    if query.state is not None:
        wanted = wanted.where(Objection.state == query.state.value)
    if query.subject_kind is not None:
        wanted = wanted.where(Objection.subject_kind == query.subject_kind.value)
    if query.subject_id is not None:
        wanted = wanted.where(Objection.subject_id == query.subject_id)
    if query.is_open:
        wanted = wanted.where(col(Objection.state).in_(_OPEN))
    if query.overdue:
        today = civil_date(work.now)
        wanted = wanted.where(col(Objection.state).in_(_OPEN), col(Objection.due_on) < today)
    return wanted


def _step(
    work: Work, objection_id: UUID, following: ObjectionState, **values: object
) -> ObjectionPublic:
    work.actor.require(Action.ANSWER_OBJECTIONS)
    objection = _get(work, objection_id)
    check_step(ObjectionState(objection.state), following)
    work.change(objection, state=following.value, **values)
    return _settle(work, objection)


def _settle(work: Work, objection: Objection) -> ObjectionPublic:
    """Let the public mark follow; trust lines and cases are marked where they are read."""
    work.session.flush()
    if objection.subject_kind == ObjectionSubject.PENALTY:
        publish_penalties(work, objection.org_id)
    return _public(work, objection)


def _last_day(work: Work, count: int) -> date:
    return after_working_days(civil_date(work.now), count, is_working_day)


def _visible(work: Work) -> SelectOfScalar[Objection]:
    query = select(Objection)
    if work.actor.is_authority:
        return query
    return query.where(Objection.org_id == work.actor.org_id)


def _get(work: Work, objection_id: UUID) -> Objection:
    wanted = _visible(work).where(Objection.id == objection_id).with_for_update()
    objection = work.session.exec(wanted).first()
    if objection is None:
        raise NotFoundError("objection.not_found", id=objection_id)
    return objection


def _public(work: Work, objection: Objection) -> ObjectionPublic:
    left = None
    if objection.state in _OPEN:
        left = working_days_left(civil_date(work.now), objection.due_on, is_working_day)
    return ObjectionPublic.model_validate(objection.model_dump() | {"working_days_left": left})

"""Story: a regulator sees at a glance how far each delivery is, and sends again what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.errors import RuleError
from traceability.domain.kinds import DeliveryState
from traceability.domain.penalty_kinds import split_kinds
from traceability.domain.penalty_wire import name_of_code
from traceability.schemas.deliveries import (
    AnswerError,
    DeliveryBoard,
    DeliveryGroup,
    DeliveryLine,
    DeliveryPublic,
    DeliveryQuery,
    Outage,
    Resent,
)
from traceability.storage.delivery_lines import (
    OPEN,
    TROUBLE,
    DeliveryFacts,
    facts_of_deliveries,
    find_outage,
    first_due,
    select_deliveries,
    tried_in_vain,
)
from traceability.storage.outbox import get_delivery, requeue_delivery
from traceability.storage.overview import counts_by
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.tables import CreditDelivery
from traceability.storage.work import Work

MOST_OPEN = 100
MOST_AT_ONCE = 500


def read_board(work: Work, query: DeliveryQuery) -> DeliveryBoard:
    """List deliveries, the newest first; what is open stands before what is settled."""
    work.actor.require(Action.READ_DELIVERIES)
    session = work.session
    wanted = _wanted(work, query)
    is_open, waiting = col(CreditDelivery.state).in_(OPEN), list[CreditDelivery]()
    if query.state is None and query.group is None:
        if query.cursor is None:
            found = wanted.where(is_open).order_by(col(CreditDelivery.id)).limit(MOST_OPEN)
            waiting = sorted(session.exec(found), key=lambda each: OPEN.index(each.state))
        wanted = wanted.where(~is_open)
    rows, following = page_of(
        session, wanted, col(CreditDelivery.id), query.cursor, query.limit, newest_first=True
    )
    outage = find_outage(session)
    return DeliveryBoard(
        open=_lines(work, waiting),
        items=_lines(work, rows),
        next=following,
        counts=counts_by(session, col(CreditDelivery.state)),
        first_due_on=first_due(session),
        outage=Outage(
            since=outage.since, waiting=outage.waiting, last_answer_at=outage.last_answer_at
        )
        if outage
        else None,
    )


def count_deliveries(work: Work, query: DeliveryQuery) -> int:
    """Count the deliveries that match, wherever they stand on the board."""
    work.actor.require(Action.READ_DELIVERIES)
    return count_up_to(work.session, _wanted(work, query))


def _wanted(work: Work, query: DeliveryQuery) -> SelectOfScalar[CreditDelivery]:
    since = work.now - timedelta(days=query.days) if query.days else None
    wanted = select_deliveries(since, query.q)
    if query.state is not None:
        return wanted.where(CreditDelivery.state == query.state.value)
    if query.group is not None:
        states = OPEN if query.group is DeliveryGroup.OPEN else TROUBLE
        return wanted.where(col(CreditDelivery.state).in_(states))
    return wanted


def read_line(work: Work, delivery_id: UUID) -> DeliveryLine:
    """Give one delivery as the list says it."""
    work.actor.require(Action.READ_DELIVERIES)
    return _lines(work, [get_delivery(work.session, delivery_id)])[0]


def lines_about(work: Work, subject_id: UUID) -> list[DeliveryLine]:
    """Give all deliveries about a record, the newest first."""
    work.actor.require(Action.READ_DELIVERIES)
    query = select(CreditDelivery).where(CreditDelivery.subject_id == subject_id)
    rows = work.session.exec(query.order_by(col(CreditDelivery.id).desc()).limit(50)).all()
    return _lines(work, rows)


def resend_all(work: Work, state: DeliveryState) -> Resent:
    """Send again at once whatever waits for its next attempt, or whatever was given up."""
    work.actor.require(Action.RESEND_DELIVERIES)
    if state not in {DeliveryState.QUEUED, DeliveryState.DEAD}:
        raise RuleError("delivery.not_resendable", field="state", state=state)
    deliveries = tried_in_vain(work.session, state, MOST_AT_ONCE)
    for delivery in deliveries:
        requeue_delivery(work, delivery)
    return Resent(resent=len(deliveries))


def _lines(work: Work, deliveries: Sequence[CreditDelivery]) -> list[DeliveryLine]:
    return [_line(each) for each in facts_of_deliveries(work.session, deliveries)]


def _line(facts: DeliveryFacts) -> DeliveryLine:
    delivery, penalty, working = facts.delivery, facts.penalty, facts.working
    number = penalty.decision_no if penalty else facts.task.task_no if facts.task else ""
    is_queued = delivery.state == DeliveryState.QUEUED
    errors = facts.answer.errors if facts.answer else []
    return DeliveryLine(
        **DeliveryPublic.model_validate(delivery).model_dump(),
        number=number,
        party=facts.party,
        penalty_kinds=list(split_kinds(penalty.penalty_kinds)) if penalty else [],
        fine_fen=penalty.fine_fen if penalty else None,
        due_on=penalty.due_on if penalty else None,
        attempts=working.attempts,
        next_attempt_at=working.due_at if is_queued else None,
        last_trouble=working.last_trouble,
        errors=[
            AnswerError(
                code=each["code"], field=name_of_code(each["code"]), message=each["message"]
            )
            for each in errors
        ],
    )

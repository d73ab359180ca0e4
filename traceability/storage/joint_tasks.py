"""Queries and records: joint actions of the public credit system, and our feedback to them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from traceability.domain.cases import Measure
from traceability.domain.errors import ConflictError, NotFoundError
from traceability.domain.joint_action import ON_LIST, OPEN_JOINT, JointState
from traceability.domain.kinds import DeliveryKind
from traceability.storage.outbox import DeliveryOrder, queue_delivery
from traceability.storage.tables import JointTask, StandingCase, WebhookNonce
from traceability.storage.work import Work

NONCES_KEPT = timedelta(minutes=30)  # longer than any clock may differ
LANE = "feedback"


def find_joint_task(session: Session, authority_uscc: str, task_no: str) -> JointTask | None:
    """Give the task of an authority with a number, locked."""
    return session.exec(
        select(JointTask)
        .where(JointTask.authority_uscc == authority_uscc, JointTask.task_no == task_no)
        .with_for_update()
    ).first()


def get_joint_task(work: Work, task_id: UUID) -> JointTask:
    """Give a task that the actor may see: an enterprise those about itself."""
    task = work.session.get(JointTask, task_id)
    if task is None or not (
        work.actor.is_authority or (task.org_id is not None and work.actor.owns(task.org_id))
    ):
        raise NotFoundError("joint.not_found", id=task_id)
    return task


def is_on_list(session: Session, org_id: UUID) -> bool:
    """Tell whether an enterprise is on the list of serious violations, as far as we were told."""
    found = session.exec(
        select(JointTask.id).where(
            JointTask.org_id == org_id, col(JointTask.state).in_([state.value for state in ON_LIST])
        )
    )
    return found.first() is not None


def feed_back(work: Work, case: StandingCase, *, has_applied: bool) -> None:
    """Tell the credit system what a case came to, where it waits for an answer.

    A task that named another case is answered by a measure that was taken, never by one that fell.
    """
    tasks = work.session.exec(
        select(JointTask)
        .where(
            JointTask.org_id == case.org_id,
            col(JointTask.state).in_([state.value for state in OPEN_JOINT]),
        )
        .with_for_update()
    )
    for task in tasks:
        if has_applied or task.case_id == case.id:
            measure = Measure(case.measure) if has_applied else None
            feed_back_task(work, task, case.id, measure)


def feed_back_task(
    work: Work, task: JointTask, case_id: UUID | None, measure: Measure | None
) -> None:
    """Record the feedback on a task about an enterprise of ours, and queue it."""
    if task.org_id is None:
        raise ValueError("a subject that is not in the register has no feedback")
    work.change(
        task,
        state=JointState.FED_BACK.value,
        case_id=case_id,
        has_applied=measure is not None,
        measure=measure.value if measure else None,
        fed_back_at=work.now,
    )
    queue_delivery(
        work,
        DeliveryOrder(
            kind=DeliveryKind.FEEDBACK,
            org_id=task.org_id,
            subject_kind="joint_task",
            subject_id=task.id,
            subject_revision=task.revision,
            idempotency_key=f"{task.uscc} {task.task_no} {task.authority_uscc} {task.revision}",
            lane=LANE,
        ),
    )


def use_nonce(work: Work, key_id: str, nonce: str) -> None:
    """Refuse a number that was used before; forget those too old to pass the clock anyway."""
    session = work.session
    session.execute(delete(WebhookNonce).where(col(WebhookNonce.seen_at) < work.now - NONCES_KEPT))
    if session.get(WebhookNonce, (key_id, nonce)) is not None:
        raise ConflictError("webhook.replayed")
    session.add(WebhookNonce(key_id=key_id, nonce=nonce, seen_at=work.now))
    session.flush()

"""REST: what the public credit system reports by signed messages, and the joint actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from traceability.domain.access import Action, credit_system_actor
from traceability.domain.credit_signature import SignatureError, Signer, Stamp, read_stamp
from traceability.domain.errors import SignInError
from traceability.domain.joint_action import JointState
from traceability.routes.desk import Cursor, Desk, Limit, house_of, needs, now, request_hash
from traceability.schemas.joint import (
    JointClosure,
    JointObjection,
    JointTaskPage,
    JointTaskPublic,
    ListReport,
)
from traceability.services import joint_tasks

router = APIRouter(tags=["joint action"])


@dataclass(frozen=True)
class SignedDesk:
    """One signed request: who signed it, and how."""

    desk: Desk
    signer: Signer
    stamp: Stamp


async def signed(request: Request) -> SignedDesk:
    """Let in what a known key signed not long ago, with a number of its own."""
    house = house_of(request)
    body = await request.body()
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    try:
        stamp = read_stamp(request.headers)
        if not stamp.nonce:
            raise SignatureError("missing")
        signer = _signer(house.settings.webhook_signers, stamp.key_id)
        signer.check_request(stamp, request.method, target, body, now().timestamp())
    except SignatureError as error:
        raise SignInError("webhook.not_signed", reason=error.reason) from None
    desk = Desk(house, credit_system_actor(), None, await request_hash(request))
    return SignedDesk(desk, signer, stamp)


def _signer(signers: tuple[Signer, ...], key_id: str) -> Signer:
    for signer in signers:
        if signer.key_id == key_id:
            return signer
    raise SignatureError("wrong")


@router.post("/webhooks/serious-violations", response_model=JointTaskPublic)
def receive_list_report(
    report: ListReport, door: Annotated[SignedDesk, Depends(signed)]
) -> Response:
    """Take in that an enterprise is on, or off, the list of serious violations."""
    action = door.desk.house.settings.serious_list_action
    stamp = (door.stamp.key_id, door.stamp.nonce)
    answer = door.desk.record(
        lambda work: joint_tasks.receive_report(work, report, stamp, action), status=200
    )
    said = door.signer.stamp_answer(answer.status_code, bytes(answer.body), now().timestamp())
    answer.headers.update(said.headers())
    return answer


@router.get("/joint-tasks")
def list_joint_tasks(
    desk: Annotated[Desk, needs(Action.READ_JOINT_TASKS)],
    state: JointState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> JointTaskPage:
    """List joint actions."""
    return desk.read(lambda work: joint_tasks.list_joint_tasks(work, state, cursor, limit))


@router.post("/joint-tasks/{task_id}/closure", response_model=JointTaskPublic)
def close_joint_task(
    task_id: UUID, entered: JointClosure, desk: Annotated[Desk, needs(Action.CLOSE_JOINT_TASKS)]
) -> Response:
    """Close a joint action whose feedback was given."""
    return desk.record(
        lambda work: joint_tasks.close_joint_task(work, task_id, entered), status=200
    )


@router.post("/joint-tasks/{task_id}/objection", response_model=JointTaskPublic)
def object_to_joint_task(
    task_id: UUID,
    entered: JointObjection,
    desk: Annotated[Desk, needs(Action.OBJECT_TO_JOINT_TASKS)],
) -> Response:
    """Object to being on the list."""
    return desk.record(
        lambda work: joint_tasks.object_to_joint_task(work, task_id, entered), status=200
    )

"""How does a joint action (联合惩戒) go from department to department?

发起 initiated → 推送 dispatched → 响应 responded → 反馈 fed back → closed. 异议, an objection, may
stand beside any of them; being taken off the list (移出) ends the task.
"""

from __future__ import annotations

from enum import StrEnum

from traceability.domain.errors import RuleError


class JointState(StrEnum):
    """How far a joint action is."""

    INITIATED = "initiated"
    DISPATCHED = "dispatched"
    RESPONDED = "responded"
    FED_BACK = "fed_back"
    CLOSED = "closed"
    REMOVED = "removed"


class ListEvent(StrEnum):
    """What the credit system reports of the list of serious violations."""

    PUT_ON = "put_on"
    TAKEN_OFF = "taken_off"


class JointAnswer(StrEnum):
    """What a report led to here."""

    SUSPENDED = "suspended"  # and a case is open
    PROPOSED = "proposed"
    NOT_REGISTERED = "not_registered"
    ALREADY_KNOWN = "already_known"
    ENDED = "ended"


class SeriousListAction(StrEnum):
    """What being put on the list leads to at once, by the settings."""

    SUSPEND = "suspend"
    PROPOSE = "propose"


OPEN_JOINT = frozenset({JointState.INITIATED, JointState.DISPATCHED, JointState.RESPONDED})
ON_LIST = frozenset(JointState) - {JointState.REMOVED}

_NEXT: dict[JointState, frozenset[JointState]] = {
    JointState.INITIATED: frozenset({JointState.DISPATCHED, JointState.REMOVED}),
    JointState.DISPATCHED: frozenset({JointState.RESPONDED, JointState.REMOVED}),
    JointState.RESPONDED: frozenset({JointState.FED_BACK, JointState.REMOVED}),
    JointState.FED_BACK: frozenset({JointState.CLOSED, JointState.REMOVED}),
    JointState.CLOSED: frozenset({JointState.REMOVED}),
    JointState.REMOVED: frozenset(),
}


def check_move(now: JointState, then: JointState) -> None:
    """Refuse a step that skips another, or goes on after the end."""
    if then not in _NEXT[now]:
        raise RuleError("joint.not_possible", state=now, wanted=then)

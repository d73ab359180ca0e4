"""Which way does an objection (信用异议) go, and until when must each step be done?

Accepted within two working days, answered within seven more; every answer has its reasons. The
record is marked while the objection is open, and stays public: an objection suspends nothing.
"""

from __future__ import annotations

from traceability.domain.errors import RuleError
from traceability.domain.kinds import ObjectionState

ACCEPT_WORKING_DAYS = 2
VERIFY_WORKING_DAYS = 7
ANSWERS = frozenset({ObjectionState.CORRECTED, ObjectionState.UPHELD})

_NEXT: dict[ObjectionState, frozenset[ObjectionState]] = {
    ObjectionState.SUBMITTED: frozenset({ObjectionState.ACCEPTED, ObjectionState.WITHDRAWN}),
    ObjectionState.ACCEPTED: frozenset(
        {ObjectionState.UNDER_VERIFICATION, ObjectionState.WITHDRAWN}
    ),
    ObjectionState.UNDER_VERIFICATION: ANSWERS | {ObjectionState.WITHDRAWN},
}


def check_step(state: ObjectionState, following: ObjectionState) -> None:
    """Refuse a step that does not follow from where the objection is."""
    if following not in _NEXT.get(state, frozenset()):
        raise RuleError("objection.step", state=state, step=following)

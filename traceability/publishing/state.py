"""Where does a batch stand in the eyes of the public?"""

from __future__ import annotations

from consumer_web.document import BatchState
from traceability.domain.kinds import BatchStatus
from traceability.storage.tables import Batch

_STATES = {
    BatchStatus.DRAFT: BatchState.UNRELEASED,
    BatchStatus.RELEASED: BatchState.RELEASED,
    BatchStatus.HELD: BatchState.HELD,
    BatchStatus.RECALLED: BatchState.RECALLED,
}


def state_of(batch: Batch) -> BatchState:
    """Give the published state of a batch."""
    return _STATES[BatchStatus(batch.status)]

"""What follows from a transaction's changes before it commits? Scores, then pages."""

from __future__ import annotations

from traceability.publishing.batches import publish_touched
from traceability.publishing.trust import settle_trust
from traceability.storage.work import Work


def settle(work: Work) -> int:
    """Compute the scores and publish the pages that were touched; give the number of pages."""
    settle_trust(work)
    return publish_touched(work)

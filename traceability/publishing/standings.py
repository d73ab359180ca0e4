"""One row per enterprise: publishing a standing changes the verdict of all its codes at once."""

from __future__ import annotations

from typing import Any

from consumer_web.tables import PublishedStanding
from traceability.domain.kinds import Standing
from traceability.storage.tables import Organization, StandingChange
from traceability.storage.work import Work


def publish_standing(work: Work, organization: Organization, change: StandingChange) -> None:
    """Publish a change of standing; codes from before a delisting stay dead for ever."""
    effective_at = change.effective_at or work.now
    values: dict[str, Any] = {
        "standing": change.standing,
        "since": effective_at,
        "reason": change.reason,
        "decision_no": change.decision_no,
        "published_at": work.now,
    }
    if change.standing == Standing.DELISTED:
        values["void_before"] = effective_at
    row = work.session.get(PublishedStanding, (organization.uscc, work.origin))
    if row is None:
        work.add(PublishedStanding(uscc=organization.uscc, origin=work.origin, **values))
    else:
        work.change(row, **values)

"""One row per enterprise: publishing a standing changes the verdict of all its codes at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from consumer_web.tables import PublishedStanding
from traceability.domain.cases import Ground
from traceability.domain.kinds import Standing, StandingState
from traceability.storage.ids import new_id
from traceability.storage.tables import Organization, StandingChange
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """How an enterprise is to stand from now on; `reason` is the sentence the public reads."""

    standing: Standing
    reason: str
    decision_no: str | None = None
    proposed_by: UUID | None = None  # the first person; none: who acts
    confirmed_by: UUID | None = None
    case_id: UUID | None = None
    ground: Ground | None = None
    authority_name: str | None = None
    probation_until: date | None = None


def enact_standing(work: Work, organization: Organization, order: StandingOrder) -> StandingChange:
    """Record a change of standing that is in force from now, and publish it."""
    change = StandingChange(
        id=new_id(),
        recorded_at=work.now,
        org_id=organization.id,
        standing=order.standing.value,
        state=StandingState.EFFECTIVE.value,
        reason=order.reason,
        decision_no=order.decision_no,
        proposed_by=order.proposed_by or work.actor.user_id,
        confirmed_by=order.confirmed_by,
        effective_at=work.now,
        case_id=order.case_id,
        ground=order.ground.value if order.ground else None,
        authority_name=order.authority_name,
        probation_until=order.probation_until,
    )
    work.add(change)
    _publish(work, organization, change)
    work.session.flush()  # whoever asks later in this transaction must find it
    return change


def _publish(work: Work, organization: Organization, change: StandingChange) -> None:
    """Publish a change of standing; codes from before a delisting stay dead for ever."""
    values: dict[str, Any] = {
        "standing": change.standing,
        "since": change.effective_at,
        "reason": change.reason,
        "decision_no": change.decision_no,
        "ground": change.ground,
        "authority": change.authority_name,
        "published_at": work.now,
    }
    if change.standing == Standing.DELISTED:
        values["void_before"] = change.effective_at
    row = work.session.get(PublishedStanding, (organization.uscc, work.origin))
    if row is None:
        work.add(PublishedStanding(uscc=organization.uscc, origin=work.origin, **values))
    else:
        work.change(row, **values)

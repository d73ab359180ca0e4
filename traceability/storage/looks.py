"""Records: who looked at personal data, at whose, and why."""

from __future__ import annotations

from uuid import UUID

from traceability.domain.kinds import LookSubject
from traceability.storage.ids import new_id
from traceability.storage.tables import PersonalLook
from traceability.storage.work import Work


def record_look(work: Work, subject: LookSubject, record_id: UUID, reason: str) -> None:
    """Record that the actor looks; call it in the transaction that gives the data out."""
    work.add(
        PersonalLook(
            id=new_id(),
            recorded_at=work.now,
            org_id=work.actor.org_id,
            subject=subject.value,
            record_id=record_id,
            reason=reason,
            looked_by=work.actor.user_id,
        )
    )

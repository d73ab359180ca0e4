"""Records: who looked at personal data, at whose, and why."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.civil import civil_date
from traceability.domain.kinds import LookSubject
from traceability.storage.canteens import midnight
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


def note_looks(work: Work, subject: LookSubject, record_ids: Iterable[UUID], reason: str) -> None:
    """Record that the actor looks at records, at each once a day for one reason."""
    wanted = dict.fromkeys(record_ids)
    known = select(PersonalLook.record_id).where(
        col(PersonalLook.record_id).in_(list(wanted)),
        PersonalLook.looked_by == work.actor.user_id,
        PersonalLook.reason == reason,
        PersonalLook.recorded_at >= midnight(civil_date(work.now)),
    )
    noted = set(work.session.exec(known))
    for record_id in wanted:
        if record_id not in noted:
            record_look(work, subject, record_id, reason)

"""Queries: what one can object to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import ObjectionSubject, PenaltyState
from traceability.storage.tables import Penalty


@dataclass(frozen=True, slots=True)
class Subject:
    """A contested record: whose it is, and its revision if it has revisions."""

    org_id: UUID
    revision: int | None


def get_subject(
    session: Session, kind: ObjectionSubject, subject_id: UUID, org_id: UUID
) -> Subject:
    """Give the record that an enterprise contests, or raise NotFoundError or RuleError.

    A subject's kind is the name of its table, whose rows have `id` and `org_id`.
    """
    table = SQLModel.metadata.tables.get(kind.value)
    if table is None:
        raise NotFoundError("objection.no_subject", field="subject_id", id=subject_id)
    row = (
        session.execute(select(table).where(table.c.id == subject_id, table.c.org_id == org_id))
        .mappings()
        .first()
    )
    if row is None:
        raise NotFoundError("objection.no_subject", field="subject_id", id=subject_id)
    if kind is ObjectionSubject.PENALTY and row["state"] != PenaltyState.IN_FORCE:
        raise RuleError("objection.not_in_force", field="subject_id", state=row["state"])
    return Subject(row["org_id"], row.get("revision"))


def is_changed(session: Session, penalty_id: UUID, since_revision: int | None) -> bool:
    """Tell whether a penalty was corrected or taken back after a revision."""
    penalty = session.get_one(Penalty, penalty_id)
    return since_revision is None or penalty.revision > since_revision

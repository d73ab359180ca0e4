"""Story: whoever reads a list sees names, not ids, of what its records point to."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Penalty
from traceability.storage.work import Work


def name_organizations(work: Work, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Give the names of organisations."""
    work.actor.require(Action.READ_ORGANIZATIONS)
    found = organizations_by_id(work.session, (each for each in ids if each is not None))
    return {key: row.name for key, row in found.items()}


def number_penalties(work: Work, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give the decision numbers of penalties, for the authority."""
    work.actor.require(Action.RECORD_PENALTIES)
    query = select(Penalty.id, Penalty.decision_no).where(col(Penalty.id).in_(set(ids)))
    return dict(work.session.exec(query).all())

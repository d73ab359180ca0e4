"""Queries: numbers by how they begin, everywhere; by a part of them, among the newest.

A part in the middle of a number has no index that both databases know. Who remembers the last
figures mostly means something recent, so the newest records are read through for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from traceability.domain.kinds import Role
from traceability.storage.tables import Inspection, Sample
from traceability.storage.work import Work

MOST_FOUND = 400  # of each way to find it
NEWEST_READ = 1_000
_LAST = "\U0010ffff"


def begins_with(session: Session, column: Any, text: str) -> ColumnElement[bool]:
    """Ask for what begins so, in the way that the database has an index for.

    SQLite compares by bytes; PostgreSQL may not, and its indexes are made for LIKE.
    """
    if session.get_bind().dialect.name == "sqlite":
        return and_(col(column) >= text, col(column) < text + _LAST)
    safe = text.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return col(column).like(f"{safe}%", escape="/")


def reports_numbered(work: Work, text: str) -> set[UUID]:
    """Give the reports whose own number or sample's number is like a text, seen or not."""
    columns = (Inspection.report_no, Inspection.sample_no)
    found: set[UUID] = set()
    for column in columns:
        query = select(Inspection.id).where(begins_with(work.session, column, text))
        found.update(work.session.exec(query.order_by(col(column)).limit(MOST_FOUND)))
    if work.actor.role is Role.CANTEEN:  # it has none of its own
        return found
    return found | _newest_with(work.session, Inspection, _nearest(work), columns, text)


def _nearest(work: Work) -> list[ColumnElement[bool]]:
    """Say whose newest reports are read through: one's own, or those on one's own lots."""
    if work.actor.is_authority:
        return []
    if work.actor.role is Role.INSPECTOR:
        return [col(Inspection.org_id) == work.actor.org_id]
    return [col(Inspection.batch_org_id) == work.actor.org_id]


def samples_numbered(work: Work, text: str) -> set[UUID]:
    """Give the laboratory's samples whose number is like a text."""
    mine = col(Sample.org_id) == work.actor.org_id
    begins = begins_with(work.session, Sample.sample_no, text)
    query = select(Sample.id).where(mine, begins).order_by(col(Sample.sample_no))
    found = set(work.session.exec(query.limit(MOST_FOUND)))
    return found | _newest_with(work.session, Sample, [mine], (Sample.sample_no,), text)


def _newest_with(
    session: Session,
    model: type[Inspection | Sample],
    conditions: list[ColumnElement[bool]],
    columns: Iterable[Any],
    text: str,
) -> set[UUID]:
    newest = select(model.id, *columns).where(*conditions).order_by(col(model.id).desc())
    rows = newest.limit(NEWEST_READ).subquery()
    held = (rows.c[column.key].icontains(text, autoescape=True) for column in columns)
    found = select(rows.c.id).where(or_(*held)).order_by(rows.c.id.desc())
    return set(session.exec(found.limit(MOST_FOUND)))

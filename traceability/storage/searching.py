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
from traceability.storage.tables import (
    CreditDelivery,
    CreditRepair,
    Inspection,
    Objection,
    Penalty,
    Sample,
)
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


def decisions_numbered(session: Session, text: str) -> dict[UUID, str]:
    """Give the numbers of the penalties whose number begins so."""
    query = select(Penalty.id, Penalty.decision_no).where(
        begins_with(session, Penalty.decision_no, text)
    )
    return dict(session.exec(query.order_by(col(Penalty.decision_no)).limit(MOST_FOUND)).all())


def about_numbers(
    session: Session, model: type[CreditDelivery | CreditRepair | Objection], text: str, most: int
) -> list[tuple[UUID, str]]:
    """Give what is about penalties whose number begins so, or has such a number of its own.

    Each is its id and that number, the newest first.
    """
    subject, own = _ABOUT[model]
    penalties = decisions_numbered(session, text)
    conditions: list[ColumnElement[bool]] = [col(subject).in_(list(penalties))]
    if own is not None:
        conditions.append(begins_with(session, own, text))
    found: dict[UUID, tuple[UUID, str]] = {}
    for condition in conditions:  # each by its own index
        query = select(model).where(condition).order_by(col(model.id).desc()).limit(most)
        for row in session.exec(query):
            number = penalties.get(getattr(row, subject.key))
            said = number or (getattr(row, own.key) if own is not None else "")
            found[row.id] = (row.id, said)
    return [found[key] for key in sorted(found, reverse=True)][:most]


_ABOUT: dict[Any, tuple[Any, Any]] = {
    CreditDelivery: (CreditDelivery.subject_id, CreditDelivery.receipt_no),
    CreditRepair: (CreditRepair.penalty_id, CreditRepair.repair_no),
    Objection: (Objection.subject_id, None),
}


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

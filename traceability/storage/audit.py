"""Queries: what stands in the log, newest first, by whom, and what stood there before?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.storage.city import start_of
from traceability.storage.log_specs import SPEC_OF_KIND
from traceability.storage.tables import (
    Batch,
    Inspection,
    LogEntry,
    Organization,
    Penalty,
    Product,
    Site,
    UserAccount,
)

# What follows from a deed by itself: copies for the public, and scores.
DERIVED = frozenset(
    {
        "trace_document", "product_document", "published_standing", "published_trust",
        "published_penalty", "published_code", "void_code", "suspect_code", "published_answer",
        "trust_score", "trust_line",
    }
)  # fmt: skip


# What the trail tells: no salt, no hash, and not the personal part.
_SPOKEN = load_only(
    LogEntry.id,  # type: ignore[arg-type]
    LogEntry.kind,  # type: ignore[arg-type]
    LogEntry.record_id,  # type: ignore[arg-type]
    LogEntry.revision,  # type: ignore[arg-type]
    LogEntry.recorded_at,  # type: ignore[arg-type]
    LogEntry.owner_uscc,  # type: ignore[arg-type]
    LogEntry.author_user_id,  # type: ignore[arg-type]
    LogEntry.public_text,  # type: ignore[arg-type]
    LogEntry.trade_text,  # type: ignore[arg-type]
    raiseload=True,
)


@dataclass(frozen=True, slots=True)
class Entries:
    """Which entries are wanted; what follows by itself is left out unless it is asked for."""

    kind: str | None = None
    record_id: str | None = None
    who: str | None = None
    since: date | None = None
    until: date | None = None


def entries_like(wanted: Entries) -> SelectOfScalar[LogEntry]:
    """Select entries of the log."""
    query = select(LogEntry).options(_SPOKEN)
    if wanted.kind is not None:
        query = query.where(LogEntry.kind == wanted.kind)
    elif wanted.record_id is None:
        query = query.where(col(LogEntry.kind).not_in(DERIVED))
    if wanted.record_id is not None:
        query = query.where(LogEntry.record_id == wanted.record_id)
        if wanted.kind is None:  # the index of records begins with their kind
            query = query.where(col(LogEntry.kind).in_(sorted(SPEC_OF_KIND)))
    if wanted.who is not None:
        known = select(UserAccount.id).where(UserAccount.username == wanted.who)
        query = query.where(col(LogEntry.author_user_id).in_(known))
    if wanted.since is not None:
        query = query.where(col(LogEntry.recorded_at) >= start_of(wanted.since))
    if wanted.until is not None:
        end = start_of(wanted.until + timedelta(days=1))
        query = query.where(col(LogEntry.recorded_at) < end)
    return query


def revisions_before(
    session: Session, entries: Sequence[LogEntry]
) -> dict[tuple[str, str, int], LogEntry]:
    """Give the revision before each of some entries, by kind, record and the later revision."""
    wanted = [  # SQLite finds no list of triples by an index
        and_(
            col(LogEntry.kind) == each.kind,
            col(LogEntry.record_id) == each.record_id,
            col(LogEntry.revision) == each.revision - 1,
        )
        for each in entries
        if each.revision > 1
    ]
    if not wanted:
        return {}
    rows = session.exec(select(LogEntry).options(_SPOKEN).where(or_(*wanted)))
    return {(row.kind, row.record_id, row.revision + 1): row for row in rows}


def authors_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """Give the names that users sign in with, their own, and those of their organisations."""
    rows = session.exec(
        select(UserAccount.id, UserAccount.username, UserAccount.display_name, Organization.name)
        .join(Organization, col(Organization.id) == col(UserAccount.org_id))
        .where(col(UserAccount.id).in_(list(ids)))
    )
    return {user_id: (username, person, name) for user_id, username, person, name in rows}


_NAMED: dict[str, tuple[Any, Any]] = {
    "organization": (Organization.id, Organization.name),
    "product": (Product.id, Product.name),
    "batch": (Batch.id, Batch.lot),
    "user_account": (UserAccount.id, UserAccount.display_name),
    "site": (Site.id, Site.name),
    "inspection": (Inspection.id, Inspection.report_no),
    "penalty": (Penalty.id, Penalty.decision_no),
}
_POINTS = {
    "org_id": "organization",
    "batch_org_id": "organization",
    "organization_id": "organization",
    "enterprise_id": "organization",
    "agency_id": "organization",
    "supplier_id": "organization",
    "product_id": "product",
    "batch_id": "batch",
    "user_id": "user_account",
    "penalty_id": "penalty",
    "inspection_id": "inspection",
    "replaces_id": "inspection",
    "decided_by_id": "inspection",
    "sampled_at_id": "site",
    "read_point_id": "site",
    "biz_location_id": "site",
    "parent_id": "site",
}


def points_to(column: str) -> str | None:
    """Name the kind of record whose id stands in a column, if its records have names.

    >>> points_to("signed_by"), points_to("batch_id"), points_to("reason")
    ('user_account', 'batch', None)
    """
    return _POINTS.get(column) or ("user_account" if column.endswith("_by") else None)


def names_of(session: Session, kind: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give what some records of a kind are called, in one query."""
    key, name = _NAMED[kind]
    rows = session.exec(select(key, name).where(col(key).in_(list(ids))))
    return {record_id: said for record_id, said in rows if said}

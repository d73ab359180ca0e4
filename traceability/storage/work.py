"""What does a use case work with? One session, one actor, one instant, one transaction.

The caller (route, page, command, worker) owns the transaction: `transaction()` writes the log
entries and commits when the block ends, and rolls everything back when it raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, select
from sqlmodel import Session, SQLModel

from traceability.domain.access import Actor
from traceability.domain.civil import to_milliseconds
from traceability.storage.journal import Journal, guard
from traceability.storage.tables import Organization
from traceability.storage.trust_marks import weighed_on


@dataclass
class Work:
    """One unit of work."""

    session: Session
    actor: Actor
    now: datetime
    origin: str
    journal: Journal
    touched: set[UUID] = field(default_factory=set)  # batches whose page may say something new
    trust_touched: set[UUID] = field(default_factory=set)  # whose trust score may have changed

    def add(self, record: SQLModel, children: Sequence[SQLModel] = ()) -> None:
        """Add a record with its child rows, and its log entry."""
        self.session.add(record)
        self.session.add_all(children)
        self.journal.take(record, children)
        self._mark_trust(record)

    def change(
        self, record: SQLModel, children: Sequence[SQLModel] = (), /, **values: object
    ) -> None:
        """Change a record as its next revision, with its log entry.

        `children` are all of its child rows as they stand after the change.
        """
        if not self.journal.is_queued(record):
            values["revision"] = record.revision + 1  # type: ignore[attr-defined]
        for name, value in values.items():
            setattr(record, name, value)
        self.session.add_all(children)
        self.journal.take(record, children)
        self._mark_trust(record)

    def _mark_trust(self, record: SQLModel) -> None:
        weighed = weighed_on(record)
        if weighed is not None:
            self.trust_touched.add(weighed)

    def touch(self, *batch_ids: UUID) -> None:
        """Mark batches whose published page must be looked at before the commit."""
        self.touched.update(batch_ids)

    def touch_trust(self, *org_ids: UUID) -> None:
        """Mark enterprises whose trust score must be computed again before the commit."""
        self.trust_touched.update(org_ids)

    def become(self, actor: Actor, now: datetime) -> None:
        """Go on as another actor at another instant, in the same transaction.

        For imports and the demo city, whose records were made by many people over months: what
        was done so far is logged under its own author and instant first.
        """
        self.journal.write(self.session)
        self.actor, self.now = actor, to_milliseconds(now)
        self.journal.turn(self.now, actor.user_id)


@contextmanager
def transaction(engine: Engine, actor: Actor, now: datetime, origin: str) -> Iterator[Work]:
    """Open a writing transaction; commit it with its log entries, or leave nothing behind."""
    now = to_milliseconds(now)
    options = engine.execution_options(is_writing=True)
    with Session(options, expire_on_commit=False) as session:
        journal = Journal(now, actor.user_id, _uscc_reader(session))
        guard(session, journal)
        yield (work := Work(session, actor, now, origin, journal))
        journal.write(session)
        session.commit()
        work.touched.clear()
        work.trust_touched.clear()


@contextmanager
def reading(engine: Engine, actor: Actor, now: datetime, origin: str) -> Iterator[Work]:
    """Open a reading transaction; nothing that is added to it is ever written."""
    with Session(engine, autoflush=False) as session:
        journal = Journal(now, actor.user_id, _uscc_reader(session))
        guard(session, journal)
        yield Work(session, actor, to_milliseconds(now), origin, journal)
        session.rollback()


def _uscc_reader(session: Session) -> _USCCs:
    return _USCCs(session)


class _USCCs:
    """Remembers the codes of organisations inside one transaction; a code never changes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._codes: dict[UUID, str] = {}

    def __call__(self, org_id: UUID) -> str:
        """Give the unified social credit code of an organisation."""
        if org_id not in self._codes:
            found = self._session.execute(
                select(Organization.uscc).where(Organization.id == org_id)  # type: ignore[call-overload]
            ).scalar_one()
            self._codes[org_id] = found
        return self._codes[org_id]

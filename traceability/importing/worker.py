"""Who tries the sheets out and records them? A worker: one sheet at a time, under a lease.

To try a sheet out is to record it and to take everything back: so nothing is checked in two ways.
That is done on a copy where the database has room for one writer only, so that nobody waits for it.
A confirmed sheet is recorded in one transaction together with the note that it is recorded; a
worker that dies in between leaves nothing, and the next one begins anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from traceability.domain.access import Actor, system_actor
from traceability.domain.desk_kinds import ImportKind
from traceability.domain.errors import Fault, RegisterError
from traceability.domain.import_sheets import KINDS
from traceability.domain.sheets import MOST_FAULTS, SheetCell
from traceability.gateways.import_files import ImportFiles
from traceability.gateways.spreadsheets import read_spreadsheet
from traceability.importing.reading import Item, Reading, Tell, read_items, with_texts
from traceability.importing.recording import judged_alone, lots_of, record_items
from traceability.publishing.settling import settle
from traceability.routes.desk import House, now, retrying
from traceability.services import sheet_imports, users
from traceability.services.sheet_imports import Taken
from traceability.storage.trial_copies import trial_copy
from traceability.storage.work import Work, transaction
from traceability.storage.work import reading as reading_work
from traceability.worker import work_until, worker_name

IDLE_S = 0.5
_LEASE = timedelta(minutes=10)
_MOST_TRIES = 20  # of a sheet of events: each finds one more that is refused
Lines = Sequence[Sequence[SheetCell]]
T = TypeVar("T")


class _TakeBackError(Exception):
    """Ends a transaction without keeping anything of it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who records which sheet, and where: in the register, or on a copy of it."""

    taken: Taken
    actor: Actor
    tell: Tell
    engine: Engine


@dataclass
class ImportWorker:
    """Tries sheets out and records them."""

    house: House
    name: str = field(default_factory=worker_name)

    def __post_init__(self) -> None:
        self.files = ImportFiles(self.house.settings.data_dir / "imports")

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        work_until(stop, "import", self.step, IDLE_S)

    def step(self) -> bool:
        """Do the oldest sheet that waits; tell whether there was one."""
        with Session(self.house.engine) as session:
            if not sheet_imports.has_waiting(session, now()):
                return False
        taken = retrying(self._take)
        if taken is None:
            return False
        try:
            self._do(taken)
        finally:
            self.files.forget(taken.id)
        return True

    def _take(self) -> Taken | None:
        return self._as(
            system_actor(),
            lambda work: sheet_imports.take_import(work, self.name, work.now + _LEASE),
        )

    def _do(self, taken: Taken) -> None:
        try:
            actor = self._actor(taken)
            lines = read_spreadsheet(
                self.files.read(taken.org_id, taken.sha256), KINDS[taken.kind].most_rows
            )
        except FileNotFoundError:
            self._settle(taken, 0, [Fault("file", "sheet.gone")], [])
            return
        except RegisterError as error:
            self._settle(
                taken, 0, [Fault(error.field or "file", error.code, values=error.values)], []
            )
            return
        tell: Tell = lambda done, of: self.files.tell(taken.id, done, of)  # noqa: E731
        reading = self._read(taken.kind, actor, lines, tell)
        items = judged_alone(taken.kind, reading.items)
        if items and not (taken.is_confirmed and reading.faults):
            self._record(taken, actor, reading, tell)
            if taken.is_confirmed and not reading.faults:
                return
        right = [item for item in items if not reading.has_faults(item.rows)]
        self._settle(taken, len(reading.sheet.rows), reading.faults, lines, right)

    def _actor(self, taken: Taken) -> Actor:
        with Session(self.house.engine) as session:
            return users.active_actor(session, taken.brought_by)

    def _read(self, kind: ImportKind, actor: Actor, lines: Lines, tell: Tell) -> Reading:
        def read() -> Reading:
            origin = self.house.settings.register_origin
            with reading_work(self.house.engine, actor, now(), origin) as work:
                return read_items(work, kind, lines, tell)

        return retrying(read)

    def _record(self, taken: Taken, actor: Actor, reading: Reading, tell: Tell) -> None:
        """Record the items, or try to; what is refused is noted in the reading."""
        if taken.is_confirmed:
            self._repeat(taken, actor, reading, tell, self.house.engine)
            return
        with trial_copy(self.house.engine, self.files.folder) as trial:
            self._repeat(taken, actor, reading, tell, trial)

    def _repeat(
        self, taken: Taken, actor: Actor, reading: Reading, tell: Tell, engine: Engine
    ) -> None:
        items = judged_alone(taken.kind, reading.items)
        for _ in range(1 if taken.is_confirmed else _MOST_TRIES):
            attempt = Attempt(taken, actor, tell, engine)
            refused = retrying(lambda: self._attempt(attempt, items))  # noqa: B023
            for item, error in refused:
                reading.refuse(item, error)
            if not refused or taken.kind is not ImportKind.EVENTS:
                return
            # What rests on a refused event is not judged: it may be right once that one is.
            aside = set().union(*(lots_of(item) for item, _ in refused))
            items = [item for item in items if not lots_of(item) & aside]
            if not items:
                return

    def _attempt(self, attempt: Attempt, items: Sequence[Item]) -> list[tuple[Item, RegisterError]]:
        taken = attempt.taken
        refused: list[tuple[Item, RegisterError]] = []

        def story(work: Work) -> None:
            refused.extend(record_items(work, taken.kind, items, attempt.tell))
            if not refused and taken.is_confirmed:
                sheet_imports.settle_recorded(work, taken.id, self.name)
                settle(work)
            else:
                if not refused:
                    work.session.flush()
                raise _TakeBackError

        with suppress(_TakeBackError):
            self._as(attempt.actor, story, attempt.engine)
        return refused

    def _as(self, actor: Actor, story: Callable[[Work], T], engine: Engine | None = None) -> T:
        origin = self.house.settings.register_origin
        with transaction(engine or self.house.engine, actor, now(), origin) as work:
            return story(work)

    def _settle(
        self,
        taken: Taken,
        rows: int,
        faults: Sequence[Fault],
        lines: Lines,
        items: Sequence[Item] = (),
    ) -> None:
        ordered = sorted(faults, key=lambda fault: (fault.row or 0, fault.column or ""))
        kept = with_texts(ordered[:MOST_FAULTS], lines)
        if len(ordered) > MOST_FAULTS:
            kept += with_texts([Fault("file", "sheet.many_faults")], lines)
        summary = {"records": len(items)}
        actor = system_actor()
        retrying(
            lambda: self._as(
                actor,
                lambda work: sheet_imports.settle_try(work, taken.id, rows, kept, summary),
            )
        )

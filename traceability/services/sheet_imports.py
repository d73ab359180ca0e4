"""Stories: a spreadsheet is brought, tried out, and recorded by a worker when it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, or_, select

from traceability.domain.access import Action
from traceability.domain.desk_kinds import ImportKind, ImportState
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.import_sheets import KINDS
from traceability.schemas.imports import ImportPage, ImportPublic
from traceability.storage.ids import new_id
from traceability.storage.paging import Slice, sorted_page
from traceability.storage.tables import SheetImport
from traceability.storage.work import Work

_WAITS = (ImportState.WAITING.value, ImportState.CONFIRMED.value)


@dataclass(frozen=True, slots=True)
class Taken:
    """A sheet in the hands of a worker, and whether it is to be recorded or only tried."""

    id: UUID
    org_id: UUID
    kind: ImportKind
    sha256: str
    brought_by: UUID
    is_confirmed: bool


def bring_sheet(work: Work, kind: ImportKind, file_name: str, sha256: str) -> ImportPublic:
    """Let a sheet be tried out: nothing of it is recorded before it is confirmed."""
    work.actor.require(Action.IMPORT_SHEETS)
    work.actor.require(KINDS[kind].action)
    sheet = SheetImport(
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        kind=kind.value,
        state=ImportState.WAITING.value,
        file_name=file_name,
        sha256=sha256,
        brought_by=work.actor.user_id,
    )
    work.session.add(sheet)
    work.session.flush()
    return ImportPublic.model_validate(sheet)


def read_import(work: Work, import_id: UUID) -> ImportPublic:
    """Give a sheet of the caller's organisation, with everything that is wrong with it."""
    return ImportPublic.model_validate(_get(work, import_id))


def file_of(work: Work, import_id: UUID) -> str:
    """Give the hash of a sheet's file."""
    return _get(work, import_id).sha256


def list_imports(work: Work, after: str | None, limit: int) -> ImportPage:
    """List the sheets of the caller's organisation, the newest first."""
    work.actor.require(Action.IMPORT_SHEETS)
    query = select(SheetImport).where(SheetImport.org_id == work.actor.org_id)
    key = col(SheetImport.id)
    wanted = Slice(after, limit, is_descending=True)
    rows, following = sorted_page(work.session, query, key, key, wanted)
    items = [ImportPublic.model_validate(row) for row in rows]
    for item in items:
        item.faults = []
    return ImportPage(items=items, next=following)


def confirm_import(work: Work, import_id: UUID) -> ImportPublic:
    """Have a sheet recorded that was tried out without a fault."""
    sheet = _get(work, import_id, lock=True)
    work.actor.require(KINDS[ImportKind(sheet.kind)].action)
    if sheet.state not in {ImportState.READY, ImportState.CONFIRMED}:
        raise RuleError("sheet.not_ready", state=sheet.state)
    sheet.state, sheet.taken_until = ImportState.CONFIRMED.value, None
    return ImportPublic.model_validate(sheet)


def _get(work: Work, import_id: UUID, *, lock: bool = False) -> SheetImport:
    work.actor.require(Action.IMPORT_SHEETS)
    query = select(SheetImport).where(
        SheetImport.id == import_id, SheetImport.org_id == work.actor.org_id
    )
    found = work.session.exec(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotFoundError("sheet.not_found", id=import_id)
    return found


def has_waiting(session: Session, now: datetime) -> bool:
    """Tell whether any sheet waits for a worker: a cheap look before a lock is asked for."""
    query = select(SheetImport.id).where(
        col(SheetImport.state).in_(_WAITS),
        or_(col(SheetImport.taken_until).is_(None), col(SheetImport.taken_until) < now),
    )
    return session.exec(query.limit(1)).first() is not None


def take_import(work: Work, worker: str, until: datetime) -> Taken | None:
    """Take the oldest sheet that waits, or whose worker was not heard of again."""
    query = (
        select(SheetImport)
        .where(
            col(SheetImport.state).in_(_WAITS),
            or_(col(SheetImport.taken_until).is_(None), col(SheetImport.taken_until) < work.now),
        )
        .order_by(col(SheetImport.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    sheet = work.session.exec(query).first()
    if sheet is None:
        return None
    sheet.taken_by, sheet.taken_until = worker, until
    return Taken(
        sheet.id,
        sheet.org_id,
        ImportKind(sheet.kind),
        sheet.sha256,
        sheet.brought_by,
        sheet.state == ImportState.CONFIRMED,
    )


def settle_try(
    work: Work,
    import_id: UUID,
    rows: int,
    faults: Sequence[Mapping[str, Any]],
    summary: Mapping[str, int],
) -> None:
    """Note what trying a sheet out has shown."""
    sheet = work.session.get(SheetImport, import_id)
    if sheet is None or sheet.state not in _WAITS:
        return
    sheet.state = (ImportState.REFUSED if faults else ImportState.READY).value
    sheet.rows, sheet.faults, sheet.summary = rows, [dict(each) for each in faults], dict(summary)
    sheet.settled_at, sheet.taken_by, sheet.taken_until = work.now, None, None


def settle_recorded(work: Work, import_id: UUID, worker: str) -> None:
    """Note, in the transaction of its records, that a sheet is recorded: once, by one worker."""
    query = select(SheetImport).where(SheetImport.id == import_id).with_for_update()
    sheet = work.session.exec(query).one()
    if sheet.state != ImportState.CONFIRMED or sheet.taken_by != worker:
        raise RuleError("sheet.not_ready", state=sheet.state)
    sheet.state, sheet.settled_at = ImportState.RECORDED.value, work.now
    sheet.taken_by, sheet.taken_until = None, None

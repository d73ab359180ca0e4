"""Stories: the authority reads a canteen's purchase ledger, and that it did so is recorded.

The list names no person, telephone or price; a single line has them, and opening it (in
`purchases`) is a look too.
"""

from __future__ import annotations

from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import LookSubject, OrganizationKind
from traceability.publishing.purchases import lines_of, show_purchases
from traceability.schemas.purchases import (
    LedgerLine,
    LedgerOpened,
    LedgerPage,
    PurchasePublic,
    PurchaseQuery,
)
from traceability.schemas.types import Reference
from traceability.storage.canteens import newest_page
from traceability.storage.looks import note_looks
from traceability.storage.paging import count_up_to
from traceability.storage.parties import get_organization
from traceability.storage.tables import Organization
from traceability.storage.work import Work


def open_ledger(work: Work, canteen_id: UUID, reason: str) -> LedgerOpened:
    """Note that the caller looks at a canteen's ledger, once a day for one reason."""
    work.actor.require(Action.READ_LEDGERS)
    canteen = _get_canteen(work, canteen_id)
    note_looks(work, LookSubject.CANTEEN_LEDGER, [canteen.id], reason)
    whose = Reference(id=canteen.id, name=canteen.name)
    return LedgerOpened(canteen=whose, district=canteen.district, noted_at=work.now)


def read_canteen_ledger(work: Work, canteen_id: UUID, wanted: PurchaseQuery) -> LedgerPage:
    """Give a page of a canteen's ledger, the newest delivery first."""
    work.actor.require(Action.READ_LEDGERS)
    query = lines_of(_get_canteen(work, canteen_id).id, wanted)
    rows, following = newest_page(work.session, query, wanted.cursor, wanted.limit)
    return LedgerPage(items=[_line(row) for row in show_purchases(work, rows)], next=following)


def count_canteen_ledger(work: Work, canteen_id: UUID, wanted: PurchaseQuery) -> int:
    """Count the lines that match."""
    work.actor.require(Action.READ_LEDGERS)
    return count_up_to(work.session, lines_of(canteen_id, wanted))


def _line(row: PurchasePublic) -> LedgerLine:
    said = row.model_dump(include=set(LedgerLine.model_fields) - {"has_second"})
    return LedgerLine(**said, has_second=not row.waits_for_second)


def _get_canteen(work: Work, canteen_id: UUID) -> Organization:
    canteen = get_organization(work.session, canteen_id)
    if canteen.kind != OrganizationKind.CANTEEN:
        raise NotFoundError("organization.not_found", id=canteen_id)
    return canteen

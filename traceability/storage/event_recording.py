"""How are events written, many at a time, with every rule checked before the commit?

Facts are read once for the whole list, rows are written with a few bulk statements, and the mass
balance of every lot touched is added up from the lines afterwards; whatever it refuses, rolls all
of it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import insert

from traceability.domain.balance import LotBalance, Movement, balances, check_balance
from traceability.domain.drafts import EventDraft
from traceability.domain.errors import ForbiddenError, RegisterError, RuleError
from traceability.domain.event_rules import check_event
from traceability.domain.kinds import LineRole, OrganizationKind
from traceability.domain.steps import Effect, Step
from traceability.domain.timeliness import is_late
from traceability.storage import events as queries
from traceability.storage import lineage, production
from traceability.storage.event_blame import name_culprit
from traceability.storage.event_facts import (
    Facts,
    check_history,
    check_references,
    note_fumigation,
    read_facts,
)
from traceability.storage.event_rows import EventRows, build_rows
from traceability.storage.journal import LOGGED_STATEMENT
from traceability.storage.log_specs import table_of
from traceability.storage.store_stock import keep_amounts
from traceability.storage.tables import (
    Batch,
    EventDocument,
    EventLine,
    EventParty,
    TraceEvent,
)
from traceability.storage.work import Work

_NEEDS_HISTORY = frozenset({Step.LOADING, Step.STORE_OUT})
_WATCHERS = frozenset({OrganizationKind.INSPECTION_AGENCY, OrganizationKind.REGULATOR})


@dataclass
class _Pending:
    """Rows built but not yet written."""

    rows: list[EventRows] = field(default_factory=list)
    links: list[dict[str, UUID]] = field(default_factory=list)
    used: set[UUID] = field(default_factory=set)  # lots that went into another in this list

    def write(self, work: Work) -> None:
        """Write all rows with one statement a table, and hand them to the journal."""
        tables = (
            (TraceEvent, [rows.event for rows in self.rows]),
            (EventLine, [line for rows in self.rows for line in rows.lines]),
            (EventParty, [party for rows in self.rows for party in rows.parties]),
            (EventDocument, [paper for rows in self.rows for paper in rows.documents]),
        )
        work.session.flush()
        for model, values in tables:
            if values:
                statement = insert(table_of(model))
                work.session.execute(statement, values, execution_options=LOGGED_STATEMENT)
        for rows in self.rows:
            work.journal.take_row(TraceEvent, rows.event, rows.children())
            if is_late(rows.event["event_time"], rows.event["recorded_at"]):
                work.touch_trust(rows.event["org_id"])
        lineage.add_links(work.session, self.links)
        self.rows.clear()
        self.links.clear()


def record_events(work: Work, drafts: Sequence[EventDraft]) -> list[EventRows]:
    """Check and write events in their order; give their rows.

    Raises RegisterError with `index`, the place of the refused event in the list.
    """
    with name_culprit(work, drafts):
        facts = read_facts(work, drafts)
    pending = _Pending()
    recorded: list[EventRows] = []
    for index, draft in enumerate(drafts):
        try:
            recorded.append(_record_one(work, draft, facts, pending))
        except RegisterError as error:
            error.values.setdefault("index", index)
            raise
    pending.write(work)
    with name_culprit(work, drafts):
        check_lots(work, facts.batches)
    work.touch(*facts.batches)
    return recorded


def _record_one(work: Work, draft: EventDraft, facts: Facts, pending: _Pending) -> EventRows:
    check_references(work, draft, facts)
    check_event(draft, facts.lots, facts.speaker, work.now)
    if draft.step in _NEEDS_HISTORY:
        pending.write(work)  # an earlier event of the same list may be part of the history
        check_history(work, draft, facts)
    rows = build_rows(work, draft, facts)
    if draft.batch_lines(LineRole.INPUT, LineRole.OUTPUT):
        pending.links += _links(work, draft, facts, pending, rows.event_id)
    pending.rows.append(rows)
    note_fumigation(draft, facts)
    return rows


def _links(
    work: Work, draft: EventDraft, facts: Facts, pending: _Pending, event_id: UUID
) -> list[dict[str, UUID]]:
    if draft.transformation_id is not None:
        pending.write(work)
    pairs = production.check_mass(work, draft, facts)
    children = {child for _, child in pairs}
    if children & pending.used or not production.closes_no_circle(work, pairs):
        pending.write(work)
        production.check_circles(work, pairs)
    pending.used.update(parent for parent, _ in pairs)
    return production.link_rows(pairs, event_id, facts)


def check_lots(work: Work, batches: Mapping[UUID, Batch]) -> None:
    """Refuse the present state of lots if it does not balance, or if they are another's.

    A canteen's store is kept up by it too.
    """
    moves = queries.movements_of(work.session, batches)
    lots = balances(moves)
    for batch_id, batch in batches.items():
        lot = lots.setdefault(batch_id, LotBalance())
        _check_holder(work, batch, lot)
        check_balance(batch.lot, lot)
    _check_voids(batches, moves)
    if work.actor.org_kind is OrganizationKind.CANTEEN:  # nobody but itself moves its stock
        canteen = work.actor.org_id
        amounts = {batch_id: lots[batch_id].stock.get(canteen, 0) for batch_id in batches}
        keep_amounts(work.session, canteen, amounts)


def _check_voids(batches: Mapping[UUID, Batch], moves: Sequence[Movement]) -> None:
    """Let nobody cancel a shipment that another has sent: its goods would become his."""
    signs = {Effect.LEAVE: 1, Effect.CALL_BACK: -1}
    sent: dict[tuple[object, ...], int] = {}
    for move in moves:
        key = (move.batch, move.speaker, move.destination)
        sent[key] = sent.get(key, 0) + signs.get(move.effect, 0) * move.amount
    for (batch_id, *_), amount in sent.items():
        if amount < 0:
            lot = batches[batch_id].lot  # type: ignore[index]
            raise RuleError("balance.not_on_the_way", field="lines", lot=lot, missing=-amount)


def _check_holder(work: Work, batch: Batch, lot: LotBalance) -> None:
    """Let only those speak of another's lot who have it, or who watch over it."""
    actor = work.actor
    # Who has sent back all that came to him has held nothing, but it was on its way to him.
    is_party = lot.has_held(actor.org_id) or actor.org_id in lot.on_way
    if not (is_party or actor.owns(batch.org_id) or actor.org_kind in _WATCHERS):
        raise ForbiddenError("batch.not_yours", field="lines", lot=batch.lot)

"""Stories: an enterprise lists its lots and what it recorded, newest first."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import ReportState
from traceability.domain.limit_words import word_limit
from traceability.domain.steps import Step
from traceability.schemas.batches import BatchPublic
from traceability.schemas.goods import (
    FactorySheet,
    HistoryLine,
    HistoryPage,
    LotPage,
    LotProgress,
    LotQuery,
    NamedReport,
    Place,
    ReportPage,
    SheetItemPublic,
)
from traceability.schemas.inspections import InspectionPublic
from traceability.storage.batches import batches_by_id
from traceability.storage.city import start_of
from traceability.storage.events import balances_of
from traceability.storage.foods import food_of
from traceability.storage.goods import LotsWanted, lots_listed, lots_query, newest_events
from traceability.storage.history import tell_events
from traceability.storage.limits import catalogue_of
from traceability.storage.lots import holders_of, progress_of
from traceability.storage.paging import count_up_to, cursor_of, read_cursor
from traceability.storage.parties import find_organization_by_uscc, organizations_by_id
from traceability.storage.samples import SheetItem, parameters_of, sheet_items
from traceability.storage.tables import Inspection, Site
from traceability.storage.visibility import get_visible_batch
from traceability.storage.work import Work

_MOST_PLACES = 60


def list_lots(work: Work, chosen: LotQuery) -> LotPage:
    """List lots, newest first: an enterprise its own, the authority those of all.

    The authority may ask with the USCC of an enterprise in place of a lot number.
    """
    work.actor.require(Action.STOP_BATCHES)
    wanted = _wanted(work, chosen)
    rows = lots_listed(work.session, wanted, chosen.limit + 1)
    shown = rows[: chosen.limit]
    known = progress_of(work.session, shown)
    balances = balances_of(work.session, (batch.id for batch in shown))
    owners = organizations_by_id(work.session, (batch.org_id for batch in shown))
    items = [
        LotProgress.of(
            BatchPublic.model_validate(batch),
            known[batch.id],
            len(holders_of(batch, balances[batch.id])),
            owners[batch.org_id].name,
        )
        for batch in shown
    ]
    following = cursor_of(shown[-1].id) if len(rows) > chosen.limit else None
    return LotPage(items=items, next=following)


def count_lots(work: Work, chosen: LotQuery) -> int:
    """Count the lots of such a list, up to one above what a list tells."""
    work.actor.require(Action.STOP_BATCHES)
    return count_up_to(work.session, lots_query(_wanted(work, chosen)))


def _wanted(work: Work, chosen: LotQuery) -> LotsWanted:
    org_id: UUID | None = work.actor.org_id
    text = chosen.q or ""
    if work.actor.is_authority:
        named = find_organization_by_uscc(work.session, text) if text else None
        org_id, text = (named.id, "") if named else (None, text)
    return LotsWanted(
        org_id=org_id,
        status=chosen.status.value if chosen.status else None,
        product_id=chosen.product_id,
        text=text,
        is_raw=None if chosen.kind == "any" else chosen.kind == "raw",
        since=start_of(chosen.recorded_from) if chosen.recorded_from else None,
        before=read_cursor(chosen.after) if chosen.after else None,
    )


def list_reports(work: Work, after: str | None, limit: int) -> ReportPage:
    """List the reports on an enterprise's lots, newest first: its own, others' once signed."""
    work.actor.require(Action.WRITE_BATCHES)
    org_id = work.actor.org_id
    query = select(Inspection).where(
        Inspection.batch_org_id == org_id,
        (col(Inspection.org_id) == org_id) | (col(Inspection.state) == ReportState.SIGNED.value),
    )
    if after is not None:
        query = query.where(col(Inspection.id) < read_cursor(after))
    rows = work.session.exec(query.order_by(col(Inspection.id).desc()).limit(limit + 1)).all()
    lots = batches_by_id(work.session, (row.batch_id for row in rows))
    items = [
        NamedReport(
            report=InspectionPublic.model_validate(row.model_dump()),
            lot=lots[row.batch_id].lot,
            name=lots[row.batch_id].name,
        )
        for row in rows[:limit]
    ]
    return ReportPage(
        items=items, next=cursor_of(rows[limit - 1].id) if len(rows) > limit else None
    )


def read_factory_sheet(work: Work, batch_id: UUID) -> FactorySheet:
    """Give the items that a factory test of a lot must contain, with their limits."""
    work.actor.require(Action.WRITE_BATCHES)
    batch = get_visible_batch(work, batch_id)
    if not work.actor.owns(batch.org_id):
        raise NotFoundError("batch.not_found", id=batch_id)
    catalogue = catalogue_of(work.session)
    food = food_of(work.session, batch)
    wanted = parameters_of(catalogue, food, "factory")
    items = [item for item in sheet_items(catalogue, food, wanted) if item.limit is not None]
    return FactorySheet(
        batch=BatchPublic.model_validate(batch), items=[_sheet_item(item) for item in items]
    )


def _sheet_item(item: SheetItem) -> SheetItemPublic:
    limit = word_limit(item.limit) if item.limit else None
    return SheetItemPublic(
        parameter=item.parameter,
        name_zh=item.name_zh,
        name_en=item.name_en,
        method=item.method,
        unit=item.unit,
        limit_zh=limit.zh if limit else "",
        limit_en=limit.en if limit else "",
    )


def list_history(work: Work, step: Step | None, after: str | None, limit: int = 50) -> HistoryPage:
    """List what an enterprise recorded, newest first."""
    work.actor.require(Action.RECORD_EVENTS)
    before = read_cursor(after) if after else None
    rows = newest_events(work.session, work.actor.org_id, step, before, limit + 1)
    told = tell_events(work, rows[:limit])
    return HistoryPage(
        items=[HistoryLine.model_validate(asdict(each)) for each in told],
        next=cursor_of(rows[limit - 1].id) if len(rows) > limit else None,
    )


def list_places(work: Work) -> list[Place]:
    """List the places of an enterprise for a form to choose from."""
    work.actor.require(Action.WRITE_BATCHES)
    query = select(Site).where(Site.org_id == work.actor.org_id).order_by(col(Site.id))
    rows = work.session.exec(query.limit(_MOST_PLACES))
    return [Place(id=site.id, name=site.name) for site in rows]

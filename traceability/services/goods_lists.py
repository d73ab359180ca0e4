"""Stories: an enterprise lists its lots and what it recorded, newest first."""

from __future__ import annotations

from dataclasses import asdict

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.steps import Step
from traceability.schemas.batches import BatchPublic
from traceability.schemas.goods import (
    HistoryLine,
    HistoryPage,
    LotPage,
    LotProgress,
    LotQuery,
    Place,
)
from traceability.storage.events import balances_of
from traceability.storage.goods import LotsWanted, lots_listed, newest_events
from traceability.storage.history import tell_events
from traceability.storage.lots import holders_of, progress_of
from traceability.storage.paging import cursor_of, read_cursor
from traceability.storage.tables import Site
from traceability.storage.work import Work

_MOST_PLACES = 60


def list_lots(work: Work, chosen: LotQuery) -> LotPage:
    """List an enterprise's lots, newest first."""
    work.actor.require(Action.WRITE_BATCHES)
    before = read_cursor(chosen.after) if chosen.after else None
    wanted = LotsWanted(
        org_id=work.actor.org_id,
        status=chosen.status.value if chosen.status else None,
        product_id=chosen.product_id,
        text=chosen.q or "",
        is_raw=chosen.kind == "raw",
        before=before,
    )
    rows = lots_listed(work.session, wanted, chosen.limit + 1)
    shown = rows[: chosen.limit]
    known = progress_of(work.session, shown)
    balances = balances_of(work.session, (batch.id for batch in shown))
    items = [
        LotProgress.of(
            BatchPublic.model_validate(batch),
            known[batch.id],
            len(holders_of(batch, balances[batch.id])),
        )
        for batch in shown
    ]
    following = cursor_of(shown[-1].id) if len(rows) > chosen.limit else None
    return LotPage(items=items, next=following)


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

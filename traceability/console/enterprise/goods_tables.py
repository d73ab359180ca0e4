"""Which lists has an enterprise of its goods? Lots, events, products, places, test reports."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from consumer_web.civil_time import say_date
from traceability.console.enterprise.goods_views import (
    say_day,
    say_goods,
    say_moment,
    say_product,
    say_span,
    say_state,
    say_step,
    short,
)
from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.words import say, tone
from traceability.domain.civil import civil_date
from traceability.domain.kinds import Approval, BatchStatus
from traceability.domain.steps import Step
from traceability.publishing.words import say_category, say_shelf_life
from traceability.schemas.goods import HistoryLine, LotProgress, LotQuery, NamedReport
from traceability.schemas.parties import SitePublic
from traceability.schemas.products import ProductPublic
from traceability.services import goods_lists, products, sites

APPROVAL_TONES = {
    Approval.APPROVED: "good",
    Approval.PENDING: "careful",
    Approval.REFUSED: "bad",
    Approval.WITHDRAWN: "bad",
}


def lots_list(
    known: list[ProductPublic], now: datetime, language: str, *, is_authority: bool = False
) -> Listing[LotProgress]:
    """Give an enterprise's lots, newest first; the authority sees those of all."""
    today = civil_date(now)

    def amount(row: LotProgress) -> str:
        batch = row.batch
        return say_goods(batch.quantity, batch.unit, batch.material, language)

    def state(row: LotProgress) -> Said:
        words, mark = say_state(row, language)
        return Said(words, tone=mark)

    kinds = [("packed", say("g_packed", language)), ("raw", say("g_raw", language))]
    states = [(each.value, say(each.value, language)) for each in BatchStatus]
    named = [(str(product.id), say_product(product)) for product in known]
    return Listing(
        address="/console/batches",
        heading="g_place_batches",
        search="g_find_lot_of" if is_authority else "g_find_lot",
        filters=(
            Filter("status", "g_state", states),
            *([] if is_authority else [Filter("product", "product", named)]),
            Filter("kind", "g_kind", kinds),
            *([Filter("from", "g_recorded_from")] if is_authority else []),
        ),
        columns=(
            Column(
                "lot",
                lambda row: Said(row.batch.lot, f"/console/batches/{row.batch.id}"),
                "lead code",
            ),
            Column("product", lambda row: row.batch.name),
            *([Column("enterprise", lambda row: row.enterprise)] if is_authority else []),
            Column("amount", amount, "right"),
            Column("produced", lambda row: _day(row.batch.produced_on, today, language)),
            Column("g_state", state, "state"),
        ),
        find=lambda work, asked: goods_lists.list_lots(work, _lots_asked(asked)),
        count=lambda work, asked: goods_lists.count_lots(work, _lots_asked(asked)),
        empty="g_no_lots",
        first_step=None if is_authority else ("/console/batches/new", "g_first_batch"),
    )


# Raw lots that are held or recalled matter as much as packed ones, and there are few.
_STOPPED = {BatchStatus.HELD.value, BatchStatus.RECALLED.value}


def _lots_asked(asked: Asked) -> LotQuery:
    status, product, kind = asked.get("status"), asked.get("product"), asked.get("kind")
    return LotQuery(
        q=asked.q[:20].upper() or None,
        status=BatchStatus(status) if status else None,
        product_id=UUID(product) if product else None,
        kind="raw" if kind == "raw" else "any" if kind is None and status in _STOPPED else "packed",
        recorded_from=asked.day("from"),
        after=asked.after,
        limit=asked.limit,
    )


def _day(day: date, today: date, language: str) -> Said:
    said = say_day(day, today, language)
    return Said(said, instant=day.isoformat(), exported=day.isoformat())


def events_list(now: datetime, language: str) -> Listing[HistoryLine]:
    """Give what an enterprise recorded, newest first."""

    def what(row: HistoryLine) -> Said:
        lot = row.handled[0].batch_id if row.handled else None
        return Said(
            say_step(row.what, language), f"/console/batches/{lot}#e{row.id}" if lot else ""
        )

    def about(row: HistoryLine) -> Said:
        first = [_handled(each.lot, each.amount, each.unit, language) for each in row.handled[:2]]
        more = f"+ {len(row.handled) - 2}" if len(row.handled) > 2 else ""
        return Said((", " if language == "en" else "、").join(first), more=more)

    def recorded(row: HistoryLine) -> Said:
        late = row.late_seconds > 24 * 3600 and not row.is_declaration
        words = say("g_late_by", language).format(span=say_span(row.late_seconds, language))
        return _moment(row.recorded_at, now, language, more=words if late else "")

    def state(row: HistoryLine) -> Said:
        if row.is_declaration:
            return Said(say("g_undo", language), tone="careful")
        return Said(say("g_undone", language) if row.is_declared_wrong else "")

    steps = [(each.value, say_step(each, language)) for each in Step]
    return Listing(
        address="/console/events",
        heading="g_place_events",
        filters=(Filter("step", "g_what", steps),),
        columns=(
            Column("g_what", what, "lead"),
            Column("g_content", about),
            Column("g_happened", lambda row: _moment(row.happened_at, now, language)),
            Column("g_recorded", recorded, is_named=True),
            Column("g_who", lambda row: row.who),
            Column("g_state", state, "state"),
        ),
        find=lambda work, asked: goods_lists.list_history(
            work, _step(asked), asked.after, asked.limit
        ),
        empty="g_no_events",
        first_step=("/console/events/scan", "g_scan_event"),
    )


def _step(asked: Asked) -> Step | None:
    step = asked.get("step")
    return Step(step) if step else None


def _handled(lot: str, amount: int | None, unit: str | None, language: str) -> str:
    return f"{lot} {say_goods(amount, unit, lot, language)}" if amount and unit else lot


def _moment(at: datetime, now: datetime, language: str, more: str = "") -> Said:
    words = say_moment(at, now, language)
    return Said(words, more=more, instant=at.isoformat(), exported=at.isoformat())


def products_list(language: str) -> Listing[ProductPublic]:
    """Give an enterprise's products."""
    is_english = language == "en"

    def food(row: ProductPublic) -> str:
        words = say_category(row.food_category)
        return words.en if is_english else words.zh

    def shelf(row: ProductPublic) -> str:
        words = say_shelf_life(row.shelf_life, row.shelf_life_unit)
        return words.en if is_english else words.zh

    def state(row: ProductPublic) -> Said:
        words = say(f"g_approval_{row.approval}", language)
        return Said(words, tone=APPROVAL_TONES[row.approval])

    states = [(each.value, say(f"g_approval_{each}", language)) for each in Approval]
    return Listing(
        address="/console/products",
        heading="g_place_products",
        filters=(Filter("approval", "g_approval", states),),
        columns=(
            Column(
                "g_product_name",
                lambda row: Said(say_product(row), f"/console/products/{row.id}"),
                "lead",
            ),
            Column("g_food", food),
            Column("g_gtin", lambda row: row.gtins[0] if row.gtins else "", "code"),
            Column("g_shelf", shelf),
            Column("g_approval", state, "state"),
        ),
        find=lambda work, asked: products.list_products(
            work, _approval(asked), asked.after, asked.limit
        ),
        empty="g_no_products",
        first_step=("/console/products/new", "g_new_product"),
    )


def _approval(asked: Asked) -> Approval | None:
    approval = asked.get("approval")
    return Approval(approval) if approval else None


def sites_list(language: str) -> Listing[SitePublic]:
    """Give an enterprise's places."""
    return Listing(
        address="/console/sites",
        heading="g_place_sites",
        columns=(
            Column("g_site_name", lambda row: row.name, "lead"),
            Column("g_site_kind", lambda row: say(f"g_site_{row.kind}", language)),
            Column("g_site_district", lambda row: row.district),
            Column("g_site_address", lambda row: row.address or ""),
        ),
        find=lambda work, asked: sites.list_sites(work, asked.after, asked.limit),
        empty="g_no_sites",
    )


def reports_list(language: str) -> Listing[NamedReport]:
    """Give the test reports on an enterprise's lots, newest first."""

    def verdict(row: NamedReport) -> Said:
        word = row.report.verdict.value
        return Said(say(word, language), tone=tone(word))

    return Listing(
        address="/console/inspections",
        heading="g_place_inspections",
        columns=(
            Column(
                "report",
                lambda row: Said(row.report.report_no, f"/console/inspections/{row.report.id}"),
                "lead code",
            ),
            Column(
                "lot",
                lambda row: Said(row.lot, f"/console/batches/{row.report.batch_id}"),
                "code",
            ),
            Column("product", lambda row: row.name),
            Column("kind", lambda row: say(f"kind_{row.report.kind}", language)),
            Column("reported", lambda row: Said(
                say_date(row.report.reported_on, short(language)),
                exported=row.report.reported_on.isoformat(),
            )),
            Column("verdict", verdict, "state"),
        ),
        find=lambda work, asked: goods_lists.list_reports(work, asked.after, asked.limit),
        empty="g_no_reports_yet",
        first_step=("/console/batches", "g_which_batch"),
    )  # fmt: skip

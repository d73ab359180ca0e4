"""Which lists has the canteen? Suppliers, products it may buy, oil tests, store and notices."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date
from typing import Any

from consumer_web.civil_time import as_utc
from traceability.console.canteen.supplier_views import view_supplier
from traceability.console.canteen.views import say_day, say_moment, short, view_stock
from traceability.console.lists import Asked, Column, Filter, Listing, Rows, Said
from traceability.console.words import say, tone
from traceability.domain.canteens import EntryOutcome
from traceability.domain.civil import civil_date
from traceability.domain.kinds import ResultVerdict
from traceability.publishing.words import CATEGORY_NAMES, say_amount, say_category
from traceability.schemas.canteens import FryingOilTestPublic, StockLot, SupplierFacts
from traceability.schemas.cases import ApprovedProduct, NoticeLot, NoticePublic
from traceability.services import canteen_notices, frying_oil, stock, suppliers
from traceability.storage.work import Work


def day(on: date | None, language: str, tone_: str = "") -> Said:
    """Say a day; a spreadsheet gets it as ISO 8601, or an empty cell."""
    written = on.isoformat() if on else ""
    return Said(say_day(on, language), tone=tone_, instant=written, exported=written)


def suppliers_list(language: str) -> Listing[SupplierFacts]:
    """Give the canteen's suppliers; a name finds any enterprise of the city."""

    def cell(row: SupplierFacts, name: str) -> Any:
        return view_supplier(row, language)[name]

    def standing(row: SupplierFacts) -> Said:
        warning = say("c_on_list", language) if row.is_on_serious_list else ""
        bad = "bad" if row.is_on_serious_list else cell(row, "standing_tone")
        return Said(cell(row, "standing"), tone=bad, more=warning)

    def entry(row: SupplierFacts) -> Said:
        return Said(cell(row, "entry"), tone=cell(row, "entry_tone"))

    def last(row: SupplierFacts) -> Said:
        at = row.last_delivery_at
        return day(civil_date(as_utc(at)) if at else None, language)

    def licence_until(row: SupplierFacts) -> Said:
        warned = cell(row, "licence_tone")
        return day(row.licence_until, language, warned if warned in {"bad", "careful"} else "")

    outcomes = (*EntryOutcome, "none")
    return Listing(
        address="/console/suppliers",
        heading="place_suppliers",
        search="c_find_supplier",
        filters=(
            Filter(
                "entry", "c_entry", [(word, say(f"c_entry_{word}", language)) for word in outcomes]
            ),
        ),
        columns=(
            Column(
                "enterprise", lambda row: Said(row.name, f"/console/suppliers/{row.id}"), "lead"
            ),
            Column("c_licence", lambda row: row.licence or "—", "code"),
            Column("c_licence_until", licence_until, is_named=True),
            Column(
                "c_grade",
                lambda row: Said(row.grade.value, tone=cell(row, "grade_tone")),
                is_named=True,
            ),
            Column("c_standing", standing),
            Column("c_times", lambda row: f"{row.deliveries:,}", "right", is_named=True),
            Column("c_last_time", last, is_named=True),
            Column("c_entry", entry, "state"),
        ),
        find=_find_suppliers,
        empty="c_no_suppliers",
    )


def _find_suppliers(work: Work, asked: Asked) -> Rows[SupplierFacts]:
    found = suppliers.list_suppliers(work, asked.q or None, asked.after, asked.limit)
    wanted = asked.get("entry")
    rows = [
        row
        for row in found.items
        if not wanted or wanted == (row.entry.outcome.value if row.entry else "none")
    ]
    return Rows(rows, found.next)


def products_list(language: str, foods: Set[str]) -> Listing[ApprovedProduct]:
    """Give what a canteen may buy, to be chosen by the kinds of food that are on offer."""
    is_english = short(language) == "en"

    def pick(words: Any) -> str:
        return str(words.en if is_english else words.zh)

    return Listing(
        address="/console/catalogue",
        heading="place_catalogue",
        search="c_find_product",
        filters=(Filter("food", "c_food_kind", _foods(foods, is_english=is_english)),),
        columns=(
            Column("product", lambda row: row.name, "lead"),
            Column("c_food_kind", lambda row: pick(say_category(row.food_category))),
            Column(
                "c_content",
                lambda row: pick(say_amount(row.net_content, row.net_content_unit)),
            ),
            Column(
                "enterprise",
                lambda row: Said(row.enterprise.name, f"/console/suppliers/{row.enterprise.id}"),
            ),
            Column(
                "c_standing",
                lambda row: Said(
                    say(f"c_standing_{row.standing}", language),
                    tone="good" if row.standing == "listed" else "careful",
                ),
                "state",
            ),
        ),
        find=lambda work, asked: canteen_notices.list_approved_products(
            work, asked.q or None, asked.after, asked.limit, asked.get("food")
        ),
        count=lambda work, asked: canteen_notices.count_approved_products(
            work, asked.q or None, asked.get("food")
        ),
        empty="c_no_products",
    )


def _foods(offered: Set[str], *, is_english: bool) -> list[tuple[str, str]]:
    place = 1 if is_english else 0
    return [(code, names[place]) for code, names in CATEGORY_NAMES.items() if code in offered]


def oil_tests_list(language: str) -> Listing[FryingOilTestPublic]:
    """Give the tests of frying oil, newest first; the limit stays beside each value."""

    def value(row: FryingOilTestPublic, name: str) -> Said:
        limits = {one.parameter: one.limit for one in row.judgements}
        limit = limits.get(name)
        more = say("c_limit_of", language).format(limit=limit) if limit else ""
        measured: str | None = getattr(row, name)
        return Said(measured or "—", more=more if measured else "", exported=measured or "")

    def clauses(row: FryingOilTestPublic) -> str:
        first = ((one.clause or "").split(" · ", maxsplit=1)[0] for one in row.judgements)
        pairs = zip(row.judgements, first, strict=True)
        said = dict.fromkeys(f"{one.standard} {clause}" for one, clause in pairs if one.standard)
        return ("; " if language == "en" else "；").join(said)

    def verdict(row: FryingOilTestPublic) -> Said:
        stop = say("c_oil_stop", language) if row.verdict is ResultVerdict.FAIL else ""
        return Said(say(row.verdict, language), tone=tone(row.verdict), more=stop)

    words = [(each.value, say(each.value, language)) for each in _OIL_VERDICTS]
    return Listing(
        address="/console/frying-oil",
        heading="place_frying",
        search="c_fryer",
        filters=(Filter("verdict", "verdict", words),),
        columns=(
            Column("c_fryer", lambda row: row.fryer, "lead"),
            Column("c_tested_on", lambda row: day(row.tested_on, language)),
            Column("c_polar", lambda row: value(row, "polar_components"), "right", is_named=True),
            Column("c_acid", lambda row: value(row, "acid_value"), "right", is_named=True),
            Column("standard", clauses, "basis"),
            Column("c_measure", lambda row: row.measure or ""),
            Column("verdict", verdict, "state"),
        ),
        find=lambda work, asked: frying_oil.list_frying_oil_tests(
            work, asked.after, asked.limit, asked.q or None, _verdict(asked)
        ),
        empty="c_no_tests",
    )


_OIL_VERDICTS = (ResultVerdict.PASS, ResultVerdict.FAIL, ResultVerdict.ERROR)


def _verdict(asked: Asked) -> ResultVerdict | None:
    chosen = asked.get("verdict")
    return ResultVerdict(chosen) if chosen else None


def stock_list(today: date, language: str) -> Listing[StockLot]:
    """Give the store as a file; its page is a list of things to take out."""

    def cell(row: StockLot, name: str) -> str:
        return str(view_stock(row, today, language)[name])

    return Listing(
        address="/console/stock",
        heading="place_stock",
        search="c_find_stock",
        columns=(
            Column("c_col_goods", lambda row: row.goods_name),
            Column("lot", lambda row: row.lot or ""),
            Column("c_col_amount", lambda row: cell(row, "goods")),
            Column("c_col_mass", lambda row: cell(row, "mass")),
            Column("c_best_before", lambda row: day(row.best_before, language)),
            Column("c_delivered", lambda row: day(civil_date(row.delivered_at), language)),
            Column("c_col_supplier", lambda row: row.supplier),
            Column("c_standing", lambda row: cell(row, "word")),
        ),
        find=lambda work, asked: Rows(named(stock.read_stock(work).items, asked.q)),
    )


def named(lots: Sequence[StockLot], q: str) -> list[StockLot]:
    """Give the lots of the store whose name or lot number holds some words."""
    words = q.strip().casefold()
    return [lot for lot in lots if words in f"{lot.name} {lot.lot}".casefold()]


Told = tuple[NoticePublic, NoticeLot | None]


def notices_list(language: str) -> Listing[Told]:
    """Give what a canteen was told to stop as a file: a row for each lot, with its answer."""
    is_english = short(language) == "en"

    def amount(lot: NoticeLot | None, name: str) -> str:
        if lot is None:
            return ""
        each = (say("c_pack_each", "zh-CN"), say("c_pack_each", "en"))
        words = say_amount(getattr(lot, name), lot.unit, each=each)
        return words.en if is_english else words.zh

    def answered(notice: NoticePublic) -> str:
        at = notice.acknowledged_at
        return say_moment(at, language) if at else ""

    def kind(notice: NoticePublic) -> str:
        name = "c_notice_recall" if notice.batch_id else "c_notice_delisting"
        return say(name, language)

    return Listing(
        address="/console/recalls",
        heading="place_recalls",
        columns=(
            Column("c_col_kind", lambda row: kind(row[0])),
            Column("enterprise", lambda row: row[0].enterprise.name),
            Column("c_col_goods", lambda row: row[1].name if row[1] else ""),
            Column("lot", lambda row: row[1].lot if row[1] else ""),
            Column("c_bought", lambda row: amount(row[1], "bought")),
            Column("c_left", lambda row: amount(row[1], "in_stock")),
            Column("c_line_why", lambda row: row[0].reason or ""),
            Column("c_col_told", lambda row: say_moment(row[0].recorded_at, language)),
            Column("c_col_answered", lambda row: answered(row[0])),
            Column(
                "c_col_did",
                lambda row: say(f"c_did_{row[0].action}", language) if row[0].action else "",
            ),
            Column("c_said", lambda row: row[0].said or ""),
        ),
        find=_find_notices,
    )


def _find_notices(work: Work, asked: Asked) -> Rows[Told]:
    found = canteen_notices.list_notices(work, None, asked.after, asked.limit)
    rows: list[Told] = []
    for notice in found.items:
        rows += [(notice, lot) for lot in notice.lots] or [(notice, None)]
    return Rows(rows, found.next)

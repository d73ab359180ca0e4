"""Which page shows the authority what a school bought? Its ledger, without the people in it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.canteen.views import say_goods
from traceability.console.lists import Asked, Column, Filter, Listing, Said, answer_list
from traceability.console.regulator.city_lists import moment
from traceability.console.visits import open_visit
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.kinds import Acceptance
from traceability.schemas.purchases import LedgerLine, LedgerOpened, PurchaseQuery
from traceability.services import canteen_ledgers

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_TONES = {Acceptance.ACCEPTED: "good"}
_CODED = {"yes": True, "no": False}


@router.get("/canteens/{canteen_id}/ledger")
@router.get("/canteens/{canteen_id}/ledger.{sheet}")
def show_ledger(request: Request, canteen_id: UUID) -> Response:
    """Show a canteen's ledger, or give it as a spreadsheet; that it was opened is recorded."""
    visit = open_visit(request, Action.READ_LEDGERS)
    is_export = "sheet" in request.path_params
    reason = "导出食堂台账" if is_export else "查看食堂台账"
    opened = visit.change(lambda work: canteen_ledgers.open_ledger(work, canteen_id, reason))
    return answer_list(
        visit,
        _listing(opened, visit.language),
        "regulator/ledger.html",
        opened=opened,
        back=visit.came_from("/console/canteens"),
    )


def _listing(opened: LedgerOpened, language: str) -> Listing[LedgerLine]:
    canteen_id = opened.canteen.id
    outcomes = [(each.value, say(each.value, language)) for each in Acceptance]
    codes = [("yes", say("c_coded", language)), ("no", say("c_uncoded", language))]

    def wanted(asked: Asked) -> PurchaseQuery:
        outcome = asked.get("outcome")
        return PurchaseQuery(
            q=asked.q or None,
            acceptance=Acceptance(outcome) if outcome else None,
            is_coded=_CODED.get(asked.get("code") or ""),
            since=asked.day("since"),
            until=asked.day("until"),
            cursor=asked.after,
            limit=asked.limit,
        )

    def goods(row: LedgerLine) -> Said:
        return Said(row.goods_name, f"/console/purchases/{row.id}")

    def amount(row: LedgerLine) -> str:
        return say_goods(row.amount, row.unit, row.food, row.mass_g, language)

    def lot(row: LedgerLine) -> Said:
        if row.batch_id is None:
            return Said(row.lot or "—", more=say("c_uncoded", language))
        return Said(row.lot or "—", f"/console/batches/{row.batch_id}")

    def state(row: LedgerLine) -> Said:
        alone = "" if row.has_second else say("c_unsigned", language)
        more = " ".join(filter(None, (row.reason, alone)))
        return Said(
            say(row.acceptance.value, language), tone=_TONES.get(row.acceptance, "bad"), more=more
        )

    return Listing(
        address=f"/console/canteens/{canteen_id}/ledger",
        heading="place_ledger",
        search="c_find_line",
        filters=(
            Filter("outcome", "outcome", outcomes),
            Filter("code", "c_line_code", codes),
            Filter("since", "watch_from"),
            Filter("until", "watch_to"),
        ),
        columns=(
            Column("product", goods, "lead"),
            Column("delivered", lambda row: moment(row.delivered_at, language)),
            Column("lot", lot, "code"),
            Column("amount", amount, "right"),
            Column("c_line_supplier", lambda row: row.supplier),
            Column("c_line_licence", lambda row: row.supplier_licence or "—", "code"),
            Column("c_line_report", lambda row: row.report_no or "—"),
            Column("outcome", state, "state"),
        ),
        find=lambda work, asked: canteen_ledgers.read_canteen_ledger(
            work, canteen_id, wanted(asked)
        ),
        count=lambda work, asked: canteen_ledgers.count_canteen_ledger(
            work, canteen_id, wanted(asked)
        ),
        empty="c_no_lines",
    )  # fmt: skip

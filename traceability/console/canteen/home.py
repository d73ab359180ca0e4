"""What does a canteen see first? A place to scan, what is on its way, and what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import Request, Response

from traceability.console.canteen.views import (
    clock,
    say_day,
    say_goods,
    short_day,
    view_line,
    view_stock,
)
from traceability.console.visits import Visit, open_visit
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.kinds import STOPPED
from traceability.routes.desk import now
from traceability.schemas.canteens import ExpectedGoods, StockLot
from traceability.schemas.cases import NoticePublic
from traceability.services import (
    canteen_notices,
    expected,
    frying_oil,
    signatures,
    stock,
)

_TOLD = frozenset({"signed"})
_OIL_EVERY = timedelta(days=7)
_MOST = 8


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do."""

    text: str
    more: str
    href: str
    tone: str


def show_home(request: Request) -> Response:
    """Show the home of a canteen."""
    visit = open_visit(request, Action.RECORD_PURCHASES)
    told = request.query_params.get("told", "")
    return visit.page("canteen/home.html", told=told if told in _TOLD else "", **_view(visit))


def _view(visit: Visit) -> dict[str, Any]:
    language, today = visit.language, civil_date(now())
    waiting = visit.read(signatures.list_waiting).items
    lines = [view_line(line, language) for line in waiting]
    for line in lines:
        line["is_first"] = line["line"].recorded_by == visit.actor.user_id
    return {
        "waiting": lines,
        "expected": [_expected(one, language) for one in visit.read(expected.list_expected).items],
        "due": [*_notices(visit), *_stock(visit, today), *_oil(visit, today)],
        "has_code": visit.read(signatures.has_signing_code),
    }


def _expected(goods: ExpectedGoods, language: str) -> dict[str, str]:
    sent = f"{short_day(civil_date(goods.sent_at), language)} {clock(goods.sent_at)}"
    parts = [goods.sender, say("c_sent_at", language).format(sent=sent), goods.plate or ""]
    comma = ", " if language == "en" else "，"
    return {
        "name": goods.name,
        "goods": say_goods(goods.amount, goods.unit, goods.food, 3_000 * goods.amount, language),
        "more": comma.join(part for part in parts if part),
        "lot": goods.lot,
    }


def _notices(visit: Visit) -> list[Due]:
    page = visit.read(lambda work: canteen_notices.list_notices(work, True, None, 20))
    return [_notice(notice, visit.language) for notice in page.items]


def _notice(notice: NoticePublic, language: str) -> Due:
    left = sum(1 for lot in notice.lots if lot.in_stock > 0)
    more = say("c_still_there" if left else "c_nothing_left", language).format(lots=left)
    if notice.batch_id is None:
        text = say("c_due_delisted", language).format(name=notice.enterprise.name)
    else:
        lot = notice.lots[0]
        text = say("c_due_recall", language).format(name=lot.name, lot=lot.lot)
    return Due(text, more, f"/console/recalls#n-{notice.id}", "bad")


def _stock(visit: Visit, today: date) -> list[Due]:
    lots: list[StockLot] = visit.read(stock.read_stock).items
    found = []
    for lot in lots:
        shown = view_stock(lot, today, visit.language)
        if shown["tone"] in {"bad", "careful"} and lot.status not in STOPPED:
            key = "c_due_over" if shown["tone"] == "bad" else "c_due_near"
            text = say(key, visit.language).format(name=lot.name, days=abs(shown["days"] or 0))
            more = say("c_left_use", visit.language).format(goods=shown["goods"])
            href = f"/console/stock#p-{lot.purchase_id}"
            found.append(Due(text, more, href, shown["tone"]))
    return found[:_MOST]


def _oil(visit: Visit, today: date) -> list[Due]:
    """Remind of each fryer whose last test is a week old."""
    tests = visit.read(lambda work: frying_oil.list_frying_oil_tests(work, None, 50)).items
    newest: dict[str, Any] = {}
    for test in tests:
        newest.setdefault(test.fryer, test)
    return [
        Due(
            say("c_due_oil", visit.language).format(fryer=test.fryer),
            say("c_last_test", visit.language).format(
                day=say_day(test.tested_on, visit.language), value=test.polar_components or "—"
            ),
            f"/console/frying-oil?fryer={test.fryer}",
            "careful",
        )
        for test in newest.values()
        if today - test.tested_on >= _OIL_EVERY
    ]

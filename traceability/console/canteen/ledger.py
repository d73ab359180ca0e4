"""Pages: the purchase ledger by month, one line of it, and goods that have no code."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.canteen.ledger_files import ledger_list, ledger_pdf, ledger_xlsx
from traceability.console.canteen.views import (
    say_mass,
    say_share,
    short_day,
    view_answer,
    view_line,
)
from traceability.console.exports import export_list
from traceability.console.forms import TypedWithFiles, as_written, said, wrong_with
from traceability.console.lists import Asked
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.canteens import FoodKind, next_month
from traceability.domain.civil import CHINA, civil_date
from traceability.domain.errors import RegisterError, RuleError
from traceability.domain.kinds import Acceptance
from traceability.publishing.words import say_category
from traceability.routes.desk import now
from traceability.schemas.canteens import Coverage
from traceability.schemas.purchases import PurchasePublic, PurchaseQuery, UncodedPurchaseCreate
from traceability.services import acceptance as door
from traceability.services import coverage, ledger, purchase_photos, purchases
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_LEDGER = "/console/purchases"
_NEW_FIELDS = (
    "food", "lot", "produced_on", "best_before", "amount", "unit", "supplier_licence",
    "supplier_phone", "report_no", "delivery_note", "acceptance",
)  # fmt: skip
_NEW_WORDS = ("name", "supplier", "supplier_address", "reason")
Month = Annotated[str, Query(max_length=7, pattern=r"^([0-9]{4}-[0-9]{2})?$")]
Short = Annotated[str, Query(max_length=40)]


def month_of(text: str) -> date:
    """Read a month as its first day; the present one for what is none."""
    today = civil_date(now()).replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01") if text else today
    except ValueError:
        return today


def wanted_lines(first: date, q: str = "", outcome: str = "", code: str = "") -> PurchaseQuery:
    """Ask for the lines of a month that the filters of the page let through."""
    return PurchaseQuery(
        q=q.strip() or None,
        acceptance=Acceptance(outcome) if outcome in set(Acceptance) else None,
        is_coded={"yes": True, "no": False}.get(code),
        since=first,
        until=next_month(first) - timedelta(days=1),
    )


@router.get("/purchases")
def list_lines(
    request: Request,
    month: Month = "",
    q: Short = "",
    outcome: Short = "",
    code: Short = "",
    after: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show the ledger of a month, the newest delivery first."""
    visit = open_visit(request, Action.RECORD_PURCHASES)
    first = month_of(month)
    wanted = wanted_lines(first, q, outcome, code).model_copy(update={"cursor": after or None})
    found = visit.read(lambda work: ledger.read_ledger(work, wanted))
    lines = [view_line(line, visit.language) for line in found.items]
    kept = {"month": f"{first:%Y-%m}", "q": q, "outcome": outcome, "code": code}
    query = urlencode({name: text for name, text in kept.items() if text})
    return visit.page(
        "canteen/ledger.html",
        days=[
            (say_short(day, visit), list(group))
            for day, group in groupby(lines, key=lambda line: line["day"])
        ],
        later=urlencode({**kept, "after": found.next}) if found.next else "",
        query=query,
        has_filters=bool(q or outcome or code),
        **_month(visit, first) | kept,
    )


def say_short(day: date, visit: Visit) -> str:
    """Say a day under the heading of its month."""
    return short_day(day, visit.language)


def _month(visit: Visit, first: date) -> dict[str, Any]:
    seen: Coverage = visit.read(lambda work: coverage.read_coverage(work, first))
    this = seen.months[-1]
    before, behind = first - timedelta(days=1), next_month(first)
    is_last = behind > civil_date(now())
    return {
        "heading": say_month(first, visit.language),
        "before": (f"{before:%Y-%m}", say_month(before, visit.language, is_short=True)),
        "behind": None
        if is_last
        else (f"{behind:%Y-%m}", say_month(behind, visit.language, is_short=True)),
        "share": say_share(this.by_mass),
        "per_mille": this.by_mass or 0,
        "traced": say_mass(this.traced_mass_g),
        "all_mass": say_mass(this.mass_g),
        "has_lines": this.lines > 0,
    }


def say_month(first: date, language: str, *, is_short: bool = False) -> str:
    """Say a month."""
    if language == "en":
        return f"{first:%b}" if is_short else f"{first:%B %Y}"
    return f"{first.month}月" if is_short else f"{first.year}年{first.month}月"


@router.get("/purchases.xlsx")
def ledger_as_xlsx(
    request: Request, month: Month = "", q: Short = "", outcome: Short = "", code: Short = ""
) -> Response:
    """Give the ledger of a month as a spreadsheet."""
    return _file(request, wanted_lines(month_of(month), q, outcome, code), "xlsx")


@router.get("/purchases.pdf")
def ledger_as_pdf(
    request: Request, month: Month = "", q: Short = "", outcome: Short = "", code: Short = ""
) -> Response:
    """Give the ledger of a month as a PDF to print and sign."""
    return _file(request, wanted_lines(month_of(month), q, outcome, code), "pdf")


@router.get("/purchases.csv")
def ledger_as_csv(
    request: Request, month: Month = "", q: Short = "", outcome: Short = "", code: Short = ""
) -> Response:
    """Give the ledger of a month as text, line by line."""
    visit = open_visit(request, Action.RECORD_PURCHASES)
    wanted = wanted_lines(month_of(month), q, outcome, code)
    return export_list(visit, ledger_list(wanted, visit.language), Asked(), "csv")


def _file(request: Request, wanted: PurchaseQuery, kind: str) -> Response:
    visit = open_visit(request, Action.RECORD_PURCHASES)
    lines = visit.read(lambda work: ledger.all_lines(work, wanted))
    month = wanted.since or civil_date(now())
    make = ledger_xlsx if kind == "xlsx" else ledger_pdf
    content = make(visit.actor.org_name, month, lines, now(), visit.language)
    media = (
        "application/pdf"
        if kind == "pdf"
        else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    headers = {
        "Content-Disposition": f'attachment; filename="ledger-{month:%Y-%m}.{kind}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media, headers=headers)


@router.get("/purchases/new")
def new_uncoded(
    request: Request,
    acceptance: Short = "accepted",
    code: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """Show the form for goods without a code, or whose code nobody sent to this canteen."""
    visit = open_visit(request, Action.RECORD_PURCHASES)
    moment = f"{now().astimezone(CHINA):%Y-%m-%dT%H:%M}"
    chosen = acceptance if acceptance in set(Acceptance) else "accepted"
    values = {"unit": "kg", "food": "rice", "delivered_at": moment, "acceptance": chosen}
    if code.strip():
        values |= _known_of(visit, code.strip())
    return _new_page(visit, values)


def _known_of(visit: Visit, code: str) -> dict[str, str]:
    """Fill in what the register knows of a lot that was scanned, and why it is refused."""
    keys = visit.house.code_keys
    answer = visit.read(lambda work: door.check_acceptance(work, code, keys))
    shown = view_answer(answer, civil_date(now()), visit.language)
    scanned = say("c_code_scanned", visit.language).format(code=code)
    reason = ("; " if visit.language == "en" else "；").join(
        filter(None, (shown["reason"], scanned))
    )
    lot = answer.batch
    if lot is None:
        return {"reason": reason}
    foods = [food.value for food in FoodKind if lot.food.startswith(food.value)]
    return {
        "name": lot.name,
        "food": foods[0] if foods else FoodKind.OTHER_GRAIN.value,
        "lot": lot.lot,
        "produced_on": lot.produced_on.isoformat(),
        "best_before": lot.best_before.isoformat() if lot.best_before else "",
        "supplier": lot.maker.name,
        "supplier_licence": lot.licence or "",
        "report_no": "、".join(report.report_no for report in answer.reports),
        "reason": reason,
    }


def _new_page(visit: Visit, values: dict[str, str], wrong: Any = None) -> Response:
    foods = [(food.value, _food_word(food.value, visit.language)) for food in FoodKind]
    outcomes = [(word.value, say(word.value, visit.language)) for word in Acceptance]
    return visit.page(
        "canteen/purchase_new.html",
        422 if wrong else 200,
        wrong=wrong,
        values=values,
        foods=foods,
        outcomes=outcomes,
    )


def _food_word(food: str, language: str) -> str:
    words = say_category(food)
    return words.en if language == "en" else words.zh


@router.post("/purchases/new")
def book_uncoded(request: Request, sent: TypedWithFiles) -> Response:
    """Book goods without a code; what was typed stays after a mistake, the photo too."""
    visit = open_form(request, Action.RECORD_PURCHASES, sent.typed)
    photo = visit.file_of(sent, "photo")
    typed = sent.typed
    try:
        given: dict[str, Any] = {**said(typed, *_NEW_FIELDS), **as_written(typed, *_NEW_WORDS)}
        given["delivered_at"] = _moment(typed.get("delivered_at", ""))
        if given.get("acceptance") != "accepted" and "reason" not in given:
            raise RuleError("purchase.reason_needed", field="reason")
        entered = UncodedPurchaseCreate.model_validate(given)
        jpeg = purchase_photos.draw_photo(photo.content) if photo else b""
        made = visit.record(lambda work: _book(work, visit, entered, jpeg), typed)
    except (RegisterError, ValidationError) as error:
        return _new_page(visit, typed, wrong_with(error, visit.language))
    return see_other(f"/console/receive/{made['id']}/sign")


def _book(work: Work, visit: Visit, entered: UncodedPurchaseCreate, jpeg: bytes) -> PurchasePublic:
    made = purchases.record_uncoded_purchase(work, entered)
    if jpeg:
        purchase_photos.keep_photo(work, made.id, jpeg, visit.house.certificates)
    return made


def _moment(text: str) -> datetime:
    """Read what a browser gives for day and time, as China's."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError:
        return now()


@router.get("/purchases/{purchase_id}")
def show_line(request: Request, purchase_id: UUID) -> Response:
    """Show one line of the ledger with its papers, signatures and photos."""
    visit = open_visit(request, Action.READ_PURCHASES)
    line = visit.look(lambda work: purchases.read_purchase(work, purchase_id))
    food = _food_word(line.food, visit.language)
    return visit.page("canteen/purchase.html", food=food, **view_line(line, visit.language))


@router.get("/purchases/{purchase_id}/photos/{sha256}")
def show_photo(request: Request, purchase_id: UUID, sha256: str) -> Response:
    """Give a photo of goods that were sent back or destroyed."""
    visit = open_visit(request, Action.READ_PURCHASES)
    store = visit.house.certificates
    jpeg = visit.read(lambda work: purchase_photos.open_photo(work, purchase_id, sha256, store))
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(jpeg, media_type="image/jpeg", headers=headers)

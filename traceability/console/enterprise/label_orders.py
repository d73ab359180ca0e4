"""How does a batch's plan become the page that orders its labels?"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consumer_web.codes import check_character
from label_printer.drawing import Drawing
from label_printer.errors import LabelError
from label_printer.label import Label
from label_printer.layout import lay_out
from label_printer.stock import Stock, load_stock, stock_names
from label_printer.symbol import QUIET_ZONE
from traceability.console.words import say
from traceability.domain.kinds import LabelOutput, Unit
from traceability.publishing.labels import as_label, takes_short_address
from traceability.schemas.labels import PrinterPublic
from traceability.services.label_plans import LabelPlan
from traceability.storage.labels import PrintCheck

FILES = (LabelOutput.PDF, LabelOutput.PNG, LabelOutput.PACKAGE)
PRINTER = "printer:"  # before the name of one, where the form says where labels go
_ROLL, _SHEET = "60x40", "a4-3x8"
# A code that was never given out: its job number is none of ours.
_EXAMPLE = "7K3M9QWX2TB8RZ4"
_FIGURES = re.compile(r"[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """What is chosen on the page; `where` is a kind of file, or a printer."""

    count: int | None
    is_serialised: bool
    stock: str
    where: str
    start: int = 1
    is_first_alone: bool = False

    @property
    def printer(self) -> str | None:
        """Give the printer's name, or None for a file."""
        return self.where.removeprefix(PRINTER) if self.where.startswith(PRINTER) else None


def read_choice(
    said: Mapping[str, str], plan: LabelPlan, printers: Sequence[PrinterPublic]
) -> LabelChoice:
    """Read what was chosen; what was left out is as last time, or as most people want it."""
    before = plan.last_time
    known = {PRINTER + each.name for each in printers}
    usual = next(iter(PRINTER + each.name for each in printers), LabelOutput.PDF.value)
    if before is not None:
        last = PRINTER + before.printer if before.printer else before.output.value
        usual = last if last in known | set(FILES) else usual
    where = said.get("where", usual)
    if where not in FILES and not where.startswith(PRINTER):
        where = usual  # a printer that is gone is refused, and never another one in its place
    stock = said.get("stock") or (before.stock if before else _fitting(where))
    stock = stock if stock in stock_names() else _fitting(where)
    stock, where = _matched(stock, where, said)
    codes = said.get("codes") or ("lot" if before and not before.is_serialised else "package")
    return LabelChoice(
        count=read_count(said["count"]) if "count" in said else plan.missing or None,
        is_serialised=codes == "package",
        stock=stock,
        where=where,
        start=read_count(said.get("start", "")) or 1,
        is_first_alone=said.get("first") == "1",
    )


def _matched(stock: str, where: str, said: Mapping[str, str]) -> tuple[str, str]:
    """Let paper and place follow each other while one chooses: what was changed last stays.

    `was` is the place that the page showed before. An order has none: it is taken by its word.
    """
    if not where.startswith(PRINTER) or load_stock(stock).sheet is None:
        return stock, where
    if "stock" not in said or said.get("was", where) != where:
        return _ROLL, where
    return stock, LabelOutput.PDF.value if "was" in said else where


def _fitting(where: str) -> str:
    return _ROLL if where.startswith(PRINTER) else _SHEET


def read_count(text: str) -> int | None:
    """Read a whole number as people type it: full-width figures, blanks and thousands commas."""
    plain = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text))
    return int(plain) if _FIGURES.fullmatch(plain) else None


def view_order(
    plan: LabelPlan,
    choice: LabelChoice,
    printers: Sequence[PrinterPublic],
    base_url: str,
    language: str,
) -> dict[str, Any]:
    """Give all that the page shows: choices, the sum, the preview and its checks."""
    stock = load_stock(choice.stock)
    drawing, refusal = draw_sample(plan, choice, base_url)
    count = f"{choice.count or 0:,}"
    verb = "lb_print_n" if choice.printer else "lb_make_n"
    return {
        "plan": plan,
        "choice": choice,
        "sums": _say_sums(plan, language),
        "is_enough": plan.missing == 0 and plan.packages > 0,
        "stocks": [(name, say_stock(load_stock(name), language)) for name in _ordered_stocks()],
        "ways": _say_places(printers, language),
        "has_printer": bool(printers),
        "button": say(verb, language).format(count=count),
        "checks": _checks(plan, choice, drawing, refusal, language),
        "actual": say("lb_actual", language).format(
            width=_mm(stock.width_mm), height=_mm(stock.height_mm), dpi=stock.dpi
        ),
        "has_sample": drawing is not None,
        "sheet": _sheet(stock, choice, language),
    }


def sample_label(plan: LabelPlan, choice: LabelChoice, base_url: str) -> Label:
    """Give a label as it will be, with an example where each package has its own code."""
    code = _EXAMPLE + check_character(_EXAMPLE) if choice.is_serialised else None
    return as_label(plan.facts, base_url, code, is_short=takes_short_address(choice.stock))


def draw_sample(
    plan: LabelPlan, choice: LabelChoice, base_url: str
) -> tuple[Drawing | None, LabelError | None]:
    """Lay a label out and read its symbol back; or give why it cannot be drawn."""
    try:
        return lay_out(sample_label(plan, choice, base_url), load_stock(choice.stock)), None
    except LabelError as error:
        return None, error


def say_stock(stock: Stock, language: str) -> str:
    """Name a stock; its title holds both languages."""
    zh, _, en = stock.title.partition(" · ")
    if language != "en":
        return zh
    return f"{_mm(stock.width_mm)} × {_mm(stock.height_mm)} mm, {en}"


def say_where(where: LabelOutput, printer: str | None, language: str) -> str:
    """Name where labels go: a printer by its name, a file by its kind."""
    return printer or say(f"lb_{where.value}", language)


def _ordered_stocks() -> list[str]:
    """List stocks, rolls before sheets."""
    return sorted(stock_names(), key=lambda name: (load_stock(name).sheet is not None, name))


def _mm(value: float) -> str:
    return f"{value:g}"


def _say_sums(plan: LabelPlan, language: str) -> list[str]:
    """Say how the number comes about: so much by net content, and what has codes already."""
    place = "en" if language == "en" else "zh"
    each, unit = plan.facts.net_content, plan.facts.net_content_unit
    made = plan.packages * each if plan.unit is Unit.EACH else plan.made
    figures = {
        "made": f"{plan.packages:,}",
        "codes": f"{plan.codes:,}",
        "missing": f"{plan.missing:,}",
        "most": f"{plan.most:,}",
    }
    by_content = say("lb_sum_mass", language).format(
        made=say_plainly(made, unit)[place],
        each=say_plainly(each, unit)[place],
        packages=figures["made"],
    )
    return [by_content, say("lb_sum_each", language).format(**figures)]


def say_plainly(amount: int, unit: Unit) -> dict[str, str]:
    """Say an amount in kg or L, also a large one: both sides of a division look alike."""
    number = f"{amount / 1000:,.3f}".rstrip("0").rstrip(".")
    zh, en = ("千克", "kg") if unit is Unit.GRAM else ("升", "L")
    return {"zh": f"{number} {zh}", "en": f"{number} {en}"}


def _say_places(printers: Sequence[PrinterPublic], language: str) -> list[tuple[str, str]]:
    places = [
        (PRINTER + each.name, f"{each.name}（{_fares(each, language)}）") for each in printers
    ]
    return places + [(kind.value, say(f"lb_{kind.value}", language)) for kind in FILES]


def _fares(printer: PrinterPublic, language: str) -> str:
    if printer.waiting:
        return say("lb_printer_waiting", language).format(count=printer.waiting)
    return say("lb_printer_busy" if printer.is_busy else "lb_printer_free", language)


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the check list: its mark, what it says, and what to do or to know."""

    tone: str
    text: str
    more: str = ""
    href: str = ""
    link: str = ""


def _checks(
    plan: LabelPlan,
    choice: LabelChoice,
    drawing: Drawing | None,
    refusal: LabelError | None,
    language: str,
) -> list[Check]:
    lines = [_check_right(plan, name, language) for name in plan.checks]
    if choice.printer and load_stock(choice.stock).sheet is not None:
        lines.append(Check("bad", say("lb_no_roll", language), say("lb_no_roll_do", language)))
    if drawing is None:
        zh, _, en = str(refusal).partition(" · ")
        more = (en or zh) if language == "en" else zh
        lines.append(Check("bad", say("lb_no_fit", language), more))
        return lines
    box = drawing.symbol
    more = say("lb_read_back_more", language).format(
        version=box.symbol.version,
        level=box.symbol.level,
        dots=box.dots_per_module,
        module=f"{box.module_mm:.2f}",
        quiet=QUIET_ZONE,
    )
    lines.append(Check("good", say("lb_read_back", language), more))
    lines.append(Check("good", say("lb_glyphs", language)))
    for warning in drawing.warnings:
        zh, _, en = warning.partition(" · ")
        lines.append(Check("careful", en if language == "en" else zh))
    return lines


def _check_right(plan: LabelPlan, name: PrintCheck, language: str) -> Check:
    """Say whether one thing lets the labels go out."""
    values = {
        "grade": plan.grade.value,
        "lot": plan.lot,
        "status": say(plan.status.value, language),
    }
    if plan.checks[name] is None:
        return Check("good", say(f"lb_ok_{name}", language).format(**values))
    key = f"lb_no_{name}" + (f"_{plan.grade}" if name is PrintCheck.GRADE else "")
    href, link = "/console/credit", "place_credit"
    if name in {PrintCheck.PRODUCT, PrintCheck.BATCH}:  # the page of the lot opens on what it lacks
        href, link = f"/console/batches/{plan.batch_id}", "lb_see_lot"
    return Check(
        "bad",
        say(key, language).format(**values),
        say(f"{key}_do", language).format(**values),
        href,
        say(link, language),
    )


def _sheet(stock: Stock, choice: LabelChoice, language: str) -> dict[str, Any] | None:
    """Give the places of a sheet, to choose the first that is free; None for a roll."""
    if stock.sheet is None or choice.where != LabelOutput.PDF:
        return None
    start = min(choice.start, stock.sheet.positions)
    last = start - 1 + (choice.count or 0)
    pages = math.ceil(last / stock.sheet.positions)
    return {
        "columns": stock.sheet.columns,
        "start": start,
        "places": range(1, stock.sheet.positions + 1),
        "last": last,
        "lead": say("lb_sheet_lead", language).format(pages=f"{pages:,}"),
    }

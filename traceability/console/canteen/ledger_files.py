"""How does the ledger of a month become a spreadsheet and a PDF?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from traceability.console.canteen.views import say_day, say_mass, say_moment, view_line
from traceability.console.lists import Asked, Column, Listing, Rows
from traceability.console.words import say
from traceability.gateways.sheet_writing import write_workbook
from traceability.gateways.table_papers import Column as PaperColumn
from traceability.gateways.table_papers import Paper, Section, write_paper
from traceability.schemas.purchases import PurchasePublic, PurchaseQuery
from traceability.services import ledger
from traceability.storage.work import Work

# What art. 53 of the Food Safety Law wants of each delivery, and what our system adds.
_COLUMNS = (
    "delivered", "goods", "amount", "mass", "lot", "produced", "best_before", "supplier", "licence",
    "address", "phone", "reports", "note", "trace_code", "outcome", "reason", "first", "second",
)  # fmt: skip
# On paper one under the other, so that no number breaks: which, and their share of the width.
_ON_PAPER: tuple[tuple[tuple[str, ...], float], ...] = (
    (("delivered",), 9.5),
    (("goods", "lot", "trace_code"), 18),
    (("amount", "mass"), 7),
    (("produced", "best_before"), 9),
    (("supplier", "licence", "address", "phone"), 24),
    (("reports", "note"), 15),
    (("outcome", "reason"), 9.5),
    (("first", "second"), 8),
)


def ledger_rows(lines: Sequence[PurchasePublic], language: str) -> list[list[str]]:
    """Give the ledger as rows of text, the headings first."""
    return [
        [say(f"c_col_{name}", language) for name in _COLUMNS],
        *(_row(line, language) for line in lines),
    ]


def _row(line: PurchasePublic, language: str) -> list[str]:
    shown = view_line(line, language)
    second = line.signature.signer if line.signature else line.second_checked_by
    return [
        say_moment(line.delivered_at, language),
        line.goods_name,
        shown["goods"],
        say_mass(line.mass_g),
        line.lot or "",
        say_day(line.produced_on, language),
        say_day(line.best_before, language),
        line.supplier,
        line.supplier_licence or "",
        line.supplier_address or "",
        line.supplier_phone or "",
        line.report_no or "",
        line.delivery_note or "",
        line.trace_code or say("c_uncoded", language),
        shown["outcome"],
        line.reason or "",
        line.checked_by or "",
        second or "",
    ]


def ledger_list(wanted: PurchaseQuery, language: str) -> Listing[list[str]]:
    """Give the wanted lines as a list of rows of text."""

    def find(work: Work, asked: Asked) -> Rows[list[str]]:
        update = {"cursor": asked.after, "limit": asked.limit}
        found = ledger.read_ledger(work, wanted.model_copy(update=update))
        return Rows([_row(line, language) for line in found.items], found.next)

    columns = [Column(f"c_col_{name}", _cell(place)) for place, name in enumerate(_COLUMNS)]
    return Listing("/console/purchases", "c_ledger_title", columns, find)


def _cell(place: int) -> Callable[[list[str]], str]:
    return lambda row: row[place]


def _period(month: date, language: str) -> str:
    return f"{month:%B %Y}" if language == "en" else f"{month.year}年{month.month}月"


def ledger_xlsx(
    canteen: str, month: date, lines: Sequence[PurchasePublic], made_at: datetime, language: str
) -> bytes:
    """Write the ledger as a workbook of text cells."""
    title = f"{say('c_ledger_title', language)} {_period(month, language)}"
    about = [
        [say("c_col_canteen", language), canteen],
        [say("c_col_made", language), say_moment(made_at, language)],
        [say("c_col_lines", language), str(len(lines))],
    ]
    sheets = {title: ledger_rows(lines, language), say("c_about", language): about}
    return write_workbook(sheets)


def ledger_pdf(
    canteen: str, month: date, lines: Sequence[PurchasePublic], made_at: datetime, language: str
) -> bytes:
    """Write the ledger as a PDF."""
    heads, *rows = (_on_paper(row) for row in ledger_rows(lines, language))
    columns = [PaperColumn(head, share) for head, (_, share) in zip(heads, _ON_PAPER, strict=True)]
    total = say_mass(sum(line.mass_g for line in lines if line.acceptance == "accepted"))
    summary = say("c_ledger_sum", language).format(lines=len(lines), mass=total)
    return write_paper(
        paper(
            f"{say('c_ledger_title', language)} · {_period(month, language)}",
            [Section("", columns, rows, below=[summary])],
            (canteen, made_at, language),
            [canteen, summary],
        )
    )


def _on_paper(row: Sequence[str]) -> list[str]:
    said = dict(zip(_COLUMNS, row, strict=True))
    return ["\n".join(filter(None, (said[name] for name in names))) for names, _ in _ON_PAPER]


def paper(
    title: str,
    sections: Sequence[Section],
    made: tuple[str, datetime, str],
    above: Sequence[str] = (),
) -> Paper:
    """Give a paper with our foot; `made` is by whom, when, and in what language."""
    who, when, language = made
    foot = say("c_paper_foot", language).format(who=who, when=say_moment(when, language))
    return Paper(
        title=title,
        sections=sections,
        foot=foot,
        page_of=say("c_page_of", language),
        lacking=say("c_glyph_lacking", language),
        above=above,
    )

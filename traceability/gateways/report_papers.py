"""How does a laboratory's report become a PDF: A4, with its letterhead, seal of words and code?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    LongTable,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from label_printer.symbol import QUIET_ZONE, make_symbol
from traceability.gateways.paper_setting import (
    FACE,
    HEAD,
    INK,
    LINE,
    SOFT,
    Setter,
    counting,
    style,
)

_SIDE, _TOP, _FOOT = 16 * mm, 14 * mm, 18 * mm
_WIDTH = A4[0] - 2 * _SIDE
_QR_SIDE = 27 * mm
_PADDING = 6  # points that a page's frame keeps on each side
_BAD, _PALE = HexColor("#a5121c"), HexColor("#e9dfdc")
_SHARES = (0.9, 3.1, 2.3, 1.6, 1.8, 4.2, 2.5, 1.6)  # of the columns of results


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One measured item as it is printed.

    The cells are item, method, unit, limit, standard with clause, value and verdict; a cell may
    have several lines.
    """

    cells: tuple[str, ...]
    is_failed: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """How a reader proves the report: the address in the QR symbol, and the code to type."""

    address: str
    code: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A report in words, ready to be set; without a proof it is no report yet.

    `facts` are pairs of what and how it is; `watermark` stands across each page.
    """

    agency: str
    accreditation: str
    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    heads: Sequence[str]  # of the columns of results, the number's first
    results: Sequence[ResultLine]
    conclusions: Sequence[tuple[str, str, bool]]  # what, how it is, whether that is bad
    notes: Sequence[str]
    signatures: Sequence[tuple[str, str]]
    proof: Proof | None
    watermark: str
    foot: str
    page_of: str  # "第 {page} 页，共 {pages} 页"
    lacking: str


class _QR(Flowable):  # type: ignore[misc]
    """A QR symbol that was read back before it is drawn."""

    def __init__(self, text: str, side: float) -> None:
        super().__init__()
        self.width = self.height = side
        self._symbol = make_symbol(text)

    def draw(self) -> None:
        """Draw each run of dark modules as one bar, so that no hairline shows between them."""
        symbol, matrix = self._symbol, self._symbol.matrix()
        module = self.width / (symbol.size + 2 * QUIET_ZONE)
        path = self.canv.beginPath()
        for row in range(symbol.size):
            bottom = self.height - (row + 1 + QUIET_ZONE) * module
            for first, count in _runs(matrix[row].tolist()):
                path.rect((first + QUIET_ZONE) * module, bottom, count * module, module)
        self.canv.setFillColor(INK)
        self.canv.drawPath(path, stroke=0, fill=1)


def _runs(row: Sequence[int]) -> Iterable[tuple[int, int]]:
    first: int | None = None
    for at, module in enumerate([*row, 0]):
        if module and first is None:
            first = at
        elif not module and first is not None:
            yield first, at - first
            first = None


def write_report(paper: ReportPaper) -> bytes:
    """Write a report as PDF on A4; the head of the results is repeated on each page."""
    setter = Setter()
    story: list[Any] = [_letterhead(setter, paper), Spacer(0, 3 * mm), _facts(setter, paper.facts)]
    story += [Spacer(0, 4 * mm), _results(setter, paper), Spacer(0, 4 * mm)]
    story += [KeepTogether(_end(setter, paper))]
    if setter.is_lacking:
        story += [Spacer(0, 2 * mm), setter.set(paper.lacking, style(8, color=SOFT))]
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=_SIDE - _PADDING, rightMargin=_SIDE - _PADDING, topMargin=_TOP,
        bottomMargin=_FOOT,
        title=f"{paper.title} {paper.number}", author=paper.agency, invariant=1,
    )  # fmt: skip

    def under(canvas: Canvas, _: object) -> None:
        _watermark(canvas, setter.plain(paper.watermark))

    document.build(
        story, onFirstPage=under, onLaterPages=under, canvasmaker=counting(_foot(setter, paper))
    )
    return out.getvalue()


def _foot(setter: Setter, paper: ReportPaper) -> Any:
    def draw(canvas: Canvas, page: int, pages: int) -> None:
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.4)
        canvas.line(_SIDE, 13 * mm, A4[0] - _SIDE, 13 * mm)
        canvas.setFont(FACE, 8)
        canvas.setFillColor(SOFT)
        canvas.drawString(_SIDE, 8.5 * mm, setter.plain(paper.foot))
        where = paper.page_of.format(page=page, pages=pages)
        canvas.drawRightString(A4[0] - _SIDE, 8.5 * mm, setter.plain(where))

    return draw


def _watermark(canvas: Canvas, words: str) -> None:
    if not words:
        return
    canvas.saveState()
    canvas.setFont(FACE, 96)
    canvas.setFillColor(_PALE)
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(45)
    canvas.drawCentredString(0, -32, words)
    canvas.restoreState()


def _letterhead(setter: Setter, paper: ReportPaper) -> Table:
    middle = _centred(15)
    lines: list[Any] = [setter.set(paper.agency, middle)]
    if paper.accreditation:
        lines.append(setter.set(paper.accreditation, _centred(9, color=SOFT)))
    lines += [Spacer(0, 2 * mm), setter.set(paper.title, _centred(22))]
    lines.append(setter.set(paper.number, _centred(10)))
    beside: Any = ""
    if paper.proof is not None:
        beside = _QR(paper.proof.address, _QR_SIDE)
    table = Table([["", lines, beside]], colWidths=[_QR_SIDE, _WIDTH - 2 * _QR_SIDE, _QR_SIDE])
    table.setStyle(
        _bare([("LINEBELOW", (0, 0), (-1, 0), 1.2, INK), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    return table


def _centred(size: float, color: HexColor = INK) -> ParagraphStyle:
    return style(size, color=color, alignment=TA_CENTER)


def _bare(more: Sequence[Any]) -> TableStyle:
    padding = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP")]
    return TableStyle([*padding, ("BOTTOMPADDING", (0, 0), (-1, -1), 3), *more])


def _facts(setter: Setter, facts: Sequence[tuple[str, str]]) -> Table:
    """Set facts in two columns."""
    name, value = style(8.5, color=SOFT), style(9)
    cells = [[setter.set(what, name), setter.set(how, value)] for what, how in facts]
    if len(cells) % 2:
        cells.append(["", ""])
    half = len(cells) // 2
    rows = [left + right for left, right in zip(cells[:half], cells[half:], strict=True)]
    share = _WIDTH / 100
    table = Table(rows, colWidths=[13 * share, 39 * share, 13 * share, 35 * share])
    gutter = ("RIGHTPADDING", (1, 0), (1, -1), 10)
    table.setStyle(_bare([("VALIGN", (0, 0), (-1, -1), "TOP"), gutter]))
    return table


def _results(setter: Setter, paper: ReportPaper) -> LongTable:
    head, right_head = style(8, color=SOFT), style(8, color=SOFT, alignment=TA_RIGHT)
    cell, bad = style(8.5), style(8.5, color=_BAD)
    right, right_bad = style(9, alignment=TA_RIGHT), style(9, color=_BAD, alignment=TA_RIGHT)
    value = len(paper.heads) - 2  # the column of the measured value
    lines = [
        [
            setter.set(text, right_head if at == value else head)
            for at, text in enumerate(paper.heads)
        ]
    ]
    for number, result in enumerate(paper.results, 1):
        plain, figures = (bad, right_bad) if result.is_failed else (cell, right)
        row = (str(number), *result.cells)
        lines.append(
            [
                [setter.set(line, figures if at == value else plain) for line in text.split("\n")]
                for at, text in enumerate(row)
            ]
        )
    unit = _WIDTH / sum(_SHARES)
    table = LongTable(lines, colWidths=[share * unit for share in _SHARES], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), HEAD),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, INK),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2.5),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2.5),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def _end(setter: Setter, paper: ReportPaper) -> list[Any]:
    """Set what follows the results: conclusions, notes, signatures, how to prove it."""
    story: list[Any] = []
    for what, how, is_bad in paper.conclusions:
        words = style(11, color=_BAD if is_bad else INK)
        row = [[setter.set(what, style(9, color=SOFT)), setter.set(how, words)]]
        table = Table(row, colWidths=[_WIDTH * 0.16, _WIDTH * 0.84])
        table.setStyle(_bare([("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))
        story.append(table)
    story += [setter.set(note, style(8.5, color=SOFT)) for note in paper.notes]
    story += [Spacer(0, 4 * mm), _signatures(setter, paper.signatures)]
    if paper.proof is not None:
        story += [Spacer(0, 4 * mm), _proof(setter, paper.proof)]
    return story


def _signatures(setter: Setter, signatures: Sequence[tuple[str, str]]) -> Table:
    name, value = style(8.5, color=SOFT), style(9.5)
    row = [[[setter.set(what, name), setter.set(who, value)] for what, who in signatures]]
    table = Table(row, colWidths=[_WIDTH / len(signatures)] * len(signatures))
    table.setStyle(
        _bare([("LINEABOVE", (0, 0), (-1, 0), 0.4, LINE), ("TOPPADDING", (0, 0), (-1, -1), 4)])
    )
    return table


def _proof(setter: Setter, proof: Proof) -> Table:
    lines: list[Any] = [setter.set(proof.code, style(13))]
    lines += [setter.set(line, style(8.5, color=SOFT)) for line in proof.lines]
    table = Table([[lines]], colWidths=[_WIDTH])
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.6, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 8),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
            ]
        )
    )
    return table

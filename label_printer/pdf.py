"""How do labels become pages that a print shop can print?"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from label_printer.drawing import MM_PER_INCH, Drawing, SymbolBox, TextLine
from label_printer.label import Label
from label_printer.layout import lay_out
from label_printer.pdf_font import UsedFont
from label_printer.pdf_writer import PdfWriter
from label_printer.runs import dark_runs
from label_printer.stock import Stock, load_stock
from label_printer.typeface import BOLD_STROKE_EM

_POINTS_PER_MM = 72 / MM_PER_INCH


@dataclass(frozen=True)
class PdfReport:
    """What was written: how many labels on how many pages, and what to look at before printing."""

    labels: int
    pages: int
    bytes: int
    warnings: tuple[str, ...]


def render_pdf(label: Label, stock: str = "60x40") -> bytes:
    """Give a file with one label; raise `LayoutError` or `StockError`."""
    written = io.BytesIO()
    write_pdf([label], load_stock(stock), written)
    return written.getvalue()


def write_pdf(labels: Iterable[Label], stock: Stock, out: BinaryIO, *, start: int = 1) -> PdfReport:
    """Write labels as they come, in the memory of one page.

    A roll has a label on each page; a sheet is filled row by row from position `start` (1 is the
    top left), so that a sheet begun before can be used up. Raise `LayoutError` for a label that
    does not fit: the file is then incomplete, and the caller throws it away.
    """
    return write_drawings((lay_out(label, stock) for label in labels), stock, out, start=start)


def write_drawings(
    drawings: Iterable[Drawing], stock: Stock, out: BinaryIO, *, start: int = 1
) -> PdfReport:
    """Write labels that are laid out already; raise ValueError for a start off the sheet."""
    sheet = stock.sheet
    width_mm, height_mm = stock.width_mm, stock.height_mm
    origins = [(0.0, 0.0)]
    if sheet is not None:
        width_mm, height_mm = sheet.width_mm, sheet.height_mm
        origins = [(_on_grid(x, stock), _on_grid(y, stock)) for x, y in sheet.origins()]
    if not 1 <= start <= len(origins):
        raise ValueError(f"start must be from 1 to {len(origins)}, not {start}")
    writer = PdfWriter(out, width_mm, height_mm)
    count = 0
    warnings: dict[str, None] = {}
    for page in _pages(drawings, len(origins), start):
        operators: list[str] = []
        for position, drawing in page:
            operators += _operators(drawing, writer.font, origins[position], height_mm)
            warnings |= dict.fromkeys(drawing.warnings)
            count += 1
        writer.add_page(operators)
    writer.finish(f"粮油溯源标签 {stock.name}")
    return PdfReport(count, writer.page_count, writer.byte_count, tuple(warnings))


def _pages(
    drawings: Iterable[Drawing], positions: int, start: int
) -> Iterator[list[tuple[int, Drawing]]]:
    """Deal labels out to the positions of page after page; there is always a first page."""
    remaining = iter(drawings)
    page = list(zip(range(start - 1, positions), remaining, strict=False))
    yield page
    while page := list(enumerate(islice(remaining, positions))):
        yield page


def _on_grid(mm: float, stock: Stock) -> float:
    """Move to the next whole dot, so that modules stay whole dots anywhere on the sheet."""
    return round(mm / stock.dot_mm) * stock.dot_mm


def _operators(
    drawing: Drawing, font: UsedFont, origin: tuple[float, float], page_height_mm: float
) -> Iterator[str]:
    """Draw one label; y grows upwards in PDF, so a label hangs from its top left corner."""
    left, top = origin
    x, y = left * _POINTS_PER_MM, (page_height_mm - top) * _POINTS_PER_MM
    yield f"q 1 0 0 1 {x:.4f} {y:.4f} cm"
    for rule in drawing.rules:
        lower = -(rule.y_mm + rule.thickness_mm)
        yield f"{_pt(rule.x_mm, lower, rule.length_mm, rule.thickness_mm)} re"
    if drawing.rules:
        yield "f"
    yield "BT"
    for line in drawing.lines:
        yield _line(line, font)
    yield "ET"
    yield from _symbol(drawing.symbol)
    yield "Q"


def _line(line: TextLine, font: UsedFont) -> str:
    stroke = f"2 Tr {_pt(BOLD_STROKE_EM * line.size_mm)} w" if line.bold else "0 Tr"
    place = f"1 0 0 1 {_pt(line.x_mm, -line.baseline_mm)} Tm"
    return f"/F {_pt(line.size_mm)} Tf {stroke} {place} <{font.encode(line.text)}> Tj"


def _symbol(box: SymbolBox) -> Iterator[str]:
    """Draw one path in whole modules; seams cannot open within a single path."""
    module = box.module_mm * _POINTS_PER_MM
    yield f"{module:.5f} 0 0 {module:.5f} {_pt(box.x_mm, -box.y_mm)} cm"
    for column, row, length in dark_runs(box.symbol):
        yield f"{column} {-row - 1} {length} 1 re"
    yield "f"


def _pt(*mm: float) -> str:
    return " ".join(f"{value * _POINTS_PER_MM:.4f}" for value in mm)

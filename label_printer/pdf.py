"""How do labels become pages that a print shop can print?"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from label_printer.cutting import cutting_marks
from label_printer.drawing import Drawing, TextLine
from label_printer.label import Label
from label_printer.pdf_font import UsedFont
from label_printer.pdf_symbols import SymbolWriter
from label_printer.pdf_units import POINTS_PER_MM, points
from label_printer.pdf_writer import PdfWriter, Sink
from label_printer.series import Filled, Pattern, Series
from label_printer.stock import Stock, load_stock
from label_printer.typeface import BOLD_STROKE_EM

_AT_ONCE = 1000
"""Labels set together: enough for symbols in batches, too few to be seen in memory."""


@dataclass(frozen=True)
class PdfOptions:
    """How a file is laid out: the first position that is free, and marks to cut along.

    `is_compact` draws symbols as pictures of a bit a module: a fifth of the size.
    """

    start: int = 1
    has_cutting_marks: bool = False
    is_compact: bool = False


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


def write_pdf(
    labels: Iterable[Label], stock: Stock, out: Sink, options: PdfOptions | None = None
) -> PdfReport:
    """Write labels as they come, in the memory of a thousand labels.

    Every symbol is read back. A roll has a label on each page; a sheet is filled row by row from
    position `options.start` (1 is the top left), so that a sheet begun before can be used up.
    Raise `LayoutError` for a label that does not fit: the file is then incomplete, and the caller
    throws it away.
    """
    return write_filled(set_labels(labels, stock), stock, out, options)


def set_labels(labels: Iterable[Label], stock: Stock) -> Iterator[Filled]:
    """Set labels as they come; raise `LayoutError` at the first that does not fit."""
    series, remaining = Series(stock), iter(labels)
    while some := list(islice(remaining, _AT_ONCE)):
        yield from series.fill(some)


def write_filled(
    labels: Iterable[Filled], stock: Stock, out: Sink, options: PdfOptions | None = None
) -> PdfReport:
    """Write labels that are set already; raise ValueError for a start off the sheet."""
    options = options or PdfOptions()
    sheet = stock.sheet
    width_mm, height_mm = stock.width_mm, stock.height_mm
    origins = [(0.0, 0.0)]
    if sheet is not None:
        width_mm, height_mm = sheet.width_mm, sheet.height_mm
        origins = [(_on_grid(x, stock), _on_grid(y, stock)) for x, y in sheet.origins()]
    if not 1 <= options.start <= len(origins):
        raise ValueError(f"start must be from 1 to {len(origins)}, not {options.start}")
    writer = PdfWriter(out, width_mm, height_mm)
    painter = _Painter(writer, is_compact=options.is_compact)
    moves = [f"q 1 0 0 1 {points(x, height_mm - y)} cm\n".encode("ascii") for x, y in origins]
    ground = _ground(writer, stock, height_mm) if options.has_cutting_marks else b""
    for page in _pages(iter(labels), moves, options.start):
        writer.add_page(b"".join([ground, *(painter.paint(move, label) for move, label in page)]))
    writer.finish(f"粮油溯源标签 {stock.name}")
    return PdfReport(painter.count, writer.page_count, writer.byte_count, tuple(painter.warnings))


def _pages(
    labels: Iterator[Filled], moves: list[bytes], start: int
) -> Iterator[Iterable[tuple[bytes, Filled]]]:
    """Deal labels out to the positions of page after page; there is always a first page."""
    yield list(zip(moves[start - 1 :], labels, strict=False))
    while page := list(zip(moves, islice(labels, len(moves)), strict=False)):
        yield page


def _on_grid(mm: float, stock: Stock) -> float:
    """Move to the next whole dot, so that modules stay whole dots anywhere on the sheet."""
    return round(mm / stock.dot_mm) * stock.dot_mm


def _ground(writer: PdfWriter, stock: Stock, height_mm: float) -> bytes:
    """Write the cutting marks once, and give the operator that draws them on a page."""
    rectangles = [
        f"{points(x, height_mm - y - tall, wide, tall)} re\n"
        for x, y, wide, tall in cutting_marks(stock)
    ]
    if stock.sheet is None or not rectangles:
        return b""
    operators = "".join([*rectangles, "f\n"]).encode("ascii")
    return writer.add_form(operators, (0, 0, stock.sheet.width_mm, height_mm))


class _Painter:
    """Paints labels one after another; what a run of them shares is written once."""

    def __init__(self, writer: PdfWriter, *, is_compact: bool) -> None:
        self.count = 0
        self.warnings: dict[str, None] = {}
        self._writer = writer
        self._is_compact = is_compact
        self._pattern: Pattern | None = None
        self._shared = b""
        self._is_form = False
        self._slots: list[tuple[str, str, Callable[[float], float]]] = []
        self._symbols: SymbolWriter | None = None

    def paint(self, move: bytes, label: Filled) -> bytes:
        """Give the operators of one label, in a state of its own that begins with `move`."""
        if label.pattern is not self._pattern or self._symbols is None:
            self._symbols = self._begin(label.pattern)
        elif not self._is_form:
            self._make_form(label.pattern.fixed)
        self.count += 1
        own = self._own(label)
        return b"%b%bBT\n%bET\n%b" % (move, self._shared, own, self._symbols.write(label.symbol))

    def _begin(self, pattern: Pattern) -> SymbolWriter:
        self._pattern, self._is_form = pattern, False
        self._shared = _fixed(pattern.fixed, self._writer.font)
        self._slots = [
            (_font(slot.line), points(-slot.line.baseline_mm), slot.left_mm)
            for slot in pattern.slots
        ]
        self.warnings |= dict.fromkeys(pattern.drawing.warnings)
        return SymbolWriter(pattern.drawing.symbol, is_compact=self._is_compact)

    def _make_form(self, fixed: Drawing) -> None:
        """Keep what is shared as an object: it is worth one as soon as a second label comes."""
        box = (0, -fixed.height_mm, fixed.width_mm, 0)
        self._shared = self._writer.add_form(self._shared, box)
        self._is_form = True

    def _own(self, label: Filled) -> bytes:
        """Write the lines that only this label has; what their slots know was written before."""
        encode = self._writer.font.encode
        parts = [
            f"{font}1 0 0 1 {left_mm(width) * POINTS_PER_MM:.3f} {y} Tm <{encode(text)}> Tj\n"
            for (font, y, left_mm), (text, width) in zip(self._slots, label.texts, strict=True)
        ]
        return "".join(parts).encode("ascii")


def _fixed(drawing: Drawing, font: UsedFont) -> bytes:
    """Draw all words and rules; y grows upwards in PDF, so a label hangs from its top corner."""
    parts: list[str] = []
    for rule in drawing.rules:
        lower = -(rule.y_mm + rule.thickness_mm)
        parts.append(f"{points(rule.x_mm, lower, rule.length_mm, rule.thickness_mm)} re\n")
    parts += ["f\n" if drawing.rules else "", "BT\n"]
    parts += [_line(line, font) for line in drawing.lines]
    return "".join([*parts, "ET\n"]).encode("ascii")


def _line(line: TextLine, font: UsedFont) -> str:
    place = f"1 0 0 1 {points(line.x_mm, -line.baseline_mm)} Tm"
    return f"{_font(line)}{place} <{font.encode(line.text)}> Tj\n"


def _font(line: TextLine) -> str:
    stroke = f"2 Tr {points(BOLD_STROKE_EM * line.size_mm)} w" if line.bold else "0 Tr"
    return f"/F {points(line.size_mm)} Tf {stroke} "

"""How does a label look in the dots of a thermal printer?

What the labels of a run share is drawn once. For each label only its symbol, modules repeated to
whole dots, and the characters of its code are laid over a copy of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

import numpy as np
import zxingcpp
from PIL import Image

from label_printer.drawing import MM_PER_INCH, Drawing, TextLine
from label_printer.errors import SymbolError
from label_printer.glyphs import Dots, atlas
from label_printer.label import Label
from label_printer.series import Filled, Pattern, Series
from label_printer.stock import Stock
from label_printer.symbol import QUIET_ZONE, Symbol

_AT_ONCE = 50

_EDGE = 16

_HANG = 3
"""By how many dots a character may reach over the ends of its line."""


@dataclass(frozen=True)
class Bitmap:
    """A label in dots: rows of whole bytes, the first bit left, 1 black; `text` is its symbol's."""

    width: int
    rows: Dots
    text: str

    @property
    def height(self) -> int:
        """Count the rows."""
        return int(self.rows.shape[0])

    @property
    def stride(self) -> int:
        """Count the bytes of a row."""
        return int(self.rows.shape[1])

    def picture(self) -> Image.Image:
        """Show it as a picture in black and white."""
        dots = np.unpackbits(self.rows, axis=1, count=self.width)
        return Image.fromarray((1 - dots) * 255).convert("1")


def draw_bitmaps(labels: Iterable[Label], stock: Stock, dpi: int | None = None) -> Iterator[Bitmap]:
    """Draw labels as they come, for a printer of `dpi` (default: the stock's own).

    Every symbol was read back by zxing-cpp; the first label of each run is read back as a whole.
    Raise `LayoutError` at the first label that does not fit and `SymbolError` at the first that
    does not read back.
    """
    series = Series(stock, dpi)
    remaining = iter(labels)
    layers = Layers()
    while some := list(islice(remaining, _AT_ONCE)):
        yield from layers.draw(series.fill(some))


class Layers:
    """The layer that the labels of the present run share, and what is laid over it."""

    def __init__(self) -> None:
        self._layer: _Layer | None = None

    def draw(self, labels: Iterable[Filled]) -> Iterator[Bitmap]:
        """Draw labels that are laid out; raise `SymbolError` if one does not read back."""
        for pattern, group in groupby(labels, key=lambda label: label.pattern):
            run = list(group)
            is_new = self._layer is None or self._layer.pattern is not pattern
            if self._layer is None or is_new:
                self._layer = _Layer(pattern)
            bitmaps = self._layer.draw(run)
            if is_new:
                _read_back(bitmaps[0])
            yield from bitmaps


class _Layer:
    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self._rows = draw_words(pattern.fixed)
        self._width = width_dots(pattern.fixed)
        self._scale = pattern.fixed.symbol.dpi / MM_PER_INCH
        self._check_quiet_zone()

    def draw(self, run: list[Filled]) -> list[Bitmap]:
        """Lay symbols and codes over copies of the layer."""
        canvas = np.repeat(self._rows[np.newaxis], len(run), axis=0)
        self._add_symbols(canvas, [label.symbol for label in run])
        for lines in zip(*(label.lines for label in run), strict=True):
            self._add_lines(canvas, lines)
        return [
            Bitmap(self._width, rows, label.symbol.text)
            for rows, label in zip(canvas, run, strict=True)
        ]

    def _add_symbols(self, canvas: Dots, symbols: list[Symbol]) -> None:
        """Repeat modules to dots: along a row before packing, then whole rows."""
        box = self.pattern.drawing.symbol
        dots, size = box.dots_per_module, box.symbol.size
        first, last = box.x_dots // 8, -(-(box.x_dots + size * dots) // 8)
        bits = np.zeros((len(symbols), size, (last - first) * 8), np.uint8)
        left = box.x_dots - first * 8
        modules = np.stack([symbol.matrix() for symbol in symbols])
        bits[:, :, left : left + size * dots] = np.repeat(modules, dots, axis=2)
        rows = np.repeat(np.packbits(bits, axis=2), dots, axis=1)
        canvas[:, box.y_dots : box.y_dots + size * dots, first:last] |= rows

    def _add_lines(self, canvas: Dots, lines: tuple[TextLine, ...]) -> None:
        """Set the same line of every label, in the whole bytes that it may touch."""
        letters = atlas(lines[0].size_mm * self._scale, lines[0].bold)
        baseline = round(lines[0].baseline_mm * self._scale)
        starts = [line.x_mm * self._scale for line in lines]
        ends = [(line.x_mm + line.width_mm) * self._scale for line in lines]
        first = max(0, int(min(starts) - _HANG) // 8)
        last = min(canvas.shape[2], -(-int(max(ends) + _HANG) // 8))
        pairs = zip(lines, starts, strict=True)
        areas = [letters.draw_packed(n.text, x - first * 8, last - first) for n, x in pairs]
        shape = len(lines), letters.height, last - first
        rows = np.frombuffer(b"".join(areas), np.uint8).reshape(shape)
        top = baseline - letters.above
        above, below = max(0, -top), min(letters.height, canvas.shape[1] - top)
        canvas[:, top + above : top + below, first:last] |= rows[:, above:below]

    def _check_quiet_zone(self) -> None:
        """See for ourselves that no word enters the quiet zone (ISO/IEC 18004:2015, 6.3.8)."""
        box = self.pattern.drawing.symbol
        quiet, side = QUIET_ZONE * box.dots_per_module, box.symbol.size * box.dots_per_module
        top, left = box.y_dots - quiet, box.x_dots - quiet
        dots = np.unpackbits(self._rows, axis=1)
        zone = slice(top, top + side + 2 * quiet), slice(left, left + side + 2 * quiet)
        if top < 0 or left < 0 or dots[zone].any():
            raise SymbolError("二维码四周留白不足 · words enter the quiet zone of the symbol")


def width_dots(drawing: Drawing) -> int:
    """Count the dots across a label."""
    return round(drawing.width_mm * drawing.symbol.dpi / MM_PER_INCH)


def draw_words(drawing: Drawing) -> Dots:
    """Draw all but the symbol; rows of whole bytes, 1 black."""
    scale = drawing.symbol.dpi / MM_PER_INCH
    stride = -(-width_dots(drawing) // 8)
    height = round(drawing.height_mm * scale)
    # On stock without a margin a letter may reach over the edge by a dot or two: that is cut off.
    whole = np.zeros((height + 2 * _EDGE, stride * 8 + 2 * _EDGE), np.uint8)
    dots = whole[_EDGE : _EDGE + height, _EDGE : _EDGE + stride * 8]
    for rule in drawing.rules:
        left, top = round(rule.x_mm * scale), round(rule.y_mm * scale)
        thickness = max(1, round(rule.thickness_mm * scale))
        dots[top : top + thickness, left : round((rule.x_mm + rule.length_mm) * scale)] = 1
    for line in drawing.lines:
        letters = atlas(line.size_mm * scale, line.bold)
        baseline = round(line.baseline_mm * scale)
        letters.draw(whole, line.text, line.x_mm * scale + _EDGE, baseline + _EDGE)
    dots[:, width_dots(drawing) :] = 0
    return np.packbits(dots, axis=1)


def _read_back(bitmap: Bitmap) -> None:
    found = zxingcpp.read_barcode(
        bitmap.picture().convert("L"),
        zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        text_mode=zxingcpp.TextMode.Plain,
    )
    if found is None or found.text != bitmap.text:
        read = found.text if found else None
        raise SymbolError(f"标签回读不符 · the label of {bitmap.text!r} reads back as {read!r}")

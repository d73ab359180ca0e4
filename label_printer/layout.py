"""Does a label fit its stock, and if so, how is it best set?

Text is wrapped, then made smaller down to the smallest legible size, then refused: nothing is ever
clipped, left out or laid over the quiet zone of the symbol.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from label_printer.arrangements import arrange
from label_printer.content import Content
from label_printer.drawing import MM_PER_INCH, Drawing
from label_printer.errors import GlyphError, LayoutError, SymbolError
from label_printer.label import Label
from label_printer.setting import Setting, Style
from label_printer.stock import Stock
from label_printer.symbol import QUIET_ZONE, Symbol, make_symbol
from label_printer.typeface import CAPITAL_EM, typeface

__all__ = ["LayoutError", "lay_out"]

LEAST_MODULE_MM = 0.396
"""The smallest module that GS1 allows at a till; below it nothing is printed."""

SAFE_MODULE_MM = 0.495
"""Half a millimetre, within the tolerance of printers of 203.2 dpi: below it phones need care."""

GREATEST_MODULE_MM = 0.99
"""The largest module that GS1 allows at a till."""

_GREATEST_TEXT_MM = 4.6
_TEXT_STEP = 1.06
_TIDINESS = {Style.ALIGNED: 0.3, Style.RUNNING: 0.1, Style.PACKED: 0.0}
_RISK = 0.5


@dataclass(frozen=True)
class _Ladder:
    """The sizes of text and the dots per module to choose from, the most wanted first."""

    texts: tuple[float, ...]
    dots: tuple[int, ...]
    dot_mm: float

    def steps(self) -> list[tuple[float, int, Style]]:
        """Order all choices: large text, large modules and a tidy style are weighed together."""
        choices = itertools.product(self.texts, self.dots, Style)
        return sorted(choices, key=self._worth, reverse=True)

    def _worth(self, choice: tuple[float, int, Style]) -> float:
        size_mm, dots, style = choice
        risk = _RISK if dots * self.dot_mm < SAFE_MODULE_MM else 0.0
        return size_mm / self.texts[0] + dots / self.dots[0] + _TIDINESS[style] - risk


def lay_out(
    label: Label, stock: Stock, dpi: int | None = None, symbol: Symbol | None = None
) -> Drawing:
    """Set a label on its stock for a printer of `dpi` (default: the stock's own).

    The smallest text has capitals and digits of `stock.min_character_mm`; a module is a whole
    number of dots, at least 0.396 mm, with a warning below 0.5 mm. Raise `GlyphError` for
    a character that the font lacks and `LayoutError` for a label that does not fit. Whoever has
    the payload's symbol gives it, and saves drawing it again.
    """
    dpi = dpi if dpi is not None else stock.dpi
    words = label.words()
    _check_words(words)
    try:
        symbol = symbol or make_symbol(label.payload)
    except SymbolError as error:
        raise LayoutError("payload", str(error)) from error
    ladder = _Ladder(_text_sizes(stock), _dots_per_module(symbol, stock, dpi), MM_PER_INCH / dpi)
    for size_mm, dots, style in ladder.steps():
        drawing = _try(words, Setting(stock, symbol, dots, dpi, size_mm, style))
        if drawing is not None:
            return drawing
    smallest = Setting(stock, symbol, ladder.dots[-1], dpi, ladder.texts[-1], Style.PACKED)
    raise _overflow(words, smallest)


def _try(words: dict[str, str], setting: Setting) -> Drawing | None:
    placed = arrange(Content.of(words), setting)
    if placed is None:
        return None
    return Drawing(
        width_mm=setting.stock.width_mm,
        height_mm=setting.stock.height_mm,
        lines=tuple(placed.lines),
        rules=tuple(placed.rules),
        symbol=placed.symbol,
        warnings=tuple(_warnings(placed.symbol.module_mm)),
    )


def _check_words(words: dict[str, str]) -> None:
    if "product" not in words:
        raise LayoutError("product", "没有填写 · is empty")
    for field, text in words.items():
        missing = typeface().missing(text)
        if missing:
            raise GlyphError(field, f"字库没有这些字 · no glyph for: {missing}")


def _text_sizes(stock: Stock) -> tuple[float, ...]:
    """List em sizes in mm from the wanted one down to the smallest legible one."""
    least = stock.min_character_mm / CAPITAL_EM
    wanted = max(least, min(_GREATEST_TEXT_MM, stock.height_mm / 13))
    steps = math.floor(math.log(wanted / least) / math.log(_TEXT_STEP))
    return (*(wanted / _TEXT_STEP**step for step in range(steps + 1)), least)


def _dots_per_module(symbol: Symbol, stock: Stock, dpi: int) -> tuple[int, ...]:
    """List the dots per module from the wanted number down to the smallest that may be printed."""
    dot_mm = MM_PER_INCH / dpi
    least = math.ceil(LEAST_MODULE_MM / dot_mm)
    module_mm = least * dot_mm
    # The symbol's corner lies on a whole dot, which may cost one.
    border_mm = max(stock.margin_mm, QUIET_ZONE * module_mm)
    needed_mm = symbol.size * module_mm + 2 * border_mm + dot_mm
    room_mm = min(stock.width_mm, stock.height_mm)
    if needed_mm > room_mm:
        raise LayoutError(
            "payload",
            f"二维码有 {symbol.size}×{symbol.size} 个模块，标签至少要 {needed_mm:.1f} mm 见方，"
            f"{stock.name} 只有 {room_mm:.1f} mm · the symbol needs a label of {needed_mm:.1f} mm "
            "at least; shorten the text or take a larger stock",
        )
    wanted_mm = min(GREATEST_MODULE_MM, 0.5 * room_mm / symbol.size)
    return tuple(range(max(least, math.floor(wanted_mm / dot_mm)), least - 1, -1))


def _warnings(module_mm: float) -> Iterator[str]:
    if module_mm < SAFE_MODULE_MM:
        yield (
            f"二维码模块 {module_mm:.2f} mm，小于 0.5 mm，请先试扫 · "
            f"modules of {module_mm:.2f} mm are below 0.5 mm: scan a trial print first"
        )


def _overflow(words: dict[str, str], smallest: Setting) -> LayoutError:
    """Find the first field with which the label is too full even at the smallest sizes."""
    kept: dict[str, str] = {}
    for field, text in words.items():
        kept[field] = text
        if _try(kept, smallest) is None:
            break
    stock = smallest.stock
    return LayoutError(
        field,
        f"字高不小于 {stock.min_character_mm:g} mm 时，{stock.name} 放不下，请缩短文字或换大标签 · "
        f"does not fit {stock.name} with characters of {stock.min_character_mm:g} mm; "
        "shorten it, leave it out or take a larger stock",
    )

"""Where do the words of the next label stand, if it differs from the last only in its code?

Setting a label takes milliseconds, and the labels of a job say the same but for code and symbol.
So the first label of a run is laid out in full, and the code of each further one takes the place
of the first: in the middle under the symbol, or from the left beside it, as far as there is room.
A code for which there is none is laid out in full again, and begins a run of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from label_printer.batch import BatchEncoder
from label_printer.content import in_groups
from label_printer.drawing import Drawing, TextLine
from label_printer.errors import LayoutError, SymbolError
from label_printer.label import CAPTIONS, Label
from label_printer.layout import lay_out
from label_printer.stock import Stock
from label_printer.symbol import Symbol
from label_printer.typeface import typeface

_BETWEEN_EM = 0.5
_HAIR_MM = 1e-6
_COMMON_WORDS = attrgetter(*(name for name in CAPTIONS if name not in {"payload", "code"}))


@dataclass(frozen=True)
class Slot:
    """A line that shows part of a code: which part, and how wide it may be.

    `centre_mm` is None if the line begins at its left end.
    """

    line: TextLine
    start: int
    end: int
    room_mm: float
    centre_mm: float | None

    def set_line(self, text: str, width_mm: float) -> TextLine:
        """Give the line with another text."""
        return replace(self.line, text=text, width_mm=width_mm, x_mm=self.left_mm(width_mm))

    def left_mm(self, width_mm: float) -> float:
        """Give the left end of a line of that width."""
        return self.line.x_mm if self.centre_mm is None else self.centre_mm - width_mm / 2


class Pattern:
    """The layout that the labels of a run share; `fixed` is what none of them changes."""

    def __init__(self, label: Label, stock: Stock, drawing: Drawing) -> None:
        self.drawing = drawing
        self._words = _COMMON_WORDS(label)
        self._groups = _groups(label)
        self._lengths = _lengths(self._groups)
        drawing = replace(drawing, lines=tuple(_part_captions(drawing.lines)))
        self.slots = tuple(_slots(self._groups, stock, drawing))
        shown = "".join(self._groups[slot.start : slot.end] for slot in self.slots)
        self._is_all_shown = shown.replace(" ", "") == self._groups.replace(" ", "")
        changing = {id(slot.line) for slot in self.slots}
        self.fixed = replace(
            drawing, lines=tuple(line for line in drawing.lines if id(line) not in changing)
        )

    def fill(self, label: Label, symbol: Symbol) -> Filled | None:
        """Set the lines that change; None if the label has other words or does not fit so."""
        groups = _groups(label)
        if (
            _COMMON_WORDS(label) != self._words
            or symbol.size != self.drawing.symbol.symbol.size
            or not self._is_alike(groups)
        ):
            return None
        texts = [groups[slot.start : slot.end] for slot in self.slots]
        widths = [
            _width_em(text) * slot.line.size_mm
            for slot, text in zip(self.slots, texts, strict=True)
        ]
        for slot, width_mm in zip(self.slots, widths, strict=True):
            if width_mm > slot.room_mm + _HAIR_MM:
                return None
        return Filled(self, symbol, tuple(zip(texts, widths, strict=True)))

    def _is_alike(self, groups: str) -> bool:
        """Tell whether a code can take the place of the first one, group by group."""
        return groups == self._groups or (self._is_all_shown and _lengths(groups) == self._lengths)


@dataclass(frozen=True, slots=True)
class Filled:
    """One label of a run: the layout it shares, its own symbol, and text and width of each slot."""

    pattern: Pattern
    symbol: Symbol
    texts: tuple[tuple[str, float], ...]

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """Give the label's own lines."""
        pairs = zip(self.pattern.slots, self.texts, strict=True)
        return tuple(slot.set_line(text, width_mm) for slot, (text, width_mm) in pairs)


class Series:
    """Lay labels out one after another, in full only where a run of equal words begins."""

    def __init__(self, stock: Stock, dpi: int | None = None) -> None:
        self.stock = stock
        self.dpi = stock.dpi if dpi is None else dpi
        self._encoder = BatchEncoder()
        self._pattern: Pattern | None = None

    def fill(self, labels: Iterable[Label]) -> Iterator[Filled]:
        """Set labels in their order, each with its symbol read back.

        Raise `LayoutError` at the first that does not fit or whose text makes no symbol.
        """
        wanted = list(labels)
        for label, symbol in zip(wanted, self._symbols(wanted), strict=True):
            filled = self._pattern.fill(label, symbol) if self._pattern else None
            if filled is None:
                self._pattern = Pattern(label, self.stock, lay_out(label, self.stock, self.dpi))
                filled = self._pattern.fill(label, symbol)
            if filled is None:
                raise AssertionError("a label does not fit the layout that was made for it")
            yield filled

    def _symbols(self, labels: list[Label]) -> list[Symbol]:
        try:
            return self._encoder.encode_all([label.payload for label in labels])
        except SymbolError as error:
            raise LayoutError("payload", str(error)) from error


def _groups(label: Label) -> str:
    return in_groups(" ".join(label.code.split())) if label.code else ""


def _lengths(groups: str) -> list[int]:
    return list(map(len, groups.split(" ")))


def _width_em(text: str) -> float:
    """Give the width of a text; endless if the font lacks one of its characters."""
    advances = typeface().advances
    try:
        return sum([advances[char] for char in text])
    except KeyError:
        return math.inf


def _slots(groups: str, stock: Stock, drawing: Drawing) -> Iterator[Slot]:
    """Find which line shows which part of the code."""
    after = 0
    for line in drawing.lines:
        if line.field != "code" or line.text == CAPTIONS["code"]:
            continue
        start = groups.find(line.text, after)
        if start < 0:
            return
        after = start + len(line.text)
        centre, room = _room(line, stock, drawing)
        yield Slot(line, start, after, room, centre)


def _part_captions(lines: Iterable[TextLine]) -> Iterator[TextLine]:
    """Cut the caption off a line that begins with it: it stays, whatever the code is."""
    caption = f"{CAPTIONS['code']} "
    for line in lines:
        if line.field != "code" or not line.text.startswith(caption):
            yield line
            continue
        width_mm = typeface().width_em(caption) * line.size_mm
        yield replace(line, text=caption.strip())
        yield replace(
            line,
            text=line.text.removeprefix(caption),
            x_mm=line.x_mm + width_mm,
            width_mm=line.width_mm - width_mm,
        )


def _room(line: TextLine, stock: Stock, drawing: Drawing) -> tuple[float | None, float]:
    """Give the middle of a line (None if it is set from the left) and the width it may take."""
    box = drawing.symbol
    centre = box.x_mm + box.side_mm / 2
    if abs(line.x_mm + line.width_mm / 2 - centre) < 0.01:
        slack = min(box.quiet_mm / 2, box.x_mm - stock.margin_mm)
        return centre, max(line.width_mm, box.side_mm + 2 * slack)
    following = [
        other.x_mm - _BETWEEN_EM * line.size_mm
        for other in drawing.lines
        if other.x_mm > line.x_mm and abs(other.baseline_mm - line.baseline_mm) < 0.01
    ]
    return None, min([stock.width_mm - stock.margin_mm, *following]) - line.x_mm

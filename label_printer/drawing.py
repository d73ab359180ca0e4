"""What stands where on a label, in millimetres from its top left corner?"""

from __future__ import annotations

from dataclasses import dataclass

from label_printer.symbol import QUIET_ZONE, Symbol

MM_PER_INCH = 25.4


@dataclass(frozen=True)
class TextLine:
    """One line of text: its left end on the baseline, its em size, and the field it is from."""

    field: str
    text: str
    x_mm: float
    baseline_mm: float
    size_mm: float
    width_mm: float
    bold: bool = False


@dataclass(frozen=True)
class Rule:
    """A horizontal line: its left end, its upper edge, its length and its thickness."""

    x_mm: float
    y_mm: float
    length_mm: float
    thickness_mm: float


@dataclass(frozen=True)
class SymbolBox:
    """Where the dark part of a symbol lies, in whole dots of a printer of `dpi`."""

    symbol: Symbol
    x_dots: int
    y_dots: int
    dots_per_module: int
    dpi: int

    @property
    def x_mm(self) -> float:
        """Give the left edge of the first module."""
        return self.x_dots * MM_PER_INCH / self.dpi

    @property
    def y_mm(self) -> float:
        """Give the upper edge of the first module."""
        return self.y_dots * MM_PER_INCH / self.dpi

    @property
    def module_mm(self) -> float:
        """Give the side of one module."""
        return self.dots_per_module * MM_PER_INCH / self.dpi

    @property
    def side_mm(self) -> float:
        """Give the side of the symbol without its quiet zone."""
        return self.symbol.size * self.module_mm

    @property
    def quiet_mm(self) -> float:
        """Give the width of the quiet zone, which nothing may enter."""
        return QUIET_ZONE * self.module_mm


@dataclass(frozen=True)
class Drawing:
    """A label ready to be drawn, and what a careful printer should know about it."""

    width_mm: float
    height_mm: float
    lines: tuple[TextLine, ...]
    rules: tuple[Rule, ...]
    symbol: SymbolBox
    warnings: tuple[str, ...] = ()

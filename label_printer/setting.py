"""At which sizes is a label being tried?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from label_printer.drawing import MM_PER_INCH, SymbolBox
from label_printer.stock import Stock
from label_printer.symbol import QUIET_ZONE, Symbol


class Style(Enum):
    """How rows of captions and values are set: from the tidiest to the most saving."""

    ALIGNED = "captions and values in columns"
    RUNNING = "each value directly after its caption"
    PACKED = "several rows on a line, captions only where they are needed"


@dataclass(frozen=True)
class Setting:
    """What is being tried: a stock, dots per module and a size of text."""

    stock: Stock
    symbol: Symbol
    dots: int
    dpi: int
    size_mm: float
    style: Style

    @property
    def dot_mm(self) -> float:
        """Give the size of a printer dot."""
        return MM_PER_INCH / self.dpi

    @property
    def quiet_mm(self) -> float:
        """Give the width of the quiet zone."""
        return QUIET_ZONE * self.dots * self.dot_mm

    @property
    def side_mm(self) -> float:
        """Give the side of the symbol without its quiet zone."""
        return self.symbol.size * self.dots * self.dot_mm

    @property
    def gap_mm(self) -> float:
        """Give the distance between two parts."""
        return 0.35 * self.size_mm

    @property
    def right_mm(self) -> float:
        """Give the place of the right margin."""
        return self.stock.width_mm - self.stock.margin_mm

    @property
    def bottom_mm(self) -> float:
        """Give the place of the lower margin."""
        return self.stock.height_mm - self.stock.margin_mm

    def box(self, x_mm: float, y_mm: float) -> SymbolBox:
        """Put the symbol at the next whole dot to the right and below."""
        x_dots, y_dots = (math.ceil(mm / self.dot_mm - 1e-9) for mm in (x_mm, y_mm))
        return SymbolBox(self.symbol, x_dots, y_dots, self.dots, self.dpi)

    @property
    def edge_mm(self) -> float:
        """Give the least distance of the symbol's first module from the label's edge."""
        return max(self.stock.margin_mm, self.quiet_mm)

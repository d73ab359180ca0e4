"""How does a symbol become operators of a page, a hundred thousand times over?

As a path: for every byte of a symbol the rectangles of its eight modules are looked up, so that a
symbol is one joining of strings. They are filled together, and so no seams can open between them.
Compact: as a picture of one bit a module, a quarter of the bytes; some viewers smooth pictures on
the screen, which is why it is an option and for print shops.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from operator import getitem

from label_printer.drawing import SymbolBox
from label_printer.pdf_units import POINTS_PER_MM, points
from label_printer.symbol import Symbol

_ROW = b"R"
"""Where the number of its row comes into a rectangle."""


class SymbolWriter:
    """Writes the symbols that stand in one place of a label; y grows upwards."""

    def __init__(self, box: SymbolBox, *, is_compact: bool) -> None:
        self._rectangles = None if is_compact else _rectangles(box.symbol.size)
        if is_compact:
            side, size = f"{box.side_mm * POINTS_PER_MM:.4f}", box.symbol.size
            place = points(box.x_mm, -box.y_mm - box.side_mm)
            self._head = (
                f"{side} 0 0 {side} {place} cm\n"
                f"BI/IM true/W {size}/H {size}/BPC 1/D[1 0]/L {len(box.symbol.packed)} ID "
            ).encode("ascii")
            self._tail = b"\nEI Q\n"
        else:
            module = f"{box.module_mm * POINTS_PER_MM:.5f}"
            place = points(box.x_mm, -box.y_mm)
            # Upside down: then rows count downwards, and have no sign to be packed.
            self._head = f"{module} 0 0 -{module} {place} cm\n".encode("ascii")
            self._tail = b"f Q\n"

    def write(self, symbol: Symbol) -> bytes:
        """Give the operators of a symbol, and end the state in which its label is drawn."""
        body = symbol.packed
        if self._rectangles is not None:
            body = b"".join(map(getitem, self._rectangles, symbol.packed))
        return b"%b%b%b" % (self._head, body, self._tail)


@lru_cache(maxsize=8)
def _rectangles(size: int) -> list[list[bytes]]:
    """Give, for each byte of a symbol and each of its values, the rectangles of its dark runs."""
    stride = (size + 7) // 8
    drafts = [[_dark_runs(value, 8 * place) for value in range(256)] for place in range(stride)]
    return [
        [draft.replace(_ROW, b"%d" % row) for draft in drafts[place]]
        for row in range(size)
        for place in range(stride)
    ]


def _dark_runs(value: int, left: int) -> bytes:
    parts: list[bytes] = []
    for is_dark, group in groupby(range(8), key=lambda bit: value >> (7 - bit) & 1):
        if is_dark:
            bits = list(group)
            parts.append(b"%d %b %d 1 re\n" % (left + bits[0], _ROW, len(bits)))
    return b"".join(parts)

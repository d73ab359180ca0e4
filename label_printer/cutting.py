"""Where does a sheet that is cut by hand get its marks?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from label_printer.stock import Sheet, Stock

LENGTH_MM = 3.0
LEAST_MM = 0.5
THICKNESS_MM = 0.1

_WIDEST_QUIET_ZONE_MM = 4.0
"""Four modules of 0.99 mm and a little: a label whose margin is wider has no symbol at its edge."""

Mark = tuple[float, float, float, float]
"""Left, top, width and height in mm on the sheet."""


def cutting_marks(stock: Stock) -> list[Mark]:
    """Give fine lines at the corners of the labels, along which a knife or a guillotine cuts.

    They stand between the labels and at the edges of the sheet. Where labels touch there is no
    between: the marks then lie on the common edge, unless the margin of the labels is so narrow
    that they might run into the quiet zone of a symbol.
    """
    sheet = stock.sheet
    if sheet is None:
        return []
    across = _cuts(sheet.left_mm, sheet.pitch_x_mm, sheet.columns, stock.width_mm)
    down = _cuts(sheet.top_mm, sheet.pitch_y_mm, sheet.rows, stock.height_mm)
    marks: dict[Mark, None] = {}
    for x_mm, y_mm in product(across, down):
        marks |= dict.fromkeys(_arms(x_mm, y_mm, stock, sheet))
    return list(marks)


def _cuts(first_mm: float, pitch_mm: float, count: int, side_mm: float) -> list[float]:
    edges = [first_mm + number * pitch_mm + end for number in range(count) for end in (0, side_mm)]
    return sorted({round(edge, 3) for edge in edges})


def _arms(x_mm: float, y_mm: float, stock: Stock, sheet: Sheet) -> Iterator[Mark]:
    """Give up to four lines that leave one crossing of cuts, none of them over a label."""
    half = THICKNESS_MM / 2
    for way in (-1, 1):
        along = min(LENGTH_MM, _room(x_mm, way, stock, sheet, is_across=True))
        if along >= LEAST_MM:
            yield (min(x_mm, x_mm + way * along), y_mm - half, along, THICKNESS_MM)
        along = min(LENGTH_MM, _room(y_mm, way, stock, sheet, is_across=False))
        if along >= LEAST_MM:
            yield (x_mm - half, min(y_mm, y_mm + way * along), THICKNESS_MM, along)


def _room(at_mm: float, way: int, stock: Stock, sheet: Sheet, *, is_across: bool) -> float:
    """Give how far a mark may reach from a cut: over blank paper, or along the edge of labels."""
    first, pitch, count, side, end = (
        (sheet.left_mm, sheet.pitch_x_mm, sheet.columns, stock.width_mm, sheet.width_mm)
        if is_across
        else (sheet.top_mm, sheet.pitch_y_mm, sheet.rows, stock.height_mm, sheet.height_mm)
    )
    beyond = at_mm + way * 0.01
    if not 0 < beyond < end:
        return 0.0
    starts = [first + number * pitch for number in range(count)]
    if any(start < beyond < start + side for start in starts):
        return LENGTH_MM if stock.margin_mm >= _WIDEST_QUIET_ZONE_MM else 0.0
    edges = [0.0, end, *starts, *(start + side for start in starts)]
    return min(abs(edge - at_mm) for edge in edges if (edge - at_mm) * way > 0.01)

"""How do the rows of a table become labels, and how are all its faults told at once?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from label_printer.errors import LayoutError, TableError
from label_printer.label import Label
from label_printer.series import Filled, Series
from label_printer.stock import Stock
from label_printer.table import Fault, read_table

MOST_FAULTS = 20
"""After so many the rest of a table is not looked at: whoever mends it has enough to do."""

_AT_ONCE = 1000


class FaultyTableError(TableError):
    """A table of which some cells cannot become labels."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def set_table(path: Path, stock: Stock, dpi: int | None = None) -> Iterator[Filled]:
    """Set the labels of a table row by row, for a printer of `dpi` (default: the stock's own).

    After a fault it goes on, so that one run shows all of them; at the end raise
    `FaultyTableError`, or `TableError` for a table without rows.
    """
    series, rows = Series(stock, dpi), read_table(path)
    faults: list[Fault] = []
    is_empty = True
    while some := list(islice(rows, _AT_ONCE)):
        is_empty = False
        yield from _set(series, some, faults)
        if len(faults) > MOST_FAULTS:
            break
    if faults:
        raise FaultyTableError(faults)
    if is_empty:
        raise TableError(f"表格里没有标签 · no labels in {path}")


def count_rows(path: Path) -> int:
    """Count the labels that a table asks for; raise `TableError` as `read_table` does."""
    return sum(1 for _ in read_table(path))


def _set(
    series: Series, rows: list[tuple[int, Label | Fault]], faults: list[Fault]
) -> Iterator[Filled]:
    """Set rows together, or one by one where one of them is wrong."""
    labels = [entry for _, entry in rows if isinstance(entry, Label)]
    try:
        if len(labels) == len(rows):
            yield from list(series.fill(labels))
            return
    except LayoutError:
        pass  # Which of them it is, and whether there are more, is found below.
    for row, entry in rows:
        if isinstance(entry, Fault):
            faults.append(entry)
            continue
        try:
            yield from list(series.fill([entry]))
        except LayoutError as error:
            faults.append(Fault(row, error.field, str(error)))
        if len(faults) > MOST_FAULTS:
            return

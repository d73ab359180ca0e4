"""Which runs of dark modules does a symbol have, row by row?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from label_printer.symbol import Symbol


def dark_runs(symbol: Symbol) -> Iterator[tuple[int, int, int]]:
    """Give the runs as column, row and length in modules, from the top left.

    Drawn as one path of rectangles they need no outline tracing, and no seams can open.
    """
    for row, modules in enumerate(symbol.matrix().tolist()):
        for is_dark, group in groupby(enumerate(modules), key=itemgetter(1)):
            if is_dark:
                columns = [column for column, _ in group]
                yield columns[0], row, len(columns)

"""How are the symbols of a hundred thousand labels made, each the one that segno would make?

    encoder = BatchEncoder()
    symbols = encoder.encode_all(texts)     # read back, in the order of the texts

Texts of one shape (modes and lengths, see `segments`) are drawn together; a text whose shape is
rare or whose symbol is large is drawn by segno itself. The result is the same either way.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from label_printer.families import Family
from label_printer.masks import GREATEST_SIZE
from label_printer.segments import Shape, find_shape
from label_printer.symbol import Symbol, count_modules, draw_symbol, verify_symbols

__all__ = ["BatchEncoder", "verify_symbols"]

_AT_ONCE = 384
"""Texts drawn together: their words stay in the cache of a core."""

_MOST_FAMILIES = 32

_DRAWN_IN_ONE_CHOICE = 4
"""Symbols that segno draws under a given mask in the time of one whose mask it has to choose."""


class BatchEncoder:
    """Makes symbols in batches; keeps what it learnt of a shape for the next batch.

    Not for several threads at once: give each its own.
    """

    def __init__(self) -> None:
        self._families: OrderedDict[Shape, Family] = OrderedDict()

    def encode_all(self, texts: Sequence[str]) -> list[Symbol]:
        """Encode payloads and read each symbol back.

        The modules are those of `make_symbol`. Raise SymbolError for a text that makes no symbol
        and for a symbol that does not read back perfectly.
        """
        symbols = self.draw_all(texts)
        for start in range(0, len(symbols), _AT_ONCE):
            verify_symbols(symbols[start : start + _AT_ONCE])
        return symbols

    def draw_all(self, texts: Sequence[str]) -> list[Symbol]:
        """Encode payloads without reading the symbols back: whoever calls this has to."""
        places: defaultdict[Shape, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            places[find_shape(text)].append(place)
        drawn: dict[int, Symbol] = {}
        for shape, chosen in places.items():
            alike = [texts[place] for place in chosen]
            drawn.update(zip(chosen, self._draw_alike(shape, alike), strict=True))
        return [drawn[place] for place in range(len(texts))]

    def _draw_alike(self, shape: Shape, texts: list[str]) -> list[Symbol]:
        size = count_modules(shape.version)
        characters = np.frombuffer("".join(texts).encode("ascii"), np.uint8)
        characters = characters.reshape(len(texts), -1)
        if size <= GREATEST_SIZE:
            family = self._family(shape)
            if family.symbols_needed(characters) < _DRAWN_IN_ONE_CHOICE * len(texts):
                return _draw_with(family, shape, texts, characters)
        return [draw_symbol(text, shape.plan(text)) for text in texts]

    def _family(self, shape: Shape) -> Family:
        """Find what is known of a shape; forget the shape that was not asked for the longest."""
        family = self._families.setdefault(shape, Family(shape))
        self._families.move_to_end(shape)
        if len(self._families) > _MOST_FAMILIES:
            self._families.popitem(last=False)
        return family


def _draw_with(
    family: Family, shape: Shape, texts: list[str], characters: NDArray[np.uint8]
) -> list[Symbol]:
    symbols: list[Symbol] = []
    for start in range(0, len(texts), _AT_ONCE):
        packed = family.draw(characters[start : start + _AT_ONCE])
        length = packed[0].size
        content = packed.tobytes()
        symbols += (
            Symbol(text, shape.version, shape.level, family.size, content[at : at + length])
            for text, at in zip(
                texts[start : start + _AT_ONCE], range(0, len(content), length), strict=True
            )
        )
    return symbols

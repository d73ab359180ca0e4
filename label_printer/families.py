"""How do a few symbols of segno give all others of their shape?

For a fixed mode, length, version, level and mask every module of a symbol is an exclusive or of
bits of its text: error correction, placement and mask are nothing else. So segno draws one symbol
for each bit, and every other symbol is a sum of those.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from label_printer.masks import Words, information_modules, judge, pack_words, word_type
from label_printer.segments import ALPHABET, ALPHANUMERIC, NUMERIC, Shape
from label_printer.symbol import Matrix, count_modules, draw_symbol

_MASKS = 8
_LOW_BITS = 6
_LOW = (1 << _LOW_BITS) - 1
# Bits and characters of the full and the shorter last groups of a mode (ISO/IEC 18004, 7.4).
_DIGITS = {3: 10, 2: 7, 1: 4}
_LETTERS = {2: 11, 1: 6}
_BYTES = {1: 8}

_VALUES = np.zeros(128, np.int32)
for _value, _char in enumerate(ALPHABET):
    _VALUES[ord(_char)] = _value


@dataclass(frozen=True)
class _Unit:
    """Characters that are written as one number of so many bits."""

    start: int
    length: int
    mode: int
    bits: int

    def values(self, characters: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Give the number of each text; `characters` has a row for each text."""
        part = characters[:, self.start : self.start + self.length]
        if self.mode not in (NUMERIC, ALPHANUMERIC):
            return part[:, 0].astype(np.int32)
        base = 10 if self.mode == NUMERIC else len(ALPHABET)
        total = np.zeros(len(part), np.int32)
        for place in range(self.length):
            total = total * base + _VALUES[part[:, place]]
        return total

    def text(self, value: int) -> str:
        """Write a number as the characters that stand for it."""
        if self.mode == NUMERIC:
            return f"{value:0{self.length}d}"
        if self.mode != ALPHANUMERIC:
            return chr(value)
        places = divmod(value, len(ALPHABET)) if self.length == 2 else (value,)
        return "".join(ALPHABET[place] for place in places)


def _units(shape: Shape) -> list[_Unit]:
    units: list[_Unit] = []
    start = 0
    for mode, length in shape.runs:
        sizes = {NUMERIC: _DIGITS, ALPHANUMERIC: _LETTERS}.get(mode, _BYTES)
        end = start + length
        while start < end:
            taken = min(max(sizes), end - start)
            units.append(_Unit(start, taken, mode, sizes[taken]))
            start += taken
    return units


class Family:
    """All symbols of one shape, drawn from the symbols of segno that were needed so far."""

    def __init__(self, shape: Shape) -> None:
        self.size = count_modules(shape.version)
        self._shape = shape
        self._units = _units(shape)
        self._nothing = "".join(unit.text(0) for unit in self._units)
        self._tables: dict[_Unit, tuple[Words, Words]] = {}

    def symbols_needed(self, characters: NDArray[np.uint8]) -> int:
        """Count the symbols that segno has to draw before it can draw these texts."""
        varying = [unit for unit in self._varying(characters) if unit not in self._tables]
        known = "_masked" in self.__dict__
        return 1 + sum(unit.bits for unit in varying) + (0 if known else _MASKS)

    def draw(self, characters: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Draw texts, each a row of characters: an array of texts × rows of modules × bytes.

        The modules are those that segno would give, the mask included.
        """
        words = np.ascontiguousarray(self._sums(characters).T)
        points = np.stack([judge(words ^ mask[:, None], self.size) for mask in self._bare])
        chosen = points.argmin(axis=0)
        rows = words[: self.size].T ^ self._masked[chosen, : self.size]
        stride = (self.size + 7) // 8
        ordered = rows.astype(rows.dtype.newbyteorder(">"), order="C").view(np.uint8)
        parted = ordered.reshape(len(characters), self.size, rows.dtype.itemsize)
        return np.ascontiguousarray(parted[:, :, :stride])

    def _varying(self, characters: NDArray[np.uint8]) -> list[_Unit]:
        varies = (characters != characters[0]).any(axis=0)
        return [u for u in self._units if varies[u.start : u.start + u.length].any()]

    def _sums(self, characters: NDArray[np.uint8]) -> Words:
        """Give what tells each text's symbol from that of nothing, whatever the mask."""
        first = pack_words(self._matrix(characters[0].tobytes().decode("ascii")))
        sums = np.tile(first ^ self._masked[0], (len(characters), 1))
        for unit in self._varying(characters):
            low, high = self._table(unit)
            values = unit.values(characters)
            values = values ^ values[0]
            sums ^= low[values & _LOW]
            if len(high) > 1:
                sums ^= high[values >> _LOW_BITS]
        return sums

    def _table(self, unit: _Unit) -> tuple[Words, Words]:
        """Give the words of the lower and of the upper bits of a unit's number."""
        if unit not in self._tables:
            basis = [self._bit(unit, 1 << bit) for bit in range(unit.bits)]
            width = 2 * self.size
            self._tables[unit] = (
                _spread(basis[:_LOW_BITS], width, word_type(self.size)),
                _spread(basis[_LOW_BITS:], width, word_type(self.size)),
            )
        return self._tables[unit]

    def _bit(self, unit: _Unit, value: int) -> Words:
        end = unit.start + unit.length
        text = self._nothing[: unit.start] + unit.text(value) + self._nothing[end:]
        changed: Words = pack_words(self._matrix(text)) ^ self._masked[0]
        return changed

    @cached_property
    def _masked(self) -> Words:
        """Give the symbol of nothing under each mask."""
        return np.stack([pack_words(self._matrix(self._nothing, mask)) for mask in range(_MASKS)])

    @cached_property
    def _bare(self) -> Words:
        """Give the same as segno judges them: before format and version are written."""
        bare: Words = self._masked & ~pack_words(information_modules(self.size))
        return bare

    def _matrix(self, text: str, mask: int = 0) -> Matrix:
        return draw_symbol(text, self._shape.plan(text), mask).matrix()


def _spread(basis: list[Words], width: int, word: np.dtype[np.generic]) -> Words:
    """Give the sum of every choice of a basis: a table of 2 ** len(basis) rows."""
    table = np.zeros((1, width), word)
    for one in basis:
        table = np.concatenate([table, table ^ one])
    return table

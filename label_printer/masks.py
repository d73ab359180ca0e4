"""Which of the eight masks does a symbol take?

Rows and columns of many symbols are held as words, one bit a module, so that one operation on
an array judges thousands of them. The penalties are those of segno, to the point, with its way
of counting finder-like patterns; whoever changes them changes which symbols are printed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[Any]
"""Unsigned words of 32 or 64 bits; the first module of a row or column is the highest bit."""

GREATEST_SIZE = 64
"""The most modules along a side that one word holds: versions up to 11."""


def word_type(size: int) -> np.dtype[Any]:
    """Give the narrowest word that holds a row of `size` modules."""
    return np.dtype(np.uint32 if size <= 32 else np.uint64)


def pack_words(matrix: NDArray[np.uint8]) -> Words:
    """Pack a square of modules into its rows and then its columns: 2 × size words."""
    size = len(matrix)
    word = word_type(size)
    lines = np.zeros((2 * size, 8 * word.itemsize), np.uint8)
    lines[:size, :size] = matrix
    lines[size:, :size] = matrix.T
    packed = np.packbits(lines, axis=1).view(word.newbyteorder(">"))
    return packed[:, 0].astype(word)


def information_modules(size: int) -> NDArray[np.uint8]:
    """Mark the modules that are still light when masks are judged (ISO/IEC 18004, 7.8 to 7.10).

    They are the format information with the dark module and, from version 7, the version.
    """
    marked = np.zeros((size, size), np.uint8)
    marked[8, :9] = marked[:9, 8] = 1
    marked[8, -8:] = marked[-8:, 8] = 1
    marked[8, 6] = marked[6, 8] = 0
    if size >= 45:
        marked[-11:-8, :6] = marked[:6, -11:-8] = 1
    return marked


def judge(words: Words, size: int) -> NDArray[np.int32]:
    """Give the penalty of each symbol: `words` has 2 × size rows and a column for each symbol."""
    rows = words[:size]
    points = _weigh(words, size)
    points += 3 * _count(_blocks(rows, size))
    return points + _imbalance(size)[_count(rows)]


def _weigh(words: Words, size: int) -> NDArray[np.int32]:
    """Add the points for runs of five and more (N1) and for patterns like a finder's (N3)."""
    same = ~(words ^ (words << 1)) & _leading(size - 1, words.dtype)
    pairs = same & (same << 1)
    fives = pairs & (pairs << 2)
    starts = fives & ~(fives >> 1)
    # A run of n modules weighs n - 2: it holds n - 4 places for five, and begins once.
    return _count(fives) + 2 * _count(starts) + 40 * _count(_finders(words))


def _finders(words: Words) -> Words:
    """Mark where dark, light, three dark, light, dark begins beside four light modules.

    Of two patterns that share modules segno counts one.
    """
    light = ~words
    middle = (words << 2) & (words << 3) & (words << 4)
    pattern = words & (light << 1) & middle & (light << 5) & (words << 6)
    pairs = words | (words << 1)
    after = (pairs | (pairs << 2)) << 7
    earlier = (words >> 1) | (words >> 2)
    before = earlier | (earlier >> 2)
    marked: Words = pattern & ~(before & after)
    marked &= ~((marked >> 4) | (marked >> 6))
    return marked


def _blocks(rows: Words, size: int) -> Words:
    """Mark each square of two by two modules of one colour (N2)."""
    upper, lower = rows[:-1], rows[1:]
    differ = (upper ^ lower) | (upper ^ (upper << 1)) | (lower ^ (lower << 1))
    blocks: Words = ~differ & _leading(size - 1, rows.dtype)
    return blocks


def _count(words: Words) -> NDArray[np.int32]:
    counts: NDArray[np.int32] = np.bitwise_count(words).sum(axis=0, dtype=np.int32)
    return counts


def _leading(count: int, word: np.dtype[Any]) -> Any:
    """Give a word whose first `count` bits are set."""
    width = 8 * word.itemsize
    return word.type(((1 << count) - 1) << (width - count))


@lru_cache(maxsize=16)
def _imbalance(size: int) -> NDArray[np.int32]:
    """Give the points for each number of dark modules (N4), with the very division of segno."""
    shares = (dark / size**2 * 100 for dark in range(size**2 + 1))
    return np.array([10 * int(abs(share - 50) / 5) for share in shares], np.int32)

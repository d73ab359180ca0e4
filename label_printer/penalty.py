"""Which data mask suits a symbol best, for thousands of symbols at once?

The penalties of ISO/IEC 18004:2015, 7.8.3, on rows and columns packed into 64-bit words (first
module in the highest bit), in segno's reading of them: the masks must be segno's, bit for bit.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Scores = NDArray[np.int64]

_FINDER = (1, 0, 1, 1, 1, 0, 1)


def score_masks(rows: Words, columns: Words, size: int) -> Scores:
    """Score symbols given as words over the last axis; a lower score is better."""
    dark = _count(rows)
    share = dark / (size * size)
    balance = 10 * (np.abs(share * 100 - 50) / 5).astype(np.int64)
    scores: Scores = _score_runs(rows, size) + _score_runs(columns, size)
    scores += _score_blocks(rows, size) + balance
    scores += 40 * (_count(_find_finders(rows, size)) + _count(_find_finders(columns, size)))
    return scores


def _span(first: int, last: int) -> np.uint64:
    """Make the word whose modules first to last (inclusive) are set."""
    return np.uint64(sum(1 << (63 - module) for module in range(first, last + 1)))


def _move(words: Words, modules: int) -> Words:
    """Let every module stand where the one `modules` further right (negative: left) stood."""
    if modules >= 0:
        return words << np.uint64(modules)
    return words >> np.uint64(-modules)


def _count(words: Words) -> Scores:
    return np.bitwise_count(words).sum(axis=-1, dtype=np.int64)


def _score_runs(lines: Words, size: int) -> Scores:
    """N1: a run of five or more equal modules costs its length less two."""
    same = ~(lines ^ _move(lines, 1))
    pairs = same & _move(same, 1)
    five = pairs & _move(pairs, 2) & _span(0, size - 5)
    starts = five & ~_move(five, -1)
    return _count(five) + 2 * _count(starts)


def _score_blocks(rows: Words, size: int) -> Scores:
    """N2: every block of 2 × 2 equal modules costs three."""
    upper, lower = rows[..., :-1], rows[..., 1:]
    same = ~(rows ^ _move(rows, 1))
    blocks = same[..., :-1] & same[..., 1:] & ~(upper ^ lower) & _span(0, size - 2)
    return 3 * _count(blocks)


def _find_finders(lines: Words, size: int) -> Words:
    """N3: find dark-light-dark³-light-dark with four light modules before or after it.

    The edge of the symbol counts as light. Of two that overlap (by four or six modules) segno
    counts the first.
    """
    light = ~lines
    found = np.broadcast_to(_span(0, size - 7), lines.shape)
    for offset, is_dark in enumerate(_FINDER):
        found = found & _move(lines if is_dark else light, offset)
    pairs = light & _move(light, 1)
    after = _move(pairs, 7) & _move(pairs, 9)
    one = _move(light, -1) | _span(0, 0)
    two = one & (_move(one, -1) | _span(0, 0))
    before = two & (_move(two, -2) | _span(0, 1))
    found = found & (before | after)
    return found & ~_move(found, -4) & ~_move(found, -6)

"""How are a hundred thousand symbols made as segno would make them, without asking it each time?

For a fixed version, level, mask and division into segments the matrix is an affine function over
GF(2) of the payload's bits: Reed-Solomon code, placement and mask are all XOR. So segno draws one
base symbol and one symbol per bit that varies; every other symbol is an XOR of rows of a table.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from label_printer.penalty import Words, score_masks
from label_printer.segments import ALPHABET, ALPHANUMERIC, NUMERIC, Plan, Segment, plan_symbol
from label_printer.symbol import Symbol, count_modules, draw_symbol, verify_symbols

CHUNK = 1000
_WORTH_A_TABLE = 200  # Symbols; drawing a table costs about as much as drawing these one by one.
_LARGEST_VERSION = 10  # 57 modules: a row, and what penalties look at beside it, fit 64 bits.
_MOST_TABLES = 16  # A table of version 3 takes some 4 MB.
_AT_ONCE = 128  # Symbols whose eight masks are scored together; their words stay in the cache.
_MASKS = range(8)
_GROUP = {NUMERIC: 3, ALPHANUMERIC: 2}

Shape = tuple[int, str, tuple[tuple[int, int], ...]]


class BatchEncoder:
    """Encode payloads in bulk, bit-identical to segno; tables are kept from call to call."""

    def __init__(self) -> None:
        self._tables: dict[Shape, _AffineTable] = {}

    def encode(self, texts: Sequence[str]) -> list[Symbol]:
        """Encode and verify payloads, in order; raise SymbolError like `encode_symbol`."""
        groups: dict[Shape, list[int]] = defaultdict(list)
        plans = [plan_symbol(text) for text in texts]
        for index, plan in enumerate(plans):
            groups[_shape(plan)].append(index)
        symbols: dict[int, Symbol] = {}
        for shape, members in groups.items():
            drawn = self._draw(shape, [texts[i] for i in members], [plans[i] for i in members])
            symbols.update(zip(members, drawn, strict=True))
        ordered = [symbols[index] for index in range(len(texts))]
        verify_symbols(ordered)
        return ordered

    def _draw(self, shape: Shape, texts: Sequence[str], plans: Sequence[Plan]) -> list[Symbol]:
        table = self._tables.get(shape)
        if table is None:
            few = len(texts) < _WORTH_A_TABLE
            if few or shape[0] > _LARGEST_VERSION:
                return [draw_symbol(t, p) for t, p in zip(texts, plans, strict=True)]
            if len(self._tables) >= _MOST_TABLES:
                self._tables.clear()
            table = self._tables[shape] = _AffineTable(plans[0])
        return table.draw(texts, plans)


def encode_symbols(texts: Iterable[str]) -> Iterator[Symbol]:
    """Encode and verify any number of payloads, 1 000 at a time and in constant memory."""
    encoder = BatchEncoder()
    source = iter(texts)
    while chunk := list(islice(source, CHUNK)):
        yield from encoder.encode(chunk)


def _shape(plan: Plan) -> Shape:
    modes = tuple((segment.mode, len(segment.text)) for segment in plan.segments)
    return plan.version, plan.level, modes


class _AffineTable:
    """What each group of characters adds to the base symbol, for payloads of one shape."""

    def __init__(self, base: Plan) -> None:
        self._base = base
        self._size = count_modules(base.version)
        self._base_values = np.array(_read_groups(base), np.int64)
        self._origin = self._draw_base(base)
        self._masks = np.stack([self._draw_base(base, mask) for mask in _MASKS]) ^ self._origin
        self._scored = _clear_reserved(self._size)
        self._deltas: dict[int, Words] = {}

    def draw(self, texts: Sequence[str], plans: Sequence[Plan]) -> list[Symbol]:
        """Draw symbols of this table's shape, not yet verified."""
        values = np.array([_read_groups(plan) for plan in plans], np.int64)
        symbols: list[Symbol] = []
        for first in range(0, len(texts), _AT_ONCE):
            packed = self._pack(self._combine(values[first : first + _AT_ONCE]))
            symbols.extend(
                Symbol(text, self._base.version, self._base.level, self._size, rows.tobytes())
                for text, rows in zip(texts[first : first + _AT_ONCE], packed, strict=True)
            )
        return symbols

    def _combine(self, values: NDArray[np.int64]) -> Words:
        """XOR table rows into unmasked symbols and give each the mask segno would."""
        words = np.tile(self._origin, (len(values), 1))
        for group in np.flatnonzero((values != self._base_values).any(axis=0)):
            words ^= self._find_deltas(int(group))[values[:, group]]
        size = self._size
        candidates = (words[:, None, :] ^ self._masks) & self._scored
        scores = score_masks(candidates[..., :size], candidates[..., size:], size)
        return (words ^ self._masks[scores.argmin(axis=1)])[:, :size]

    def _pack(self, rows: Words) -> NDArray[np.uint8]:
        stride = (self._size + 7) // 8
        octets = rows.astype(">u8").view(np.uint8).reshape(len(rows), self._size, 8)
        return np.ascontiguousarray(octets[:, :, :stride])

    def _find_deltas(self, group: int) -> Words:
        """Look up, or build at first use, what each value of a group changes in the base."""
        if group not in self._deltas:
            self._deltas[group] = self._build_deltas(group)
        return self._deltas[group]

    def _build_deltas(self, group: int) -> Words:
        segment, start, length = _locate(self._base, group)
        radix = _radix(self._base.segments[segment].mode, length)
        zero = self._draw_base(_replace(self._base, segment, start, _spell(self._base, group, 0)))
        deltas = np.zeros((radix, len(zero)), np.uint64)
        values = np.arange(radix)
        for bit in range((radix - 1).bit_length()):
            changed = _replace(self._base, segment, start, _spell(self._base, group, 1 << bit))
            deltas[(values >> bit) & 1 == 1] ^= self._draw_base(changed) ^ zero
        return deltas ^ deltas[self._base_values[group]]

    def _draw_base(self, plan: Plan, mask: int = 0) -> Words:
        """Let segno draw; give rows, then columns, as words."""
        text = "".join(segment.text for segment in plan.segments)
        matrix = draw_symbol(text, plan, mask).matrix()
        return _to_words(np.concatenate([matrix, matrix.T]))


def _to_words(lines: NDArray[np.uint8]) -> Words:
    padded = np.zeros((len(lines), 64), np.uint8)
    padded[:, : lines.shape[1]] = lines
    words: Words = np.packbits(padded, axis=1).view(">u8").astype(np.uint64).ravel()
    return words


def _clear_reserved(size: int) -> Words:
    """Make the word mask that hides format and version modules.

    The standard scores masks with them in place, segno before they are set; segno is followed.
    """
    keep = np.ones((size, size), np.uint8)
    keep[:9, 8] = keep[8, :9] = keep[-8:, 8] = keep[8, -8:] = 0
    keep[6, 8] = keep[8, 6] = 1  # timing pattern
    if size >= count_modules(7):
        keep[:6, -11:-8] = keep[-11:-8, :6] = 0
    return _to_words(np.concatenate([keep, keep.T]))


def _groups(segment: Segment) -> Iterator[tuple[int, str]]:
    """Divide a segment into the groups of characters that are encoded as one number."""
    step = _GROUP.get(segment.mode, 1)
    for start in range(0, len(segment.text), step):
        yield start, segment.text[start : start + step]


def _radix(mode: int, length: int) -> int:
    if mode == NUMERIC:
        return int(10**length)
    return int(45**length) if mode == ALPHANUMERIC else 128


def _read_groups(plan: Plan) -> list[int]:
    values: list[int] = []
    for segment in plan.segments:
        if segment.mode == NUMERIC:
            values += [int(group) for _, group in _groups(segment)]
        elif segment.mode == ALPHANUMERIC:
            values += [_PAIRS[group] for _, group in _groups(segment)]
        else:
            values += segment.text.encode("ascii")
    return values


_PAIRS = {a + b: 45 * i + j for i, a in enumerate(ALPHABET) for j, b in enumerate(ALPHABET)} | {
    character: index for index, character in enumerate(ALPHABET)
}


def _locate(plan: Plan, group: int) -> tuple[int, int, int]:
    """Find a group: index of its segment, first character there, number of characters."""
    for index, segment in enumerate(plan.segments):
        for start, text in _groups(segment):
            if group == 0:
                return index, start, len(text)
            group -= 1
    raise IndexError(group)


def _spell(plan: Plan, group: int, value: int) -> str:
    """Write a number the way a group's mode does."""
    index, _, length = _locate(plan, group)
    mode = plan.segments[index].mode
    if mode == NUMERIC:
        return f"{value:0{length}d}"
    if mode == ALPHANUMERIC:
        return (ALPHABET[value // 45] if length == 2 else "") + ALPHABET[value % 45]
    return chr(value)


def _replace(plan: Plan, index: int, start: int, text: str) -> Plan:
    old = plan.segments[index]
    spliced = old.text[:start] + text + old.text[start + len(text) :]
    changed = Segment(old.mode, spliced)
    return Plan(
        (*plan.segments[:index], changed, *plan.segments[index + 1 :]), plan.version, plan.level
    )

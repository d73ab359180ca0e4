"""In which modes is a payload written, so that its symbol is the smallest?"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from segno import consts

from label_printer.errors import SymbolError

NUMERIC: int = consts.MODE_NUMERIC
ALPHANUMERIC: int = consts.MODE_ALPHANUMERIC
BYTE: int = consts.MODE_BYTE

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# One letter per character: digit, other alphanumeric (upper case), byte.
_KINDS = {
    code: "d" if chr(code) in ALPHABET[:10] else "u" if chr(code) in ALPHABET else "b"
    for code in range(128)
}
_ALLOWED = {"d": (NUMERIC, ALPHANUMERIC, BYTE), "u": (ALPHANUMERIC, BYTE), "b": (BYTE,)}
# Fewer than seven digits among alphanumeric characters never pay for a segment of their own;
# eight characters from the next byte character on, the neighbours are alphanumeric for sure.
_SHORT_RUN = re.compile(r"(?<=[du]{8})(?<!d)d{1,6}(?!d)(?![du]{0,7}b)")
# Sixths of a bit per character, so that the shares of groups of two and three stay whole.
_COST = {NUMERIC: 20, ALPHANUMERIC: 33, BYTE: 48}
_COUNT_BITS = {NUMERIC: (10, 12, 14), ALPHANUMERIC: (9, 11, 13), BYTE: (8, 16, 16)}
_LAST_OF_RANGE = (9, 26, 40)

LEVELS: dict[str, int] = {"M": consts.ERROR_LEVEL_M, "Q": consts.ERROR_LEVEL_Q}


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters written in one mode (ISO/IEC 18004:2015, 7.4)."""

    mode: int
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The symbol a payload will get: segments, version 1 to 40, error correction "M" or "Q"."""

    segments: tuple[Segment, ...]
    version: int
    level: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What payloads of one kind have in common: runs of (mode, length), version and level."""

    runs: tuple[tuple[int, int], ...]
    version: int
    level: str

    def plan(self, text: str) -> Plan:
        """Cut a text of this shape into its segments."""
        segments: list[Segment] = []
        start = 0
        for mode, length in self.runs:
            segments.append(Segment(mode, text[start : start + length]))
            start += length
        return Plan(tuple(segments), self.version, self.level)


def plan_symbol(text: str) -> Plan:
    """Choose segments, the smallest version at M, and Q where the same version holds it.

    Raise SymbolError for an empty payload, characters outside printable ASCII (a URI has none) or
    more than version 40 holds.
    """
    return find_shape(text).plan(text)


def find_shape(text: str) -> Shape:
    """Tell which shape a payload's plan has; raise as `plan_symbol` does."""
    if not text or not text.isascii() or not text.isprintable():
        raise SymbolError(f"二维码内容须为非空的可见 ASCII 字符 · not printable ASCII: {text!r}")
    return _plan_kinds(_SHORT_RUN.sub(_as_upper, text.translate(_KINDS)))


def _as_upper(run: re.Match[str]) -> str:
    return "u" * len(run[0])


@lru_cache(maxsize=4096)
def _plan_kinds(kinds: str) -> Shape:
    """Plan by kinds of character alone: serial codes share few kinds, so the cache answers."""
    for span, last in enumerate(_LAST_OF_RANGE):
        modes = _split(kinds, span)
        bits = sum(_count_bits(segment, span) for segment in _join(kinds, modes))
        first = 1 if span == 0 else _LAST_OF_RANGE[span - 1] + 1
        for version in range(first, last + 1):
            if bits <= _capacity(version, "M"):
                runs = tuple((run.mode, len(run.text)) for run in _join(kinds, modes))
                return Shape(runs, version, "Q" if bits <= _capacity(version, "Q") else "M")
    raise SymbolError(f"内容过长，放不进二维码 · too long for a QR code: {len(kinds)} characters")


def _capacity(version: int, level: str) -> int:
    table: Any = consts.SYMBOL_CAPACITY
    bits: int = table[version][LEVELS[level]]
    return bits


def _split(kinds: str, span: int) -> tuple[int, ...]:
    """Find the cheapest mode of every character by dynamic programming."""
    paths: dict[int, tuple[int, tuple[int, ...]]] = {}
    for kind in kinds:
        following: dict[int, tuple[int, tuple[int, ...]]] = {}
        for mode in _ALLOWED[kind]:
            head = (4 + _COUNT_BITS[mode][span]) * 6
            options = [
                # A segment ends on a whole bit: round the predecessor up when the mode changes.
                (cost if modes[-1] == mode else -(-cost // 6) * 6 + head, modes)
                for cost, modes in paths.values()
            ] or [(head, ())]
            cost, modes = min(options)
            following[mode] = (cost + _COST[mode], (*modes, mode))
        paths = following
    return min((-(-cost // 6), modes) for cost, modes in paths.values())[1]


def _join(text: str, modes: tuple[int, ...]) -> tuple[Segment, ...]:
    starts = [i for i in range(len(text)) if i == 0 or modes[i] != modes[i - 1]]
    ends = [*starts[1:], len(text)]
    return tuple(Segment(modes[a], text[a:b]) for a, b in zip(starts, ends, strict=True))


def _count_bits(segment: Segment, span: int) -> int:
    length = len(segment.text)
    if segment.mode == NUMERIC:
        data = length // 3 * 10 + (0, 4, 7)[length % 3]
    elif segment.mode == ALPHANUMERIC:
        data = length // 2 * 11 + length % 2 * 6
    else:
        data = length * 8
    return 4 + _COUNT_BITS[segment.mode][span] + data

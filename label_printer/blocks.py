"""How do rows of text become a block of a given width?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from label_printer.drawing import TextLine
from label_printer.typeface import ASCENT_EM, BOLD_STROKE_EM, DESCENT_EM, typeface
from label_printer.wrapping import wrap

PITCH_EM = 1.22
"""From baseline to baseline where room is short."""

AIRY_PITCH_EM = 1.5
"""From baseline to baseline where there is room enough."""

CAPTION_GAP_EM = 0.5

_BETWEEN_ROWS_EM = 1.0
_KNOWN_BY_FORM = frozenset({"enterprise", "standard", "sc_licence"})


@dataclass(frozen=True)
class Row:
    """A caption and its value; either may be empty."""

    field: str
    caption: str
    value: str


@dataclass(frozen=True)
class _Run:
    line: int
    x_mm: float
    field: str
    text: str


@dataclass(frozen=True)
class Block:
    """Lines of one size, of which the first begins at the top left corner of the block."""

    runs: tuple[_Run, ...]
    size_mm: float
    bold: bool = False

    @property
    def line_count(self) -> int:
        """Count the lines; a caption and its value share one."""
        return self.runs[-1].line + 1 if self.runs else 0

    @property
    def height_mm(self) -> float:
        """Give the least height; 0 without lines."""
        return self.height_at(PITCH_EM)

    def height_at(self, pitch_em: float) -> float:
        """Give the height if baselines lie so far apart."""
        if not self.runs:
            return 0.0
        return (self.runs[-1].line * pitch_em + ASCENT_EM + DESCENT_EM) * self.size_mm

    def pitch_for(self, height_mm: float) -> float:
        """Find the airiest pitch with which the block is no higher than that."""
        gaps = self.runs[-1].line if self.runs else 0
        if gaps == 0:
            return PITCH_EM
        spare = height_mm / self.size_mm - ASCENT_EM - DESCENT_EM
        return max(PITCH_EM, min(AIRY_PITCH_EM, spare / gaps))

    def at(self, x_mm: float, y_mm: float, pitch_em: float = PITCH_EM) -> list[TextLine]:
        """Put the block's corner at a place of the label."""
        first = y_mm + ASCENT_EM * self.size_mm
        return [
            TextLine(
                field=run.field,
                text=run.text,
                x_mm=x_mm + run.x_mm,
                baseline_mm=first + run.line * pitch_em * self.size_mm,
                size_mm=self.size_mm,
                width_mm=typeface().width_em(run.text) * self.size_mm,
                bold=self.bold,
            )
            for run in self.runs
        ]


def plain_block(field: str, text: str, width_mm: float, size_mm: float) -> Block | None:
    """Wrap one text in bold; None if a word of it is too wide."""
    lines = wrap(text, width_mm / size_mm - BOLD_STROKE_EM)
    if lines is None:
        return None
    half_stroke = BOLD_STROKE_EM * size_mm / 2
    runs = tuple(_Run(number, half_stroke, field, line) for number, line in enumerate(lines))
    return Block(runs, size_mm, bold=True)


def centred_block(rows: Sequence[tuple[str, str]], width_mm: float, size_mm: float) -> Block | None:
    """Centre lines of (field, text) that may not be wrapped; None if one is too wide."""
    widths = [typeface().width_em(text) * size_mm for _, text in rows]
    if any(width > width_mm for width in widths):
        return None
    runs = tuple(
        _Run(number, (width_mm - width) / 2, field, text)
        for number, ((field, text), width) in enumerate(zip(rows, widths, strict=True))
    )
    return Block(runs, size_mm)


@lru_cache(maxsize=256)
def aligned_block(rows: tuple[Row, ...], width_mm: float, size_mm: float) -> Block | None:
    """Set captions and values in two columns; None if a value has a word too wide for its own."""
    captions = [typeface().width_em(row.caption) for row in rows if row.caption]
    indent = max(captions) + CAPTION_GAP_EM if captions else 0.0
    runs: list[_Run] = []
    line = 0
    for row in rows:
        start = indent if row.caption else 0.0
        lines = wrap(row.value, width_mm / size_mm - start)
        if lines is None:
            return None
        if row.caption:
            runs.append(_Run(line, 0.0, row.field, row.caption))
        for text in lines:
            runs.append(_Run(line, start * size_mm, row.field, text))
            line += 1
    return Block(tuple(runs), size_mm)


@lru_cache(maxsize=256)
def packed_block(rows: tuple[Row, ...], width_mm: float, size_mm: float) -> Block | None:
    """Set rows one after another on a line while they fit; None if a word is too wide.

    Names of makers, standards and licences are known by their form and go without caption.
    """
    runs: list[_Run] = []
    line, used = -1, math.inf
    width_em = width_mm / size_mm
    for row in rows:
        text = row.value if row.field in _KNOWN_BY_FORM else f"{row.caption} {row.value}".strip()
        taken = typeface().width_em(text)
        if used + _BETWEEN_ROWS_EM + taken <= width_em:
            runs.append(_Run(line, (used + _BETWEEN_ROWS_EM) * size_mm, row.field, text))
            used += _BETWEEN_ROWS_EM + taken
            continue
        lines = wrap(text, width_em)
        if lines is None:
            return None
        runs += [_Run(line + n, 0.0, row.field, part) for n, part in enumerate(lines, start=1)]
        line += len(lines)
        used = taken if len(lines) == 1 else math.inf
    return Block(tuple(runs), size_mm)


@lru_cache(maxsize=256)
def running_block(rows: tuple[Row, ...], width_mm: float, size_mm: float) -> Block | None:
    """Set each caption directly before its value; None if a word is too wide for the block."""
    runs: list[_Run] = []
    line = 0
    for row in rows:
        lines = wrap(f"{row.caption} {row.value}".strip(), width_mm / size_mm)
        if lines is None:
            return None
        for text in lines:
            runs.append(_Run(line, 0.0, row.field, text))
            line += 1
    return Block(tuple(runs), size_mm)

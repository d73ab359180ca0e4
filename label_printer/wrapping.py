"""Where may a line of Chinese and Latin text be broken?"""

from __future__ import annotations

import re
from functools import lru_cache

from label_printer.typeface import typeface

# A word of letters and digits stays whole, and so do a number and its unit ("5 kg") and a standard
# and its number ("GB/T 1354"); any other character stands alone. No line begins with a closing
# mark or ends with an opening one.
_WORD = r"[0-9.]+ (?:kg|g|mg|mL|ml|L|t)\b|[A-Za-z/]{1,6} [0-9][!-~]*|[!-~°±²³×µ–·]+|[^ ]"
_UNIT = re.compile(rf" +|[「『（《【〈“‘]*(?:{_WORD})[，。、；：？！」』）》】〉”’…—％℃]*")

_SHORT_LINE_EM = 2.5


def wrap(text: str, width_em: float) -> list[str] | None:
    """Break a text into lines no wider than `width_em`; None if one of its words is wider.

    A last line of one or two characters is filled up from above where that costs no line.
    """
    lines = _fill(text, width_em)
    if lines is None or len(lines) < 2:
        return lines
    for narrower in range(1, 4):
        if typeface().width_em(lines[-1]) >= _SHORT_LINE_EM:
            break
        tried = _fill(text, width_em - narrower)
        if tried is None or len(tried) != len(lines):
            break
        lines = tried
    return lines


def _fill(text: str, width_em: float) -> list[str] | None:
    lines: list[str] = []
    line, used = "", 0.0
    for unit, width in _units(text):
        if used + width <= width_em + 1e-9:
            line, used = line + unit, used + width
            continue
        if unit.isspace():
            lines, line, used = [*lines, line], "", 0.0
            continue
        if width > width_em:
            return None
        lines, line, used = [*lines, line], unit, width
    return [kept for kept in (line.strip() for line in [*lines, line]) if kept]


@lru_cache(maxsize=4096)
def _units(text: str) -> tuple[tuple[str, float], ...]:
    face = typeface()
    return tuple((unit, face.width_em(unit)) for unit in _UNIT.findall(text))

"""How wide is a text, and has the font a glyph for each of its characters?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONT_PATH = Path(__file__).with_name("fonts") / "NotoSansSC-Medium-GB2312.ttf"

ASCENT_EM = 0.88
"""Room above the baseline: Chinese characters reach 0.87 em, only Å and its like a little more."""

DESCENT_EM = 0.25
"""Room below the baseline, where g, j and p end."""

CAPITAL_EM = 0.733
"""Height of capitals and digits, by which the smallest legible size is judged."""

BOLD_STROKE_EM = 0.034
"""Width of the outline that makes the medium weight bold; half of it lies outside a glyph."""


@dataclass(frozen=True)
class Typeface:
    """The glyph number and the advance width (in em) of every character of the font."""

    glyphs: dict[str, int]
    advances: dict[str, float]

    def width_em(self, text: str) -> float:
        """Add up the advance widths of a text; every character must be in the font."""
        return sum(self.advances[char] for char in text)

    def missing(self, text: str) -> str:
        """Give the characters of a text that the font lacks, each once."""
        return "".join(dict.fromkeys(char for char in text if char not in self.glyphs))


@cache
def typeface() -> Typeface:
    """Read the font once."""
    with TTFont(FONT_PATH, lazy=True) as font:
        names = {chr(point): name for point, name in font.getBestCmap().items()}
        units = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return Typeface(
            glyphs={char: font.getGlyphID(name) for char, name in names.items()},
            advances={char: metrics[name][0] / units for char, name in names.items()},
        )

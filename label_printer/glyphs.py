"""Which dots does a character burn on a printer that knows only black and white?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from label_printer.typeface import ASCENT_EM, BOLD_STROKE_EM, DESCENT_EM, FONT_PATH, typeface

Dots = NDArray[np.uint8]

_THRESHOLD = 112
"""Coverage of 255 from which a dot burns: a little below the half, so that thin strokes hold."""


@dataclass(frozen=True)
class Glyph:
    """The dots of a character, 1 black; `left` and `top` are from its origin on the baseline."""

    dots: Dots
    left: int
    top: int


class Atlas:
    """The characters of one size, each drawn once; a character begins at a whole dot.

    A line set by it reaches from `above` rows over its baseline; it is `height` rows high.
    """

    def __init__(self, size_dots: float, bold: bool) -> None:
        # Letters like Å reach a little over the ascent.
        self.above = math.ceil((ASCENT_EM + 0.12) * size_dots) + 2
        self.height = self.above + math.ceil(DESCENT_EM * size_dots) + 2
        self._size = size_dots
        self._stroke = BOLD_STROKE_EM * size_dots / 2 if bold else 0.0
        self._font = ImageFont.truetype(FONT_PATH, size_dots, layout_engine=ImageFont.Layout.BASIC)
        self._glyphs: dict[str, Glyph] = {}
        self._cells: dict[tuple[str, int], int] = {}
        self._advances = typeface().advances

    def draw(self, area: Dots, text: str, x: float, baseline: int) -> None:
        """Burn a line of text into an area, its left end at `x` on the baseline, both in dots."""
        for char in text:
            glyph = self._glyph(char)
            height, width = glyph.dots.shape
            top, left = baseline + glyph.top, round(x) + glyph.left
            area[top : top + height, left : left + width] |= glyph.dots
            x += self._advances[char] * self._size

    def draw_packed(self, text: str, x: float, stride: int) -> bytes:
        """Burn a line of text into an area of its own, `height` rows of `stride` bytes.

        The area is one number, and a character is moved to its place by a shift of it, which
        takes a tenth of the time of a loop over rows. Nothing may reach over the sides.
        """
        area = 0
        for char in text:
            area |= self._cell(char, stride) >> (round(x) + stride)
            x += self._advances[char] * self._size
        return area.to_bytes(self.height * stride, "big")

    def _cell(self, char: str, stride: int) -> int:
        """Give a character in the upper left corner of an area, `stride` bits before its origin."""
        cell = self._cells.get((char, stride))
        if cell is None:
            glyph = self._glyph(char)
            area = np.zeros((self.height, stride * 8), np.uint8)
            height, width = glyph.dots.shape
            top = self.above + glyph.top
            area[top : top + height, :width] = glyph.dots
            whole = int.from_bytes(np.packbits(area, axis=1).tobytes(), "big")
            cell = self._cells[char, stride] = whole << (stride - glyph.left)
        return cell

    def _glyph(self, char: str) -> Glyph:
        glyph = self._glyphs.get(char)
        if glyph is None:
            glyph = self._glyphs[char] = self._make(char)
        return glyph

    def _make(self, char: str) -> Glyph:
        origin = self.height // 2, self.height + self.above
        picture = Image.new("L", (3 * self.height, 3 * self.height), 0)
        pen = ImageDraw.Draw(picture)
        start = (origin[0] - self._stroke, origin[1])
        pen.text(start, char, fill=255, font=self._font, anchor="ls", stroke_width=self._stroke)
        dots = (np.asarray(picture) >= _THRESHOLD).astype(np.uint8)
        box = Image.fromarray(dots).getbbox()
        if box is None:
            return Glyph(dots[:0, :0], 0, 0)
        left, top, right, bottom = box
        return Glyph(dots[top:bottom, left:right].copy(), left - origin[0], top - origin[1])


@lru_cache(maxsize=64)
def atlas(size_dots: float, bold: bool) -> Atlas:
    """Give the characters of a size; those drawn before are kept."""
    return Atlas(size_dots, bold)

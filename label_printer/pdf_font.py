"""How does a PDF carry just the glyphs that it uses, and stay searchable?"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache

from fontTools import subset
from fontTools.ttLib import TTFont

from label_printer.typeface import ASCENT_EM, CAPITAL_EM, DESCENT_EM, FONT_PATH, typeface

_ASCENT, _DESCENT, _CAPITAL = (round(1000 * em) for em in (ASCENT_EM, -DESCENT_EM, CAPITAL_EM))
_LARGEST_BLOCK = 100  # ISO 32000-1, 9.10.3 and the CMap specification: entries per bfchar.


@cache
def _hexadecimal() -> dict[int, str]:
    return {ord(char): f"{glyph:04X}" for char, glyph in typeface().glyphs.items()}


@dataclass
class UsedFont:
    """The characters used so far; they never outgrow the font, however long the file."""

    used: set[str] = field(default_factory=set)

    def encode(self, text: str) -> str:
        """Give a text as hexadecimal glyph numbers, as the encoding Identity-H wants them."""
        self.used.update(text)
        return text.translate(_hexadecimal())

    def name(self) -> str:
        """Name the subset: six letters that change with its characters, as PDF asks."""
        number = sum(ord(char) * 31 for char in self.used)
        letters = "".join(chr(65 + number // 26**place % 26) for place in range(6))
        return f"{letters}+NotoSansSC-Medium"

    def program(self) -> bytes:
        """Cut the TrueType program; glyphs keep their numbers."""
        options = subset.Options(
            retain_gids=True, notdef_outline=True, hinting=False, recommended_glyphs=False
        )
        options.drop_tables += ["OS/2", "name", "post", "gasp"]
        with TTFont(FONT_PATH, lazy=True, recalcTimestamp=False) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=sorted(map(ord, self.used)))
            subsetter.subset(font)
            written = io.BytesIO()
            font.save(written)
        return written.getvalue()

    def widths(self) -> str:
        """Give the array W: glyph number and width for what is not one em wide."""
        face = typeface()
        entries = sorted((face.glyphs[char], face.advances[char]) for char in self.used)
        narrow = (f"{glyph}[{1000 * em:.0f}]" for glyph, em in entries if em != 1.0)
        return f"[{' '.join(narrow)}]"

    def descriptor(self) -> str:
        """Give the entries of the font descriptor, without the file."""
        return (
            f"/Type/FontDescriptor/FontName/{self.name()}/Flags 4/ItalicAngle 0/StemV 80"
            f"/FontBBox[-1000 {_DESCENT} 2000 {_ASCENT}]/Ascent {_ASCENT}/Descent {_DESCENT}"
            f"/CapHeight {_CAPITAL}"
        )

    def to_unicode(self) -> bytes:
        """Give the CMap that turns glyph numbers back to text, for search and copy."""
        glyphs = typeface().glyphs
        pairs = sorted((glyphs[char], char) for char in self.used)
        parts = [
            "/CIDInit/ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def",
            "/CMapName/Adobe-Identity-UCS def/CMapType 2 def",
            "1 begincodespacerange<0000><FFFF>endcodespacerange",
        ]
        for start in range(0, len(pairs), _LARGEST_BLOCK):
            block = pairs[start : start + _LARGEST_BLOCK]
            lines = (f"<{glyph:04X}><{char.encode('utf-16-be').hex()}>" for glyph, char in block)
            parts.append(f"{len(block)} beginbfchar\n{chr(10).join(lines)}\nendbfchar")
        parts.append("endcmap CMapName currentdict/CMap defineresource pop end end")
        return "\n".join(parts).encode("ascii")

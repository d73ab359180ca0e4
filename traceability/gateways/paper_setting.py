"""How is Chinese type set on a page of a PDF, and how do pages count themselves?

The type is the label printer's committed subset of Noto Sans SC: all of GB 2312. A character that
it has not (in a rare name) is set in STSong-Light, which readers bring along themselves; one that
is beyond that too is shown as 〓, and the setter remembers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, TableStyle

FACE, SPARE_FACE = "Noto Sans SC", "STSong-Light"
_FONT = "NotoSansSC-Medium-GB2312.ttf"
_LACKING = "〓"
_BASIC_PLANE = 0xFFFF
INK, SOFT, LINE, HEAD = (
    HexColor(f"#{hexed}") for hexed in ("1f1b16", "564e43", "8a7f6e", "f3eee2")
)


@cache
def _known() -> frozenset[int]:
    """Make the faces known; give the characters that ours has."""
    font = TTFont(FACE, BytesIO((files("label_printer") / "fonts" / _FONT).read_bytes()))
    registerFont(font)
    registerFont(UnicodeCIDFont(SPARE_FACE))
    return frozenset(font.face.charToGlyph)


def style(size: float, *, color: HexColor = INK, **more: Any) -> ParagraphStyle:
    """Give the style of a paragraph of a size, in points."""
    return ParagraphStyle(
        "x", fontName=FACE, fontSize=size, leading=size * 1.4, textColor=color, wordWrap="CJK",
        **more,
    )  # fmt: skip


class Setter:
    """Sets text, and remembers whether a character was lacking."""

    def __init__(self) -> None:
        self._known = _known()
        self.is_lacking = False

    def set(self, text: str, face: ParagraphStyle) -> Paragraph:
        """Give text as a paragraph; its line breaks stay."""
        return Paragraph("".join(self._runs(text)).replace("\n", "<br/>"), face)

    def plain(self, text: str) -> str:
        """Give text with what our own face lacks replaced: canvases set one face."""
        return "".join(c if ord(c) in self._known or c == "\n" else _LACKING for c in text)

    def _runs(self, text: str) -> Iterator[str]:
        for is_known, run in groupby(text, key=lambda c: c.isspace() or ord(c) in self._known):
            part = "".join(run)
            yield escape(part) if is_known else self._spare(part)

    def _spare(self, part: str) -> str:
        said = "".join(c if ord(c) <= _BASIC_PLANE else _LACKING for c in part)
        self.is_lacking = self.is_lacking or said != part
        return "".join(
            escape(c) if c == _LACKING else f'<font name="{SPARE_FACE}">{escape(c)}</font>'
            for c in said
        )


def rules() -> TableStyle:
    """Give hairlines between rows, and a shaded head."""
    return TableStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), HEAD),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 2),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
    )


def counting(draw: Callable[[Canvas, int, int], None]) -> Callable[..., Canvas]:
    """Give a canvas that knows how many pages there are when it draws on the first.

    `draw` adds to each page, given the canvas, the page's number and how many pages there are.
    """

    class Counting(Canvas):  # type: ignore[misc]
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                draw(self, number, len(self._pages))
                super().showPage()
            super().save()

    return Counting

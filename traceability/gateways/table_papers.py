"""How does a table become a PDF that can be printed, signed and kept?

The type is the label printer's committed subset of Noto Sans SC: all of GB 2312. A character that
it has not (in a rare name) is set in STSong-Light, which readers bring along themselves; one that
is beyond that too is shown as 〓, and a line at the end says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

FACE, SPARE_FACE = "Noto Sans SC", "STSong-Light"
_FONT = "NotoSansSC-Medium-GB2312.ttf"
_LACKING = "〓"
_BASIC_PLANE = 0xFFFF
_INK, _SOFT, _LINE, _HEAD = (
    HexColor(f"#{hexed}") for hexed in ("1f1b16", "564e43", "8a7f6e", "f3eee2")
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and its share of the width."""

    heading: str
    share: float


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a heading and lines above and below it."""

    heading: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    above: Sequence[str] = ()
    below: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed; `foot` stands on every page, `lacking` below what could not be set."""

    title: str
    sections: Sequence[Section]
    foot: str
    page_of: str  # "第 {page} 页，共 {pages} 页"
    lacking: str
    above: Sequence[str] = field(default_factory=tuple)


@cache
def _known() -> frozenset[int]:
    """Make the faces known; give the characters that ours has."""
    font = TTFont(FACE, BytesIO((files("label_printer") / "fonts" / _FONT).read_bytes()))
    registerFont(font)
    registerFont(UnicodeCIDFont(SPARE_FACE))
    return frozenset(font.face.charToGlyph)


def _style(size: float, *, color: HexColor = _INK, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        "x", fontName=FACE, fontSize=size, leading=size * 1.4, textColor=color, wordWrap="CJK",
        **more,
    )  # fmt: skip


def write_paper(paper: Paper) -> bytes:
    """Write a paper as PDF on A4 across, the heads of tables repeated on each page."""
    setter = _Setter()
    width = landscape(A4)[0] - 24 * mm
    story: list[Any] = [setter.set(paper.title, _style(15))]
    story += [setter.set(line, _style(9, color=_SOFT)) for line in paper.above]
    for section in paper.sections:
        story += _lay_out(setter, section, width)
    if setter.is_lacking:
        story += [Spacer(0, 3 * mm), setter.set(paper.lacking, _style(8, color=_SOFT))]
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=landscape(A4), leftMargin=12 * mm, rightMargin=12 * mm, topMargin=12 * mm,
        bottomMargin=16 * mm, title=paper.title, invariant=1,
    )  # fmt: skip
    document.build(story, canvasmaker=_counting(paper, setter))
    return out.getvalue()


class _Setter:
    """Sets text, and remembers whether a character was lacking."""

    def __init__(self) -> None:
        self._known = _known()
        self.is_lacking = False

    def set(self, text: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph("".join(self._runs(text)), style)

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


def _lay_out(setter: _Setter, section: Section, width: float) -> list[Any]:
    story: list[Any] = [Spacer(0, 4 * mm)]
    if section.heading:
        story.append(setter.set(section.heading, _style(11, spaceAfter=1 * mm)))
    story += [setter.set(line, _style(8.5, color=_SOFT)) for line in section.above]
    if section.rows:
        head, cell = _style(7.5, color=_SOFT), _style(7.5)
        lines = [[setter.set(column.heading, head) for column in section.columns]]
        lines += [[setter.set(text, cell) for text in row] for row in section.rows]
        shares = sum(column.share for column in section.columns)
        widths = [width * column.share / shares for column in section.columns]
        table = LongTable(lines, colWidths=widths, repeatRows=1)
        table.setStyle(_rules())
        story += [Spacer(0, 1.5 * mm), table]
    story += [setter.set(line, _style(8.5)) for line in section.below]
    return story


def _rules() -> TableStyle:
    return TableStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 2),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
    )


def _counting(paper: Paper, setter: _Setter) -> Callable[..., Canvas]:
    """Give a canvas that knows how many pages there are when it writes the first."""

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
                self.setFont(FACE, 7.5)
                self.setFillColor(_SOFT)
                self.drawString(12 * mm, 8 * mm, setter.plain(paper.foot))
                where = paper.page_of.format(page=number, pages=len(self._pages))
                self.drawRightString(landscape(A4)[0] - 12 * mm, 8 * mm, setter.plain(where))
                super().showPage()
            super().save()

    return Counting

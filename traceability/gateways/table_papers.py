"""How does a table become a PDF that can be printed, signed and kept?

Where a character could not be set (see paper_setting), a line at the end says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, SimpleDocTemplate, Spacer

from traceability.gateways.paper_setting import FACE, SOFT, Setter, counting, rules, style


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


def write_paper(paper: Paper) -> bytes:
    """Write a paper as PDF on A4 across, the heads of tables repeated on each page."""
    setter = Setter()
    width = landscape(A4)[0] - 24 * mm
    story: list[Any] = [setter.set(paper.title, style(15))]
    story += [setter.set(line, style(9, color=SOFT)) for line in paper.above]
    for section in paper.sections:
        story += _lay_out(setter, section, width)
    if setter.is_lacking:
        story += [Spacer(0, 3 * mm), setter.set(paper.lacking, style(8, color=SOFT))]

    def foot(canvas: Canvas, page: int, pages: int) -> None:
        canvas.setFont(FACE, 7.5)
        canvas.setFillColor(SOFT)
        canvas.drawString(12 * mm, 8 * mm, setter.plain(paper.foot))
        where = paper.page_of.format(page=page, pages=pages)
        canvas.drawRightString(landscape(A4)[0] - 12 * mm, 8 * mm, setter.plain(where))

    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=landscape(A4), leftMargin=12 * mm, rightMargin=12 * mm, topMargin=12 * mm,
        bottomMargin=16 * mm, title=paper.title, invariant=1,
    )  # fmt: skip
    document.build(story, canvasmaker=counting(foot))
    return out.getvalue()


def _lay_out(setter: Setter, section: Section, width: float) -> list[Any]:
    story: list[Any] = [Spacer(0, 4 * mm)]
    if section.heading:
        story.append(setter.set(section.heading, style(11, spaceAfter=1 * mm)))
    story += [setter.set(line, style(8.5, color=SOFT)) for line in section.above]
    if section.rows:
        head, cell = style(7.5, color=SOFT), style(7.5)
        lines = [[setter.set(column.heading, head) for column in section.columns]]
        lines += [[setter.set(text, cell) for text in row] for row in section.rows]
        shares = sum(column.share for column in section.columns)
        widths = [width * column.share / shares for column in section.columns]
        table = LongTable(lines, colWidths=widths, repeatRows=1)
        table.setStyle(rules())
        story += [Spacer(0, 1.5 * mm), table]
    story += [setter.set(line, style(8.5)) for line in section.below]
    return story

"""What does a laboratory's report look like on paper? A page as a picture, for the demo alone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from label_printer.typeface import FONT_PATH
from traceability.schemas.inspections import InspectionCreate

_PAGE = (1240, 1754)  # A4 at 150 dpi
_MARGIN, _LINE = 110, 46
_INK, _GREY, _SEAL = "#111111", "#8a8a8a", "#b3261e"
_COLUMNS = (110, 560, 760, 930)


def draw_report(agency: str, product: str, lot: str, report: InspectionCreate) -> bytes:
    """Draw a report as a PNG, with the values as they were measured."""
    page = Image.new("RGB", _PAGE, "white")
    draw = ImageDraw.Draw(page)
    top = _MARGIN
    draw.text((_PAGE[0] / 2, top), "检 验 报 告", font=_font(52), fill=_INK, anchor="mt")
    top += 110
    facts = (
        ("检验机构", agency),
        ("报告编号", report.report_no),
        ("样品名称", product),
        ("批号", lot),
        ("样品编号", report.sample_no),
        ("采样日期", report.sampled_on.isoformat()),
        ("报告日期", report.reported_on.isoformat()),
    )
    for name, value in facts:
        draw.text((_MARGIN, top), name, font=_font(26), fill=_GREY)
        draw.text((_MARGIN + 180, top), value, font=_font(26), fill=_INK)
        top += _LINE
    top = _draw_results(draw, top + 30, report)
    note = "单项判定由溯源系统按国家标准作出。演示数据，非真实报告。"
    draw.text((_MARGIN, top + 30), note, font=_font(24), fill=_GREY)
    _draw_seal(draw, agency)
    out = io.BytesIO()
    page.quantize(16, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _draw_results(draw: ImageDraw.ImageDraw, top: int, report: InspectionCreate) -> int:
    _draw_row(draw, top, ("检验项目", "结果", "单位", "方法"), _GREY)
    top += _LINE
    draw.line((_MARGIN, top, _PAGE[0] - _MARGIN, top), fill=_GREY, width=2)
    for result in report.results:
        top += 14
        name = result.parameter_zh or result.parameter
        _draw_row(draw, top, (name, result.value, result.unit, result.method or "—"), _INK)
        top += _LINE
    return top


def _draw_row(draw: ImageDraw.ImageDraw, top: int, cells: Sequence[str], ink: str) -> None:
    for left, text in zip(_COLUMNS, cells, strict=True):
        draw.text((left, top), text, font=_font(26), fill=ink)


def _draw_seal(draw: ImageDraw.ImageDraw, agency: str) -> None:
    middle, radius = (930, 1500), 120
    box = [middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius]
    draw.ellipse(box, outline=_SEAL, width=6)
    draw.text(middle, "演示章", font=_font(40), fill=_SEAL, anchor="mm")
    draw.text((middle[0], middle[1] + 160), agency, font=_font(24), fill=_INK, anchor="mm")


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_PATH), size)

"""How does a label look as a picture for a screen or a raster printer?"""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from label_printer.drawing import MM_PER_INCH, Drawing, SymbolBox, TextLine
from label_printer.label import Label
from label_printer.layout import lay_out
from label_printer.runs import dark_runs
from label_printer.stock import load_stock
from label_printer.typeface import BOLD_STROKE_EM, FONT_PATH, typeface

_WHITE, _BLACK = 255, 0


def render_png(label: Label, stock: str = "60x40", dpi: int = 203) -> bytes:
    """Draw a label in grey for a printer of `dpi`: its modules are whole dots, black or white.

    Raise `LayoutError` if the label does not fit the stock, `StockError` for an unknown stock.
    """
    picture = draw_picture(lay_out(label, load_stock(stock), dpi))
    written = io.BytesIO()
    picture.save(written, "PNG", dpi=(dpi, dpi), optimize=True)
    return written.getvalue()


def draw_picture(drawing: Drawing) -> Image.Image:
    """Draw on a canvas of whole dots, at the resolution for which the label was set."""
    dots_per_mm = drawing.symbol.dpi / MM_PER_INCH
    size = round(drawing.width_mm * dots_per_mm), round(drawing.height_mm * dots_per_mm)
    picture = Image.new("L", size, _WHITE)
    pen = ImageDraw.Draw(picture)
    for rule in drawing.rules:
        left, top = round(rule.x_mm * dots_per_mm), round(rule.y_mm * dots_per_mm)
        right = round((rule.x_mm + rule.length_mm) * dots_per_mm) - 1
        thickness = max(1, round(rule.thickness_mm * dots_per_mm))
        pen.rectangle((left, top, right, top + thickness - 1), fill=_BLACK)
    for line in drawing.lines:
        _draw_line(pen, line, dots_per_mm)
    _draw_symbol(pen, drawing.symbol)
    return picture


def _draw_line(pen: ImageDraw.ImageDraw, line: TextLine, dots_per_mm: float) -> None:
    """Draw glyph by glyph: FreeType rounds advances to dots, which would make a line too wide."""
    face = typeface()
    size = line.size_mm * dots_per_mm
    font = _font(size)
    stroke = BOLD_STROKE_EM * size / 2 if line.bold else 0.0
    x, baseline = line.x_mm * dots_per_mm, round(line.baseline_mm * dots_per_mm)
    for char in line.text:
        pen.text(
            (x - stroke, baseline), char, fill=_BLACK, font=font, anchor="ls", stroke_width=stroke
        )
        x += face.advances[char] * size


def _draw_symbol(pen: ImageDraw.ImageDraw, box: SymbolBox) -> None:
    dots = box.dots_per_module
    for column, row, length in dark_runs(box.symbol):
        left, top = box.x_dots + column * dots, box.y_dots + row * dots
        pen.rectangle((left, top, left + length * dots - 1, top + dots - 1), fill=_BLACK)


@lru_cache(maxsize=64)
def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_PATH, size, layout_engine=ImageFont.Layout.BASIC)

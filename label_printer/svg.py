"""How does a label look as SVG, for a web page or a preview?"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from label_printer.drawing import Drawing, SymbolBox, TextLine
from label_printer.label import Label
from label_printer.layout import lay_out
from label_printer.runs import dark_runs
from label_printer.stock import load_stock
from label_printer.symbol import Symbol
from label_printer.typeface import BOLD_STROKE_EM

_FONTS = "Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei"


def render_svg(label: Label, stock: str = "60x40") -> str:
    """Draw a label in millimetres: the symbol is one path, the words are text.

    Every line carries its length, so that another font than ours cannot make it overrun the
    label. Raise `LayoutError` if the label does not fit, `StockError` for an unknown stock.
    """
    drawing = lay_out(label, load_stock(stock))
    return "".join(_elements(drawing, label))


def _elements(drawing: Drawing, label: Label) -> Iterator[str]:
    width, height = _mm(drawing.width_mm), _mm(drawing.height_mm)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}" role="img" font-family="{_FONTS}, sans-serif">'
    )
    yield f"<title>{escape(label.product)} {escape(label.payload)}</title>"
    yield f'<rect width="{width}" height="{height}" fill="#fff"/>'
    for rule in drawing.rules:
        yield (
            f'<rect x="{_mm(rule.x_mm)}" y="{_mm(rule.y_mm)}" width="{_mm(rule.length_mm)}" '
            f'height="{_mm(rule.thickness_mm)}"/>'
        )
    for line in drawing.lines:
        yield _line(line)
    yield _symbol(drawing.symbol)
    yield "</svg>"


def _line(line: TextLine) -> str:
    stroke = f' stroke="#000" stroke-width="{_mm(BOLD_STROKE_EM * line.size_mm)}"'
    return (
        f'<text x="{_mm(line.x_mm)}" y="{_mm(line.baseline_mm)}" font-size="{_mm(line.size_mm)}" '
        f'textLength="{_mm(line.width_mm)}" lengthAdjust="spacingAndGlyphs" '
        f'data-field="{line.field}"{stroke if line.bold else ""}>{escape(line.text)}</text>'
    )


def _symbol(box: SymbolBox) -> str:
    """Draw in modules and scale the whole: coordinates stay whole numbers."""
    return (
        f'<path transform="translate({_mm(box.x_mm)} {_mm(box.y_mm)}) '
        f'scale({box.module_mm:.6g})" shape-rendering="crispEdges" d="{_path(box.symbol)}"/>'
    )


def _path(symbol: Symbol) -> str:
    return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in dark_runs(symbol))


def _mm(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")

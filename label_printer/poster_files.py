"""How does a poster become a picture or a page to print?"""

from __future__ import annotations

import base64
import io
import zlib

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from label_printer.drawing import MM_PER_INCH
from label_printer.errors import SymbolError
from label_printer.pdf_font import UsedFont
from label_printer.pdf_units import POINTS_PER_MM, points
from label_printer.pdf_writer import PdfWriter
from label_printer.poster import Colour, Patch, Place, Poster, Words, lay_out_poster
from label_printer.poster_symbol import count_poster_modules, draw_poster_symbol
from label_printer.typeface import BOLD_STROKE_EM, FONT_PATH

_ROUND = 0.5523
"""Where the handles of a Bézier curve lie that looks like a quarter of a circle of radius 1."""

_PDF_DPI = 300
_READ_WIDTH = 1200


def render_poster_png(poster: Poster, paper: str = "a4", dpi: int = 150) -> bytes:
    """Give a picture; raise `LayoutError` for words or a logo that do not fit, `SymbolError` else.

    The finished picture is read back: what does not scan is not given.
    """
    picture = draw_poster(poster, paper, dpi)
    written = io.BytesIO()
    picture.save(written, "PNG", dpi=(dpi, dpi), optimize=True)
    return written.getvalue()


def render_poster_pdf(poster: Poster, paper: str = "a4") -> bytes:
    """Give a page: words and colours as vectors, the symbol as an image without loss."""
    drawing = lay_out_poster(poster, paper)
    draw_poster(poster, paper, 100)  # what does not scan as a picture is not given as a page
    symbol, place = _symbol(poster, drawing.symbol, _PDF_DPI / MM_PER_INCH)
    written = io.BytesIO()
    writer = PdfWriter(written, drawing.width_mm, drawing.height_mm)
    top = drawing.height_mm
    parts = [_pdf_patch(patch, top) for patch in drawing.patches]
    parts.append(_pdf_image(symbol, place, top))
    parts.append("BT\n")
    parts += [_pdf_words(words, top, writer.font) for words in drawing.words]
    parts.append("ET\n")
    writer.add_page("".join(parts).encode("ascii"))
    writer.finish(f"{poster.title} {poster.enterprise}")
    return written.getvalue()


def draw_poster(poster: Poster, paper: str, dpi: int) -> Image.Image:
    """Draw a poster in dots, and read it back as a phone would."""
    drawing = lay_out_poster(poster, paper)
    scale = dpi / MM_PER_INCH
    size = round(drawing.width_mm * scale), round(drawing.height_mm * scale)
    picture = Image.new("RGB", size, (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    for patch in drawing.patches:
        _draw_patch(pen, patch, scale)
    symbol, place = _symbol(poster, drawing.symbol, scale)
    picture.paste(symbol, (round(place.x_mm * scale), round(place.y_mm * scale)))
    for words in drawing.words:
        _draw_words(pen, words, scale)
    _read_back(picture, poster.payload)
    return picture


def _symbol(poster: Poster, place: Place, scale: float) -> tuple[Image.Image, Place]:
    """Draw the symbol in whole dots as large as fits, and centre it in its place."""
    dots = max(1, int(place.side_mm * scale / count_poster_modules(poster.payload)))
    symbol = draw_poster_symbol(poster.payload, dots, poster.logo, poster.logo_ratio)
    side_mm = symbol.width / scale
    spare = (place.side_mm - side_mm) / 2
    return symbol, Place(place.x_mm + spare, place.y_mm + spare, side_mm)


def _draw_patch(pen: ImageDraw.ImageDraw, patch: Patch, scale: float) -> None:
    left, top = round(patch.x_mm * scale), round(patch.y_mm * scale)
    right = round((patch.x_mm + patch.width_mm) * scale) - 1
    bottom = round((patch.y_mm + patch.height_mm) * scale) - 1
    draw = pen.ellipse if patch.is_round else pen.rectangle
    draw((left, top, right, bottom), fill=patch.colour)


def _draw_words(pen: ImageDraw.ImageDraw, words: Words, scale: float) -> None:
    size = words.size_mm * scale
    font = ImageFont.truetype(FONT_PATH, size, layout_engine=ImageFont.Layout.BASIC)
    pen.text(
        (words.x_mm * scale, words.baseline_mm * scale),
        words.text,
        fill=words.colour,
        font=font,
        anchor="ls",
        stroke_width=BOLD_STROKE_EM * size / 2 if words.bold else 0,
    )


def _read_back(picture: Image.Image, text: str) -> None:
    """Read the whole picture at the size at which a phone sees it."""
    height = round(picture.height * _READ_WIDTH / picture.width)
    seen = picture.convert("L").resize((_READ_WIDTH, height), Image.Resampling.BILINEAR)
    found = zxingcpp.read_barcode(seen)
    if found is None or found.text != text:
        read = found.text if found else None
        raise SymbolError(f"公示牌回读不符 · the poster of {text!r} reads back as {read!r}")


def _pdf_colour(colour: Colour) -> str:
    return " ".join(f"{value / 255:.3f}" for value in colour)


def _pdf_patch(patch: Patch, top_mm: float) -> str:
    lower = top_mm - patch.y_mm - patch.height_mm
    colour = f"{_pdf_colour(patch.colour)} rg\n"
    if not patch.is_round:
        return f"{colour}{points(patch.x_mm, lower, patch.width_mm, patch.height_mm)} re f\n"
    radius = patch.width_mm / 2 * POINTS_PER_MM
    x, y = (patch.x_mm * POINTS_PER_MM + radius), (lower * POINTS_PER_MM + radius)
    handle = _ROUND
    curves = (
        f"{handle} -1 1 -{handle} 1 0 c 1 {handle} {handle} 1 0 1 c "
        f"-{handle} 1 -1 {handle} -1 0 c -1 -{handle} -{handle} -1 0 -1 c"
    )
    return f"{colour}q {radius:.4f} 0 0 {radius:.4f} {x:.4f} {y:.4f} cm 0 -1 m {curves} f Q\n"


def _pdf_image(symbol: Image.Image, place: Place, top_mm: float) -> str:
    """Write the symbol into the page itself; it must not be smoothed, so it is not interpolated."""
    data = base64.a85encode(zlib.compress(symbol.tobytes(), 9), adobe=True).decode("ascii")
    side, corner = points(place.side_mm), points(place.x_mm, top_mm - place.y_mm - place.side_mm)
    return (
        f"q {side} 0 0 {side} {corner} cm\nBI /W {symbol.width} /H {symbol.height} /BPC 8 /CS /RGB "
        f"/F [/A85 /Fl] ID\n{data.removeprefix('<~')}\nEI Q\n"
    )


def _pdf_words(words: Words, top_mm: float, font: UsedFont) -> str:
    colour = _pdf_colour(words.colour)
    stroke = f"2 Tr {points(BOLD_STROKE_EM * words.size_mm)} w" if words.bold else "0 Tr"
    place = points(words.x_mm, top_mm - words.baseline_mm)
    return (
        f"{colour} rg {colour} RG /F {points(words.size_mm)} Tf {stroke} "
        f"1 0 0 1 {place} Tm <{font.encode(words.text)}> Tj\n"
    )

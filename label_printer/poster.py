"""What stands where on a poster (公示牌) that hangs in a shop, a mill or a canteen?

All is designed for A4 in mm and grows with the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from label_printer.errors import GlyphError, LayoutError
from label_printer.poster_symbol import LOGO_RATIO
from label_printer.typeface import typeface
from label_printer.wrapping import wrap

Colour = tuple[int, int, int]

PAPERS = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}

TITLE = "粮油溯源公示牌"
HOTLINE = "12315"
"""The number for complaints about food, the same in all of China."""

_GREEN: Colour = (14, 92, 54)
_PALE: Colour = (233, 242, 236)
_GOLD: Colour = (236, 196, 88)
_INK: Colour = (24, 28, 26)
_GREY: Colour = (88, 96, 92)
_WHITE: Colour = (255, 255, 255)

_A4_WIDTH, _A4_HEIGHT = PAPERS["a4"]
_MIDDLE = _A4_WIDTH / 2
_WIDTH = 178.0
_SYMBOL_SIDE = 118.0
_SYMBOL_TOP = 96.0
_STEPS = (
    ("打开微信、支付宝或手机相机", "Open WeChat, Alipay or the camera"),
    ("对准上面的二维码", "Point it at the code above"),
    ("查看产地、检验结果和去向", "See origin, test results and journey"),
)


@dataclass(frozen=True)
class Poster:
    """The words of a poster, and the text of its symbol (`payload`)."""

    payload: str
    enterprise: str
    product: str | None = None
    sc_licence: str | None = None
    title: str = TITLE
    hotline: str = HOTLINE
    logo: Image.Image | None = None
    logo_ratio: float = LOGO_RATIO


@dataclass(frozen=True)
class Words:
    """One line of text: its left end on the baseline, its em size in mm, its colour."""

    text: str
    x_mm: float
    baseline_mm: float
    size_mm: float
    colour: Colour
    bold: bool = False


@dataclass(frozen=True)
class Patch:
    """A rectangle of one colour, or a disc if `is_round`."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    colour: Colour
    is_round: bool = False


@dataclass(frozen=True)
class Place:
    """The square of the symbol with its quiet zone."""

    x_mm: float
    y_mm: float
    side_mm: float


@dataclass(frozen=True)
class PosterDrawing:
    """A poster ready to be drawn: patches first, then the symbol, then words."""

    width_mm: float
    height_mm: float
    patches: tuple[Patch, ...]
    words: tuple[Words, ...]
    symbol: Place


def lay_out_poster(poster: Poster, paper: str = "a4") -> PosterDrawing:
    """Set a poster on A4 or A3.

    Text is made smaller, then parted into two lines, then refused (`LayoutError`); a character
    that the font lacks is refused too (`GlyphError`).
    """
    if paper not in PAPERS:
        raise LayoutError("paper", f"纸张只有 a4、a3 · paper is a4 or a3, not {paper}")
    width_mm, height_mm = PAPERS[paper]
    scale = width_mm / _A4_WIDTH
    words = tuple(_scaled(one, scale) for one in _words(poster))
    patches = (Patch(0, 0, _A4_WIDTH, _A4_HEIGHT, _WHITE), *_patches())
    return PosterDrawing(
        width_mm,
        height_mm,
        tuple(
            Patch(
                one.x_mm * scale,
                one.y_mm * scale,
                one.width_mm * scale,
                one.height_mm * scale,
                one.colour,
                one.is_round,
            )
            for one in patches
        ),
        words,
        Place((_MIDDLE - _SYMBOL_SIDE / 2) * scale, _SYMBOL_TOP * scale, _SYMBOL_SIDE * scale),
    )


def _patches() -> Iterator[Patch]:
    yield Patch(0, 0, _A4_WIDTH, 52, _GREEN)
    yield Patch(0, 52, _A4_WIDTH, 1.6, _GOLD)
    border = 3.0
    side = _SYMBOL_SIDE + 2 * border
    yield Patch(_MIDDLE - side / 2, _SYMBOL_TOP - border, side, side, _GREEN)
    yield Patch(_MIDDLE - _SYMBOL_SIDE / 2, _SYMBOL_TOP, _SYMBOL_SIDE, _SYMBOL_SIDE, _WHITE)
    yield Patch(0, 238, _A4_WIDTH, 41, _PALE)
    for left in _step_middles():
        yield Patch(left - 4.5, 242, 9, 9, _GREEN, is_round=True)
    yield Patch(0, 279, _A4_WIDTH, 18, _GREEN)


def _step_middles() -> tuple[float, ...]:
    return (37.0, _MIDDLE, _A4_WIDTH - 37.0)


def _words(poster: Poster) -> Iterator[Words]:
    yield from _centred("title", poster.title, 28, _Style(19, _WHITE, bold=True))
    yield from _centred("title", "Food traceability: scan and see", 43, _Style(6.5, _PALE))
    yield from _name(poster)
    yield from _centred("title", "扫一扫，看粮油从哪里来", 230, _Style(10, _GREEN, bold=True))
    for number, (middle, (chinese, english)) in enumerate(
        zip(_step_middles(), _STEPS, strict=True), start=1
    ):
        yield from _centred(
            "title", str(number), 248.6, _Style(6, _WHITE, middle=middle, bold=True)
        )
        yield from _centred("title", chinese, 261, _Style(4.9, _INK, middle=middle, width=60))
        yield from _centred("title", english, 269.5, _Style(3.5, _GREY, middle=middle, width=60))
    yield from _foot(poster)


def _name(poster: Poster) -> Iterator[Words]:
    """Set the enterprise, and its product where there is one, between band and symbol."""
    if poster.product is None:
        yield from _centred("enterprise", poster.enterprise, 78, _Style(12, _INK, bold=True))
        return
    yield from _centred("enterprise", poster.enterprise, 70, _Style(11, _INK, bold=True))
    yield from _centred("product", poster.product, 85.5, _Style(9.5, _GREEN))


def _foot(poster: Poster) -> Iterator[Words]:
    licence = f"生产许可证 {poster.sc_licence}　" if poster.sc_licence else ""
    yield from _centred(
        "hotline", f"{licence}监督举报电话 {poster.hotline}", 287, _Style(5, _WHITE, width=190)
    )
    yield from _centred("payload", poster.payload, 293, _Style(3, _PALE, width=190))


@dataclass(frozen=True)
class _Style:
    """How a line is set: no larger than `size_mm`, no wider than `width`, about `middle`."""

    size_mm: float
    colour: Colour
    bold: bool = False
    middle: float = _MIDDLE
    width: float = _WIDTH


def _centred(field: str, text: str, baseline_mm: float, style: _Style) -> Iterator[Words]:
    """Set a line in the middle, smaller down to 0.62 of its size, then as two lines of that."""
    missing = typeface().missing(text)
    if missing:
        raise GlyphError(field, f"字库没有这些字 · no glyph for: {missing}")
    whole = typeface().width_em(text) + 0.1
    if whole * style.size_mm * 0.62 <= style.width:
        lines, size = [text], min(style.size_mm, style.width / whole)
    else:
        size = style.size_mm * 0.62
        lines = wrap(text, style.width / size - 0.1) or []
    if len(lines) not in {1, 2}:
        raise LayoutError(field, f"文字过长，请缩短 · too long, shorten it: {text}")
    for number, line in enumerate(lines):
        rise = (len(lines) - 1 - number) * 1.25 * size - (len(lines) - 1) * 0.3 * size
        x = style.middle - typeface().width_em(line) * size / 2
        yield Words(line, x, baseline_mm - rise, size, style.colour, style.bold)


def _scaled(words: Words, scale: float) -> Words:
    return Words(
        words.text,
        words.x_mm * scale,
        words.baseline_mm * scale,
        words.size_mm * scale,
        words.colour,
        words.bold,
    )

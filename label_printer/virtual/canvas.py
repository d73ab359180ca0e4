"""How does a printer draw on the label in its memory?"""

from __future__ import annotations

from functools import lru_cache

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFont

from label_printer.typeface import FONT_PATH

_WHITE, _BLACK = 255, 0
_LEVELS = {
    "L": qrcode.constants.ERROR_CORRECT_L,
    "M": qrcode.constants.ERROR_CORRECT_M,
    "Q": qrcode.constants.ERROR_CORRECT_Q,
    "H": qrcode.constants.ERROR_CORRECT_H,
}
_MOST_DOTS = 8192


class Canvas:
    """A label being drawn; sizes and places are in dots, what lies outside is cut off."""

    def __init__(self, width: int, height: int) -> None:
        size = min(max(1, width), _MOST_DOTS), min(max(1, height), _MOST_DOTS)
        self.picture = Image.new("L", size, _WHITE)

    def draw_bits(self, content: bytes, stride: int, place: tuple[int, int], *, burns: int) -> None:
        """Burn rows of whole bytes; `burns` is the value of a bit that burns."""
        height = len(content) // stride
        raw = "1" if burns == 0 else "1;I"
        picture = Image.frombytes("1", (stride * 8, height), content, "raw", raw)
        self.draw_picture(picture.convert("L"), place)

    def draw_picture(self, picture: Image.Image, place: tuple[int, int]) -> None:
        """Burn the black of a picture."""
        layer = Image.new("L", self.picture.size, _WHITE)
        layer.paste(picture, place)
        self.picture = ImageChops.darker(self.picture, layer)

    def draw_symbol(self, text: str, level: str, dots: int, place: tuple[int, int]) -> None:
        """Draw a QR symbol as printers do by themselves: another encoder, another mask perhaps."""
        code = qrcode.QRCode(error_correction=_LEVELS[level], box_size=dots, border=0)
        code.add_data(text, optimize=4)
        code.make(fit=True)
        self.draw_picture(code.make_image().get_image().convert("L"), place)

    def draw_text(self, text: str, place: tuple[int, int], cell: tuple[int, int]) -> None:
        """Set characters of equal width, as resident fonts are."""
        pen = ImageDraw.Draw(self.picture)
        width, height = cell
        font = _font(height)
        for number, char in enumerate(text):
            middle = place[0] + number * width + width / 2, place[1] + 0.8 * height
            pen.text(middle, char, fill=_BLACK, font=font, anchor="ms")


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_PATH, size, layout_engine=ImageFont.Layout.BASIC)

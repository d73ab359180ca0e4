"""Which symbol does a poster carry, and how large may the picture in its middle be?

A picture covers modules, and error correction restores them: decoders still read a symbol that has
nothing left to correct, and then a finger mark ends it. So not reading alone is asked for, but
what is left: the unused error correction (UEC) of ISO/IEC 15415, of which 0.37 is grade C.
"""

from __future__ import annotations

import qrcode
import zxingcpp
from PIL import Image
from qrcode.image.styledpil import StyledPilImage

from label_printer.errors import LayoutError, SymbolError
from label_printer.segments import plan_symbol
from label_printer.symbol import QUIET_ZONE

MOST_LOGO_RATIO = 0.20
"""Side of the picture against the side of the symbol with its quiet zone."""

LEAST_UEC = 0.37

LOGO_RATIO = 0.17

_LOGO_BORDER = 0.08
_CHECK_DOTS = 6


def draw_poster_symbol(
    text: str, dots_per_module: int, logo: Image.Image | None = None, ratio: float = LOGO_RATIO
) -> Image.Image:
    """Draw a symbol at error correction H with its quiet zone, and a picture in its middle.

    Raise `LayoutError` for a picture that is too large and `SymbolError` for a symbol that does
    not read back, or with less than 0.37 of its error correction left.
    """
    plan_symbol(text)  # refuses what is no address
    if logo is not None and not 0 < ratio <= MOST_LOGO_RATIO:
        raise LayoutError(
            "logo",
            f"标志边长不得超过二维码的 {MOST_LOGO_RATIO:.0%} · the logo may take "
            f"{MOST_LOGO_RATIO:.0%} of the symbol's side, not {ratio:.0%}",
        )
    _check(_draw(text, _CHECK_DOTS, logo, ratio), text)
    return _draw(text, dots_per_module, logo, ratio)


def count_poster_modules(text: str) -> int:
    """Count the modules of a poster's symbol along one side, its quiet zone included."""
    return int(_code(text, 1).modules_count) + 2 * QUIET_ZONE


def _code(text: str, dots_per_module: int) -> qrcode.QRCode:
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_H,
        box_size=dots_per_module,
        border=QUIET_ZONE,
    )
    code.add_data(text, optimize=4)
    code.make(fit=True)
    return code


def _draw(text: str, dots: int, logo: Image.Image | None, ratio: float) -> Image.Image:
    middle = {} if logo is None else {
        "embedded_image": _on_white(logo), "embedded_image_ratio": ratio
    }  # fmt: skip
    drawn = _code(text, dots).make_image(image_factory=StyledPilImage, **middle)
    picture: Image.Image = drawn.get_image()
    return picture.convert("RGB")


def _on_white(logo: Image.Image) -> Image.Image:
    """Put a picture on a white square with a border, so that no module touches it."""
    picture = logo.convert("RGBA")
    side = max(picture.size)
    border = round(side * _LOGO_BORDER)
    square = Image.new("RGBA", (side + 2 * border,) * 2, (255, 255, 255, 255))
    place = tuple(border + (side - length) // 2 for length in picture.size)
    square.alpha_composite(picture, (place[0], place[1]))
    return square


def _check(picture: Image.Image, text: str) -> None:
    found = zxingcpp.read_barcode(
        picture.convert("L"), zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    if found is None or found.text != text:
        raise SymbolError("二维码中间的标志使它无法识读 · the symbol does not read back")
    extra = found.extra
    left = float(extra["UEC"]) if isinstance(extra, dict) else 0.0
    if left < LEAST_UEC:
        raise SymbolError(
            f"标志遮挡过多，纠错余量只剩 {left:.2f}，至少要 {LEAST_UEC} · the logo leaves "
            f"{left:.2f} of the error correction, {LEAST_UEC} is needed: make it smaller"
        )

"""Which code is in this photo? Read on the server, for phones whose browser cannot."""

from __future__ import annotations

from io import BytesIO

import zxingcpp
from PIL import Image

from consumer_web.photos import PhotoError, redraw_photo
from traceability.domain.errors import RuleError

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def read_code(sent: bytes) -> str | None:
    """Give the text of the QR code in a photo, or None; raise RuleError for what is no photo."""
    try:
        picture = Image.open(BytesIO(redraw_photo(sent)))
    except PhotoError as error:
        raise RuleError(error.code, field="photo") from error
    found = zxingcpp.read_barcode(picture.convert("L"), formats=_FORMATS)
    return found.text if found else None

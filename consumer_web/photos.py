"""What becomes of a stranger's photo? A JPEG drawn anew: no place, no camera, no hidden payload."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_PHOTO = 5_000_000  # bytes, as sent
MOST_PIXELS = 60_000_000  # of the largest phones; a bomb has more
LONGEST_EDGE = 1_600
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 80
# All that decoders raise for a file that was cut, forged or never a picture.
_BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class PhotoError(ValueError):
    """A file that is no photo we read; `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def redraw_photo(sent: bytes) -> bytes:
    """Draw a photo anew as a JPEG of at most 1,600 pixels, upright and without metadata.

    Raises PhotoError "photo.too_large" or "photo.unreadable".
    """
    if len(sent) > LARGEST_PHOTO:
        raise PhotoError("photo.too_large")
    try:
        with Image.open(BytesIO(sent), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PhotoError("photo.too_large")
            opened.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except PhotoError:
        raise
    except _BROKEN as error:
        raise PhotoError("photo.unreadable") from error
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    drawn = Image.new("RGB", upright.size)
    drawn.paste(upright)
    file = BytesIO()
    drawn.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return file.getvalue()

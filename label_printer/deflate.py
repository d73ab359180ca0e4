"""How are pages and pictures deflated (RFC 1950) in the least time?

By ISA-L where it is installed: on pages of labels it takes a quarter of zlib's time and leaves
fewer bytes. Any reader of zlib reads either; only the bytes differ from machine to machine.
"""

from __future__ import annotations

try:
    from isal.isal_zlib import compress
except ImportError:  # no wheel for this processor
    from zlib import compress

__all__ = ["deflate"]

_LEVEL = 1
"""Of zlib: level 6 takes five times as long to save a seventh of the file."""


def deflate(content: bytes) -> bytes:
    """Deflate in the format of zlib, for the least time."""
    return compress(content, _LEVEL)

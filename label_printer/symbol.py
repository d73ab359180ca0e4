"""Which QR symbol stands for a payload, and does it read back?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray

from label_printer.errors import SymbolError
from label_printer.segments import Plan, plan_symbol

__all__ = [
    "QUIET_ZONE",
    "Matrix",
    "Symbol",
    "SymbolError",
    "count_modules",
    "draw_symbol",
    "make_symbol",
    "verify_symbols",
]

QUIET_ZONE = 4  # modules on each side (ISO/IEC 18004:2015, 6.3.8)

Matrix = NDArray[np.uint8]

_QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A verified QR symbol: modules packed row by row into whole bytes, first bit left, 1 dark."""

    text: str
    version: int
    level: str
    size: int
    packed: bytes

    @property
    def stride(self) -> int:
        """Bytes per row of modules."""
        return (self.size + 7) // 8

    def matrix(self) -> Matrix:
        """Unpack the modules into an array of size × size, 1 dark, without quiet zone."""
        rows = np.frombuffer(self.packed, np.uint8).reshape(self.size, self.stride)
        return np.unpackbits(rows, axis=1, count=self.size)


def make_symbol(text: str) -> Symbol:
    """Encode one payload with segno and read it back; raise SymbolError if either fails."""
    symbol = draw_symbol(text, plan_symbol(text))
    verify_symbols([symbol])
    return symbol


def draw_symbol(text: str, plan: Plan, mask: int | None = None) -> Symbol:
    """Draw a planned symbol with segno, not yet verified; segno chooses the mask unless given."""
    # Its signature says text, its manual says segments too.
    segments: Any = [(segment.text, segment.mode) for segment in plan.segments]
    code = segno.make_qr(
        segments,
        error=plan.level,
        version=plan.version,
        mask=mask,
        boost_error=False,
    )
    modules = np.array([list(row) for row in code.matrix], np.uint8)
    size = len(modules)
    return Symbol(text, plan.version, plan.level, size, np.packbits(modules, axis=1).tobytes())


def verify_symbols(symbols: Sequence[Symbol]) -> None:
    """Read symbols back with zxing-cpp; raise SymbolError at the first that is not perfect.

    Perfect means: the very text, the version and level asked for, and no error correction used
    (UEC, unused error correction of ISO/IEC 15415, is 1): a decoder that has to repair a symbol
    fresh from the encoder has found a fault of ours.
    """
    for symbol, image in zip(symbols, _images(symbols), strict=True):
        found = zxingcpp.read_barcode(
            image,
            _QR_CODE,
            try_rotate=False,
            try_downscale=False,
            try_invert=False,
            text_mode=zxingcpp.TextMode.Plain,
            binarizer=zxingcpp.Binarizer.FixedThreshold,
            is_pure=True,
        )
        if found is None or found.text != symbol.text or not _is_as_planned(found.extra, symbol):
            read = found.text if found else None
            raise SymbolError(
                f"二维码回读不符 · the symbol of {symbol.text!r} reads back as {read!r}"
            )


def _images(symbols: Sequence[Symbol]) -> Iterator[Matrix]:
    """Draw symbols in black and white, a dot for each module, with their quiet zones."""
    for size, group in groupby(symbols, key=attrgetter("size")):
        modules = b"".join(symbol.packed for symbol in group)
        rows = np.frombuffer(modules, np.uint8).reshape(-1, size, (size + 7) // 8)
        light = 1 - np.unpackbits(rows, axis=2, count=size)
        border = (QUIET_ZONE, QUIET_ZONE)
        yield from np.pad(light * 255, ((0, 0), border, border), constant_values=255)


def _is_as_planned(extra: object, symbol: Symbol) -> bool:
    return isinstance(extra, dict) and (extra["UEC"], extra["Version"], extra["ECLevel"]) == (
        1.0,
        str(symbol.version),
        symbol.level,
    )


def count_modules(version: int) -> int:
    """Count the modules of a version along one side (21 for version 1, 4 more for each next)."""
    return 17 + 4 * version

"""What does the virtual printer do with ZPL?"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable

from label_printer.language import PrinterStatus
from label_printer.virtual.canvas import Canvas
from label_printer.virtual.engine import Engine
from label_printer.virtual.line import Line

_BEGINNINGS = b"^~"
_HEX = re.compile(r"_([0-9A-Fa-f]{2})")
_SYMBOL_DROP = 10


class ZplReader:
    """Reads commands from a line and does them; unknown ones are passed over, as printers do."""

    def __init__(self, line: Line, engine: Engine, dpi: int) -> None:
        self._line = line
        self._engine = engine
        self._size = 60 * dpi * 10 // 254, 40 * dpi * 10 // 254
        self._graphics: dict[str, tuple[bytes, int]] = {}
        self._start_format("")
        self._commands: dict[str, Callable[[str], None]] = {
            "^XA": self._start_format,
            "^PW": self._set_width,
            "^LL": self._set_length,
            "^FO": self._set_place,
            "^GF": self._draw_graphic,
            "^XG": self._draw_stored,
            "^BQ": self._prepare_symbol,
            "^A0": self._prepare_text,
            "^FB": self._set_block,
            "^FH": self._set_escapes,
            "^FD": self._draw_field,
            "^FS": self._end_field,
            "^PQ": self._set_quantity,
            "^XZ": self._print,
            "~DG": self._store,
        }

    def run(self) -> None:
        """Work until the line ends (`LineEndError`)."""
        while True:
            first = self._line.peek()
            if first == ord("!"):
                self._answer_variable(self._line.take_until(b"\r\n"))
            elif first in _BEGINNINGS:
                self._command()
            else:
                self._line.take(1)

    def _command(self) -> None:
        name = self._line.take(3).decode("ascii", "replace").upper()
        if name == "~HS":
            self._line.answer(self._host_status())
            return
        if name in {"^GF", "~DG"} and self._engine.shall_drop():
            self._line.take(200)
            self._line.drop()
        words = self._line.take_until(_BEGINNINGS).decode("utf-8", "replace")
        self._commands.get(name, _pass_over)(words.rstrip("\r\n"))

    def _host_status(self) -> bytes:
        status = self._engine.status()
        is_out, held = int(status is PrinterStatus.PAPER_OUT), self._engine.held
        lines = (
            f"030,{is_out},{is_out},{self._size[1]:04},{held:03},0,0,0,000,0,0,0",
            f"000,0,0,0,1,2,4,0,{held:08},1,000",
            "1234,0",
        )
        return "".join(f"\x02{line}\x03\r\n" for line in lines).encode("ascii")

    def _answer_variable(self, question: bytes) -> None:
        if b"odometer.total_label_count" in question:
            self._line.answer(b'"%d"' % self._engine.count)
        else:
            self._line.answer(b'"?"')

    def _start_format(self, _words: str) -> None:
        self._canvas: Canvas | None = None
        self._quantity = 1
        self._end_field("")

    def _end_field(self, _words: str) -> None:
        self._place = 0, 0
        self._magnification = 0
        self._cell = 0, 0
        self._block = 0
        self._has_escapes = False

    def _set_width(self, words: str) -> None:
        self._size = int(words), self._size[1]

    def _set_length(self, words: str) -> None:
        self._size = self._size[0], int(words)

    def _set_place(self, words: str) -> None:
        x, y = words.split(",")[:2]
        self._place = int(x), int(y)

    def _set_quantity(self, words: str) -> None:
        self._quantity = int(words.split(",", maxsplit=1)[0])

    def _set_escapes(self, _words: str) -> None:
        self._has_escapes = True

    def _prepare_symbol(self, words: str) -> None:
        self._magnification = int(words.split(",")[2])

    def _prepare_text(self, words: str) -> None:
        _, height, width = words.split(",")[:3]
        self._cell = round(int(width) * 0.6), int(height)

    def _set_block(self, words: str) -> None:
        self._block = int(words.split(",", maxsplit=1)[0])

    def _draw_graphic(self, words: str) -> None:
        _format, _count, total, stride, data = words.split(",", 4)
        content = _dots(data, int(total))
        self._drawn().draw_bits(content, int(stride), self._place, burns=1)

    def _store(self, words: str) -> None:
        name, total, stride, data = words.split(",", 3)
        self._graphics[name] = _dots(data, int(total)), int(stride)

    def _draw_stored(self, words: str) -> None:
        graphic = self._graphics.get(words.split(",", maxsplit=1)[0])
        if graphic is not None:
            self._drawn().draw_bits(graphic[0], graphic[1], self._place, burns=1)

    def _draw_field(self, words: str) -> None:
        text = _HEX.sub(lambda found: chr(int(found[1], 16)), words) if self._has_escapes else words
        x, y = self._place
        if self._magnification:
            # "QA,text": level, automatic mode, data
            self._drawn().draw_symbol(text[3:], text[0], self._magnification, (x, y + _SYMBOL_DROP))
        elif self._cell[1]:
            spare = max(0, self._block - len(text) * self._cell[0])
            self._drawn().draw_text(text, (x + spare // 2, y), self._cell)

    def _drawn(self) -> Canvas:
        if self._canvas is None:
            self._canvas = Canvas(*self._size)
        return self._canvas

    def _print(self, _words: str) -> None:
        """Print what was drawn; a format that only sets sizes feeds no label."""
        if self._canvas is not None:
            self._engine.accept(self._canvas.picture, self._quantity)
        self._canvas = None


def _dots(data: str, total: int) -> bytes:
    """Read digits or Z64; what does not match its checksum prints as nothing."""
    if not data.startswith(":Z64:"):
        return bytes.fromhex("".join(data.split()))
    encoded, _, checksum = data.removeprefix(":Z64:").partition(":")
    if binascii.crc_hqx(encoded.encode("ascii"), 0) != int(checksum, 16):
        return bytes(total)
    return zlib.decompress(base64.b64decode(encoded))


def _pass_over(_words: str) -> None:
    """Do nothing: darkness, speed and their like change no dot."""

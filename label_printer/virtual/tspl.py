"""What does the virtual printer do with TSPL?"""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from PIL import Image

from label_printer.drawing import MM_PER_INCH
from label_printer.language import PrinterStatus
from label_printer.virtual.canvas import Canvas
from label_printer.virtual.engine import Engine
from label_printer.virtual.line import Line

_STATUS = {
    PrinterStatus.READY: b"\x00",
    PrinterStatus.BUSY: b"\x20",
    PrinterStatus.PAPER_OUT: b"\x04",
}
_SIZE = re.compile(r"([\d.]+) mm,\s*([\d.]+) mm")
_SYMBOL = re.compile(r'(\d+),(\d+),([LMQH]),(\d+),.*?"(.*)"')
_TEXT = re.compile(r'(\d+),(\d+),"(\d)",0,1,1,"(.*)"')
_PICTURE = re.compile(r'(\d+),(\d+),"(.+)"')
_CELLS = {"1": (8, 12), "2": (12, 20), "3": (16, 24), "4": (24, 32), "5": (32, 48)}


class TsplReader:
    """Reads commands from a line and does them; unknown ones are passed over, as printers do."""

    def __init__(self, line: Line, engine: Engine, dpi: int) -> None:
        self._line = line
        self._engine = engine
        self._dpi = dpi
        self._size = round(60 * dpi / MM_PER_INCH), round(40 * dpi / MM_PER_INCH)
        self._canvas = Canvas(*self._size)
        self._files: dict[str, bytes] = {}
        self._commands: dict[str, Callable[[str], None]] = {
            "SIZE": self._set_size,
            "CLS": self._clear,
            "PRINT": self._print,
            "OUT": self._tell,
            "QRCODE": self._draw_symbol,
            "TEXT": self._draw_text,
            "PUTBMP": self._put_picture,
        }

    def run(self) -> None:
        """Work until the line ends (`LineEndError`)."""
        while True:
            if self._line.peek() == 0x1B:
                self._escape()
                continue
            command = self._line.take_until(b" \r\n").decode("ascii", "replace").upper()
            if command == "BITMAP":
                self._draw_bitmap()
            elif command == "DOWNLOAD":
                self._keep_file()
            else:
                words = self._line.take_until(b"\r\n").decode("gb18030", "replace").strip()
                self._commands.get(command, _pass_over)(words)
            while self._line.peek() in b"\r\n":
                self._line.take(1)

    def _escape(self) -> None:
        if self._line.take(3) == b"\x1b!?":
            self._line.answer(_STATUS[self._engine.status()])

    def _set_size(self, words: str) -> None:
        if match := _SIZE.match(words):
            width, height = (round(float(mm) * self._dpi / MM_PER_INCH) for mm in match.groups())
            self._size = width, height
            self._clear("")

    def _clear(self, _words: str) -> None:
        self._canvas = Canvas(*self._size)

    def _draw_bitmap(self) -> None:
        """Read five numbers and the dots; a trick may break the line amid the dots."""
        self._line.take(1)
        x, y, stride, height, _mode = (int(self._field()) for _ in range(5))
        if self._engine.shall_drop():
            self._line.take(stride * height // 2)
            self._line.drop()
        content = self._line.take(stride * height)
        self._canvas.draw_bits(content, stride, (x, y), burns=0)

    def _keep_file(self) -> None:
        self._line.take(1)
        name, size = self._field().strip(b'"').decode("ascii", "replace"), int(self._field())
        if self._engine.shall_drop():
            self._line.take(size // 2)
            self._line.drop()
        self._files[name] = self._line.take(size)

    def _field(self) -> bytes:
        field = self._line.take_until(b",")
        self._line.take(1)
        return field.strip()

    def _put_picture(self, words: str) -> None:
        match = _PICTURE.match(words)
        if match and match[3] in self._files:
            picture = Image.open(io.BytesIO(self._files[match[3]])).convert("L")
            self._canvas.draw_picture(picture, (int(match[1]), int(match[2])))

    def _draw_symbol(self, words: str) -> None:
        if match := _SYMBOL.match(words):
            text = match[5].replace('\\["]', '"')
            place = int(match[1]), int(match[2])
            self._canvas.draw_symbol(text, match[3], int(match[4]), place)

    def _draw_text(self, words: str) -> None:
        if match := _TEXT.match(words):
            place = int(match[1]), int(match[2])
            self._canvas.draw_text(match[4].replace('\\["]', '"'), place, _CELLS[match[3]])

    def _print(self, words: str) -> None:
        numbers = [int(word) for word in words.split(",") if word.strip().isdigit()]
        sets, copies = (*numbers, 1, 1)[:2]
        self._engine.accept(self._canvas.picture.copy(), sets * copies)

    def _tell(self, words: str) -> None:
        if words.upper() == "@LABEL":
            self._line.answer(b"%d\r\n" % self._engine.count)


def _pass_over(_words: str) -> None:
    """Do nothing: DIRECTION, DENSITY and their like change no dot."""

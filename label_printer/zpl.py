"""How is a label said in ZPL, the language of Zebra, which most other printers understand too?"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

from label_printer.bitmap import Bitmap, draw_words, width_dots
from label_printer.deflate import deflate
from label_printer.drawing import MM_PER_INCH, TextLine
from label_printer.language import Paper, PrinterStatus
from label_printer.series import Filled

_WORDS = "R:WORDS.GRF"
_MOST_MAGNIFICATION = 10

_SYMBOL_DROP = 10
"""By how many dots a printer sets the symbol of `^BQ` below its `^FO`."""

_ETX = b"\x03"
_COUNT = re.compile(rb'"?(\d+)"?\s*$')


class Zpl:
    """ZPL II; bitmaps as hexadecimal digits, or deflated (`Z64`) where `compressed`."""

    name = "zpl"
    status_question = b"~HS"
    count_question = b'! U1 getvar "odometer.total_label_count"\r\n'

    def __init__(self, *, compressed: bool = True) -> None:
        self._is_compressed = compressed

    def begin(self, _paper: Paper) -> bytes:
        """Say nothing: a format without fields might feed a blank label, which would be counted."""
        return b""

    def label(self, bitmap: Bitmap, paper: Paper) -> bytes:
        """Print a bitmap."""
        graphic = self._graphic(bitmap)
        return b"".join((_start(paper), b"^FO0,0^GFA,", graphic, b"^FS^PQ1^XZ\r\n"))

    def native_labels(self, run: Sequence[Filled], paper: Paper) -> bytes:
        """Store the words once as a graphic, then send a symbol and a code for each label."""
        drawing = run[0].pattern.fixed
        words = Bitmap(width_dots(drawing), draw_words(drawing), "")
        total = len(words.rows.tobytes())
        stored = b"~DG%s,%d,%d,%s\r\n" % (
            _WORDS.encode("ascii"),
            total,
            words.stride,
            self._data(words),
        )
        return stored + b"".join(_start(paper) + _native_label(label) for label in run)

    def is_whole_status(self, answer: bytes) -> bool:
        """Three lines, each between STX and ETX."""
        return answer.count(_ETX) >= 3

    def read_status(self, answer: bytes) -> PrinterStatus:
        """Read the flags of `~HS` (ZPL II programming guide, Host Status Return)."""
        lines = [line.strip(b"\r\n\x02").split(b",") for line in answer.split(_ETX)]
        if len(lines) < 3 or len(lines[0]) < 12 or len(lines[1]) < 9:
            return PrinterStatus.FAULT
        first, second = lines[0], lines[1]
        conditions = (
            (second[2] == b"1", PrinterStatus.HEAD_OPEN),
            (first[1] == b"1", PrinterStatus.PAPER_OUT),
            (second[3] == b"1", PrinterStatus.RIBBON_OUT),
            (b"1" in (first[9], first[11]), PrinterStatus.FAULT),  # memory lost, or head too hot
            (first[2] == b"1", PrinterStatus.PAUSED),
            (int(first[4] or 0) > 0 or int(second[8] or 0) > 0, PrinterStatus.BUSY),
        )
        return next((status for is_so, status in conditions if is_so), PrinterStatus.READY)

    def is_whole_count(self, answer: bytes) -> bool:
        """Wait for the number in quotation marks."""
        return answer.count(b'"') >= 2

    def read_count(self, answer: bytes) -> int | None:
        """Read a number; `?` is the answer of printers that do not count."""
        match = _COUNT.search(answer)
        return int(match[1]) if match else None

    def _graphic(self, bitmap: Bitmap) -> bytes:
        total = bitmap.stride * bitmap.height
        return b"%d,%d,%d,%s" % (total, total, bitmap.stride, self._data(bitmap))

    def _data(self, bitmap: Bitmap) -> bytes:
        """Write the dots as digits, or as Z64: deflate, base64 and the CRC-16 of the latter."""
        content = bitmap.rows.tobytes()
        if not self._is_compressed:
            return binascii.hexlify(content).upper()
        encoded = base64.b64encode(deflate(content))
        return b":Z64:%s:%04X" % (encoded, binascii.crc_hqx(encoded, 0))


def _start(paper: Paper) -> bytes:
    """Begin a label: its width and length in dots."""
    scale = paper.dpi / MM_PER_INCH
    width, height = round(paper.width_mm * scale), round(paper.height_mm * scale)
    return b"^XA^PW%d^LL%d^LH0,0" % (width, height)


def _native_label(label: Filled) -> bytes:
    box = label.pattern.drawing.symbol
    magnification = min(box.dots_per_module, _MOST_MAGNIFICATION)
    symbol = (
        f"^FO{box.x_dots},{box.y_dots - _SYMBOL_DROP}^BQN,2,{magnification}"
        f"^FH^FD{label.symbol.level}A,{_escaped(label.symbol.text)}^FS"
    )
    codes = "".join(_text(line, box.dpi) for line in label.lines)
    return f"^FO0,0^XG{_WORDS},1,1^FS{symbol}{codes}^PQ1^XZ\r\n".encode("ascii")


def _text(line: TextLine, dpi: int) -> str:
    scale = dpi / MM_PER_INCH
    height = round(line.size_mm * scale)
    x, y = round(line.x_mm * scale), round(line.baseline_mm * scale - 0.75 * height)
    return (
        f"^FO{x},{y}^A0N,{height},{round(0.9 * height)}"
        f"^FB{round(line.width_mm * scale)},1,0,C^FH^FD{_escaped(line.text)}^FS"
    )


def _escaped(text: str) -> str:
    """Write the characters that begin commands as their numbers, which `^FH` allows."""
    return "".join(f"_{ord(char):02X}" if char in "^~_" else char for char in text)

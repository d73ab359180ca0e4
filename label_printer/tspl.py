"""How is a label said in TSPL, the language of TSC, Gprinter, Xprinter, HPRT and many others?

Commands end with CR LF. In a `BITMAP` a bit of 0 burns and a row is whole bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from label_printer.bitmap import Bitmap, draw_words, width_dots
from label_printer.drawing import MM_PER_INCH, TextLine
from label_printer.language import Paper, PrinterStatus
from label_printer.series import Filled

_END = b"\r\n"

_CONDITIONS = (
    (0x01, PrinterStatus.HEAD_OPEN),
    (0x04, PrinterStatus.PAPER_OUT),
    (0x08, PrinterStatus.RIBBON_OUT),
    (0x02, PrinterStatus.FAULT),  # paper jam
    (0x80, PrinterStatus.FAULT),
    (0x10, PrinterStatus.PAUSED),
    (0x20, PrinterStatus.BUSY),
)

_FONTS = (("5", 32, 48), ("4", 24, 32), ("3", 16, 24), ("2", 12, 20), ("1", 8, 12))
"""Resident fonts: name, width and height of a character in dots."""

_WORDS = "WORDS.BMP"


class Tspl:
    """TSPL and TSPL2."""

    name = "tspl"
    status_question = b"\x1b!?"
    count_question = b"OUT @LABEL\r\n"

    def begin(self, paper: Paper) -> bytes:
        """Set size, gap and direction."""
        lines = (
            f"SIZE {paper.width_mm:g} mm,{paper.height_mm:g} mm",
            f"GAP {paper.gap_mm:g} mm,0 mm",
            "DIRECTION 0,0",
            "REFERENCE 0,0",
        )
        return b"".join(_line(line) for line in lines)

    def label(self, bitmap: Bitmap, _paper: Paper) -> bytes:
        """Print a bitmap."""
        head = b"CLS\r\nBITMAP 0,0,%d,%d,0," % (bitmap.stride, bitmap.height)
        return b"".join((head, (~bitmap.rows).tobytes(), b"\r\nPRINT 1,1\r\n"))

    def native_labels(self, run: Sequence[Filled], _paper: Paper) -> bytes:
        """Send the words once as a picture, then a symbol and a code for each label."""
        words = _bmp(run[0])
        parts = [b'DOWNLOAD "%s",%d,' % (_WORDS.encode("ascii"), len(words)), words, _END]
        for label in run:
            box = label.pattern.drawing.symbol
            parts += [b"CLS\r\n", _line(f'PUTBMP 0,0,"{_WORDS}"')]
            parts.append(
                _line(
                    f"QRCODE {box.x_dots},{box.y_dots},{label.symbol.level},{box.dots_per_module},"
                    f'A,0,M2,"{_quoted(label.symbol.text)}"'
                )
            )
            parts += [_text(line, box.dpi) for line in label.lines]
            parts.append(b"PRINT 1,1\r\n")
        return b"".join(parts)

    def is_whole_status(self, answer: bytes) -> bool:
        """One byte is all."""
        return len(answer) >= 1

    def read_status(self, answer: bytes) -> PrinterStatus:
        """Read the bits: several may be set, the one that a person must see to comes first."""
        for bit, status in _CONDITIONS:
            if answer[-1] & bit:
                return status
        return PrinterStatus.READY if answer[-1] == 0 else PrinterStatus.FAULT

    def is_whole_count(self, answer: bytes) -> bool:
        """Wait for the end of the line; some printers send none, and the reader's patience ends."""
        return answer.endswith(b"\n")

    def read_count(self, answer: bytes) -> int | None:
        """Read a number of digits."""
        text = answer.strip(b'\r\n\x00 "')
        return int(text) if text.isdigit() else None


def _line(command: str) -> bytes:
    return command.encode("ascii") + _END


def _quoted(text: str) -> str:
    return text.replace('"', '\\["]')


def _bmp(label: Filled) -> bytes:
    """Draw the words of a layout as a Windows bitmap in black and white."""
    drawing = label.pattern.fixed
    words = Bitmap(width_dots(drawing), draw_words(drawing), "")
    written = io.BytesIO()
    words.picture().save(written, "BMP")
    return written.getvalue()


def _text(line: TextLine, dpi: int) -> bytes:
    """Set a code in the resident font nearest to its size, in the middle of its line."""
    scale = dpi / MM_PER_INCH
    size = line.size_mm * scale
    name, width, height = next((font for font in _FONTS if font[1] <= 0.65 * size), _FONTS[-1])
    centre = (line.x_mm + line.width_mm / 2) * scale
    x = max(0, round(centre - len(line.text) * width / 2))
    y = round(line.baseline_mm * scale) - round(0.8 * height)
    return _line(f'TEXT {x},{y},"{name}",0,1,1,"{_quoted(line.text)}"')

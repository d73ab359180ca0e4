"""Files of labels as others make them, and as we do; each is run in a process of its own.

`python -m bench.label_peers NAME COUNT FILE` writes a file of so many labels and tells, as JSON,
the seconds of CPU after start-up and the largest memory of the process in MB.
"""

from __future__ import annotations

import base64
import itertools
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from label_printer.label import Label
from label_printer.layout import lay_out
from label_printer.pdf import PdfOptions, set_labels, write_filled
from label_printer.series import Filled
from label_printer.stock import Stock, load_stock
from label_printer.symbol import Symbol
from label_printer.typeface import FONT_PATH

STOCK = "a4-3x8"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RFC_4648 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
POINTS_PER_MM = 72 / 25.4


def labels(count: int) -> Iterator[Label]:
    draw, letters = random.Random(1), bytes.maketrans(RFC_4648, CROCKFORD.encode("ascii"))
    for _ in range(count):  # the codes are nobody's work: they should cost next to nothing
        code = base64.b32encode(draw.randbytes(10)).translate(letters).decode("ascii")
        yield Label(
            payload=f"https://LY.HZ.EXAMPLE/T/{code}",
            product="压榨一级花生油",
            net_content="5 L",
            lot="20250301-A2",
            produced_on=date(2025, 3, 1),
            enterprise="惠州市稻花香粮油有限公司",
            code=code,
        )


def ours(count: int, path: Path) -> None:
    """Write as `python -m label_printer` does: every symbol is read back."""
    _write(path, set_labels(labels(count), load_stock(STOCK)))


def ours_compact(count: int, path: Path) -> None:
    options = PdfOptions(is_compact=True)
    _write(path, set_labels(labels(count), load_stock(STOCK)), options)


def ours_unread(count: int, path: Path) -> None:
    """Leave out reading symbols back, which none of the others does."""
    _skip_reading_back()
    ours(count, path)


def ours_compact_unread(count: int, path: Path) -> None:
    _skip_reading_back()
    ours_compact(count, path)


def _skip_reading_back() -> None:
    import label_printer.batch  # noqa: PLC0415 - only these two may change it

    def pass_over(_symbols: list[Symbol]) -> None:
        return

    label_printer.batch.verify_symbols = pass_over


def _write(path: Path, filled: Iterator[Filled], options: PdfOptions | None = None) -> None:
    with path.open("wb") as file:
        write_filled(filled, load_stock(STOCK), file, options)


def usual(count: int, path: Path) -> None:
    """Go the usual way: qrcode makes a picture by Pillow, reportlab places it."""
    import qrcode  # noqa: PLC0415 - only what is measured is loaded
    from reportlab.lib.utils import ImageReader  # noqa: PLC0415

    def draw(canvas: Any, label: Label, x: float, y: float, side: float) -> None:
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=0)
        code.add_data(label.payload)
        picture = code.make_image().get_image()
        canvas.drawImage(ImageReader(picture), x, y, side, side)

    _reportlab(count, path, draw)


def reportlab_segno(count: int, path: Path) -> None:
    """Fill the dark runs of segno's symbol as one path: the fastest way of reportlab."""
    import segno  # noqa: PLC0415

    def draw(canvas: Any, label: Label, x: float, y: float, side: float) -> None:
        matrix = segno.make_qr(label.payload, error="q", boost_error=False).matrix
        module = side / len(matrix)
        shape = canvas.beginPath()
        for row, modules in enumerate(matrix):
            column = 0
            for is_dark, group in itertools.groupby(modules):
                length = len(list(group))
                if is_dark:
                    top = y + side - (row + 1) * module
                    shape.rect(x + column * module, top, length * module, module)
                column += length
        canvas.drawPath(shape, stroke=0, fill=1)

    _reportlab(count, path, draw)


def _reportlab(count: int, path: Path, draw: Callable[..., None]) -> None:
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    stock = load_stock(STOCK)
    sheet = stock.sheet
    assert sheet is not None
    pdfmetrics.registerFont(TTFont("F", str(FONT_PATH)))
    page = sheet.width_mm * POINTS_PER_MM, sheet.height_mm * POINTS_PER_MM
    canvas = Canvas(str(path), pagesize=page)
    origins = list(sheet.origins())
    pattern = _pattern(stock)
    for number, label in enumerate(labels(count)):
        place = number % len(origins)
        if number and place == 0:
            canvas.showPage()
        left, top = origins[place]
        for text, x, baseline, size in _words(pattern, label):
            canvas.setFont("F", size * POINTS_PER_MM)
            lower = (sheet.height_mm - top - baseline) * POINTS_PER_MM
            canvas.drawString((left + x) * POINTS_PER_MM, lower, text)
        box = pattern.symbol
        side = box.side_mm * POINTS_PER_MM
        lower = (sheet.height_mm - top - box.y_mm) * POINTS_PER_MM - side
        draw(canvas, label, (left + box.x_mm) * POINTS_PER_MM, lower, side)
    canvas.save()


def _pattern(stock: Stock) -> Any:
    return lay_out(next(labels(1)), stock)


def _words(pattern: Any, label: Label) -> Iterator[tuple[str, float, float, float]]:
    """Give the words of our layout; the others are spared the work of laying out."""
    code = label.code or ""
    halves = iter((f"{code[:4]} {code[4:8]}", f"{code[8:12]} {code[12:]}"))
    for line in pattern.lines:
        text = next(halves) if line.field == "code" else line.text
        yield text, line.x_mm, line.baseline_mm, line.size_mm


def blabel(count: int, path: Path) -> None:
    """Write HTML for WeasyPrint; the symbols are pictures by qrcode."""
    import tempfile  # noqa: PLC0415

    from blabel import LabelWriter  # noqa: PLC0415

    words = ("product", "net_content", "lot", "produced_on", "enterprise", "code")
    lines = "".join(f"<p>{{{{ {name} }}}}</p>" for name in words)
    with tempfile.TemporaryDirectory() as folder:
        template, style = Path(folder) / "label.html", Path(folder) / "style.css"
        template.write_text(f"<img src='{{{{ label_tools.qr_code(payload) }}}}'/>{lines}", "utf-8")
        style.write_text("@page { size: 70mm 37mm; margin: 4mm } img { width: 18mm }", "utf-8")
        records = [vars(label) for label in labels(count)]
        writer = LabelWriter(str(template), default_stylesheets=(str(style),))
        writer.write_labels(records, target=str(path))


PEERS: dict[str, Callable[[int, Path], None]] = {
    one.__name__: one
    for one in (
        ours,
        ours_unread,
        ours_compact,
        ours_compact_unread,
        usual,
        reportlab_segno,
        blabel,
    )
}


def main() -> None:
    name, count, path = sys.argv[1:]
    started = time.process_time()
    PEERS[name](int(count), Path(path))
    seconds = time.process_time() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()

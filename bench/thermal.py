"""Thermal labels: our streams against the obvious way, segno and Pillow for every label.

Rates are labels a second of CPU in this process, after a warm-up, rounds in turns. Ours reads every
symbol back; the obvious way does not.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFont

from bench.measuring import tell
from label_printer.bitmap import Layers
from label_printer.drawing import MM_PER_INCH
from label_printer.label import Label
from label_printer.language import Paper
from label_printer.layout import lay_out
from label_printer.press import Press
from label_printer.series import Series
from label_printer.stock import load_stock
from label_printer.tspl import Tspl
from label_printer.typeface import FONT_PATH
from label_printer.zpl import Zpl

ROUNDS, CHUNK = 5, 50
MANY, FEW = 3_000, 100
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
STOCK = load_stock("60x40")
LABEL = Label(
    payload="https://LY.HZ.EXAMPLE/T/7K3MQ9XVB2RD5HT8",
    product="压榨一级花生油",
    net_content="5 L",
    grade="一级",
    standard="GB/T 1534-2017",
    lot="20250301-A2",
    produced_on=date(2025, 3, 1),
    best_before=date(2026, 9, 1),
    enterprise="惠州市稻花香粮油有限公司",
    sc_licence="SC10244130200123",
    code="7K3MQ9XVB2RD5HT8",
)


def _labels(count: int) -> list[Label]:
    draw = random.Random(441300)
    codes = ["".join(draw.choices(ALPHABET, k=16)) for _ in range(count)]
    return [replace(LABEL, code=code, payload=f"https://LY.HZ.EXAMPLE/T/{code}") for code in codes]


def _rendering(press: Press, labels: list[Label]) -> Callable[[], int]:
    def run() -> int:
        for start in range(0, len(labels), CHUNK):
            press.render(labels[start : start + CHUNK])
        return len(labels)

    return run


def _obvious(labels: list[Label]) -> Callable[[], int]:
    """Set the words once, as a template would, then for each label call segno and Pillow."""
    drawing = lay_out(LABEL, STOCK)
    scale = drawing.symbol.dpi / MM_PER_INCH
    size = round(STOCK.width_mm * scale), round(STOCK.height_mm * scale)
    fonts = {
        line.size_mm: ImageFont.truetype(FONT_PATH, line.size_mm * scale) for line in drawing.lines
    }

    def run() -> int:
        for label in labels:
            picture = Image.new("1", size, 1)
            pen = ImageDraw.Draw(picture)
            for line in drawing.lines:
                place = line.x_mm * scale, line.baseline_mm * scale
                pen.text(place, line.text, fill=0, font=fonts[line.size_mm], anchor="ls")
            matrix = segno.make_qr(label.payload, error="Q", boost_error=False).matrix
            dots = np.array([list(row) for row in matrix], np.uint8)
            symbol = Image.fromarray((1 - np.kron(dots, np.ones((4, 4), np.uint8))) * 255)
            picture.paste(symbol.convert("1"), (drawing.symbol.x_dots, drawing.symbol.y_dots))
            b"".join((b"CLS\r\nBITMAP 0,0,60,320,0,", picture.tobytes(), b"\r\nPRINT 1,1\r\n"))
        return len(labels)

    return run


def _bitmaps_alone(labels: list[Label]) -> Callable[[], int]:
    """Draw labels whose symbols were encoded and read back before."""
    filled = list(Series(STOCK).fill(labels))
    layers = Layers()
    language, paper = Tspl(), Paper(STOCK.width_mm, STOCK.height_mm, STOCK.dpi)

    def run() -> int:
        for start in range(0, len(filled), CHUNK):
            for bitmap in layers.draw(filled[start : start + CHUNK]):
                language.label(bitmap, paper)
        return len(filled)

    return run


def _best(run: Callable[[], int]) -> float:
    started = time.process_time()
    return run() / (time.process_time() - started)


def main() -> None:
    """Measure streams for thermal printers."""
    many, few = _labels(MANY), _labels(FEW)
    sides = {
        "TSPL BITMAP, every symbol read back": _rendering(Press(STOCK, Tspl()), many),
        "ZPL ^GFA hex, every symbol read back": _rendering(
            Press(STOCK, Zpl(compressed=False)), many
        ),
        "ZPL Z64, every symbol read back": _rendering(Press(STOCK, Zpl()), many),
        "TSPL native, read back but not as printed": _rendering(
            Press(STOCK, Tspl(), native=True), many
        ),
        "TSPL BITMAP, symbols made before": _bitmaps_alone(many),
    }
    floor = _obvious(few)
    rates = dict.fromkeys(sides, 0.0)
    lowest = 0.0
    for _ in range(ROUNDS):
        lowest = max(lowest, _best(floor))
        for name, run in sides.items():
            rates[name] = max(rates[name], _best(run))
    against = "segno + Pillow for each label"
    for name, rate in rates.items():
        tell(name, rate, lowest, against, "labels/s")

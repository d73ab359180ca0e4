"""Damaged labels: how many does a phone still read after blur, rotation, stains and dead dots?

Labels are drawn at 203 dpi as a thermal printer does, damaged, and taken by a synthetic camera
(perspective, shading, noise). Read by zxing-cpp and by OpenCV. Beside our labels stand, under the
same damage and camera, bare symbols of version 3-Q as segno draws them, and in brackets what such
symbols reached in 20 shots when these tests were first made, with another camera.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from bench.label_peers import CROCKFORD, labels
from label_printer.layout import lay_out
from label_printer.png import render_png
from label_printer.stock import load_stock

STOCK, DPI, SHOTS = "60x40", 203, 120
SIDE = 200
"""Width of the symbol in the picture of the camera, unless a test says otherwise."""

SYMBOL_SHARE = 29 / 37
"""Of a symbol of version 3 in the square with its quiet zone."""

Picture = NDArray[np.uint8]
Print = tuple[str, Picture]
"""The text of a symbol, and how it came out of the printer."""
Damage = Callable[[Picture, np.random.Generator], Picture]


@dataclass(frozen=True)
class Test:
    """What is done to the print, how the camera stands, and the shares (zxing, OpenCV) before."""

    title: str
    before: tuple[int, int]
    damage: Damage = lambda print_, _draw: print_
    side: int = SIDE
    blur_mm: float = 0.0
    contrast: float = 0.9
    degrees: float = 0.0
    tilt: float = 0.02


def stain(print_: Picture, draw: np.random.Generator) -> Picture:
    """Drop ink on a tenth of the symbol, about its middle."""
    side = len(print_)
    radius = side * SYMBOL_SHARE * np.sqrt(0.1 / np.pi)
    y, x = draw.uniform(0.42 * side, 0.62 * side, 2)
    rows, columns = np.ogrid[:side, :side]
    ink = (rows - y) ** 2 + (columns - x) ** 2 < radius**2
    return np.where(ink, 0, print_).astype(np.uint8)


def dead_dots(print_: Picture, draw: np.random.Generator) -> Picture:
    """Leave three columns of dots white, as a print head with three dead dots does."""
    worn = print_.copy()
    worn[:, draw.choice(len(print_), 3, replace=False)] = 255
    return worn


TESTS = (
    Test("untouched, 200 px", (100, 100)),
    Test("60 px wide", (100, 80), side=60),
    Test("45 px wide", (100, 5), side=45),
    Test("blur of 0.30 mm on 20 mm", (100, 40), blur_mm=0.30),
    Test("contrast of 0.15", (100, 100), contrast=0.15),
    Test("turned by 45° and tilted", (100, 95), degrees=45, tilt=0.12),
    Test("ink on 10 % of the area", (100, 95), damage=stain),
    Test("three dead dots of the print head", (80, 35), damage=dead_dots),
)


def prints() -> Iterator[Print]:
    """Draw labels and cut their symbols out, with the quiet zone."""
    for label in labels(SHOTS):
        box = lay_out(label, load_stock(STOCK), DPI).symbol
        picture = np.asarray(Image.open(io.BytesIO(render_png(label, STOCK, DPI))).convert("L"))
        quiet, side = 4 * box.dots_per_module, box.symbol.size * box.dots_per_module
        rows = slice(box.y_dots - quiet, box.y_dots + side + quiet)
        yield label.payload, picture[rows, box.x_dots - quiet : box.x_dots + side + quiet]


def bare_symbols() -> Iterator[Print]:
    """Draw symbols of version 3-Q without a label, five dots a module: 44 characters."""
    draw = random.Random(5)
    for _ in range(SHOTS):
        text = f"HTTPS://LY.HZ.EXAMPLE/T/{''.join(draw.choices(CROCKFORD, k=20))}"
        code = segno.make_qr(text, error="q", boost_error=False)
        light = 1 - np.array([list(row) for row in code.matrix], np.uint8)
        light = np.pad(light, 4, constant_values=1)
        yield text, np.kron(255 * light, np.ones((5, 5), np.uint8)).astype(np.uint8)


def photograph(print_: Picture, test: Test, draw: np.random.Generator) -> Picture:
    """Take the print with a camera whose symbol is `test.side` pixels wide."""
    import cv2  # noqa: PLC0415 - only where it is installed

    wide = test.side / SYMBOL_SHARE
    frame = int(2 * wide)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) * wide / 2
    angle = np.radians(test.degrees + draw.uniform(-2, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = corners @ turn.T + draw.uniform(-test.tilt, test.tilt, (4, 2)) * wide / 2 + frame / 2
    size = len(print_)
    source = np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32)
    grown = max(1, round(2 * wide / size))
    large = np.kron(print_, np.ones((grown, grown), np.uint8))
    way = cv2.getPerspectiveTransform(source * grown, moved.astype(np.float32))
    shot: Any = cv2.warpPerspective(
        large, way, (frame, frame), flags=cv2.INTER_AREA, borderValue=(255,)
    ).astype(np.float32)
    if test.blur_mm:
        # A symbol of 20 mm is test.side pixels wide.
        shot = cv2.GaussianBlur(shot, (0, 0), test.blur_mm * test.side / 20)
    shade = np.linspace(*draw.uniform(0.75, 1.0, 2), frame)[np.newaxis]
    lit = (128 + (shot - 128) * test.contrast) * shade + draw.normal(0, 3, shot.shape)
    return np.clip(lit, 0, 255).astype(np.uint8)


def run(test: Test, printed: Sequence[Print]) -> tuple[float, float]:
    """Give the shares in percent that zxing-cpp and OpenCV read."""
    import cv2  # noqa: PLC0415

    draw = np.random.default_rng(7)
    detector = cv2.QRCodeDetector()
    read = np.zeros(2)
    for text, print_ in printed:
        shot = photograph(test.damage(print_, draw), test, draw)
        found = zxingcpp.read_barcode(shot)
        read += found is not None and found.text == text, detector.detectAndDecode(shot)[0] == text
    share = 100 * read / len(printed)
    return float(share[0]), float(share[1])


def main() -> None:
    """Damage labels and read them."""
    if find_spec("cv2") is None:
        print("opencv-python-headless is not installed: left out")
        return
    ours, bare = list(prints()), list(bare_symbols())
    print(f"{f'{SHOTS} shots; ours, bare symbol (earlier)':<44} {'zxing-cpp':>22} {'OpenCV':>24}")
    for test in TESTS:
        pairs = zip(run(test, ours), run(test, bare), test.before, strict=True)
        cells = (f"{our:>5.0f} %  {other:>5.0f} %  ({was:>3})" for our, other, was in pairs)
        print(f"{test.title:<44} {'   '.join(cells)}")

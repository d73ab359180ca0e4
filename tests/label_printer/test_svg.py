import dataclasses
import re
from xml.etree import ElementTree

import zxingcpp
from PIL import Image, ImageDraw

from label_printer.svg import render_svg

SVG = "{http://www.w3.org/2000/svg}"


def rasterise_path(path: str) -> Image.Image:
    """Draw the only form of path that we write, ten pixels a module, with a quiet zone."""
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)]
    assert "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n in runs) == path
    size = 1 + max(y for _, y, _ in runs)
    picture = Image.new("L", ((size + 8) * 10,) * 2, 255)
    pen = ImageDraw.Draw(picture)
    for x, y, n in runs:
        pen.rectangle(((x + 4) * 10, (y + 4) * 10, (x + n + 4) * 10 - 1, (y + 5) * 10 - 1), fill=0)
    return picture


def test_the_path_reads_back(full_label):
    root = ElementTree.fromstring(render_svg(full_label))  # noqa: S314
    path = root.find(f"{SVG}path").get("d")
    assert zxingcpp.read_barcode(rasterise_path(path)).text == full_label.payload


def test_words_are_text_of_a_fixed_length_within_the_label(full_label):
    root = ElementTree.fromstring(render_svg(full_label))  # noqa: S314
    lines = root.findall(f"{SVG}text")
    words = [line.text for line in lines]
    assert "压榨一级花生油" in words
    assert "2025-03-01" in words
    assert all(float(line.get("x")) + float(line.get("textLength")) <= 58 for line in lines)
    assert root.get("width") == "60mm"
    assert root.get("viewBox") == "0 0 60 40"


def test_words_cannot_break_out_of_the_markup(short_label):
    label = dataclasses.replace(
        short_label, product="<script>&\"'", payload="https://a.example/?a=<b>&c=1"
    )
    root = ElementTree.fromstring(render_svg(label))  # noqa: S314
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>&\"'" in [line.text for line in root.findall(f"{SVG}text")]

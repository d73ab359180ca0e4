import io

import pytest
import zxingcpp
from PIL import Image

from label_printer.layout import lay_out
from label_printer.png import render_png
from label_printer.stock import load_stock


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_picture_reads_back_and_has_the_size_of_its_stock(full_label, dpi):
    picture = Image.open(io.BytesIO(render_png(full_label, "60x40", dpi)))
    assert picture.size == (round(60 / 25.4 * dpi), round(40 / 25.4 * dpi))
    assert round(picture.info["dpi"][0]) == dpi
    assert zxingcpp.read_barcode(picture).text == full_label.payload


def test_modules_are_whole_dots_and_pure_black_or_white(full_label):
    picture = Image.open(io.BytesIO(render_png(full_label, "60x40", 203)))
    box = lay_out(full_label, load_stock("60x40"), 203).symbol
    dots = box.dots_per_module
    for row, modules in enumerate(box.symbol.matrix()):
        for column, dark in enumerate(modules):
            left, top = box.x_dots + column * dots, box.y_dots + row * dots
            module = picture.crop((left, top, left + dots, top + dots))
            assert module.getextrema() == ((0, 0) if dark else (255, 255))


def test_the_quiet_zone_is_white(full_label):
    picture = Image.open(io.BytesIO(render_png(full_label, "60x40", 203)))
    box = lay_out(full_label, load_stock("60x40"), 203).symbol
    zone, side = 4 * box.dots_per_module, box.symbol.size * box.dots_per_module
    left, top = box.x_dots - zone, box.y_dots - zone
    around = picture.crop((left, top, left + side + 2 * zone, top + side + 2 * zone))
    around.paste(255, (zone, zone, zone + side, zone + side))
    assert around.getextrema() == (255, 255)


@pytest.mark.parametrize("stock", ["40x30", "100x70", "a4-4x10"])
def test_nothing_is_drawn_in_the_margin(short_label, stock):
    paper = load_stock(stock)
    picture = Image.open(io.BytesIO(render_png(short_label, stock, 300)))
    margin = int(paper.margin_mm / paper.dot_mm * 300 / paper.dpi) - 1
    inner = (margin, margin, picture.width - margin, picture.height - margin)
    picture.paste(255, inner)
    assert picture.getextrema() == (255, 255)


def test_the_words_are_there_in_black(short_label):
    picture = Image.open(io.BytesIO(render_png(short_label)))
    line = next(
        line for line in lay_out(short_label, load_stock("60x40")).lines if line.field == "product"
    )
    scale = 203 / 25.4
    left, right = line.x_mm * scale, (line.x_mm + line.width_mm) * scale
    top, bottom = (line.baseline_mm - line.size_mm) * scale, line.baseline_mm * scale
    word = picture.crop((int(left), int(top), int(right), int(bottom)))
    ink = sum(count for level, count in enumerate(word.histogram()) if level < 128)
    assert 0.1 < ink / (word.width * word.height) < 0.6

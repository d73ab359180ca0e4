from dataclasses import replace

import numpy as np
import pytest
import zxingcpp

from label_printer import bitmap as bitmaps
from label_printer.bitmap import draw_bitmaps
from label_printer.errors import LayoutError, SymbolError
from label_printer.glyphs import atlas
from label_printer.layout import lay_out
from label_printer.png import draw_picture
from label_printer.series import Series
from label_printer.stock import load_stock
from label_printer.symbol import make_symbol
from tests.label_printer.samples import job


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("stock", ["40x30", "60x40", "100x70"])
def test_every_label_of_a_job_reads_back(short_label, stock, dpi):
    labels = job(short_label, 120)
    drawn = list(draw_bitmaps(labels, load_stock(stock), dpi))
    assert [one.text for one in drawn] == [label.payload for label in labels]
    for one, label in zip(drawn, labels, strict=True):
        assert zxingcpp.read_barcode(one.picture().convert("L")).text == label.payload


def test_the_symbol_lies_where_the_paper_has_it_dot_by_dot(full_label):
    one = next(iter(draw_bitmaps([full_label], load_stock("60x40"))))
    box = lay_out(full_label, load_stock("60x40")).symbol
    dots = np.unpackbits(one.rows, axis=1)
    side = box.symbol.size * box.dots_per_module
    area = dots[box.y_dots : box.y_dots + side, box.x_dots : box.x_dots + side]
    modules = np.kron(make_symbol(full_label.payload).matrix(), np.ones((box.dots_per_module,) * 2))
    assert np.array_equal(area, modules)


@pytest.mark.parametrize("stock", ["40x30", "60x40", "100x70"])
def test_a_label_looks_as_on_paper(full_label, short_label, stock):
    label = short_label if stock == "40x30" else full_label
    burnt = np.asarray(next(iter(draw_bitmaps([label], load_stock(stock)))).picture()) == 0
    paper = np.asarray(draw_picture(lay_out(label, load_stock(stock)))) < 128
    assert burnt.shape == paper.shape
    # The edges of letters differ by a dot at most; the words are the same.
    assert (burnt != paper).mean() < 0.02
    assert abs(burnt.mean() - paper.mean()) < 0.01


def test_labels_of_a_run_look_as_if_each_was_drawn_alone(full_label):
    labels = job(full_label, 40)
    together = list(draw_bitmaps(labels, load_stock("60x40")))
    alone = [next(iter(draw_bitmaps([label], load_stock("60x40")))) for label in labels]
    for one, other in zip(together, alone, strict=True):
        assert np.array_equal(one.rows, other.rows)


def test_words_that_change_are_drawn_anew(full_label):
    first, second = job(full_label, 2)
    second = replace(second, lot="20250302-B1")
    one, other = draw_bitmaps([first, second], load_stock("60x40"))
    alone = next(iter(draw_bitmaps([second], load_stock("60x40"))))
    assert np.array_equal(other.rows, alone.rows)
    assert not np.array_equal(one.rows, other.rows)


@pytest.mark.parametrize("code", [None, "A1", "7K3M-Q9XV", "7K3MQ9XVB2RD5HT8", "WWWWWWWWWWWWWWWW"])
def test_a_code_may_have_any_form(short_label, code):
    labels = [replace(one, code=code) for one in job(short_label, 3)]
    drawn = list(draw_bitmaps(labels, load_stock("60x40")))
    assert len(drawn) == 3


def test_a_code_that_is_too_wide_for_the_run_is_laid_out_again(short_label):
    narrow, wide = (
        replace(one, code=16 * c) for one, c in zip(job(short_label, 2), "1W", strict=True)
    )
    stock = load_stock("40x30")
    first, second = Series(stock).fill([narrow, wide])
    for filled in (first, second):
        for line in filled.lines:
            assert line.x_mm >= stock.margin_mm - 1e-6
            assert line.x_mm + line.width_mm <= stock.width_mm - stock.margin_mm + 1e-6


def test_nothing_is_burnt_in_the_quiet_zone(full_label):
    stock = load_stock("60x40")
    labels = job(full_label, 30)
    for label, one in zip(labels, draw_bitmaps(labels, stock), strict=True):
        box = lay_out(label, stock).symbol
        quiet, side = 4 * box.dots_per_module, box.symbol.size * box.dots_per_module
        dots = np.unpackbits(one.rows, axis=1)
        top, left = box.y_dots - quiet, box.x_dots - quiet
        zone = dots[top : top + side + 2 * quiet, left : left + side + 2 * quiet].copy()
        zone[quiet:-quiet, quiet:-quiet] = 0
        assert not zone.any()


def test_a_label_that_does_not_fit_is_refused(full_label):
    with pytest.raises(LayoutError):
        list(draw_bitmaps([replace(full_label, product="米" * 80)], load_stock("40x30")))
    with pytest.raises(LayoutError) as refused:
        list(draw_bitmaps([replace(full_label, payload="批号")], load_stock("60x40")))
    assert refused.value.field == "payload"


def test_a_spoilt_bitmap_does_not_leave(full_label, monkeypatch):
    """Let the drawing go wrong after the symbol was read back: the whole label tells."""

    layer = bitmaps._Layer
    draw = layer._add_symbols

    def add_spoilt(self, canvas, symbols):
        draw(self, canvas, symbols)
        canvas[:, 120:160, 3:15] = 0

    monkeypatch.setattr(layer, "_add_symbols", add_spoilt)
    with pytest.raises(SymbolError, match="reads back as"):
        list(draw_bitmaps([full_label], load_stock("60x40")))


@pytest.mark.parametrize("size", [17.3, 19.6, 38.0])
@pytest.mark.parametrize("text", ["7K3M Q9XV", "jÅ追溯", "  1"])
def test_shifted_numbers_draw_what_slices_draw(size, text):
    letters = atlas(size, False)
    stride = 64
    area = np.zeros((letters.height, stride * 8), np.uint8)
    letters.draw(area, text, 7.6, letters.above)
    packed = np.frombuffer(letters.draw_packed(text, 7.6, stride), np.uint8)
    assert np.array_equal(np.packbits(area, axis=1), packed.reshape(letters.height, stride))

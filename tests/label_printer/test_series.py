import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from label_printer.errors import GlyphError, LayoutError
from label_printer.label import Label
from label_printer.series import Series
from label_printer.stock import load_stock, stock_names
from tests.label_printer.golden import FEWER
from tests.label_printer.test_layout import boxes, check

CODES = st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=16, max_size=16)


def coded(label: Label, code: str) -> Label:
    return dataclasses.replace(label, payload=f"https://LY.HZ.EXAMPLE/T/{code}", code=code)


def drawing_of(filled):
    """Give what is printed: the fixed part, the label's own lines and its own symbol."""
    fixed = filled.pattern.fixed
    return dataclasses.replace(
        fixed,
        lines=(*fixed.lines, *filled.lines),
        symbol=dataclasses.replace(fixed.symbol, symbol=filled.symbol),
    )


@given(st.lists(CODES, min_size=1, max_size=6), st.sampled_from(stock_names()))
@settings(max_examples=25, deadline=None)
def test_every_code_keeps_within_the_margins_and_off_the_quiet_zone(codes, name):
    stock = load_stock(name)
    label = dataclasses.replace(FEWER, enterprise=None)
    # The narrowest code first: what follows must find its room all the same.
    labels = [coded(label, code) for code in ["1" * 16, *codes, "W" * 16]]
    try:
        filled = list(Series(stock).fill(labels))
    except LayoutError:
        return
    for wanted, one in zip(labels, filled, strict=True):
        drawing = drawing_of(one)
        check(drawing, stock)
        printed = "".join(text for text, *_ in boxes(drawing)).replace(" ", "")
        assert wanted.code in printed
        assert one.symbol.text == wanted.payload


def test_products_that_take_turns_are_laid_out_once_each(short_label):
    series = Series(load_stock("60x40"))
    products = [f"大米{number}" for number in range(5)]
    labels = [
        coded(dataclasses.replace(short_label, product=products[number % 5]), f"{number:016X}")
        for number in range(40)
    ]
    patterns = [id(filled.pattern) for filled in series.fill(labels)]
    assert len(set(patterns)) <= 10
    assert patterns[-5:] == patterns[-10:-5]


def test_more_products_than_are_kept_do_no_harm(short_label):
    series = Series(load_stock("60x40"))
    labels = [dataclasses.replace(short_label, product=f"米{number}") for number in range(80)]
    shown = [filled.pattern.drawing.lines for filled in series.fill(labels * 2)]
    words = [{line.text for line in lines} for lines in shown]
    assert all(label.product in said for label, said in zip(labels * 2, words, strict=True))


def test_a_code_that_the_font_lacks_is_refused_in_the_middle_of_a_run(short_label):
    labels = [coded(short_label, "A" * 16), dataclasses.replace(short_label, code="A" * 15 + "龘")]
    with pytest.raises(GlyphError):
        list(Series(load_stock("60x40")).fill(labels))

import dataclasses
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from label_printer.drawing import Drawing
from label_printer.errors import GlyphError, LayoutError
from label_printer.label import PROMPT, Label
from label_printer.layout import lay_out
from label_printer.stock import Stock, load_stock, stock_names
from label_printer.typeface import ASCENT_EM, CAPITAL_EM, DESCENT_EM, typeface

WORDS = st.text(alphabet="惠州粮油有限公司花生压榨一级（真空）·ABC123 -kg", min_size=1, max_size=40)
MAYBE = st.none() | WORDS
LABELS = st.builds(
    Label,
    payload=st.integers(0, 10**16).map(lambda n: f"https://LY.HZ.EXAMPLE/T/{n:016d}"),
    product=WORDS.filter(str.strip),
    net_content=MAYBE,
    grade=MAYBE,
    standard=MAYBE,
    lot=st.none() | st.from_regex(r"\A[0-9A-Z]{1,20}\Z"),
    produced_on=st.none() | st.dates(date(2020, 1, 1)),
    best_before=st.none() | st.dates(date(2020, 1, 1)),
    enterprise=MAYBE,
    sc_licence=st.none() | st.just("SC10244130200123"),
    code=st.none() | st.from_regex(r"\A[0-9A-Z]{4,16}\Z"),
)


def boxes(drawing: Drawing) -> list[tuple[str, float, float, float, float]]:
    """Give the boxes of all text and rules as name, left, top, right, bottom."""
    texts = [
        (
            line.text,
            line.x_mm,
            line.baseline_mm - ASCENT_EM * line.size_mm,
            line.x_mm + typeface().width_em(line.text) * line.size_mm,
            line.baseline_mm + DESCENT_EM * line.size_mm,
        )
        for line in drawing.lines
    ]
    rules = [
        ("rule", rule.x_mm, rule.y_mm, rule.x_mm + rule.length_mm, rule.y_mm + rule.thickness_mm)
        for rule in drawing.rules
    ]
    return texts + rules


def overlap(one, other) -> bool:
    hair = 1e-6
    return (
        one[1] < other[3] - hair
        and other[1] < one[3] - hair
        and one[2] < other[4] - hair
        and other[2] < one[4] - hair
    )


def check(drawing: Drawing, stock: Stock) -> None:
    box, margin = drawing.symbol, stock.margin_mm - 1e-6
    quiet = (
        "quiet zone",
        box.x_mm - box.quiet_mm,
        box.y_mm - box.quiet_mm,
        box.x_mm + box.side_mm + box.quiet_mm,
        box.y_mm + box.side_mm + box.quiet_mm,
    )
    assert min(quiet[1:3]) >= -1e-6
    assert quiet[3] <= stock.width_mm + 1e-6
    assert quiet[4] <= stock.height_mm + 1e-6
    placed = boxes(drawing)
    for number, one in enumerate(placed):
        assert one[1] >= margin, one
        assert one[2] >= margin, one
        assert one[3] <= stock.width_mm - margin, one
        assert one[4] <= stock.height_mm - margin, one
        assert not overlap(one, quiet), one
        # Lines of one block may share their leading, which is no ink: compare half of it.
        tight = (one[0], one[1], one[2] + 0.07, one[3], one[4] - 0.07)
        for other in placed[number + 1 :]:
            assert not overlap(tight, (other[0], other[1], other[2] + 0.07, *other[3:])), (
                one,
                other,
            )


@given(LABELS, st.sampled_from(stock_names()), st.sampled_from([None, 203, 300, 600]))
@settings(max_examples=120, deadline=None)
def test_words_keep_within_the_margins_and_off_the_quiet_zone(label, name, dpi):
    stock = load_stock(name)
    try:
        drawing = lay_out(label, stock, dpi)
    except LayoutError:
        assume(False)
    check(drawing, stock)
    assert drawing.symbol.module_mm >= 0.396
    assert min(line.size_mm for line in drawing.lines) * CAPITAL_EM >= 1.8 - 1e-9
    printed = "".join(line.text for line in drawing.lines).replace(" ", "")
    for text in label.words().values():
        assert text.replace(" ", "") in printed
    assert PROMPT in printed


@pytest.mark.parametrize("name", ["60x40", "100x70", "a4-3x8", "a4-2x7", "l7160", "l7163"])
def test_a_full_label_fits_all_but_the_smallest_stocks(full_label, name):
    stock = load_stock(name)
    check(lay_out(full_label, stock), stock)


@pytest.mark.parametrize("name", stock_names())
def test_a_short_label_fits_every_stock_without_a_warning(short_label, name):
    stock = load_stock(name)
    drawing = lay_out(short_label, stock)
    check(drawing, stock)
    assert drawing.warnings == ()


def test_more_words_make_smaller_text_before_they_are_refused(full_label, short_label):
    stock = load_stock("60x40")
    small = min(line.size_mm for line in lay_out(full_label, stock).lines)
    large = min(line.size_mm for line in lay_out(short_label, stock).lines)
    assert small < large
    with pytest.raises(LayoutError) as refused:
        lay_out(dataclasses.replace(full_label, enterprise="惠州市粮油公司" * 20), stock)
    assert refused.value.field == "enterprise"
    assert "放不下" in str(refused.value)


def test_an_endless_word_is_refused_under_its_own_field(short_label):
    label = dataclasses.replace(short_label, lot="A" * 60)
    with pytest.raises(LayoutError) as refused:
        lay_out(label, load_stock("60x40"))
    assert refused.value.field == "lot"


def test_a_character_that_the_font_lacks_is_an_error(short_label):
    label = dataclasses.replace(short_label, enterprise="公司😀龘")
    with pytest.raises(GlyphError, match="😀龘") as refused:
        lay_out(label, load_stock("100x70"))
    assert refused.value.field == "enterprise"


@pytest.mark.parametrize("product", ["", "  \n"])
def test_a_label_without_a_product_is_refused(short_label, product):
    with pytest.raises(LayoutError) as refused:
        lay_out(dataclasses.replace(short_label, product=product), load_stock("60x40"))
    assert refused.value.field == "product"


def test_a_symbol_too_large_for_the_stock_names_the_size_that_would_do(short_label):
    label = dataclasses.replace(short_label, payload="https://example.org/" + "a" * 300)
    with pytest.raises(LayoutError, match=r"needs a label of 38\.\d mm") as refused:
        lay_out(label, load_stock("40x30"))
    assert refused.value.field == "payload"
    larger = dataclasses.replace(load_stock("40x30"), width_mm=38.9 * 3, height_mm=38.9)
    assert lay_out(label, larger).symbol.dots_per_module == 4


def test_an_empty_payload_is_refused_under_its_field(short_label):
    with pytest.raises(LayoutError) as refused:
        lay_out(dataclasses.replace(short_label, payload=""), load_stock("60x40"))
    assert refused.value.field == "payload"


def test_modules_below_half_a_millimetre_are_reported(short_label):
    label = dataclasses.replace(short_label, payload="https://example.org/" + "a" * 60)
    drawing = lay_out(label, load_stock("40x30"), 300)
    assert 0.396 <= drawing.symbol.module_mm < 0.495
    assert "0.42 mm" in drawing.warnings[0]


def test_a_stock_for_small_packages_may_allow_smaller_characters(full_label):
    strict = load_stock("a4-4x10")
    lenient = dataclasses.replace(strict, min_character_mm=1.2)
    with pytest.raises(LayoutError):
        lay_out(full_label, strict)
    check(lay_out(full_label, lenient), lenient)


def test_a_code_is_printed_in_groups_of_four(full_label):
    texts = [line.text for line in lay_out(full_label, load_stock("60x40")).lines]
    assert "7K3M Q9XV" in texts
    assert "B2RD 5HT8" in texts

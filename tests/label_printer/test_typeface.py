import importlib.util

from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from label_printer.typeface import ASCENT_EM, DESCENT_EM, FONT_PATH, typeface
from label_printer.wrapping import wrap

PRINTABLE = st.text(alphabet="惠州粮油（）、。A1 -5kg", max_size=60)


def recipe():
    spec = importlib.util.spec_from_file_location(
        "make_subset", FONT_PATH.with_name("make_subset.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_font_has_every_character_that_its_recipe_names():
    wanted = recipe().list_characters()
    assert typeface().missing("".join(map(chr, sorted(wanted)))) == ""
    assert len(wanted) > 7500
    assert {*map(ord, "惠粮油镕堃㎏—℃")} <= wanted


def test_the_recipe_cuts_a_font(tmp_path, monkeypatch):
    made = recipe()
    monkeypatch.setattr(made, "list_characters", lambda: set(map(ord, "粮油")))
    target = tmp_path / "cut.ttf"
    assert made.make_subset(FONT_PATH, target) == 2
    with TTFont(target) as font:
        assert set(font.getBestCmap()) == set(map(ord, "粮油"))


def test_the_licence_lies_beside_the_font():
    licence = FONT_PATH.with_name("OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_missing_characters_are_named_once():
    assert typeface().missing("米😀油😀龘") == "😀龘"


def test_chinese_characters_keep_within_ascent_and_descent():
    with TTFont(FONT_PATH) as font:
        names, outlines = font.getBestCmap(), font["glyf"]
        ideographs = [outlines[name] for point, name in names.items() if 0x4E00 <= point < 0xA000]
        assert max(glyph.yMax for glyph in ideographs) <= ASCENT_EM * 1000
        assert min(glyph.yMin for glyph in ideographs) >= -DESCENT_EM * 1000


@given(PRINTABLE, st.floats(4, 30))
def test_lines_are_no_wider_than_asked_and_lose_nothing(text, width):
    lines = wrap(text, width)
    if lines is None:
        return
    assert all(typeface().width_em(line) <= width + 1e-6 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    text = "稻花香粮油，压榨（非转基因）花生油。惠州"
    for width in range(3, 20):
        lines = wrap(text, float(width))
        assert lines is not None
        assert all(line[0] not in "，）。" for line in lines)
        assert all(line[-1] != "（" for line in lines)


def test_a_number_keeps_its_unit_and_a_standard_its_number():
    assert wrap("花生油 5 kg", 4.9) == ["花生油", "5 kg"]
    assert wrap("符合 GB/T 1534-2017", 8.0) == ["符合", "GB/T 1534-2017"]


def test_one_character_is_not_left_alone_on_the_last_line():
    assert wrap("惠州市稻花香粮油有限公司", 11.5) == ["惠州市稻花香粮油有", "限公司"]


def test_a_word_that_is_too_wide_cannot_be_wrapped():
    assert wrap("批号 ABCDEFGHIJKLMNOP", 5.0) is None

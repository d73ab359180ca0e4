import dataclasses
from itertools import pairwise

import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from label_printer.errors import SymbolError
from label_printer.runs import dark_runs
from label_printer.segments import plan_symbol
from label_printer.symbol import make_symbol, verify_symbols

CODES = st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=16, max_size=16)
ASCII = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), min_size=1)


@given(CODES)
@settings(max_examples=40, deadline=None)
def test_a_short_address_with_a_code_takes_version_3_at_q(code):
    symbol = make_symbol(f"https://LY.HZ.EXAMPLE/T/{code}")
    assert (symbol.version, symbol.level, symbol.size) == (3, "Q", 29)


@given(ASCII)
@settings(max_examples=60, deadline=None)
def test_no_symbol_is_larger_than_the_plain_one_at_m(text):
    symbol = make_symbol(text)
    assert symbol.text == text
    assert symbol.version <= segno.make_qr(text, error="M", boost_error=False).version
    assert symbol.level in {"M", "Q"}


@given(ASCII)
@settings(deadline=None)
def test_segments_joined_are_the_text(text):
    segments = plan_symbol(text).segments
    assert "".join(segment.text for segment in segments) == text
    assert all(one.mode != other.mode for one, other in pairwise(segments))


def test_a_digital_link_is_cut_into_bytes_letters_and_digits():
    parts = plan_symbol("https://LY.HZ.EXAMPLE/01/06901234567892/10/A1").segments
    assert [part.text for part in parts] == [
        "https",
        "://LY.HZ.EXAMPLE/01/",
        "06901234567892",
        "/10/A1",
    ]


def test_q_is_taken_only_where_it_costs_no_version():
    assert make_symbol("https://LY.HZ.EXAMPLE/T/" + "A" * 18).level == "Q"
    longer = make_symbol("https://LY.HZ.EXAMPLE/T/" + "A" * 19)
    assert (longer.version, longer.level) == (3, "M")


@pytest.mark.parametrize("text", ["7" * 600, "A" * 600, "a" * 600])
def test_large_versions_read_back(text):
    assert make_symbol(text).version >= 10


@pytest.mark.parametrize("text", ["", "批号", "a\tb", "a" * 3000])
def test_what_no_address_can_be_is_refused(text):
    with pytest.raises(SymbolError):
        make_symbol(text)


# The data region between the finder patterns: format and finder modules are no code words.
@given(st.integers(9, 19), st.integers(9, 19))
@settings(max_examples=40, deadline=None)
def test_one_wrong_module_is_noticed(row, column):
    symbol = make_symbol("https://LY.HZ.EXAMPLE/T/7K3MQ9XVB2RD5HT8")
    matrix = symbol.matrix().copy()
    matrix[row, column] ^= 1
    packed = np.packbits(matrix, axis=1).tobytes()
    with pytest.raises(SymbolError):
        verify_symbols([dataclasses.replace(symbol, packed=packed)])


def test_a_symbol_of_another_text_is_noticed():
    symbol = make_symbol("https://LY.HZ.EXAMPLE/T/7K3MQ9XVB2RD5HT8")
    with pytest.raises(SymbolError, match="reads back as"):
        verify_symbols([dataclasses.replace(symbol, text=symbol.text.lower())])


def test_runs_cover_exactly_the_dark_modules():
    symbol = make_symbol("A")
    drawn = np.zeros((symbol.size, symbol.size), np.uint8)
    for column, row, length in dark_runs(symbol):
        drawn[row, column : column + length] += 1
    assert np.array_equal(drawn, symbol.matrix())

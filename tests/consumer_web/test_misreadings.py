from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer_web.digital_link import ERROR_CODES
from consumer_web.misreadings import explain_error, read_code, read_link


@given(st.text(max_size=40))
def test_what_a_stranger_typed_comes_back_as_letters_digits_and_hyphens(typed: str) -> None:
    for reading in (
        read_code(typed, "code.characters", "zh"),
        read_link(typed, "gtin.length", "zh"),
    ):
        shown = reading.echo + reading.prefill + "".join(reading.groups)
        assert re.fullmatch("[0-9A-Z_-]*", shown)
        assert len(reading.echo) <= 16


@pytest.mark.parametrize("code", sorted(ERROR_CODES))
def test_every_error_of_an_address_is_explained_in_both_languages(code: str) -> None:
    zh, en = explain_error(code, "zh"), explain_error(code, "en")
    assert re.search("[\u4e00-\u9fff]", zh)
    assert en.isascii()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7K3M-9QWD-X2", "第 3 组缺 2 位，第 4 组没有"),
        ("7K3M", "第 2、3、4 组没有"),
        ("7K3M9QWDX2HF", "第 4 组没有"),
        ("7K3M9QWDX2HF58T", "第 4 组缺 1 位"),
        ("7K3M9QWDX2HF58TNAB", "多了 2 位"),
        ("", "第 1、2、3、4 组没有"),
    ],
)
def test_a_short_code_is_told_group_by_group(typed: str, said: str) -> None:
    assert read_code(typed, "code.length", "zh").rows[2][1] == said

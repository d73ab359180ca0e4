"""Does a code prove its report, and nothing else?"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consumer_web.codes import ALPHABET, check_character
from traceability.publishing.report_codes import (
    CODE_LENGTH,
    ReportCodes,
    fold_report_code,
    group_report_code,
)
from traceability.storage.ids import new_id

OLD, NEW = b"o" * 32, b"n" * 32
CODES = ReportCodes([NEW])
MOMENTS = st.integers(1_577_836_800_000, 1_577_836_800_000 + 2**41 - 1)


def report_id(moment: int, rest: int = 5) -> UUID:
    """Make a UUIDv7 of a millisecond."""
    return UUID(int=moment << 80 | 7 << 76 | 2 << 62 | rest)


@given(MOMENTS, st.binary(max_size=200))
def test_a_code_leads_to_its_instant_and_proves_its_content(moment: int, content: bytes) -> None:
    code = CODES.make(report_id(moment), content)
    assert len(code) == CODE_LENGTH
    assert fold_report_code(group_report_code(code).lower()) == code
    assert CODES.find_moments(code) == {moment}
    assert CODES.is_of(code, report_id(moment), content)


@given(MOMENTS, st.binary(max_size=50), st.binary(max_size=50))
def test_other_content_has_another_code(moment: int, content: bytes, other: bytes) -> None:
    assume(content != other)
    code = CODES.make(report_id(moment), content)
    assert not CODES.is_of(code, report_id(moment), other)
    assert not CODES.is_of(code, report_id(moment, rest=6), content)


@given(st.integers(0, CODE_LENGTH - 2), st.sampled_from(ALPHABET))
def test_a_code_changed_anywhere_proves_nothing(place: int, character: str) -> None:
    here = report_id(1_800_000_000_000)
    code = CODES.make(here, b"said")
    assume(code[place] != character)
    wrong = code[:place] + character + code[place + 1 :]
    assert fold_report_code(wrong) is None
    mended = wrong[:-1] + check_character(wrong[:-1])  # a forger knows the rule of the last one
    assert not CODES.is_of(mended, here, b"said")


def test_an_older_key_is_read_and_another_is_not() -> None:
    here = report_id(1_800_000_000_000)
    old = ReportCodes([OLD]).make(here, b"said")
    both = ReportCodes([NEW, OLD])
    assert both.is_of(old, here, b"said")
    assert 1_800_000_000_000 in both.find_moments(old)
    assert both.make(here, b"said") == CODES.make(here, b"said")
    assert not CODES.is_of(old, here, b"said")


def test_reports_of_one_instant_share_nothing_that_can_be_seen() -> None:
    codes = {CODES.make(report_id(1_800_000_000_000, n), b"said")[:4] for n in range(64)}
    assert len(codes) > 55


def test_what_has_no_code() -> None:
    with pytest.raises(ValueError, match="a key"):
        ReportCodes([])
    with pytest.raises(ValueError, match="no code"):
        CODES.make(uuid4(), b"said")
    with pytest.raises(ValueError, match="no code"):
        CODES.make(report_id(1_577_836_799_999), b"said")
    assert len(CODES.make(new_id(), b"")) == CODE_LENGTH
    for text in ("", "12", "U" * 20, "0" * 19 + "1", "一" * 20, "0" * 80):
        assert fold_report_code(text) is None

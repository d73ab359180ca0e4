"""Is every slip in a unified social credit code caught, and no valid code refused?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.uscc import (
    check_character,
    is_natural_person,
    is_valid_uscc,
    organisation_check_digit,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# A code of the public record: both its check digits fit (GB 32100 and GB 11714 inside).
KNOWN = "91350100M000100Y43"


def _code(head: str, tail: str = "MA7H2P5K0") -> str:
    body = head + tail
    return body + check_character(body)


heads = st.tuples(
    st.sampled_from(["11", "12", "51", "52", "91", "92", "93", "N1", "N2", "N3", "A1", "Y1"]),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
).map("".join)
codes = st.tuples(heads, st.text(ALPHABET, min_size=9, max_size=9)).map(lambda p: _code(*p))


def test_a_code_of_the_public_record_is_valid() -> None:
    assert is_valid_uscc(KNOWN)
    assert check_character(KNOWN[:17]) == "3"


@pytest.mark.parametrize("kind", ["N1", "N2", "N3", "A1", "Y1", "91", "92", "93", "11", "52"])
def test_codes_of_every_registering_authority_are_accepted(kind: str) -> None:
    assert is_valid_uscc(_code(f"{kind}441322"))


def test_all_540_single_character_errors_are_caught() -> None:
    wrong = [
        KNOWN[:place] + character + KNOWN[place + 1 :]
        for place in range(18)
        for character in ALPHABET
        if character != KNOWN[place]
    ]
    assert len(wrong) == 540
    assert [code for code in wrong if is_valid_uscc(code)] == []


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_error_in_any_code_is_caught(code: str, place: int, character: str) -> None:
    assert is_valid_uscc(code)
    changed = code[:place] + character + code[place + 1 :]
    assert is_valid_uscc(changed) == (changed == code)


@given(codes, st.integers(0, 16))
def test_swapped_neighbours_are_caught(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_valid_uscc(swapped) == (swapped == code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        KNOWN[:17],
        KNOWN + "0",
        KNOWN.lower(),
        " " + KNOWN,
        KNOWN + "\n",
        "９" + KNOWN[1:],  # full-width digit, which python-stdnum lets pass
        KNOWN[:2] + "A" + KNOWN[3:],
        "I" + KNOWN[1:],
        "Z" * 18,
        "统一社会信用代码",
    ],
)
def test_what_is_not_a_stored_form_is_refused(text: str) -> None:
    assert not is_valid_uscc(text)


def test_only_individual_businesses_are_natural_persons() -> None:
    assert is_natural_person(_code("92441322"))
    assert not is_natural_person(KNOWN)


@pytest.mark.parametrize(
    ("body", "digit"),
    [("M000100Y", "4"), ("D2143569", "X"), ("00000000", "0"), ("10000000", "8"), ("00000001", "9")],
)
def test_the_organisation_code_inside_has_its_own_digit(body: str, digit: str) -> None:
    assert organisation_check_digit(body) == digit

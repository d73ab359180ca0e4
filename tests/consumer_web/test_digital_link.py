"""Does the one parser of label addresses accept what is right and name what is wrong?"""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from string import ascii_letters, digits
from typing import NamedTuple

import pytest
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from consumer_web.digital_link import (
    ERROR_CODES,
    LOT_PATTERN,
    DigitalLink,
    DigitalLinkError,
    build_uri,
    gtin_check_digit,
    is_foreign_lot,
    is_own_lot,
    normalise_gtin,
    normalise_new_gtin,
    parse_path,
    parse_uri,
)

GTIN = "09521001001014"
BASE = "https://trace.example.cn"
SET_82 = ascii_letters + digits + "!\"%&'()*+,-./:;<=>?_"


class Case(NamedTuple):
    """One row of the table: `answer` is a JSON object of what is named, or the error's code."""

    name: str
    address: str
    answer: str
    why: str

    @property
    def target(self) -> tuple[bytes, bytes]:
        path, _, query = self.address.encode("latin-1").partition(b"?")
        return path, query


def read_cases() -> list[Case]:
    text = Path(__file__).with_name("digital_link_addresses.tsv").read_text(encoding="utf-8")
    return [Case(*line.split("\t")) for line in text.splitlines()[1:]]


CASES = read_cases()
RIGHT = [case for case in CASES if case.answer.startswith("{")]
WRONG = [case for case in CASES if not case.answer.startswith("{")]

lots = st.text(SET_82, min_size=1, max_size=20).filter(lambda text: text not in {".", ".."})
bodies = st.text("0123456789", min_size=13, max_size=13)


def expected_link(case: Case) -> DigitalLink:
    named = {"gtin": GTIN, **json.loads(case.answer)}
    named["attributes"] = tuple((ai, value) for ai, value in named.get("attributes", []))
    return DigitalLink(**named)


def answer_code(path: bytes, query: bytes) -> str:
    try:
        link = parse_path(path, query)
    except DigitalLinkError as error:
        return error.code
    return "read" if normalise_gtin(link.gtin) == link.gtin else "read, but not a GTIN"


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case.name)
def test_a_right_address_names_exactly_this(case: Case) -> None:
    assert parse_path(*case.target) == expected_link(case), case.why


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.name)
def test_a_wrong_address_breaks_exactly_this_rule(case: Case) -> None:
    with pytest.raises(DigitalLinkError) as caught:
        parse_path(*case.target)
    assert caught.value.code == case.answer, case.why


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case.name)
def test_the_canonical_path_names_the_same_thing(case: Case) -> None:
    link = parse_path(*case.target)
    again = parse_path(link.canonical_path().encode())
    assert (again.gtin, again.variant, again.lot, again.serial, again.third_party) == (
        link.gtin,
        link.variant,
        link.lot,
        link.serial,
        link.third_party,
    )
    assert again.canonical_path() == link.canonical_path()


@pytest.mark.parametrize(
    "case", [case for case in RIGHT if "/01/" in case.address], ids=lambda case: case.name
)
def test_another_implementation_reads_the_same_path(case: Case) -> None:
    # biip is no gate (it passes much that is wrong), but agrees on what is right. It refuses a
    # trailing slash and an encoded identifier, so it is given our canonical spelling.
    link = expected_link(case)
    theirs = {
        element.ai.ai: element.value
        for element in GS1DigitalLinkURI.parse(BASE + link.canonical_path()).element_strings
    }
    ours = {
        "01": link.gtin,
        "22": link.variant,
        "10": link.lot,
        "21": link.serial,
        "235": link.third_party,
    }
    assert theirs == {ai: value for ai, value in ours.items() if value is not None}


def test_the_table_is_large_and_reaches_every_code_of_the_parser() -> None:
    assert len(CASES) >= 150
    assert len({case.name for case in CASES}) == len(CASES)
    elsewhere = {"gtin.all_zero", "uri.malformed", "base.malformed"}
    assert {case.answer for case in WRONG} == ERROR_CODES - elsewhere


@given(st.binary(max_size=60), st.binary(max_size=40))
def test_any_bytes_are_read_or_refused_with_a_known_code(path: bytes, query: bytes) -> None:
    for raw_path in (path, b"/01/" + GTIN.encode() + b"/10/" + path):
        assert answer_code(raw_path, query) in {"read", *ERROR_CODES}


@given(bodies, st.none() | lots, st.none() | lots)
def test_what_is_built_is_read_back(body: str, lot: str | None, serial: str | None) -> None:
    gtin = body + str(gtin_check_digit(body))
    uri = build_uri(BASE, gtin, lot, serial)
    assert parse_uri(uri) == DigitalLink(gtin, lot=lot, serial=serial)
    assert parse_uri(uri + "/") == parse_uri(uri)
    assert uri == BASE + parse_uri(uri).canonical_path()


@given(lots)
def test_an_address_holds_only_unreserved_characters_and_upper_case_hex(lot: str) -> None:
    tail = build_uri(BASE, GTIN, lot).rsplit("/", 1)[1]
    bare = tail.split("%")
    assert all(part[:2] == part[:2].upper() for part in bare[1:])
    assert all(mark.isalnum() or mark in "-._%" for mark in tail)


@given(lots)
def test_the_fast_way_and_the_full_way_agree(lot: str) -> None:
    path = build_uri("https://h", GTIN, lot).removeprefix("https://h").encode()
    assert parse_path(path) == parse_path(path + b"/") == parse_path(path, b"#")


@given(st.text("0123456789", min_size=7, max_size=17))
def test_the_check_digit_agrees_with_another_implementation(body: str) -> None:
    assert str(gtin_check_digit(body)) == ean.calc_check_digit(body)


@given(bodies, st.integers(0, 12), st.integers(1, 9))
def test_a_wrong_digit_never_passes(body: str, place: int, off: int) -> None:
    gtin = body + str(gtin_check_digit(body))
    wrong = gtin[:place] + str((int(gtin[place]) + off) % 10) + gtin[place + 1 :]
    with pytest.raises(DigitalLinkError) as caught:
        normalise_gtin(wrong)
    assert caught.value.code == "gtin.check_digit"


@pytest.mark.parametrize(
    ("text", "gtin14"),
    [
        ("95210094", "00000095210094"),
        ("614141123452", "00614141123452"),
        ("6901234567892", "06901234567892"),
        ("16901234567899", "16901234567899"),
    ],
)
def test_every_length_is_padded_to_fourteen_and_stays_right(text: str, gtin14: str) -> None:
    assert normalise_gtin(text) == normalise_gtin(gtin14) == normalise_new_gtin(text) == gtin14


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "gtin.length"),
        ("0", "gtin.length"),
        ("９５２１００９４", "gtin.characters"),
        ("95210094\n", "gtin.characters"),
        (" 95210094", "gtin.characters"),
        ("9521-0094", "gtin.characters"),
        ("²5210094", "gtin.characters"),
    ],
)
def test_text_that_looks_like_a_gtin_is_refused(text: str, code: str) -> None:
    with pytest.raises(DigitalLinkError) as caught:
        normalise_gtin(text)
    assert caught.value.code == code


@pytest.mark.parametrize("length", [8, 12, 13, 14])
def test_a_product_is_never_registered_with_zeros(length: int) -> None:
    assert normalise_gtin("0" * length) == "0" * 14
    with pytest.raises(DigitalLinkError) as caught:
        normalise_new_gtin("0" * length)
    assert caught.value.code == "gtin.all_zero"


@pytest.mark.parametrize("body", ["", "12a", "１２"])
def test_a_check_digit_is_computed_of_digits_only(body: str) -> None:
    with pytest.raises(DigitalLinkError):
        gtin_check_digit(body)


def test_the_error_tells_the_expected_check_digit() -> None:
    with pytest.raises(DigitalLinkError) as caught:
        parse_path(b"/01/09521001001015")
    assert caught.value.detail == {"given": "5", "expected": "4", "gtin": "09521001001015"}
    assert "expected='4'" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/10/AB%E6%89%B9", {"character": "批", "position": "3"}),
        ("/10/A%00", {"character": "U+0000", "position": "2"}),
        ("/10/A%FF", {"character": "\ufffd", "position": "2"}),
        ("/10/" + "A" * 21, {"length": "21", "max": "20"}),
        ("/10/A%4", {"sequence": "%4"}),
        ("/10/A%ZZB", {"sequence": "%ZZ"}),
        ("/21/S/10/L", {"ai": "10", "after": "21"}),
        ("/" + "x" * 500, {"segment": "x" * 40}),
    ],
)
def test_the_error_tells_what_is_wrong_and_where(path: str, detail: dict[str, str]) -> None:
    with pytest.raises(DigitalLinkError) as caught:
        parse_path(f"/01/{GTIN}{path}".encode())
    assert caught.value.detail == detail


def test_an_error_without_detail_is_its_code_and_survives_pickling() -> None:
    error = DigitalLinkError("gtin.all_zero")
    assert str(error) == "gtin.all_zero"
    copy = pickle.loads(pickle.dumps(DigitalLinkError("lot.length", {"max": "20"})))  # noqa: S301
    assert (copy.code, copy.detail) == ("lot.length", {"max": "20"})


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"https://trace.example.cn/01/{GTIN}/10/A", f"/01/{GTIN}/10/A"),
        (f"HTTPS://TRACE.EXAMPLE.CN/01/{GTIN}/10/A", f"/01/{GTIN}/10/A"),
        (f"http://127.0.0.1:8000/01/{GTIN}/10/a?foo=bar#top", f"/01/{GTIN}/10/a"),
        (f"https://id.gs1.org/01/{GTIN}#a?b", f"/01/{GTIN}"),
    ],
)
def test_a_scanned_address_of_any_host_is_read(text: str, path: str) -> None:
    assert parse_uri(text).canonical_path() == path


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "uri.malformed"),
        (GTIN, "uri.malformed"),
        (f"/01/{GTIN}", "uri.malformed"),
        (f"ftp://h/01/{GTIN}", "uri.malformed"),
        (f"https:///01/{GTIN}", "uri.malformed"),
        (f"]d2https://h/01/{GTIN}", "uri.malformed"),
        ("https://h", "path.not_digital_link"),
        ("https://h/", "path.not_digital_link"),
        (f"https://h/01/{GTIN}/10/批", "path.characters"),
        (f"https://h/01/{GTIN}/10/A\n", "path.characters"),
        (f"https://h/01/{GTIN}/10/A\ud800", "path.characters"),
        (f"https://h/01/{GTIN}?a=\ud800", "query.characters"),
    ],
)
def test_a_scanned_text_that_is_no_address_is_refused(text: str, code: str) -> None:
    with pytest.raises(DigitalLinkError) as caught:
        parse_uri(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("base", "uri"),
    [
        ("https://h.cn", f"https://h.cn/01/{GTIN}/10/A%2FB%25/21/%3C1%3E"),
        ("https://h.cn/", f"https://h.cn/01/{GTIN}/10/A%2FB%25/21/%3C1%3E"),
        ("http://h:8000", f"http://h:8000/01/{GTIN}/10/A%2FB%25/21/%3C1%3E"),
        ("https://h/q", f"https://h/q/01/{GTIN}/10/A%2FB%25/21/%3C1%3E"),
        ("http://[::1]:8000", f"http://[::1]:8000/01/{GTIN}/10/A%2FB%25/21/%3C1%3E"),
    ],
)
def test_an_address_is_built_upon_its_base(base: str, uri: str) -> None:
    assert build_uri(base, GTIN, "A/B%", "<1>") == uri


@pytest.mark.parametrize(
    ("base", "gtin", "lot", "serial", "code"),
    [
        ("h.cn", GTIN, None, None, "base.malformed"),
        ("HTTPS://h.cn", GTIN, None, None, "base.malformed"),
        ("https://h.cn//", GTIN, None, None, "base.malformed"),
        ("https://h.cn?x", GTIN, None, None, "base.malformed"),
        ("https://h.cn\n", GTIN, None, None, "base.malformed"),
        ("https://市.cn", GTIN, None, None, "base.malformed"),
        (BASE, "6901234567892", None, None, "gtin.length"),
        (BASE, "09521001001015", None, None, "gtin.check_digit"),
        (BASE, "0952100100101４", None, None, "gtin.characters"),
        (BASE, GTIN, "", None, "lot.length"),
        (BASE, GTIN, "A B", None, "lot.characters"),
        (BASE, GTIN, "A" * 21, None, "lot.length"),
        (BASE, GTIN, ".", None, "path.dot_segment"),
        (BASE, GTIN, None, "..", "path.dot_segment"),
        (BASE, GTIN, None, "", "serial.length"),
        (BASE, GTIN, None, "批", "serial.characters"),
    ],
)
def test_no_address_is_built_that_could_not_be_read(
    base: str, gtin: str, lot: str | None, serial: str | None, code: str
) -> None:
    with pytest.raises(DigitalLinkError) as caught:
        build_uri(base, gtin, lot, serial)
    assert caught.value.code == code


@given(st.from_regex(LOT_PATTERN, fullmatch=True))
def test_a_lot_of_ours_needs_no_encoding_and_suits_every_rule(lot: str) -> None:
    assert is_own_lot(lot)
    assert is_foreign_lot(lot)
    assert build_uri(BASE, GTIN, lot) == f"{BASE}/01/{GTIN}/10/{lot}"
    assert not set(lot) & set("%&/<>?")


@pytest.mark.parametrize(
    "lot", ["", ".", "..", "-A", "a", "A_B", "A/B", "A" * 21, "A\n", "Ａ", "批1", "A B"]
)
def test_other_lots_are_never_issued(lot: str) -> None:
    assert not is_own_lot(lot)


@pytest.mark.parametrize("lot", ["a", "A_B", "A/B", '"', "%2F", "...", "A" * 20, SET_82[:20]])
def test_lots_of_other_registers_may_be_held(lot: str) -> None:
    assert is_foreign_lot(lot)


@pytest.mark.parametrize("lot", ["", ".", "..", "A" * 21, "A B", "A#", "A\n", "批", "~", "Ａ"])
def test_lots_that_no_address_can_carry_are_not_held(lot: str) -> None:
    assert not is_foreign_lot(lot)

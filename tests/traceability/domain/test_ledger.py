"""Is the canonical text RFC 8785, and does a hash follow every change?"""

from __future__ import annotations

import hashlib
import json
from collections import UserString
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from types import MappingProxyType
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.kinds import Unit
from traceability.domain.ledger import (
    LARGEST_INTEGER,
    LeafFacts,
    UncanonicalError,
    canonical_text,
    instant_text,
    leaf_hash,
    leaf_text,
    part_hash,
    plain,
)

ASCII_NAMES = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
    | TEXTS
    | st.sampled_from(
        ["\u2028\u2029", "𠮷野家", "稻谷", "\x00\x1f\x7f\x80", '\\"/\b\f\n\r\t', "\ue000"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII_NAMES, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "{}"),
        ({"b": 1, "a": None, "B": True}, '{"B":true,"a":null,"b":1}'),
        ({"a": ["稻谷", "\u2028", "𠮷"]}, '{"a":["稻谷","\u2028","𠮷"]}'),
        (
            {"a": '\x00\b\t\n\x0b\f\r\x1f"\\/\x7f'},
            '{"a":"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\"\\\\/\x7f"}',
        ),
        ({"a": -LARGEST_INTEGER}, '{"a":-9007199254740991}'),
        ({"a": {"c": {}, "b": []}}, '{"a":{"b":[],"c":{}}}'),
    ],
)
def test_known_texts(values: dict[str, object], text: str) -> None:
    assert canonical_text(values) == text
    assert text.encode() == rfc8785.dumps(values)


@given(st.dictionaries(ASCII_NAMES, VALUES, max_size=5))
def test_the_text_is_rfc_8785_byte_for_byte(values: dict[str, object]) -> None:
    text = canonical_text(values)
    assert text.encode() == rfc8785.dumps(values)
    assert json.loads(text) == values
    assert plain(values) == values


class _Colour(Enum):
    RED = "red"


class _Level(IntEnum):
    HIGH = 3


class _Id(UUID):
    """A driver's own kind of UUID."""


class _Day(date):
    """A driver's own kind of date."""


ID = "01940000-0000-7000-8000-000000000007"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, None),
        (True, True),
        ("稻谷", "稻谷"),
        (LARGEST_INTEGER, LARGEST_INTEGER),
        (UUID(ID), ID),
        (_Id(ID), ID),
        (date(2026, 11, 24), "2026-11-24"),
        (_Day(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 8, 0, 0, 125_999, tzinfo=UTC), "2026-11-24T08:00:00.125Z"),
        (Unit.GRAM, "g"),
        (_Colour.RED, "red"),
        (_Level.HIGH, 3),
        (b"\x00\xff", "00ff"),
        (memoryview(b"\x01"), "01"),
        ((1, Unit.EACH), [1, "each"]),
        ([date(2026, 1, 1)], ["2026-01-01"]),
        (MappingProxyType({"a": (1,)}), {"a": [1]}),
    ],
)
def test_columns_become_plain_values(value: object, said: object) -> None:
    given_back = plain(value)
    assert given_back == said
    assert type(given_back) is type(said)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        Decimal("1.5"),
        {1, 2},
        LARGEST_INTEGER + 1,
        -LARGEST_INTEGER - 1,
        [0.1],
        {"a": 2**60},
        UserString("x"),
        timedelta(1),
    ],
)
def test_what_has_no_canonical_text_is_a_programming_error(value: object) -> None:
    with pytest.raises(UncanonicalError):
        plain(value)


def test_no_text_has_a_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        canonical_text({"a": float("nan")})


def test_a_lone_surrogate_has_no_hash() -> None:
    with pytest.raises(UnicodeEncodeError):
        part_hash(b"", canonical_text({"a": "\ud800"}))


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 5, 1, 8, 1, tzinfo=UTC), "2026-05-01T08:01:00.000Z"),
        (
            datetime(2026, 5, 1, 8, 1, tzinfo=timezone(timedelta(hours=8))),
            "2026-05-01T00:01:00.000Z",
        ),
    ],
)
def test_instants_are_utc_with_milliseconds(instant: datetime, text: str) -> None:
    assert instant_text(instant) == text


def test_hashes_are_sha_256_over_salt_and_text_and_over_the_leaf_prefix() -> None:
    assert part_hash(b"salt", "稻谷") == hashlib.sha256(b"salt\xe7\xa8\xbb\xe8\xb0\xb7").digest()
    assert leaf_hash("x") == hashlib.sha256(b"\x00x").digest()
    # RFC 6962 section 2.1.1 test vector: the leaf of the empty string
    assert leaf_hash("").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(st.binary(min_size=32, max_size=32), TEXTS, TEXTS)
def test_texts_that_differ_have_hashes_that_differ(salt: bytes, one: str, other: str) -> None:
    assert (part_hash(salt, one) == part_hash(salt, other)) == (one == other)


LEAF = LeafFacts(
    entry_class="open",
    kind="batch",
    record=ID,
    revision=2,
    owner="441300/1",
    about=None,
    time="2026-05-01T08:01:00.000Z",
    parts={"trade": b"\x02", "public": b"\x01"},
)


def test_an_open_leaf_tells_all_and_a_sealed_one_only_time_and_hashes() -> None:
    told = json.loads(leaf_text(LEAF))
    assert told == {
        "v": 1,
        "class": "open",
        "time": LEAF.time,
        "parts": {"public": "01", "trade": "02"},
        "kind": "batch",
        "record": ID,
        "revision": 2,
        "owner": "441300/1",
        "about": None,
        "author": None,
        "schema": 1,
    }
    sealed = LeafFacts("sealed", "penalty", ID, 1, "441300/1", "x", LEAF.time, LEAF.parts)
    assert set(json.loads(leaf_text(sealed))) == {"v", "class", "time", "parts", "author", "schema"}
    assert leaf_text(LEAF).encode() == rfc8785.dumps(told)

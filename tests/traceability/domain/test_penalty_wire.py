"""The wire form of a penalty loses nothing but what the list of 2018 cannot say."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import traceability.storage.reference
from traceability.domain.kinds import PartyKind
from traceability.domain.penalty_fields import (
    PenaltyFields,
    normalise_decision_no,
    read_10k_yuan,
    say_10k_yuan,
)
from traceability.domain.penalty_kinds import PenaltyKind
from traceability.domain.penalty_wire import CODES, WireError, from_wire, name_of_code, to_wire

STANDARD = Path(traceability.storage.reference.__file__).with_name("penalty-fields.csv")

_ALWAYS = (
    "party_name",
    "decision_no",
    "violation_kind",
    "violation_facts",
    "legal_basis",
    "penalty_content",
    "authority_name",
    "authority_uscc",
    "source_name",
    "source_uscc",
)
_SOMETIMES = [
    name
    for name in CODES
    if name not in {*_ALWAYS, "party_kind", "penalty_kinds"}
    and not name.endswith(("_on", "_until", "_10k_yuan"))
]
_texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)
_optional = st.none() | _texts
_days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
_amounts = st.none() | st.integers(0, 10**15)
_kinds = st.lists(
    st.sampled_from([str(kind) for kind in PenaltyKind]) | st.just("其他-责令改正"),
    min_size=1,
    unique=True,
).map(tuple)
_fields = st.builds(
    PenaltyFields,
    **dict.fromkeys(_ALWAYS, _texts),
    party_kind=st.sampled_from([kind.value for kind in PartyKind]),
    penalty_kinds=_kinds,
    **dict.fromkeys(("decided_on", "valid_until", "publicity_until"), _days),
    **dict.fromkeys(("fine_fen", "confiscated_fen"), _amounts),
    **dict.fromkeys(_SOMETIMES, _optional),
)


def test_the_codes_and_names_are_those_of_the_standard() -> None:
    with STANDARD.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["name"], row["code"]) for row in rows] == list(CODES.items())
    assert len(rows) == 30
    assert {name_of_code(row["code"]) for row in rows} == {row["name"] for row in rows}


@given(_fields)
def test_what_is_written_is_read_again(fields: PenaltyFields) -> None:
    wire = to_wire(fields)
    assert list(wire) == list(CODES.values())
    read = from_wire(wire)
    assert to_wire(read) == wire
    assert replace(read, penalty_kinds=fields.penalty_kinds) == fields


@given(st.integers(0, 10**15))
def test_an_amount_is_exact_to_the_fen(fen: int) -> None:
    assert read_10k_yuan(say_10k_yuan(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"), [("0.2", 200_000), ("5", 5_000_000), ("0.000001", 1), ("12.345678", 12345678)]
)
def test_an_amount_of_the_standard_is_in_ten_thousand_yuan(text: str, fen: int) -> None:
    assert read_10k_yuan(text) == fen


@pytest.mark.parametrize("text", ["", "-1", "1.0000001", "1e3", "一万", "1,5", ".5", "5."])
def test_a_doubtful_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="decimals"):
        read_10k_yuan(text)


@pytest.mark.parametrize(
    ("code", "text"), [("CF_JDRQ", "2026-11-24"), ("CF_NR_FK", "many"), ("CF_WSH", "")]
)
def test_an_unreadable_text_names_its_code(code: str, text: str) -> None:
    wire = to_wire(_EXAMPLE) | {code: text}
    with pytest.raises(WireError) as caught:
        from_wire(wire)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("kinds", "wire"),
    [
        (("警告", "罚款"), "警告;罚款"),
        (("通报批评",), "其他-通报批评"),
        (("没收违法所得", "没收非法财物"), "没收违法所得、没收非法财物"),
        (("暂扣许可证件",), "暂扣或者吊销许可证、暂扣或者吊销执照"),
        (("吊销许可证件",), "暂扣或者吊销许可证、暂扣或者吊销执照"),
        (("责令关闭", "限制从业"), "其他-责令关闭;其他-限制从业"),
        (("责令停产停业", "行政拘留"), "责令停产停业;行政拘留"),
        (("其他-责令改正",), "其他-责令改正"),
    ],
)
def test_the_single_kinds_are_written_in_the_words_of_2018(
    kinds: tuple[str, ...], wire: str
) -> None:
    assert to_wire(replace(_EXAMPLE, penalty_kinds=kinds))["CF_CFLB"] == wire


@pytest.mark.parametrize(
    "text", ["惠市监罚【2026】7号", "惠市监罚[2026] 7号", "惠市监罚(2026)7 号"]
)
def test_brackets_of_a_decision_number_are_those_of_the_law(text: str) -> None:
    assert normalise_decision_no(text) == "惠市监罚〔2026〕7号"


def test_identity_numbers_stand_in_no_representation() -> None:
    fields = replace(_EXAMPLE, person_id_no="441302199001011234", legal_representative_id_no="X99")
    assert "441302199001011234" not in repr(fields)
    assert "X99" not in repr(fields)


_EXAMPLE = PenaltyFields(
    party_name="惠州某粮油有限公司",
    party_kind=PartyKind.LEGAL_PERSON.value,
    party_uscc="91441322MA7H2P5KXG",
    decision_no="惠市监罚〔2026〕7号",
    violation_kind="生产经营不合格食品",
    violation_facts="抽检不合格",
    legal_basis="《中华人民共和国食品安全法》第一百二十四条",
    penalty_kinds=("罚款",),
    penalty_content="罚款人民币2000元",
    fine_fen=200_000,
    decided_on=date(2026, 11, 24),
    valid_until=date(2099, 12, 31),
    publicity_until=date(2027, 11, 24),
    authority_name="惠州市市场监督管理局",
    authority_uscc="11441300MB2C8R4T6G",
    source_name="惠州市市场监督管理局",
    source_uscc="11441300MB2C8R4T6G",
)

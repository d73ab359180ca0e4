"""Every rule of the standard's columns, kept and broken, one by one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import traceability.storage.reference
from traceability.domain.errors import FaultsError, RuleError
from traceability.domain.kinds import PartyKind
from traceability.domain.penalty_checks import COLUMNS, check_fields
from traceability.domain.penalty_drafts import Office, read_fields, refuse, with_defaults
from traceability.domain.penalty_fields import PenaltyFields
from traceability.routes.sentences import SENTENCES
from traceability.schemas.penalties import PenaltyCreate

TODAY = date(2026, 11, 24)
CARD = "441302199001011231"
MILL = "91441322MA7H2P5KXG"
AUTHORITY = "11441300MA00000019"
STANDARD = Path(traceability.storage.reference.__file__).with_name("penalty-fields.csv")
ROWS = list(csv.DictReader(STANDARD.read_text(encoding="utf-8").splitlines()))

LEGAL = PenaltyFields(
    party_name="惠州市禾坪里米业有限公司",
    party_kind="法人及非法人组织",
    party_uscc=MILL,
    legal_representative="陈大文",
    decision_no="惠市监罚〔2026〕7号",
    violation_kind="生产经营不合格食品",
    violation_facts="抽检镉超标",
    legal_basis="《中华人民共和国食品安全法》第一百二十四条",
    penalty_kinds=("罚款",),
    penalty_content="罚款五万元",
    fine_fen=5_000_000,
    decided_on=date(2026, 11, 20),
    valid_until=date(2099, 12, 31),
    publicity_until=date(2027, 11, 20),
    authority_name="惠州市市场监督管理局",
    authority_uscc=AUTHORITY,
    source_name="惠州市市场监督管理局",
    source_uscc=AUTHORITY,
)
PERSON = replace(
    LEGAL,
    party_name="王小明",
    party_kind="自然人",
    party_uscc=None,
    legal_representative=None,
    person_id_kind="身份证",
    person_id_no=CARD,
)


def faults(fields: PenaltyFields, **changes: Any) -> set[tuple[str, str]]:
    found = check_fields(replace(fields, **changes), TODAY)
    return {(fault.field, fault.code.removeprefix("penalty.")) for fault in found}


KEPT: list[tuple[PenaltyFields, dict[str, Any]]] = [
    (LEGAL, {}),
    (PERSON, {}),
    (LEGAL, {"party_kind": "个体工商户"}),
    (LEGAL, {"party_organisation_code": "MA7H2P5KX"}),
    (LEGAL, {"legal_representative_id_kind": "护照号", "legal_representative_id_no": "E1234"}),
    (LEGAL, {"penalty_kinds": ("警告", "通报批评"), "fine_fen": None}),
    (LEGAL, {"penalty_kinds": ("罚款", "没收违法所得"), "confiscated_fen": 1}),
    (LEGAL, {"penalty_kinds": ("罚款", "吊销许可证件"), "revoked_licence": "SC10144132201376"}),
    (LEGAL, {"penalty_kinds": ("罚款", "其他-责令改正")}),
    (LEGAL, {"decided_on": TODAY}),
    (LEGAL, {"publicity_until": date(2029, 11, 20)}),
    (LEGAL, {"violation_facts": "订单号 441302199001011232 的一批"}),  # no check character fits
    (PERSON, {"person_id_kind": "台湾居民来往大陆通行证", "person_id_no": "0123456789"}),
]
BROKEN: list[tuple[PenaltyFields, dict[str, Any], str, str]] = [
    (LEGAL, {"party_kind": "企业"}, "party_kind", "party_kind"),
    (LEGAL, {"party_uscc": None}, "party_uscc", "field_missing"),
    (LEGAL, {"party_uscc": MILL[:-1] + "H"}, "party_uscc", "uscc"),
    (PERSON, {"party_uscc": MILL}, "party_uscc", "person_has_no_uscc"),
    (LEGAL, {"party_organisation_code": "MA7H2P5K1"}, "party_organisation_code",
     "organisation_code"),
    (LEGAL, {"legal_representative": None}, "legal_representative", "field_missing"),
    (LEGAL, {"legal_representative_id_kind": "驾驶证", "legal_representative_id_no": "1"},
     "legal_representative_id_kind", "paper_kind"),
    (LEGAL, {"legal_representative_id_kind": "护照号"}, "legal_representative_id_no",
     "field_missing"),
    (LEGAL, {"legal_representative_id_no": "E1"}, "legal_representative_id_kind", "field_missing"),
    (LEGAL, {"person_id_kind": "身份证", "person_id_no": CARD}, "person_id_no",
     "organisation_has_no_paper"),
    (PERSON, {"person_id_kind": None}, "person_id_kind", "field_missing"),
    (PERSON, {"person_id_no": None}, "person_id_no", "field_missing"),
    (PERSON, {"person_id_no": CARD[:-1] + "2"}, "person_id_no", "identity_number"),
    (PERSON, {"person_id_no": "441302199013011234"}, "person_id_no", "identity_number"),
    (PERSON, {"person_id_kind": "工作证"}, "person_id_kind", "paper_kind"),
    (LEGAL, {"penalty_kinds": ()}, "penalty_kinds", "field_missing"),
    (LEGAL, {"penalty_kinds": ("罚款", "罚站")}, "penalty_kinds", "kind"),
    (LEGAL, {"penalty_kinds": ("罚款", "其他-")}, "penalty_kinds", "kind"),
    (LEGAL, {"penalty_kinds": ("罚款", "其他-" + "长" * 95)}, "penalty_kinds", "field_too_long"),
    (LEGAL, {"fine_fen": None}, "fine_10k_yuan", "field_missing"),
    (LEGAL, {"fine_fen": 0}, "fine_10k_yuan", "amount"),
    (LEGAL, {"penalty_kinds": ("警告",)}, "fine_10k_yuan", "kind_not_named"),
    (LEGAL, {"penalty_kinds": ("罚款", "没收非法财物")}, "confiscated_10k_yuan", "field_missing"),
    (LEGAL, {"confiscated_fen": 5}, "confiscated_10k_yuan", "kind_not_named"),
    (LEGAL, {"penalty_kinds": ("罚款", "暂扣许可证件")}, "revoked_licence", "field_missing"),
    (LEGAL, {"revoked_licence": "SC"}, "revoked_licence", "kind_not_named"),
    (LEGAL, {"decided_on": date(2026, 11, 25)}, "decided_on", "in_the_future"),
    (LEGAL, {"valid_until": date(2026, 11, 19)}, "valid_until", "ends_before_it_begins"),
    (LEGAL, {"publicity_until": date(2026, 11, 20)}, "publicity_until", "publicity_window"),
    (LEGAL, {"publicity_until": date(2029, 11, 21)}, "publicity_until", "publicity_window"),
    (LEGAL, {"authority_uscc": MILL}, "authority_uscc", "not_an_authority"),
    (LEGAL, {"authority_uscc": AUTHORITY[:-1] + "8"}, "authority_uscc", "uscc"),
    (LEGAL, {"source_uscc": "1"}, "source_uscc", "uscc"),
    (LEGAL, {"violation_facts": f"驾驶员（{CARD}）"}, "violation_facts",
     "identity_number_in_text"),
    (LEGAL, {"remark": CARD}, "remark", "identity_number_in_text"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "changes"), KEPT)
def test_a_rule_that_is_kept_is_no_fault(fields: PenaltyFields, changes: dict[str, Any]) -> None:
    assert faults(fields, **changes) == set()


@pytest.mark.parametrize(("fields", "changes", "field", "code"), BROKEN)
def test_a_rule_that_is_broken_names_its_field(
    fields: PenaltyFields, changes: dict[str, Any], field: str, code: str
) -> None:
    assert (field, code) in faults(fields, **changes)
    assert f"penalty.{code}" in SENTENCES


@pytest.mark.parametrize("row", [r for r in ROWS if r["max_length"]], ids=lambda r: r["name"])
def test_a_text_may_be_as_long_as_the_standard_says_and_no_longer(row: dict[str, str]) -> None:
    name, longest = row["name"], int(row["max_length"])
    if name == "penalty_kinds":
        return  # its length is of the joined words: above
    for length, is_fault in ((longest, False), (longest + 1, True)):
        found = faults(PERSON if name.startswith("person") else LEGAL, **{name: "甲" * length})
        assert ((name, "field_too_long") in found) == is_fault


_WHEN: dict[str, Callable[[PenaltyFields], bool]] = {
    "always": lambda _: True,
    "always (we compute it)": lambda _: True,
    "no": lambda _: False,
    "when party_kind is not 自然人": lambda f: f.party_kind != "自然人",
    "when party_kind is 自然人": lambda f: f.party_kind == "自然人",
    "with field 10": lambda f: f.legal_representative_id_kind is not None,
    "when penalty_kinds has 罚款": lambda f: "罚款" in f.penalty_kinds,
    "when penalty_kinds has 没收…": lambda f: "没收违法所得" in f.penalty_kinds,
    "when penalty_kinds has 暂扣或者吊销…": lambda f: "吊销许可证件" in f.penalty_kinds,
}


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["name"])
def test_a_field_is_required_when_the_standard_says_so(row: dict[str, str]) -> None:
    column = next(column for column in COLUMNS if column.name == row["name"])
    all_kinds = ("罚款", "没收违法所得", "吊销许可证件")
    for fields in (
        LEGAL,
        PERSON,
        replace(LEGAL, penalty_kinds=("警告",)),
        replace(LEGAL, penalty_kinds=all_kinds, legal_representative_id_kind="护照号"),
    ):
        assert column.is_required(fields) == _WHEN[row["required"]](fields)


def test_the_columns_are_those_of_the_standard_and_the_api_takes_each() -> None:
    assert [column.name for column in COLUMNS] == [row["name"] for row in ROWS]
    computed = {"publicity_until"}
    assert {row["name"] for row in ROWS} - computed <= set(PenaltyCreate.model_fields)


def test_what_is_not_said_comes_from_the_party_and_the_caller() -> None:
    mill, bureau = Office("米业", MILL), Office("监管局", AUTHORITY)
    filled = with_defaults({"decision_no": "7号"}, mill, bureau)
    assert (filled["party_name"], filled["party_uscc"]) == ("米业", MILL)
    assert filled["party_kind"] == PartyKind.LEGAL_PERSON.value
    assert filled["source_uscc"] == filled["authority_uscc"] == AUTHORITY
    trader = with_defaults({}, Office("档口", "92441302MA00000010"), bureau)
    assert trader["party_kind"] == PartyKind.SOLE_TRADER.value
    person = with_defaults({"party_kind": PartyKind.NATURAL_PERSON}, mill, bureau)
    assert "party_uscc" not in person
    other = with_defaults({"authority_name": "县局", "authority_uscc": "11"}, mill, bureau)
    assert (other["source_name"], other["source_uscc"]) == ("县局", "11")


def test_one_fault_has_its_own_code_and_several_come_together() -> None:
    refuse([])
    [fault] = check_fields(replace(LEGAL, fine_fen=0), TODAY)
    with pytest.raises(RuleError, match="amount"):
        refuse([fault])
    with pytest.raises(FaultsError, match="fields"):
        refuse([fault, fault])
    with pytest.raises(RuleError, match="field_missing"):
        read_fields({"decided_on": None})

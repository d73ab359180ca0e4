"""Is a record as the standard wants it, on the receiver's side?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.credit_side import ending_message, penalty_record
from traceability.credit_sandbox.rules import judge_ending, judge_feedback, judge_penalty

TODAY = date(2026, 11, 24)
PERSON = {
    "CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_FRDB": "", "CF_XDR_MC": "王五",
    "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": "441302199001011234",
}  # fmt: skip
FEEDBACK = {
    "task_no": "LH1", "subject_name": "某某", "subject_uscc": "91441303MA4WAD703N",
    "responder_name": "局", "responder_uscc": "11441300MB2C00000K", "applied": True,
    "acted_on": "2026/11/20",
}  # fmt: skip


def codes(record: dict[str, Any]) -> set[str]:
    return {code for code, _ in judge_penalty(record, TODAY)}


def test_sound_records_pass() -> None:
    assert codes(penalty_record()) == set()
    assert codes(penalty_record(**PERSON)) == set()
    trader = {"CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": "", "CF_XDR_GSZC": "441302600123456"}
    assert codes(penalty_record(**trader)) == set()
    assert codes(penalty_record(CF_CFLB="其他-通报批评")) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"CF_XDR_MC": ""}, "CF_XDR_MC"),
        ({"CF_XDR_MC": "x" * 201}, "CF_XDR_MC"),
        ({"CF_XDR_LB": "企业"}, "CF_XDR_LB"),
        ({"CF_XDR_SHXYM": ""}, "CF_XDR_SHXYM"),
        ({"CF_XDR_SHXYM": "91441303MA4WAD7037"}, "CF_XDR_SHXYM"),
        ({"CF_FRDB": ""}, "CF_FRDB"),
        ({"CF_FR_ZJLX": "学生证"}, "CF_FR_ZJLX"),
        ({"CF_FR_ZJHM": "1"}, "CF_FR_ZJLX"),
        ({"CF_XDR_ZJLX": "身份证"}, "CF_XDR_ZJLX"),
        (PERSON | {"CF_XDR_ZJHM": ""}, "CF_XDR_ZJHM"),
        (PERSON | {"CF_XDR_SHXYM": "91441303MA4WAD703N"}, "CF_XDR_SHXYM"),
        ({"CF_WSH": " "}, "CF_WSH"),
        ({"CF_SY": "x" * 5001}, "CF_SY"),
        ({"CF_CFLB": "罚款;打手心"}, "CF_CFLB"),
        ({"CF_CFLB": "其他-"}, "CF_CFLB"),
        ({"CF_NR_FK": ""}, "CF_NR_FK"),
        ({"CF_NR_FK": "0.000000"}, "CF_NR_FK"),
        ({"CF_NR_FK": "6"}, "CF_NR_FK"),
        ({"CF_NR_FK": "6.00000"}, "CF_NR_FK"),
        ({"CF_NR_WFFF": ""}, "CF_NR_WFFF"),
        ({"CF_CFLB": "暂扣或者吊销许可证、暂扣或者吊销执照"}, "CF_NR_ZKDX"),
        ({"CF_JDRQ": "2026-11-02"}, "CF_JDRQ"),
        ({"CF_JDRQ": "2026/11/31"}, "CF_JDRQ"),
        ({"CF_JDRQ": "2026/11/25"}, "CF_JDRQ"),
        ({"CF_YXQ": "2026/11/01"}, "CF_YXQ"),
        ({"CF_GSJZQ": "2026/11/01"}, "CF_GSJZQ"),
        ({"CF_GSJZQ": "2029/11/03"}, "CF_GSJZQ"),
        ({"CF_CFJGDM": "91441303MA4WAD703N"}, "CF_CFJGDM"),
        ({"CF_SJLYDM": "x"}, "CF_SJLYDM"),
        ({"CF_CFMC": "旧字段"}, "CF_CFMC"),
        ({"CF_NR": 7}, "CF_NR"),
    ],
)
def test_each_rule_refuses_its_field(changes: dict[str, Any], code: str) -> None:
    assert codes(penalty_record(**changes)) == {code}


def test_publicity_may_last_three_years_to_the_day() -> None:
    assert codes(penalty_record(CF_GSJZQ="2029/11/02")) == set()


def test_endings_and_feedback_have_rules_of_their_own() -> None:
    record = dict(ending_message().record)
    assert judge_ending(record, TODAY) == []
    assert [code for code, _ in judge_ending(record | {"ended_on": "2026/12/01"}, TODAY)] == [
        "ended_on"
    ]
    assert judge_feedback(FEEDBACK, TODAY) == []
    assert [code for code, _ in judge_feedback(FEEDBACK | {"applied": "ja"}, TODAY)] == ["applied"]
    wrong = FEEDBACK | {"subject_uscc": "x"}
    assert [code for code, _ in judge_feedback(wrong, TODAY)] == ["subject_uscc"]

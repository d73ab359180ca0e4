"""Is a record as the double-publicity standard wants it? Judged on the receiver's side.

行政处罚信息公示标准, 发改办财金〔2018〕424号: 30 fields. Written apart from the sender's rules on
purpose: two readings of one standard find each other's mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from traceability.domain.uscc import is_valid_uscc

Refusal = tuple[str, str]
_NATURAL_PERSON = "自然人"
_PARTIES = ("法人及非法人组织", "个体工商户", _NATURAL_PERSON)
_IDENTITY_PAPERS = (
    "身份证", "护照号", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证",
)  # fmt: skip
_FINE, _CONFISCATION, _LICENCE = (
    "罚款",
    "没收违法所得、没收非法财物",
    "暂扣或者吊销许可证、暂扣或者吊销执照",
)
_KINDS = ("警告", _FINE, _CONFISCATION, "责令停产停业", _LICENCE, "行政拘留")
_DATE = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2})")
_AMOUNT = re.compile(r"[0-9]{1,12}\.[0-9]{6}")
_LONGEST_PUBLICITY_YEARS = 3
# code, longest, whether it must be there whoever the party is
_FIELDS = (
    ("CF_XDR_MC", 200, True), ("CF_XDR_LB", 16, True), ("CF_XDR_SHXYM", 18, False),
    ("CF_XDR_GSZC", 50, False), ("CF_XDR_ZZJG", 9, False), ("CF_XDR_SWDJ", 15, False),
    ("CF_XDR_SYDW", 12, False), ("CF_XDR_SHZZ", 50, False), ("CF_FRDB", 50, False),
    ("CF_FR_ZJLX", 64, False), ("CF_FR_ZJHM", 64, False), ("CF_XDR_ZJLX", 64, False),
    ("CF_XDR_ZJHM", 64, False), ("CF_WSH", 128, True), ("CF_WFXW", 2000, True),
    ("CF_SY", 5000, True), ("CF_YJ", 2048, True), ("CF_CFLB", 100, True), ("CF_NR", 4000, True),
    ("CF_NR_FK", 19, False), ("CF_NR_WFFF", 19, False), ("CF_NR_ZKDX", 200, False),
    ("CF_JDRQ", 10, True), ("CF_YXQ", 10, True), ("CF_GSJZQ", 10, True), ("CF_CFJG", 200, True),
    ("CF_CFJGDM", 18, True), ("CF_SJLY", 200, True), ("CF_SJLYDM", 18, True), ("BZ", 512, False),
)  # fmt: skip
_ENDING = (
    ("CF_XDR_MC", 200, True), ("CF_XDR_SHXYM", 18, False), ("CF_WSH", 128, True),
    ("CF_CFJGDM", 18, True), ("ended_on", 10, True), ("reason", 500, True),
    ("decision_no", 128, False),
)  # fmt: skip
_FEEDBACK = (
    ("task_no", 128, True), ("subject_name", 200, True), ("subject_uscc", 18, True),
    ("responder_name", 200, True), ("responder_uscc", 18, True), ("applied", 0, True),
    ("measure", 200, False), ("case_text", 2000, False), ("acted_on", 10, True),
)  # fmt: skip


def read_date(text: str) -> date | None:
    """Read YYYY/MM/DD, or give None."""
    found = _DATE.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def judge_penalty(record: Mapping[str, Any], today: date) -> list[Refusal]:
    """Give what is wrong with a penalty, field by field."""
    refused = list(_judge_shape(record, _FIELDS))
    if refused:
        return refused
    said = {code: str(record.get(code, "")) for code, _, _ in _FIELDS}
    for rule in (_judge_party, _judge_papers, _judge_kinds, _judge_codes):
        refused += rule(said)
    return refused + list(_judge_dates(said, today))


def judge_ending(record: Mapping[str, Any], today: date) -> list[Refusal]:
    """Give what is wrong with the message that a record is no longer public."""
    refused = list(_judge_shape(record, _ENDING))
    return refused or list(_judge_day(record, "ended_on", today))


def judge_feedback(record: Mapping[str, Any], today: date) -> list[Refusal]:
    """Give what is wrong with the feedback of a joint action."""
    refused = list(_judge_shape(record, _FEEDBACK))
    if refused:
        return refused
    for code in ("subject_uscc", "responder_uscc"):
        if not is_valid_uscc(record[code]):
            refused.append((code, "校验码不正确 check character is wrong"))
    return refused + list(_judge_day(record, "acted_on", today))


JUDGES: dict[str, Callable[[Mapping[str, Any], date], list[Refusal]]] = {
    "penalty": judge_penalty,
    "repair": judge_ending,
    "withdrawal": judge_ending,
    "feedback": judge_feedback,
}


def _judge_shape(
    record: Mapping[str, Any], known: tuple[tuple[str, int, bool], ...]
) -> Iterator[Refusal]:
    names = {code for code, _, _ in known}
    for code in sorted(set(record) - names):
        yield code[:40], "没有这个字段 there is no such field"
    for code, longest, is_needed in known:
        value = record.get(code, "")
        if code == "applied":
            if not isinstance(value, bool):
                yield code, "应为真或假 must be true or false"
        elif not isinstance(value, str):
            yield code, "应为文本 must be a text"
        elif is_needed and not value.strip():
            yield code, "必填 must be given"
        elif len(value) > longest:
            yield code, f"不得超过 {longest} 字 at most {longest} characters"


def _judge_party(said: Mapping[str, str]) -> Iterator[Refusal]:
    kind, uscc = said["CF_XDR_LB"], said["CF_XDR_SHXYM"]
    if kind not in _PARTIES:
        yield "CF_XDR_LB", "不在代码表内 not in the code list"
        return
    if kind == _NATURAL_PERSON:
        if uscc:
            yield "CF_XDR_SHXYM", "自然人不填 empty for a natural person"
        return
    if not uscc and (kind == _PARTIES[0] or not said["CF_XDR_GSZC"]):
        yield "CF_XDR_SHXYM", "必填 must be given"
    if not said["CF_FRDB"]:
        yield "CF_FRDB", "必填 must be given"


def _judge_papers(said: Mapping[str, str]) -> Iterator[Refusal]:
    is_person = said["CF_XDR_LB"] == _NATURAL_PERSON
    for kind, number in (("CF_FR_ZJLX", "CF_FR_ZJHM"), ("CF_XDR_ZJLX", "CF_XDR_ZJHM")):
        if said[kind] and said[kind] not in _IDENTITY_PAPERS and not said[kind].startswith("其他-"):
            yield kind, "不在代码表内 not in the code list"
        if said[number] and not said[kind]:
            yield kind, "有号码须有类型 a number needs its kind"
    for code in ("CF_XDR_ZJLX", "CF_XDR_ZJHM"):
        if is_person and not said[code]:
            yield code, "自然人必填 must be given for a natural person"
        if not is_person and said[code]:
            yield code, "仅自然人填写 only for a natural person"


def _judge_kinds(said: Mapping[str, str]) -> Iterator[Refusal]:
    kinds = said["CF_CFLB"].split(";")
    if not all(kind in _KINDS or re.fullmatch(r"其他-.+", kind) for kind in kinds):
        yield "CF_CFLB", "不在代码表内 not in the code list"
    for kind, code in ((_FINE, "CF_NR_FK"), (_CONFISCATION, "CF_NR_WFFF")):
        if said[code] and not _AMOUNT.fullmatch(said[code]):
            yield code, "应为万元、六位小数 ten thousand yuan with six decimals"
        elif kind in kinds and not (said[code] and Decimal(said[code]) > 0):
            yield code, f"{kind}：必填 must be given"
    if _LICENCE in kinds and not said["CF_NR_ZKDX"]:
        yield "CF_NR_ZKDX", "暂扣或吊销：必填 must be given"


def _judge_codes(said: Mapping[str, str]) -> Iterator[Refusal]:
    for code in ("CF_XDR_SHXYM", "CF_CFJGDM", "CF_SJLYDM"):
        if said[code] and not is_valid_uscc(said[code]):
            yield code, "校验码不正确 check character is wrong"
    if not said["CF_CFJGDM"].startswith("11"):
        yield "CF_CFJGDM", "机关代码应以 11 开头 an authority's code begins with 11"


def _judge_dates(said: Mapping[str, str], today: date) -> Iterator[Refusal]:
    days = {code: read_date(said[code]) for code in ("CF_JDRQ", "CF_YXQ", "CF_GSJZQ")}
    for code, day in days.items():
        if day is None:
            yield code, "应为 YYYY/MM/DD a date"
    decided, valid, until = days.values()
    if decided is None:
        return
    if decided > today:
        yield "CF_JDRQ", "不得晚于今日 not in the future"
    if valid is not None and valid < decided:
        yield "CF_YXQ", "不得早于决定日期 not before the decision"
    longest = (decided.year + _LONGEST_PUBLICITY_YEARS, decided.month, decided.day)
    if until is not None and not (decided <= until and until.timetuple()[:3] <= longest):
        yield "CF_GSJZQ", "应在决定日期后三年内 within three years of the decision"


def _judge_day(record: Mapping[str, Any], code: str, today: date) -> Iterator[Refusal]:
    day = read_date(record[code])
    if day is None:
        yield code, "应为 YYYY/MM/DD a date"
    elif day > today:
        yield code, "不得晚于今日 not in the future"

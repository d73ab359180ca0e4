"""Code real, passed, out of date: how are the three questions answered?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from consumer_web.document import TraceDocument, Verdict
from consumer_web.verdicts import VerdictReason
from consumer_web.words import Lang

Mark = Literal["yes", "no", "unsure", ""]


@dataclass(frozen=True)
class Answer:
    """The answer to one of the three questions, with its mark."""

    mark: Mark
    word: str


QUESTIONS: dict[Lang, tuple[str, str, str]] = {
    "zh": ("码是真的吗", "检验合格吗", "过期了吗"),
    "en": ("Code real?", "Passed?", "Out of date?"),
}

_IN_DATE: dict[Lang, str] = {"zh": "没过期", "en": "No"}
_PAST: dict[Lang, str] = {"zh": "已过期", "en": "Yes"}
_REAL: dict[Lang, str] = {"zh": "真码", "en": "Yes"}
_UNSURE: dict[Lang, str] = {"zh": "不能确定", "en": "Unsure"}
_DONT_KNOW: dict[Lang, str] = {"zh": "不知道", "en": "Unknown"}


def answer_questions(
    verdict: Verdict, tested: Answer, is_expired: bool, lang: Lang
) -> tuple[Answer, Answer, Answer]:
    """Answer the three questions that every page answers.

    `tested` is the answer to the second one where the record still vouches for it.
    """
    unsure = Answer("unsure", _UNSURE[lang])
    if verdict is Verdict.SUSPICIOUS:
        return Answer("unsure", {"zh": "可能复制", "en": "Unsure"}[lang]), unsure, unsure
    if verdict is Verdict.UNKNOWN:
        dont_know = Answer("unsure", _DONT_KNOW[lang])
        return Answer("no", {"zh": "不是", "en": "No"}[lang]), dont_know, dont_know
    if verdict is Verdict.DELISTED:
        # No tick on a page that is not our warranty: a date in order gets the word alone.
        return (
            Answer("unsure", {"zh": "已停用", "en": "Void"}[lang]),
            Answer("unsure", {"zh": "不再作保", "en": "Unproven"}[lang]),
            Answer("no", _PAST[lang]) if is_expired else Answer("", _IN_DATE[lang]),
        )
    dated = Answer("no", _PAST[lang]) if is_expired else Answer("yes", _IN_DATE[lang])
    return Answer("yes", _REAL[lang]), tested, dated


_TESTED: dict[str, dict[Lang, Answer]] = {
    "all_passed": {"zh": Answer("yes", "全部合格"), "en": Answer("yes", "Yes")},
    "when_new": {"zh": Answer("yes", "出厂合格"), "en": Answer("yes", "When new")},
    "retest": {"zh": Answer("unsure", "复检中"), "en": Answer("unsure", "Not yet")},
    "checking": {"zh": Answer("unsure", "核查中"), "en": Answer("unsure", "Not yet")},
    "not_released": {"zh": Answer("unsure", "尚未放行"), "en": Answer("unsure", "Not yet")},
    "failed": {"zh": Answer("no", "不合格"), "en": Answer("no", "Failed")},
    "recalled": {"zh": Answer("unsure", "已召回"), "en": Answer("unsure", "Recalled")},
    "below_grade": {"zh": Answer("unsure", "等级不符"), "en": Answer("unsure", "Below grade")},
    "none": {"zh": Answer("unsure", "未提供"), "en": Answer("unsure", "Not given")},
}


def answer_tested(
    verdict: Verdict, reason: VerdictReason | None, document: TraceDocument, lang: Lang
) -> Answer:
    """Answer whether the batch passed, for the verdicts under which the record still speaks."""
    return _TESTED[_find_tested(verdict, reason, document)][lang]


def _find_tested(verdict: Verdict, reason: VerdictReason | None, document: TraceDocument) -> str:
    cause = document.notice.cause if document.notice else None
    has_failed = cause == "failed_test" or any(i.is_unsafe for i in document.inspections)
    if verdict is Verdict.RECALLED:
        return "failed" if has_failed else "recalled"
    if verdict is Verdict.HELD:
        if reason is VerdictReason.NOT_RELEASED or cause == "not_released":
            return "not_released"
        return "retest" if cause == "failed_test" else "checking"
    if not document.inspections:
        return "none"
    if document.is_below_grade:
        return "below_grade"
    return "when_new" if verdict is Verdict.EXPIRED else "all_passed"

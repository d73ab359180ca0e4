from __future__ import annotations

import re
from itertools import product as combine
from types import ModuleType
from typing import Any

import pytest

from consumer_web.document import Notice, Verdict
from consumer_web.labels import get_labels
from consumer_web.questions import QUESTIONS, Answer, answer_questions, answer_tested
from consumer_web.scans import StandingFacts, SuspectFacts
from consumer_web.tellings import LoudWords, name_pack, tell_page, tell_trace
from consumer_web.verdicts import VerdictReason
from consumer_web.words import LEGEND, REASONS, SHORT, TELLINGS

LANGS = ("zh", "en")
TAG = re.compile(r"<[^>]+>")


def spoken(text: object) -> str:
    return TAG.sub("", str(text))


def tell(
    samples: ModuleType,
    verdict: str,
    reason: VerdictReason | None = None,
    lang: Any = "zh",
    document: Any = None,
    standing: str = "listed",
    **more: Any,
) -> LoudWords:
    facts = StandingFacts(
        standing,
        samples.NOW,
        more.get("why", ""),
        None,
        more.get("void_before"),
    )
    return tell_trace(
        document or samples.rice_document(),
        (Verdict(verdict), reason),
        facts,
        SuspectFacts(418, 23, samples.NOW) if verdict == "suspicious" else None,
        lang,
    )


@pytest.mark.parametrize(
    ("verdict", "reason", "headline", "why", "steps"),
    [
        (
            "genuine",
            None,
            "真码，检验合格",
            "码由本系统发出，这一批检验合格，还在保质期内。",
            ["对一对袋上的批号，是不是 HP260928A。不一样，请不要买。"],
        ),
        (
            "genuine",
            VerdictReason.BELOW_GRADE,
            "真码，安全合格，等级不符",
            "码由本系统发出，这一批安全项目合格，但达不到标签上写的等级。",
            ["对一对袋上的批号，是不是 HP260928A。不一样，请不要买。"],
        ),
        (
            "expired",
            VerdictReason.PAST_DATE,
            "已过保质期",
            "保质期到 2027年9月27日 为止，现在已经过了。",
            ["不要买，也不要吃。", "店里还在卖，请打 12315。"],
        ),
        (
            "delisted",
            VerdictReason.STRUCK_OFF,
            "此码不再作保",
            "该企业已于 2026年11月24日 被移出粮油二维码溯源系统。本码不再作为产品质量的证明。",
            ["还没买：请换一家的。", "已经买了：请打 12315 咨询。"],
        ),
        (
            "suspicious",
            VerdictReason.COPIES,
            "此码可能被复制",
            "同一个码在 23 个城市被扫了 418 次。一袋米做不到。",
            [
                "还没买：先别买，换一袋再扫。",
                "已经买了：先别吃，留好袋子。",
                "在本页反映，或打 12315。",
            ],
        ),
    ],
)
def test_the_words_of_rice_are_exact(
    samples: ModuleType,
    verdict: str,
    reason: VerdictReason | None,
    headline: str,
    why: str,
    steps: list[str],
) -> None:
    told = tell(samples, verdict, reason)
    assert (told.headline, spoken(told.reason)) == (headline, why)
    assert [spoken(step) for step in told.steps] == steps


def test_the_words_of_a_recall_name_the_item_that_is_over_its_limit(samples: ModuleType) -> None:
    oil = samples.oil_document()
    told = tell(samples, "recalled", VerdictReason.RECALL, document=oil)
    assert told.headline == "已召回，不要吃"
    assert "B<sub>1</sub>" in told.reason
    assert spoken(told.reason) == "这一批的黄曲霉毒素B1超过国家限量，不合格。"
    assert [spoken(step) for step in told.steps] == [
        "不要吃，也不要送人。",
        "带回购买的店，退货退款。",
        "吃过后不舒服，带上包装去看医生。",
    ]
    english = tell(samples, "recalled", VerdictReason.RECALL, "en", oil)
    assert spoken(english.reason) == "Aflatoxin B1 in this batch is above the national limit."


def test_a_recall_does_not_claim_a_limit_that_the_record_does_not_show(
    samples: ModuleType,
) -> None:
    without_report = samples.oil_document(inspections=())
    told = tell(samples, "recalled", VerdictReason.RECALL, document=without_report)
    assert spoken(told.reason) == "这一批的黄曲霉毒素B1不合格。"
    notice = without_report.notice.model_copy(update={"cause": "other"})
    other = samples.oil_document(notice=notice)
    told = tell(samples, "recalled", VerdictReason.RECALL, document=other)
    assert spoken(told.reason) == notice.reason.zh
    told = tell(
        samples, "recalled", VerdictReason.RECALL, document=samples.oil_document(notice=None)
    )
    assert spoken(told.reason) == "这一批已经被召回。"


@pytest.mark.parametrize(
    ("reason", "cause", "why"),
    [
        (
            VerdictReason.CHECK,
            "failed_test",
            "2026年9月29日 抽检，酸价 1 项不合格。还没有最后结论。",
        ),
        (VerdictReason.CHECK, "other", "<一条>原因。"),
        (VerdictReason.CHECK, "suspension", "该企业被暂停：<一条>原因。正在核查。"),
        (VerdictReason.SUSPENSION, "other", "该企业被暂停：记录造假。正在核查。"),
        (
            VerdictReason.NOT_RELEASED,
            None,
            "这一批尚未放行：标签已经印好，检验和放行还没有做完。",
        ),
        (VerdictReason.NO_STANDING, None, "系统里还没有该企业在册的记录，正在核查。"),
        (VerdictReason.CHECK, None, "正在核查。"),
    ],
)
def test_a_check_says_why(
    samples: ModuleType, reason: VerdictReason, cause: str | None, why: str
) -> None:
    notice = None
    if cause:
        notice = Notice(
            since=samples.held_document().notice.since,
            reason=samples.w("<一条>原因", "<one> reason"),
            decided_by="惠州市市场监督管理局",
            cause=cause,
            items=(samples.w("酸价", "acid value"),),
        )
    document = samples.held_document(notice=notice)
    told = tell(samples, "held", reason, document=document, why="记录造假。")
    assert told.headline == "先别吃，正在核查"
    assert told.reason.unescape() == why
    assert "<一条>" not in str(told.reason)


def test_an_old_code_says_that_it_stays_void(samples: ModuleType) -> None:
    told = tell(samples, "delisted", VerdictReason.OLD_CODE, void_before=samples.NOW)
    assert "2026年11月24日 以前登记的批次，码不再恢复" in told.reason


def test_oil_comes_in_bottles_and_other_food_in_bags(samples: ModuleType) -> None:
    assert name_pack(samples.oil_document().product, "zh").one == "一桶油"
    assert name_pack(samples.rice_product(category="noodle"), "zh").one == "一袋"
    assert name_pack(samples.oil_document().product, "en").pack == "bottle"


@pytest.mark.parametrize(
    ("verdict", "document", "is_expired", "answers"),
    [
        ("genuine", "rice_document", False, "✔真码 ✔全部合格 ✔没过期"),
        ("expired", "rice_document", True, "✔真码 ✔出厂合格 ✘已过期"),
        ("held", "held_document", False, "✔真码 !复检中 ✔没过期"),
        ("held", "held_document", True, "✔真码 !复检中 ✘已过期"),
        ("recalled", "oil_document", False, "✔真码 ✘不合格 ✔没过期"),
        ("delisted", "rice_document", False, "!已停用 !不再作保 没过期"),
        ("delisted", "rice_document", True, "!已停用 !不再作保 ✘已过期"),
        ("suspicious", "rice_document", False, "!可能复制 !不能确定 !不能确定"),
    ],
)
def test_the_three_questions_are_answered_by_word_and_mark(
    samples: ModuleType, verdict: str, document: str, is_expired: bool, answers: str
) -> None:
    made = getattr(samples, document)()
    tested = answer_tested(Verdict(verdict), None, made, "zh")
    given = answer_questions(Verdict(verdict), tested, is_expired, "zh")
    marks = {"yes": "✔", "no": "✘", "unsure": "!", "": ""}
    assert " ".join(marks[a.mark] + a.word for a in given) == answers


def test_the_answer_on_tests_follows_the_record(samples: ModuleType) -> None:
    rice = samples.rice_document()
    untested = samples.rice_document(inspections=())
    recalled = samples.rice_document(state="recalled")
    held, released = Verdict.HELD, Verdict.GENUINE
    assert answer_tested(released, None, untested, "zh").word == "未提供"
    assert answer_tested(Verdict.RECALLED, None, recalled, "zh").word == "已召回"
    assert answer_tested(held, VerdictReason.SUSPENSION, rice, "zh").word == "核查中"
    assert answer_tested(held, VerdictReason.NOT_RELEASED, rice, "zh").word == "尚未放行"


def test_unknown_answers_no_and_does_not_know_the_rest() -> None:
    given = answer_questions(Verdict.UNKNOWN, Answer("", ""), False, "en")
    assert [(a.mark, a.word) for a in given] == [
        ("no", "No"),
        ("unsure", "Unknown"),
        ("unsure", "Unknown"),
    ]


def all_words() -> list[str]:
    texts: list[str] = []
    for telling, lang in combine(TELLINGS.values(), LANGS):
        texts += [telling[lang].headline, telling[lang].reason, *telling[lang].steps]  # type: ignore[index]
    texts += [
        text for texts_of in (*REASONS.values(), *SHORT.values()) for text in texts_of.values()
    ]
    texts += [text for _, words in LEGEND for pair in words.values() for text in pair]
    for lang in LANGS:
        texts += [*get_labels(lang).values(), *QUESTIONS[lang]]  # type: ignore[index, arg-type]
    return texts


def test_our_words_never_shout_blame_or_promise() -> None:
    for text in all_words():
        assert not re.search(r"[!！]|请放心|100 ?%|有毒|拉黑|正品|<|>", text), text


def test_chinese_words_use_full_width_punctuation() -> None:
    for text in get_labels("zh").values():
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", text), text


def test_every_verdict_is_told_in_both_languages_and_in_the_legend() -> None:
    for verdict, lang in combine(Verdict, LANGS):
        assert TELLINGS[verdict.value][lang].headline  # type: ignore[index]
        assert SHORT[verdict.value][lang]  # type: ignore[index]
    assert [verdict for verdict, _ in LEGEND] != []
    assert {verdict for verdict, _ in LEGEND} == set(Verdict)


def test_reasons_and_steps_are_short_enough_for_the_first_screen() -> None:
    for kind in ("genuine", "expired", "held", "recalled", "suspicious", "unknown"):
        telling = TELLINGS[kind]["zh"]
        assert len(telling.reason) <= 48, kind
        if len(telling.steps) > 1:
            assert all(len(step) <= 24 for step in telling.steps), kind


def test_pages_without_a_batch_are_told_too() -> None:
    assert tell_page("home", "en").headline == "Check your rice and oil"
    told = tell_page("unknown", "zh")
    assert told.headline == "查不到这个码"
    assert 'href="tel:12315"' in told.steps[2]
    assert "少了字" not in tell_page("malformed", "zh", "malformed.other").reason

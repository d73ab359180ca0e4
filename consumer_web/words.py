"""Which words does each verdict say, exactly?

The words are settled: plain, without blame, without an exclamation mark, and never more than the
record can say. `{pack}` is how people call the package in their hands; other braces are facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from consumer_web.document import Verdict
from consumer_web.verdicts import VerdictReason

Lang = Literal["zh", "en"]

MALFORMED = "malformed"
HOME = "home"
PRODUCT = "product"


@dataclass(frozen=True)
class Telling:
    """The loud part of a page: headline, one reason, what to do now."""

    headline: str
    reason: str
    steps: tuple[str, ...] = ()


TELLINGS: dict[str, dict[Lang, Telling]] = {
    "genuine": {
        "zh": Telling(
            "真码，检验合格",
            "码由本系统发出，这一批检验合格，还在保质期内。",
            ("对一对{pack}上的批号，是不是 {lot}。不一样，请不要买。",),
        ),
        "en": Telling(
            "Real code. Tests passed.",
            "We issued this code, this batch passed its tests and it is in date.",
            ("Check that the {pack} says lot {lot}. If not, do not buy it.",),
        ),
    },
    "genuine.below_grade": {
        "zh": Telling(
            "真码，安全合格，等级不符",
            "码由本系统发出，这一批安全项目合格，但达不到标签上写的等级。",
            ("对一对{pack}上的批号，是不是 {lot}。不一样，请不要买。",),
        ),
        "en": Telling(
            "Real code. Safe, but below its grade.",
            "We issued this code. This batch passed the tests of safety, "
            "but it does not reach the grade on its label.",
            ("Check that the {pack} says lot {lot}. If not, do not buy it.",),
        ),
    },
    "expired": {
        "zh": Telling(
            "已过保质期",
            "保质期到 {date} 为止，现在已经过了。",
            ("不要买，也不要吃。", "店里还在卖，请打 {tel}。"),
        ),
        "en": Telling(
            "Past its best-before date",
            "It was good until {date}. That date has passed.",
            ("Do not buy or eat it.", "If a shop still sells it, call {tel}."),
        ),
    },
    "recalled": {
        "zh": Telling(
            "已召回，不要吃",
            "这一批的{item}超过国家限量，不合格。",
            (
                "不要吃，也不要送人。",
                "带回购买的店，退货退款。",
                "吃过后不舒服，带上包装去看医生。",
            ),
        ),
        "en": Telling(
            "Recalled: do not eat it",
            "{item} in this batch is above the national limit.",
            (
                "Do not eat it or give it away.",
                "Take it back to the shop for a refund.",
                "Unwell after eating it? See a doctor; take the pack.",
            ),
        ),
    },
    "delisted": {
        "zh": Telling(
            "此码不再作保",
            "该企业已于 {date} 被移出粮油二维码溯源系统。本码不再作为产品质量的证明。",
            ("还没买：请换一家的。", "已经买了：请打 {tel} 咨询。"),
        ),
        "en": Telling(
            "This code no longer vouches",
            "The maker was removed from this system on {date}. "
            "The code is no longer proof of product quality.",
            ("Not bought yet: choose another.", "Already bought: call {tel} for advice."),
        ),
    },
    "suspicious": {
        "zh": Telling(
            "此码可能被复制",
            "同一个码在 {places} 个城市被扫了 {scans} 次。{one}做不到。",
            (
                "还没买：先别买，换一{pack}再扫。",
                "已经买了：先别吃，留好{keep}。",
                "在本页反映，或打 {tel}。",
            ),
        ),
        "en": Telling(
            "This code may be a copy",
            "This one code was scanned {scans} times in {places} cities. "
            "One {pack} cannot do that.",
            (
                "Not bought: leave it, scan another.",
                "Bought: do not eat it, keep the {pack}.",
                "Tell us here or call {tel}.",
            ),
        ),
    },
    "unknown": {
        "zh": Telling(
            "查不到这个码",
            "它不是本系统发出的码，可能是假冒。",
            (
                "先别买，先别吃。",
                "看清是不是扫错了，再扫一次。",
                "还是查不到，请反映或打 {tel}。",
            ),
        ),
        "en": Telling(
            "We cannot find this code",
            "We did not issue it. The pack may be counterfeit.",
            (
                "Do not buy or eat it yet.",
                "Was it the right code? Scan again.",
                "Still nothing: tell us or call {tel}.",
            ),
        ),
    },
    MALFORMED: {
        "zh": Telling(
            "码没有读全",
            "这串码少了字或多了字，所以查不到。这不说明东西是真是假。",
            ("擦干净、拉平、光线亮一点，再扫。", "还不行，请手工输入。"),
        ),
        "en": Telling(
            "The code was not read in full",
            "Characters are missing or extra. This says nothing about the product.",
            ("Wipe it, flatten it, find light, scan again.", "Or type it in."),
        ),
    },
    HOME: {
        "zh": Telling("查一查手里的粮油", "扫包装上的二维码最快。扫不了，在这里输入。"),
        "en": Telling(
            "Check your rice and oil",
            "Scanning is fastest. If that fails, type the code here.",
        ),
    },
    PRODUCT: {
        "zh": Telling(
            "请再查批号",
            "商品条码只说明是哪一种产品。这一{pack}怎么样，要看批号。",
            ("找到{pack}上的批号。", "在下面输入，或点开同一个批号。"),
        ),
        "en": Telling(
            "Now check the lot",
            "The barcode only names the product. The lot tells about the {pack} in your hands.",
            ("Find the lot on the {pack}.", "Type it below, or open the same lot."),
        ),
    },
    "named": {
        "zh": Telling("是哪一种", "这些产品或企业的名称对得上。点开，再对批号。"),
        "en": Telling("Which one is it?", "These names fit. Open one, then check the lot."),
    },
    "nameless": {
        "zh": Telling(
            "没有找到这个名称",
            "系统里没有这样的产品或企业。可能是名称写得不一样。",
            ("少写几个字，再查一次。", "改用条码和批号。"),
        ),
        "en": Telling(
            "No such name",
            "No product or maker here has it. It may be written in another way.",
            ("Type fewer characters and try again.", "Or use barcode and lot."),
        ),
    },
    "too_short": {
        "zh": Telling("请多写一个字", "名称至少要写两个字，才能查。"),
        "en": Telling("One more character, please", "A name needs at least two characters."),
    },
    "unavailable": {
        "zh": Telling(
            "现在查不了",
            "系统暂时没有回答。这不说明东西是真是假。",
            ("过几分钟，再扫一次这个码。",),
        ),
        "en": Telling(
            "We cannot check right now",
            "The system did not answer. This says nothing about the product.",
            ("Scan the code again in a few minutes.",),
        ),
    },
}

# Reasons that replace the usual one, chosen by the ground of the verdict.
REASONS: dict[str, dict[Lang, str]] = {
    "held.failed_test": {
        "zh": "{date} 抽检，{item} {n} 项不合格。还没有最后结论。",
        "en": "A sample failed on {item} on {date}. The final result is not out yet.",
    },
    "held.suspension": {
        "zh": "该企业被暂停：{reason}。正在核查。",
        "en": "This enterprise is suspended: {reason}. It is being checked.",
    },
    "held.not_released": {
        "zh": "这一批尚未放行：标签已经印好，检验和放行还没有做完。",
        "en": "This batch is not released yet: its label is printed, its tests are not finished.",
    },
    "held.no_standing": {
        "zh": "系统里还没有该企业在册的记录，正在核查。",
        "en": "The maker's standing in this system is not on record. It is being checked.",
    },
    "held.other": {"zh": "{reason}", "en": "{reason}"},
    "recalled.item_failed": {
        "zh": "这一批的{item}不合格。",
        "en": "{item} in this batch failed the test.",
    },
    "recalled.other": {"zh": "{reason}", "en": "{reason}"},
    "recalled.untold": {"zh": "这一批已经被召回。", "en": "This batch was recalled."},
    "malformed.other": {
        "zh": "这串码读得不对，所以查不到。这不说明东西是真是假。",
        "en": "Something in it was misread. This says nothing about the product.",
    },
    "delisted.old_code": {
        "zh": "该企业曾被移出粮油二维码溯源系统。{date} 以前登记的批次，码不再恢复。",
        "en": "The maker was once removed from this system. Codes of batches registered before "
        "{date} stay void.",
    },
}

HELD: dict[Lang, Telling] = {
    "zh": Telling(
        "先别吃，正在核查",
        "正在核查。",
        ("先放着：不要吃，也不要扔。", "过几天，再扫一次这个码。"),
    ),
    "en": Telling(
        "Do not eat it yet: being checked",
        "It is being checked.",
        ("Put it aside: do not eat it or bin it.", "Scan again in a few days."),
    ),
}
TELLINGS["held"] = HELD

# One line for lists: other lots and the legend of the seals.
SHORT: dict[str, dict[Lang, str]] = {
    "genuine": {"zh": "检验合格", "en": "tests passed"},
    "genuine.below_grade": {"zh": "安全合格，等级不符", "en": "safe, but below its grade"},
    "expired": {"zh": "已过保质期", "en": "past its date"},
    "held": {"zh": "正在核查", "en": "being checked"},
    "recalled": {"zh": "已召回，不要吃", "en": "recalled, do not eat"},
    "delisted": {"zh": "不再作保", "en": "no longer vouched for"},
    "suspicious": {"zh": "可能被复制", "en": "may be a copy"},
    "unknown": {"zh": "查不到", "en": "not found"},
}

LEGEND: tuple[tuple[Verdict, dict[Lang, tuple[str, str]]], ...] = (
    (
        Verdict.GENUINE,
        {
            "zh": ("真码，检验合格", "再对一对批号"),
            "en": ("Real code, tests passed", "Now compare the lot"),
        },
    ),
    (
        Verdict.EXPIRED,
        {
            "zh": ("已过保质期", "不要买，不要吃"),
            "en": ("Past its best-before date", "Do not buy or eat it"),
        },
    ),
    (
        Verdict.HELD,
        {
            "zh": ("正在核查", "先放着，不吃不扔"),
            "en": ("Being checked", "Put it aside, do not bin it"),
        },
    ),
    (
        Verdict.RECALLED,
        {
            "zh": ("已召回", "不要吃，去退货"),
            "en": ("Recalled", "Do not eat it, take it back"),
        },
    ),
    (
        Verdict.DELISTED,
        {
            "zh": ("不再作保", "企业被移出，换一家"),
            "en": ("No longer vouched for", "The maker was removed: choose another"),
        },
    ),
    (
        Verdict.SUSPICIOUS,
        {
            "zh": ("可能被复制", "先别买，请反映"),
            "en": ("May be a copy", "Do not buy it yet, tell us"),
        },
    ),
    (
        Verdict.UNKNOWN,
        {
            "zh": ("查不到", "不是我们发的码"),
            "en": ("Not found", "Not a code of ours"),
        },
    ),
)


def choose_telling(verdict: Verdict, reason: VerdictReason | None) -> str:
    """Give the key of TELLINGS and SHORT for a verdict and its ground."""
    if reason is VerdictReason.BELOW_GRADE:
        return "genuine.below_grade"
    return verdict.value


def choose_reason(verdict: Verdict, reason: VerdictReason | None, cause: str | None) -> str:
    """Give the key of REASONS for a ground and the cause in the notice, or '' for the usual."""
    if verdict is Verdict.DELISTED:
        return "delisted.old_code" if reason is VerdictReason.OLD_CODE else ""
    if verdict is Verdict.HELD:
        return f"held.{_held_cause(reason, cause)}"
    return ""


def _held_cause(reason: VerdictReason | None, cause: str | None) -> str:
    if reason is VerdictReason.CHECK:
        return cause if cause in ("failed_test", "not_released", "suspension") else "other"
    return str(reason)

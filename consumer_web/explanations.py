"""Why is a page not green: what happened, who decided, and what follows?"""

from __future__ import annotations

from dataclasses import dataclass

from consumer_web.civil_time import say_civil_date
from consumer_web.document import Notice, TraceDocument
from consumer_web.grounds import say_ground
from consumer_web.scans import StandingFacts, SuspectFacts
from consumer_web.verdicts import VerdictReason
from consumer_web.words import Lang


@dataclass(frozen=True)
class Explanation:
    """The section that comes before everything else when trust is not whole."""

    link: str
    heading: str
    rows: tuple[tuple[str, str], ...]
    lines: tuple[str, ...] = ()
    note: str = ""


def explain_notice(
    document: TraceDocument, notice: Notice, lang: Lang, *, is_recall: bool, has_others: bool
) -> Explanation:
    """Explain a check or a recall of this batch."""
    rows = [
        ({"zh": "为什么", "en": "Why"}[lang], getattr(notice.reason, lang)),
        (
            {"zh": "哪些批次", "en": "Which lots"}[lang],
            _which_lots(document, lang, has_others=has_others),
        ),
    ]
    if notice.items:
        names = {"zh": "、", "en": ", "}[lang].join(getattr(item, lang) for item in notice.items)
        rows.insert(1, ({"zh": "哪些项目", "en": "Which items"}[lang], names))
    if is_recall:
        rows.append(
            (
                {"zh": "怎样退", "en": "How to return"}[lang],
                {
                    "zh": "带上东西到卖它的店。开过封的也带去。店家不退，请打 12315。",
                    "en": "Take it to the shop that sold it, opened or not. "
                    "If the shop refuses, call 12315.",
                }[lang],
            )
        )
    rows += [
        ({"zh": "谁决定", "en": "Who decided"}[lang], notice.decided_by),
        ({"zh": "文号", "en": "Number"}[lang], notice.number or _not_provided(lang)),
        ({"zh": "从哪天起", "en": "Since"}[lang], say_civil_date(notice.since, lang)),
    ]
    if not is_recall:
        rows.append(
            (
                {"zh": "结论会是什么", "en": "What may follow"}[lang],
                {
                    "zh": "没有问题：恢复为“检验合格”。有问题：改为“召回”，可以退货。",
                    "en": "Nothing wrong: back to “tests passed”. Something wrong: a recall, "
                    "and you can return it.",
                }[lang],
            )
        )
    if is_recall:
        link, heading = {"zh": ("召回说明", "召回说明"), "en": ("Recall", "About the recall")}[lang]
    else:
        link, heading = {"zh": ("核查说明", "核查说明"), "en": ("Check", "About the check")}[lang]
    return Explanation(link, heading, tuple(rows))


def explain_waiting(
    reason: VerdictReason, standing: StandingFacts | None, lang: Lang
) -> Explanation:
    """Explain a batch held without a notice: not released, or a suspended enterprise."""
    link, heading = {"zh": ("核查说明", "核查说明"), "en": ("Check", "About the check")}[lang]
    rows: list[tuple[str, str]] = []
    if reason is VerdictReason.SUSPENSION and standing is not None:
        rows = [
            (
                {"zh": "为什么", "en": "Why"}[lang],
                standing.reason or _not_provided(lang),
            ),
            ({"zh": "文号", "en": "Number"}[lang], standing.decision_no or _not_provided(lang)),
            ({"zh": "从哪天起", "en": "Since"}[lang], say_civil_date(standing.since, lang)),
            (
                {"zh": "管到哪些码", "en": "Which codes"}[lang],
                {"zh": "该企业的所有码，直到恢复", "en": "All codes of this maker, until restored"}[
                    lang
                ],
            ),
        ]
    elif reason is VerdictReason.NOT_RELEASED:
        rows = [
            (
                {"zh": "为什么", "en": "Why"}[lang],
                {
                    "zh": "标签已经印好，这一批还没有放行，本来不该在店里。",
                    "en": "The label is printed, but the batch is not released. It should not be "
                    "in a shop yet.",
                }[lang],
            ),
        ]
    else:
        rows = [
            (
                {"zh": "为什么", "en": "Why"}[lang],
                {
                    "zh": "系统里没有公布该企业在册与否，所以不能作保。",
                    "en": "Nothing is published on whether the maker is listed, so we cannot "
                    "vouch for it.",
                }[lang],
            ),
        ]
    return Explanation(link, heading, tuple(rows))


def explain_delisting(standing: StandingFacts, reason: VerdictReason, lang: Lang) -> Explanation:
    """Explain why the enterprise's codes are void, since when, by which decision and whose."""
    scope = (
        {"zh": "管到哪些码", "en": "Which codes"}[lang],
        {
            "zh": "该企业那时以前印过的所有码，以后也不恢复",
            "en": "All codes the maker had printed by then, for good",
        }[lang],
    )
    is_old_code = reason is VerdictReason.OLD_CODE
    rows = _old_code_rows(standing, lang) if is_old_code else _delisting_rows(standing, lang)
    link, heading = {"zh": ("移出说明", "移出说明"), "en": ("Removal", "About the removal")}[lang]
    return Explanation(link, heading, (*rows, scope), (_ways_to_object(standing, lang),))


def _old_code_rows(standing: StandingFacts, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Tell an old code's fate; the newest decision is the relisting, which is not what voids it."""
    why = {
        "zh": "该企业曾被移出，后来重新加入。重新加入以前的批次，不再作保。",
        "en": "The maker was removed and later listed again. Batches from before are void.",
    }[lang]
    before = say_civil_date(standing.void_before or standing.since, lang)
    return (
        ({"zh": "为什么", "en": "Why"}[lang], why),
        ({"zh": "哪天以前", "en": "Before"}[lang], before),
    )


def _delisting_rows(standing: StandingFacts, lang: Lang) -> tuple[tuple[str, str], ...]:
    rows = [
        ({"zh": "为什么", "en": "Why"}[lang], standing.reason or _not_provided(lang)),
        ({"zh": "决定文号", "en": "Decision"}[lang], standing.decision_no or _not_provided(lang)),
        ({"zh": "从哪天起", "en": "Since"}[lang], say_civil_date(standing.since, lang)),
    ]
    if ground := say_ground(standing.ground, lang):
        rows.insert(0, ({"zh": "哪一类", "en": "Kind"}[lang], ground))
    if standing.authority:
        rows.insert(-1, ({"zh": "谁决定", "en": "Who decided"}[lang], standing.authority))
    return tuple(rows)


def _ways_to_object(standing: StandingFacts, lang: Lang) -> str:
    authority = standing.authority or {"zh": "作出决定的机关", "en": "the authority"}[lang]
    return {
        "zh": f"企业不服，可以向{authority}提出异议，也可以依法申请行政复议或者提起行政诉讼。",
        "en": f"The maker may object to {authority}, and ask for review or go to court.",
    }[lang]


def explain_copies(suspect: SuspectFacts, code: str, pack: str, lang: Lang) -> Explanation:
    """Explain why one package's code looks copied, and how to tell a copy."""
    rows = (
        ({"zh": "码", "en": "Code"}[lang], code),
        (
            {"zh": "到现在", "en": "So far"}[lang],
            {
                "zh": f"{suspect.scans} 次，{suspect.places} 个城市",
                "en": f"{suspect.scans} scans in {suspect.places} cities",
            }[lang],
        ),
        (
            {"zh": "哪天发现", "en": "Noticed on"}[lang],
            say_civil_date(suspect.since, lang),
        ),
    )
    lines = {
        "zh": (
            f"码可以被人拍下来再印。所以真品的记录，不能证明您手里这{pack}就是它。",
            f"怎样分辨：看{pack}上的批号和日期，是不是和本页一样；印刷有没有模糊。",
        ),
        "en": (
            f"A code can be photographed and printed again, so the record of the real {pack} "
            "does not prove that yours is the one.",
            f"How to tell: are lot and dates on the {pack} the same as here? Is the print blurred?",
        ),
    }[lang]
    note = {
        "zh": f"下面是真品这一批的记录，不能证明您手里这{pack}就是它。",
        "en": f"Below is the record of the real batch. It does not prove that your {pack} is real.",
    }[lang]
    link, heading = {
        "zh": ("扫码情况", "这个码的扫码情况"),
        "en": ("Scans", "Scans of this code"),
    }[lang]
    return Explanation(link, heading, rows, lines, note)


def _which_lots(document: TraceDocument, lang: Lang, *, has_others: bool) -> str:
    quantity = getattr(document.quantity, lang)
    this = {"zh": f"{document.lot}，共 {quantity}。", "en": f"{document.lot}, {quantity} in all."}[
        lang
    ]
    if not has_others:
        return this
    return (
        this
        + {
            "zh": "其他批次见下面的名单。",
            "en": " Other lots are listed below.",
        }[lang]
    )


def _not_provided(lang: Lang) -> str:
    return {"zh": "未提供", "en": "not provided"}[lang]

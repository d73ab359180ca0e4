"""Which loud words does this page say, with the facts of this batch filled in?"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from consumer_web.civil_time import say_civil_date, say_date
from consumer_web.document import Notice, ProductFacts, TraceDocument, Verdict
from consumer_web.markup import fill, mark_foreign, set_subscripts, trust
from consumer_web.scans import StandingFacts, SuspectFacts
from consumer_web.verdicts import VerdictReason
from consumer_web.words import REASONS, TELLINGS, Lang, choose_reason, choose_telling

_ENDS = ("。", ".", "！", "!", "？", "?")
_STOP: dict[Lang, str] = {"zh": "。", "en": "."}
TEL = trust('<a href="tel:12315" class="tel">12315</a>')


@dataclass(frozen=True)
class LoudWords:
    """Headline, reason and steps, ready for the page."""

    headline: str
    reason: Markup
    steps: tuple[Markup, ...]


@dataclass(frozen=True)
class PackWords:
    """How people call what they hold: a bag of rice, a bottle of oil."""

    pack: str
    keep: str
    one: str


def name_pack(product: ProductFacts, lang: Lang) -> PackWords:
    """Choose the words for the package of a product by its food category."""
    is_oil = "oil" in product.category
    if lang == "en":
        return PackWords("bottle", "bottle", "") if is_oil else PackWords("bag", "bag", "")
    if is_oil:
        return PackWords("桶", "油桶", "一桶油")
    return PackWords("袋", "袋子", "一袋米" if "rice" in product.category else "一袋")


def tell_page(kind: str, lang: Lang, reason_key: str = "") -> LoudWords:
    """Tell a page that has no batch: unknown, malformed, home, unavailable."""
    telling = TELLINGS[kind][lang]
    reason = REASONS[reason_key][lang] if reason_key else telling.reason
    return LoudWords(
        telling.headline,
        trust(reason),
        tuple(fill(step, tel=TEL) for step in telling.steps),
    )


def tell_product(product: ProductFacts, lang: Lang) -> LoudWords:
    """Tell a product's page, where only the lot can answer."""
    telling = TELLINGS["product"][lang]
    pack = name_pack(product, lang).pack
    return LoudWords(
        telling.headline,
        fill(telling.reason, pack=pack),
        tuple(fill(step, pack=pack) for step in telling.steps),
    )


def tell_standing(
    verdict: Verdict, reason: VerdictReason | None, standing: StandingFacts, lang: Lang
) -> LoudWords:
    """Tell that an enterprise is struck off or suspended, where no batch is named."""
    telling = TELLINGS[verdict.value][lang]
    key = choose_reason(verdict, reason, None)
    words = REASONS[key][lang] if key else telling.reason
    return LoudWords(
        telling.headline,
        fill(words, date=say_civil_date(standing.since, lang), reason=_trim(standing.reason, lang)),
        tuple(fill(step, tel=TEL) for step in telling.steps),
    )


def tell_trace(
    document: TraceDocument,
    judged: tuple[Verdict, VerdictReason | None],
    standing: StandingFacts | None,
    suspect: SuspectFacts | None,
    lang: Lang,
) -> LoudWords:
    """Tell the verdict on a batch with its facts filled in."""
    verdict, reason = judged
    telling = TELLINGS[choose_telling(verdict, reason)][lang]
    pack = name_pack(document.product, lang)
    facts: dict[str, object] = {
        "tel": TEL,
        "lot": fill('<span class="lot">{lot}</span>', lot=document.lot),
        "pack": pack.pack,
        "keep": pack.keep,
        "one": pack.one,
        "scans": suspect.scans if suspect else "",
        "places": suspect.places if suspect else "",
        "date": _find_date(document, judged, standing, lang),
        "reason": _find_why(document.notice, reason, standing, lang),
        **_find_items(document.notice, lang),
    }
    key = _find_reason_key(document, judged)
    words = REASONS[key][lang] if key else telling.reason
    return LoudWords(
        telling.headline,
        fill(words, **facts),
        tuple(fill(step, **facts) for step in telling.steps),
    )


def _find_reason_key(document: TraceDocument, judged: tuple[Verdict, VerdictReason | None]) -> str:
    verdict, reason = judged
    notice = document.notice
    if verdict is Verdict.RECALLED:
        return _find_recall_key(document, notice)
    key = choose_reason(verdict, reason, notice.cause if notice else None)
    if key in ("held.other", "held.failed_test") and notice is None:
        return ""
    if key == "held.failed_test" and notice is not None and not notice.items:
        return "held.other"
    return key


def _find_recall_key(document: TraceDocument, notice: Notice | None) -> str:
    if notice is None:
        return "recalled.untold"
    if notice.cause != "failed_test" or not notice.items:
        return "recalled.other"
    names = {item.zh for item in notice.items}
    operators = {
        result.operator
        for inspection in document.inspections
        for result in inspection.results
        if result.verdict == "fail" and result.name.zh in names and result.kind == "safety"
    }
    # "Above the national limit" is only said where the record shows an upper limit of safety.
    return "" if operators and operators <= {"<=", "<"} else "recalled.item_failed"


def _find_date(
    document: TraceDocument,
    judged: tuple[Verdict, VerdictReason | None],
    standing: StandingFacts | None,
    lang: Lang,
) -> str:
    verdict, reason = judged
    if verdict is Verdict.DELISTED and standing is not None:
        is_old = reason is VerdictReason.OLD_CODE
        return say_civil_date(
            (standing.void_before or standing.since) if is_old else standing.since, lang
        )
    if verdict is Verdict.EXPIRED or document.notice is None:
        return say_date(document.best_before, lang)
    sampled = [
        inspection.sampled_on
        for inspection in document.inspections
        if inspection.subject is None and inspection.is_unsafe
    ]
    if document.notice.cause == "failed_test" and verdict is Verdict.HELD and sampled:
        return say_date(max(sampled), lang)
    return say_civil_date(document.notice.since, lang)


def _find_why(
    notice: Notice | None,
    reason: VerdictReason | None,
    standing: StandingFacts | None,
    lang: Lang,
) -> Markup:
    if reason is VerdictReason.SUSPENSION and standing is not None:
        return mark_foreign(_trim(standing.reason, lang), lang)
    if notice is None:
        return trust("")
    why = getattr(notice.reason, lang)
    # A cause of suspension stands inside a sentence, any other is one of its own.
    if notice.cause == "suspension":
        return mark_foreign(_trim(why, lang), lang)
    return mark_foreign(why if why.endswith(_ENDS) else why + _STOP[lang], lang)


def _find_items(notice: Notice | None, lang: Lang) -> dict[str, object]:
    items = notice.items if notice else ()
    names = {"zh": "、", "en": ", "}[lang].join(getattr(item, lang) for item in items)
    return {"item": set_subscripts(names), "n": len(items)}


def _trim(text: str, lang: Lang) -> str:
    return text.rstrip("。.；; ") or {"zh": "原因未提供", "en": "reason not provided"}[lang]

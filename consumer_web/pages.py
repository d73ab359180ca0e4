"""How do the facts of a scan become one page?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from operator import add
from urllib.parse import quote

from consumer_web.civil_time import say_date, say_instant
from consumer_web.codes import group_code
from consumer_web.document import (
    Change,
    ProductDocument,
    TraceDocument,
    Verdict,
)
from consumer_web.explanations import (
    Explanation,
    explain_copies,
    explain_delisting,
    explain_notice,
    explain_waiting,
)
from consumer_web.firm import choose_trust, say_trust
from consumer_web.journey import choose_events, list_parties, view_steps
from consumer_web.label_rows import list_label_rows, say_barcode, write_licence, write_sub_line
from consumer_web.labels import get_labels
from consumer_web.laboratory import view_tests
from consumer_web.markup import trust
from consumer_web.misreadings import Reading
from consumer_web.names import FoundName
from consumer_web.penalties import view_penalties
from consumer_web.questions import QUESTIONS, Answer, answer_questions, answer_tested
from consumer_web.route import draw_route
from consumer_web.scans import CountFacts, FoundProduct, FoundTrace, LotRow
from consumer_web.settings import PublicSettings
from consumer_web.shell import PageShell, mark_labels
from consumer_web.tellings import (
    LoudWords,
    name_pack,
    tell_page,
    tell_product,
    tell_standing,
    tell_trace,
)
from consumer_web.verdicts import VerdictReason, explain, is_expired
from consumer_web.words import LEGEND, SHORT, Lang, choose_telling

# Where the part that differs goes into a page that many share: what one package adds to the page
# of its batch, or the echo of an unknown code.
SLOT = "<!--slot-->"
_MARK = "<!--mark-->"
_MOST_CHANGES = 8


class PageWriter:
    """Writes every page of the public face, in Chinese or English."""

    def __init__(self, settings: PublicSettings) -> None:
        self._shell = PageShell(settings)
        console = settings.console_url.rstrip("/")
        self._receiving = f"{console}/receive?code=" if console else ""
        self._base = settings.base

    def write_trace(
        self, found: FoundTrace, document: TraceDocument, lang: Lang, today: date
    ) -> str:
        """Write the page of a batch, with SLOT where a package's own part goes."""
        judged = found.judge(today)
        verdict = judged[0]
        telling = tell_trace(document, judged, found.standing, found.suspect, lang)
        tested = answer_tested(*judged, document, lang)
        events = choose_events(document.events)
        t = get_labels(lang)
        return self._shell.render(
            "trace.html",
            lang,
            verdict=verdict.value,
            telling=telling,
            name=document.product.name,
            about=f"&gtin={document.gtin}&lot={quote(document.lot, safe='')}",
            content_date=t["updated"].format(say_instant(document.published_at, lang)),
            doc=document,
            sub=write_sub_line(document.product, verdict, lang),
            asked=QUESTIONS[lang],
            answers=answer_questions(
                verdict, tested, is_expired(document.best_before, today), lang
            ),
            explanation=_explain(found, document, judged, lang),
            tests=view_tests(document, verdict, lang),
            way={
                "heading": t["way_of_real" if verdict is Verdict.SUSPICIOUS else "way"],
                "sketch": draw_route(document.events, lang),
                "steps": view_steps(events, lang),
                "total": len(document.events),
                "hidden": len(events) < len(document.events),
            },
            label_rows=list_label_rows(document.product, document.enterprise, document, lang),
            licence=write_licence(document.enterprise, lang),
            trust=say_trust(choose_trust(found.trust_text, verdict, today), lang),
            penalties=view_penalties(found.penalties.on(today), lang),
            parties=list_parties(document.events, lang),
            missing=[getattr(words, lang) for words in document.not_provided],
            changes=_view_changes(document.changes, lang),
            changes_hidden=max(0, len(document.changes) - _MOST_CHANGES),
            others=_judge_lots(found.others, today, lang),
            package_slot=trust(SLOT),
            receive_href=self._receive(found, verdict),
        )

    def write_package(self, code: str, counted: CountFacts | None, lang: Lang) -> str:
        """Write the part of one package, which fills SLOT."""
        first, *pieces = self._package_pieces(lang, is_counted=counted is not None)
        facts = [code]
        if counted is not None:
            times = get_labels(lang)["times"].format(counted.scans)
            facts += [say_date(counted.first_on, lang), times]
        if self._receiving:
            facts.append(code)
        return first + "".join(map(add, facts, pieces))

    @cache  # noqa: B019 - one writer lives as long as its process
    def _package_pieces(self, lang: Lang, *, is_counted: bool) -> tuple[str, ...]:
        """Cut the part of a package where its facts go: it is rendered once."""
        t = mark_labels(lang)
        mark = trust(_MARK)
        first: str = mark if is_counted else t["never_before"]
        times = mark if is_counted else ""
        template = self._shell.get_template("_package.html")
        written = template.render(
            t=t, code=mark, first=first, times=times, receiving=self._receiving
        )
        return tuple(written.split(_MARK))

    def _receive(self, found: FoundTrace, verdict: Verdict) -> str:
        """Give the console's address for this lot; for this very package where it is in doubt."""
        if not self._receiving:
            return ""
        if verdict is Verdict.SUSPICIOUS and found.code:
            return self._receiving + group_code(found.code)
        lot = quote(found.row.lot, safe="")
        return self._receiving + quote(f"{self._base}/01/{found.gtin}/10/{lot}", safe="")

    def write_product(
        self, found: FoundProduct, document: ProductDocument, lang: Lang, today: date
    ) -> str:
        """Write the page of a product, for a code that names no lot."""
        verdict, telling, explanation = self._judge_product(found, document, lang)
        t = get_labels(lang)
        return self._shell.render(
            "product.html",
            lang,
            verdict=verdict.value if verdict else "product",
            telling=telling,
            name=document.product.name,
            about=f"&gtin={document.product.gtin}",
            content_date=t["updated"].format(say_instant(document.published_at, lang)),
            product=document.product,
            enterprise=document.enterprise,
            sub=write_sub_line(document.product, None, lang),
            explanation=explanation,
            label_rows=list_label_rows(document.product, document.enterprise, None, lang),
            licence=write_licence(document.enterprise, lang),
            trust=say_trust(choose_trust(found.trust_text, verdict, today), lang),
            penalties=view_penalties(found.penalties.on(today), lang),
            lots=_judge_lots(found.lots, today, lang),
            barcode=say_barcode(document.product.gtin),
        )

    def write_unknown(self, lang: Lang) -> str:
        """Write the one page for all codes that are not ours, with SLOT for the echo."""
        nothing = Answer("", "")
        return self._shell.render(
            "unknown.html",
            lang,
            verdict="unknown",
            telling=tell_page("unknown", lang),
            echo=trust(SLOT),
            asked=QUESTIONS[lang],
            answers=answer_questions(Verdict.UNKNOWN, nothing, False, lang),
            reasons=_WHY_UNKNOWN[lang],
        )

    def write_malformed(self, read: Reading, lang: Lang) -> str:
        """Write the page for a code that cannot be one."""
        key = "" if read.is_length else "malformed.other"
        return self._shell.render(
            "malformed.html",
            lang,
            verdict="malformed",
            telling=tell_page("malformed", lang, key),
            read=read,
        )

    def write_home(self, lang: Lang) -> str:
        """Write the page on which a code is typed in."""
        legend = [(verdict.value, words[lang]) for verdict, words in LEGEND]
        return self._shell.render(
            "home.html",
            lang,
            verdict="home",
            telling=tell_page("home", lang),
            legend=legend,
        )

    def write_names(self, found: Sequence[FoundName], lang: Lang, *, is_asked: bool) -> str:
        """Write the products that carry a name; `is_asked` unless what was typed is too short."""
        kind = "named" if found else "nameless" if is_asked else "too_short"
        return self._shell.render(
            "names.html",
            lang,
            verdict="home",
            telling=tell_page(kind, lang),
            found=[_list_found(one, lang) for one in found],
        )

    def write_unavailable(self, lang: Lang) -> str:
        """Write the page for the moments in which the database does not answer."""
        return self._shell.render(
            "unavailable.html",
            lang,
            verdict="unavailable",
            telling=tell_page("unavailable", lang),
        )

    def _judge_product(
        self, found: FoundProduct, document: ProductDocument, lang: Lang
    ) -> tuple[Verdict | None, LoudWords, Explanation | None]:
        judged = judge_product(found)
        if judged is None or found.standing is None:
            return None, tell_product(document.product, lang), None
        verdict, reason = judged
        telling = tell_standing(verdict, reason, found.standing, lang)
        if verdict is Verdict.DELISTED:
            return verdict, telling, explain_delisting(found.standing, reason, lang)
        return verdict, telling, explain_waiting(reason, found.standing, lang)


def judge_product(found: FoundProduct) -> tuple[Verdict, VerdictReason] | None:
    """Give the verdict that an enterprise's standing puts on all its products, if any."""
    return judge_standing(found.standing.standing if found.standing else None)


def judge_standing(standing: str | None) -> tuple[Verdict, VerdictReason] | None:
    """Give the verdict that a standing alone puts on everything from an enterprise, if any."""
    if standing == "delisted":
        return Verdict.DELISTED, VerdictReason.STRUCK_OFF
    if standing == "suspended":
        return Verdict.HELD, VerdictReason.SUSPENSION
    return None


def _explain(
    found: FoundTrace,
    document: TraceDocument,
    judged: tuple[Verdict, VerdictReason | None],
    lang: Lang,
) -> Explanation | None:
    verdict, reason = judged
    if reason is None or verdict in (Verdict.EXPIRED, Verdict.GENUINE):
        return None
    if verdict is Verdict.DELISTED and found.standing is not None:
        return explain_delisting(found.standing, reason, lang)
    if verdict is Verdict.SUSPICIOUS and found.suspect is not None:
        pack = name_pack(document.product, lang).pack
        return explain_copies(found.suspect, group_code(found.code or ""), pack, lang)
    if document.notice is not None and reason in (VerdictReason.RECALL, VerdictReason.CHECK):
        return explain_notice(
            document,
            document.notice,
            lang,
            is_recall=verdict is Verdict.RECALLED,
            has_others=bool(found.others),
        )
    return explain_waiting(reason, found.standing, lang)


def _list_found(one: FoundName, lang: Lang) -> dict[str, str]:
    product = one.document.product
    verdict = judge_standing(one.standing)
    return {
        "gtin": product.gtin,
        "name": f"{product.name} {getattr(product.net_content, lang)}",
        "maker": one.document.enterprise.name,
        "word": SHORT[verdict[0].value][lang] if verdict else "",
    }


def _judge_lots(lots: Sequence[LotRow], today: date, lang: Lang) -> list[dict[str, str]]:
    return [
        {"lot": lot.lot, "word": SHORT[choose_telling(*explain(lot.facts(), today))][lang]}
        for lot in lots
    ]


def _view_changes(changes: Sequence[Change], lang: Lang) -> list[dict[str, str | None]]:
    """Lay the change history out, newest first."""
    newest = sorted(changes, key=lambda change: change.at, reverse=True)[:_MOST_CHANGES]
    return [
        {
            "at": say_instant(change.at, lang),
            "what": _say_change(change, lang),
            "by": change.by,
            "reason": change.reason,
        }
        for change in newest
    ]


def _say_change(change: Change, lang: Lang) -> str:
    t = get_labels(lang)
    if change.field is None or (change.old is None and change.new is None):
        return str(getattr(change.what, lang))
    nothing = t["not_provided"]
    field = getattr(change.field, lang)
    return t["changed"].format(field, change.old or nothing, change.new or nothing)


_WHY_UNKNOWN: dict[Lang, tuple[tuple[str, str], ...]] = {
    "zh": (
        ("可能是假冒", "有人自己印了一个看起来像的码。"),
        ("可能不是溯源码", "扫到的是付款码、广告码或别的城市的码。"),
        ("可能印坏了", "码被擦花、折皱、沾油，读错了字。"),
    ),
    "en": (
        ("Perhaps a fake", "Somebody printed a code that looks like ours."),
        ("Perhaps another code", "It is for payment, an advert, or another city's system."),
        ("Perhaps damaged", "It is scratched, creased or oily and was misread."),
    ),
}

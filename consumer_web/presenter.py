"""How is what a scan found presented: as a page or as JSON, from the cache or written anew?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from markupsafe import escape

from consumer_web.answers import (
    FRESH,
    HTML,
    JSON,
    OWN,
    Answer,
    Body,
    Payload,
    Scanned,
    make_json,
    make_problem,
)
from consumer_web.asking import Asking
from consumer_web.codes import group_code
from consumer_web.document import ProductDocument, TraceDocument, Verdict
from consumer_web.firm import choose_trust
from consumer_web.labels import get_labels
from consumer_web.misreadings import Reading, explain_error
from consumer_web.names import FoundName
from consumer_web.page_cache import CachedPage, PageCache
from consumer_web.pages import SLOT, PageWriter, judge_product
from consumer_web.scans import CountFacts, FoundProduct, FoundTrace, PenaltyRows, StandingFacts
from consumer_web.settings import PublicSettings
from consumer_web.verdicts import explain
from consumer_web.words import Lang


class Presenter:
    """Presents findings in the language and form that a request asks for.

    `today` gives the civil date in China; it is asked once for each answer.
    """

    def __init__(self, settings: PublicSettings, today: Callable[[], date]) -> None:
        self._writer = PageWriter(settings)
        self._cache: PageCache[CachedPage] = PageCache()
        self._today = today

    def present_trace(self, found: FoundTrace, asking: Asking, link: str | None) -> Answer:
        """Present a batch, and the package whose code was scanned."""
        today = self._today()
        verdict, reason = found.judge(today)
        if asking.form == "json":
            facts = json.loads(found.document_text)
            facts["verdict"] = verdict.value
            if reason:
                facts["verdict_reason"] = reason.value
            facts["standing"] = _standing_json(found.standing)
            facts["trust"] = _trust_json(found.trust_text, verdict, today)
            facts["penalties"] = _penalties_json(found.penalties, today)
            if found.code:
                facts["code"] = _code_json(found)
            return Answer(200, make_json(facts), JSON, verdict.value, link=link)
        # A suspicious page tells about its code throughout; any other only in its slot.
        is_about_code = verdict is Verdict.SUSPICIOUS
        key = (
            "trace",
            (found.gtin, found.row.lot, found.origin),
            (
                found.revision,
                found.document_hash,
                found.standing_revision,
                found.trust_revision,
                found.penalties.revision,
            ),
            (verdict, reason, asking.lang, today),
            tuple((lot.lot, explain(lot.facts(), today)) for lot in found.others),
            (found.code, found.suspect) if is_about_code else None,
        )

        def write() -> str:
            document = TraceDocument.model_validate_json(found.document_text)
            return self._writer.write_trace(found, document, asking.lang, today)

        page = self._get_page(key, write)
        body: Payload = page.body
        if found.code and not is_about_code:
            grouped = group_code(found.code)
            body = page.fill(self.write_package(grouped, found.counted, asking.lang))
        return Answer(
            200,
            body,
            HTML,
            verdict.value,
            asking.lang,
            link,
            cache_control=OWN if found.code else FRESH,
            scanned=Scanned(found.gtin, found.row.lot, found.code),
        )

    def write_package(self, grouped: str, counted: CountFacts | None, lang: Lang) -> str:
        """Write what one package adds to the page of its batch."""
        return self._writer.write_package(grouped, counted, lang)

    def present_status(self, found: FoundTrace) -> Answer:
        """Present the verdict alone, the target of the link type `recallStatus`."""
        verdict, reason = found.judge(self._today())
        facts: dict[str, Any] = {
            "gtin": found.gtin,
            "lot": found.row.lot,
            "verdict": verdict.value,
            "verdict_reason": reason.value if reason else None,
            "notice": json.loads(found.document_text).get("notice"),
            "standing": _standing_json(found.standing),
        }
        return Answer(200, make_json(facts), JSON, verdict.value)

    def present_product(self, found: FoundProduct, asking: Asking, link: str | None) -> Answer:
        """Present a product whose lot is not named; only its enterprise's standing judges it."""
        today = self._today()
        judged = judge_product(found)
        verdict = judged[0].value if judged else None
        if asking.form == "json":
            facts = json.loads(found.document_text)
            facts["verdict"] = verdict
            facts["standing"] = _standing_json(found.standing)
            facts["trust"] = _trust_json(found.trust_text, judged[0] if judged else None, today)
            facts["penalties"] = _penalties_json(found.penalties, today)
            return Answer(200, make_json(facts), JSON, verdict, link=link)
        document = ProductDocument.model_validate_json(found.document_text)
        key = (
            "product",
            (document.product.gtin, document.enterprise.uscc),
            (
                found.revision,
                found.standing_revision,
                found.trust_revision,
                found.penalties.revision,
            ),
            (asking.lang, today),
            tuple((lot.lot, explain(lot.facts(), today)) for lot in found.lots),
        )
        page = self._get_page(
            key, lambda: self._writer.write_product(found, document, asking.lang, today)
        )
        return Answer(200, page.body, HTML, verdict, asking.lang, link)

    def present_unknown(self, echo: str, asking: Asking) -> Answer:
        """Present the one answer to everything that is not ours (404)."""
        if asking.form == "json":
            return Answer(404, make_json({"verdict": "unknown"}), JSON, "unknown")
        page = self._get_page(
            ("unknown", asking.lang), lambda: self._writer.write_unknown(asking.lang)
        )
        part = self.write_echo(echo, asking.lang)
        return Answer(404, page.fill(part), HTML, "unknown", asking.lang)

    def write_echo(self, echo: str, lang: Lang) -> str:
        """Write what the page of an unknown code repeats of it."""
        return str(escape(echo or get_labels(lang)["unreadable"]))

    def present_malformed(self, reading: Reading, code: str, asking: Asking) -> Answer:
        """Present what was wrong with a code that cannot be one (400)."""
        if asking.form != "html":
            return make_problem(400, code, explain_error(code, "en"), verdict="malformed")
        page = Body(self._writer.write_malformed(reading, asking.lang).encode())
        return Answer(400, page, HTML, "malformed", asking.lang)

    def present_home(self, asking: Asking, status: int = 200) -> Answer:
        """Present the page on which a code is typed in; with 404 for a stray address."""
        if status == 404 and asking.form != "html":
            return make_problem(404, "path.not_found", "no such address")
        key = ("home", asking.lang)
        page = self._get_page(key, lambda: self._writer.write_home(asking.lang))
        return Answer(status, page.body, HTML, None, asking.lang, has_script=True)

    def present_names(
        self, found: Sequence[FoundName], words: tuple[str, ...], asking: Asking
    ) -> Answer:
        """Present the products that carry a name; what was typed is not repeated."""
        if asking.form == "json":
            return Answer(200, make_json({"items": [_name_json(one) for one in found]}), JSON)
        page = self._writer.write_names(found, asking.lang, is_asked=bool(words))
        return Answer(200, Body(page.encode()), HTML, None, asking.lang)

    def present_unavailable(self, asking: Asking) -> Answer:
        """Present that the database does not answer; nobody may keep this (503)."""
        return Answer(
            503,
            Body(self._writer.write_unavailable(asking.lang).encode()),
            HTML,
            None,
            asking.lang,
            cache_control="no-store",
            extra={"Retry-After": "10"},
        )

    def _get_page(self, key: tuple[Any, ...], write: Callable[[], str]) -> CachedPage:
        page = self._cache.get(key)
        if page is None:
            page = CachedPage.cut(write(), SLOT)
            self._cache.put(key, page)
        return page


def _name_json(one: FoundName) -> dict[str, Any]:
    product = one.document.product
    return {
        "gtin": product.gtin,
        "name": product.name,
        "net_content": product.net_content.zh,
        "enterprise": one.document.enterprise.name,
        "standing": one.standing,
    }


def _standing_json(standing: StandingFacts | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {
        "standing": standing.standing,
        "since": standing.since.isoformat(),
        "reason": standing.reason,
        "ground": standing.ground,
        "authority": standing.authority,
        "decision_no": standing.decision_no,
        "void_before": standing.void_before.isoformat() if standing.void_before else None,
    }


def _trust_json(text: str | None, verdict: Verdict | None, today: date) -> dict[str, Any] | None:
    trust = choose_trust(text, verdict, today)
    return trust.model_dump(mode="json") if trust else None


def _penalties_json(penalties: PenaltyRows, today: date) -> list[dict[str, Any]]:
    return [item.model_dump(mode="json") for item in penalties.on(today)]


def _code_json(found: FoundTrace) -> dict[str, Any]:
    facts: dict[str, Any] = {"code": found.code}
    if found.counted:
        facts |= {
            "scans": found.counted.scans,
            "first_scanned_on": found.counted.first_on.isoformat(),
        }
    if found.suspect:
        facts |= {
            "scans": found.suspect.scans,
            "places": found.suspect.places,
            "suspect_since": found.suspect.since.isoformat(),
        }
    return facts

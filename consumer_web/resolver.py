"""Where does a GS1 Digital Link lead, as answer in place, as redirect or as list of links?"""

from __future__ import annotations

from urllib.parse import quote

from consumer_web.answers import Answer, make_json, make_problem, make_redirect
from consumer_web.asking import LINKSET_TYPE, Asking
from consumer_web.codes import CodeBook, CodeError, fold_code, group_code
from consumer_web.digital_link import DigitalLink, DigitalLinkError, parse_path
from consumer_web.document import ProductDocument
from consumer_web.linksets import (
    Level,
    choose_link,
    make_lot_level,
    make_package_level,
    make_product_level,
    name_relation,
    write_linkset,
)
from consumer_web.misreadings import echo_code, read_code, read_link
from consumer_web.presenter import Presenter
from consumer_web.scans import FoundTrace
from consumer_web.settings import PublicSettings
from consumer_web.store import PublishedStore

_NOT_OURS = ("path.not_digital_link", "path.key_not_held")
_LINKSET = ("linkset", "all")


class Resolver:
    """Answers for products, lots and packages by their addresses."""

    def __init__(
        self, settings: PublicSettings, store: PublishedStore, presenter: Presenter
    ) -> None:
        self._settings = settings
        self._store = store
        self._presenter = presenter
        self._codes = CodeBook(settings.code_keys) if settings.code_keys else None

    def answer_link(self, asking: Asking) -> Answer:
        """Answer a Digital Link: 400 for a broken one, 404 for one that is not ours."""
        try:
            link = parse_path(asking.raw_path, asking.raw_query)
        except DigitalLinkError as error:
            if error.code.startswith(_NOT_OURS):
                return self._presenter.present_home(asking, 404)
            return self._answer_broken(error.code, asking)
        wants_linkset = asking.form == "linkset" or link.link_type in _LINKSET
        if wants_linkset or link.link_type:
            return self._answer_links(link, asking, wants_linkset=wants_linkset)
        if self._settings.resolver_redirects:
            return self._redirect(link, asking)
        return self._answer_in_place(link, asking)

    def answer_code(self, text: str, asking: Asking) -> Answer:
        """Answer a package code in any spelling."""
        try:
            folded = fold_code(text)
        except CodeError as error:
            reading = read_code(text, error.code, asking.lang)
            return self._presenter.present_malformed(reading, error.code, asking)
        found = self._find_package(folded)
        if found is None:
            return self._presenter.present_unknown(group_code(folded), asking)
        return self._presenter.present_trace(found, asking, None)

    def answer_lot(self, raw_gtin: bytes, raw_lot: bytes, asking: Asking) -> Answer:
        """Answer for a lot under the page's own address."""
        return self._answer_page(b"/01/" + raw_gtin + b"/10/" + raw_lot, asking)

    def answer_product(self, raw_gtin: bytes, asking: Asking) -> Answer:
        """Answer for a product under the page's own address."""
        return self._answer_page(b"/01/" + raw_gtin, asking)

    def answer_status(self, raw_gtin: bytes, raw_lot: bytes, asking: Asking) -> Answer:
        """Answer with the verdict on a lot alone, always as JSON."""
        try:
            link = parse_path(b"/01/" + raw_gtin + b"/10/" + raw_lot, b"")
        except DigitalLinkError as error:
            return make_problem(400, error.code, "not a GTIN and lot", verdict="malformed")
        found = self._store.find_lot(link.gtin, link.lot or "")
        if found is None:
            return Answer(404, make_json({"verdict": "unknown"}), "application/json", "unknown")
        return self._presenter.present_status(found)

    def write_link_header(self, link: DigitalLink) -> str:
        """Write the Link header that leads from an address to its linkset."""
        return _link_header(self._settings.base, link.canonical_path())

    def _answer_page(self, raw_path: bytes, asking: Asking) -> Answer:
        try:
            link = parse_path(raw_path, b"")
        except DigitalLinkError as error:
            return self._answer_broken(error.code, asking)
        return self._answer_in_place(link, asking)

    def _answer_broken(self, code: str, asking: Asking) -> Answer:
        segments = asking.raw_path.decode("latin-1").split("/")
        reading = read_link(segments[2] if len(segments) > 2 else "", code, asking.lang)
        return self._presenter.present_malformed(reading, code, asking)

    def _answer_in_place(self, link: DigitalLink, asking: Asking) -> Answer:
        header = self.write_link_header(link)
        if link.serial is None and link.lot is None:
            product = self._store.find_product(link.gtin)
            if product is None:
                return self._presenter.present_unknown(echo_code(link.gtin), asking)
            return self._presenter.present_product(product, asking, header)
        trace = self._find_trace(link)
        if trace is None:
            echo = echo_code(link.serial or link.lot or "")
            return self._presenter.present_unknown(echo, asking)
        return self._presenter.present_trace(trace, asking, header)

    def _redirect(self, link: DigitalLink, asking: Asking) -> Answer:
        """Send a plain scan to its default link, walking up inside this one request."""
        levels = self._list_levels(link)
        location = self._find_location(link, levels)
        if location is None:
            echo = echo_code(link.serial or link.lot or link.gtin)
            return self._presenter.present_unknown(echo, asking)
        return make_redirect(307, _pass_query_on(location, asking), self.write_link_header(link))

    def _find_location(self, link: DigitalLink, levels: list[Level]) -> str | None:
        if not levels:
            return None
        is_only_product = len(levels) == 1
        if link.serial is not None and is_only_product:
            # A package that is not ours must not be answered by its product.
            return None
        if link.lot is not None and is_only_product:
            # The page of an unknown lot says so itself.
            return f"{self._settings.base}/trace/{link.gtin}/{quote(link.lot, safe='')}"
        return levels[0].links[0].href

    def _answer_links(self, link: DigitalLink, asking: Asking, *, wants_linkset: bool) -> Answer:
        levels = self._list_levels(link)
        header = self.write_link_header(link)
        if not levels:
            echo = echo_code(link.serial or link.lot or link.gtin)
            return self._presenter.present_unknown(echo, asking)
        if wants_linkset:
            return Answer(200, make_json(write_linkset(levels)), LINKSET_TYPE, link=header)
        relation = name_relation(link.link_type or "")
        target = choose_link(levels, relation, asking)
        if target is None:
            offered = sorted({f"gs1:{one.relation}" for level in levels for one in level.links})
            return make_problem(
                404, "link_type.not_available", "no link of this type", available=offered
            )
        return make_redirect(307, _pass_query_on(target.href, asking), header)

    def _list_levels(self, link: DigitalLink) -> list[Level]:
        """List the levels that an address has links at, finest first."""
        base = self._settings.base
        levels: list[Level] = []
        trace = self._find_trace(link) if link.serial or link.lot else None
        if trace is not None:
            lot = trace.row.lot
            if trace.code:
                levels.append(
                    make_package_level(base, trace.gtin, trace.code, f"{trace.gtin}, package")
                )
            levels.append(make_lot_level(base, trace.gtin, lot, f"{trace.gtin}, lot {lot}"))
        product = self._store.find_product(link.gtin)
        if product is not None:
            facts = ProductDocument.model_validate_json(product.document_text).product
            levels.append(
                make_product_level(base, link.gtin, f"{facts.name} {facts.net_content.zh}")
            )
        return levels

    def _find_trace(self, link: DigitalLink) -> FoundTrace | None:
        """Find the lot or package of an address; a serial that is not ours finds nothing."""
        if link.serial is None:
            return self._store.find_lot(link.gtin, link.lot or "")
        try:
            found = self._find_package(fold_code(link.serial))
        except CodeError:
            return None
        if found is None or found.gtin != link.gtin:
            return None
        return found if link.lot in (None, found.row.lot) else None

    def _find_package(self, folded: str) -> FoundTrace | None:
        verified = self._codes.verify(folded) if self._codes else None
        if verified is None:
            return None
        return self._store.find_package(folded, *verified)


def find_link_header(base: str, raw_path: bytes) -> str | None:
    """Write the Link header for an address without looking anything up, for OPTIONS."""
    try:
        return _link_header(base, parse_path(raw_path, b"").canonical_path())
    except DigitalLinkError:
        return None


def _link_header(base: str, path: str) -> str:
    return f'<{base}{path}?linkType=linkset>; rel="linkset"; type="{LINKSET_TYPE}"'


def _pass_query_on(location: str, asking: Asking) -> str:
    """Append the whole query as it came, but for `linkType`, which would come round again."""
    raw = asking.raw_query.decode("latin-1")
    kept = [part for part in raw.split("&") if part and not part.startswith("linkType=")]
    if not kept:
        return location
    return location + ("&" if "?" in location else "?") + "&".join(kept)

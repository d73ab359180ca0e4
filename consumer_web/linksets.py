"""Which links does the resolver hold for a product, a lot or a package (RFC 9264, GS1)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from consumer_web.asking import Asking

VOCABULARY = "https://ref.gs1.org/voc/"
_SPELLINGS = (
    "gs1:",
    "https://ref.gs1.org/voc/",
    "https://gs1.org/voc/",
    "https://www.gs1.org/voc/",
)
_HTML = "text/html"


@dataclass(frozen=True)
class TargetLink:
    """One link of the resolver; the language and media type say whom it suits."""

    relation: str
    href: str
    title: str
    media_type: str | None = None
    language: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Write the link as RFC 9264 wants it, `href` and `title` first."""
        facts: dict[str, Any] = {"href": self.href, "title": self.title}
        if self.media_type:
            facts["type"] = self.media_type
        if self.language:
            facts["hreflang"] = [self.language]
        return facts


@dataclass(frozen=True)
class Level:
    """The links of one level of granularity under its anchor."""

    anchor: str
    description: str
    links: tuple[TargetLink, ...]

    def as_json(self) -> dict[str, Any]:
        """Write the level as one member of a linkset."""
        facts: dict[str, Any] = {"anchor": self.anchor, "itemDescription": self.description}
        for link in self.links:
            facts.setdefault(VOCABULARY + link.relation, []).append(link.as_json())
        return facts


def make_lot_level(base: str, gtin: str, lot: str, description: str) -> Level:
    """Give the links of a lot: its trace page in two languages, its document, its status."""
    page = f"{base}/trace/{gtin}/{quote(lot, safe='')}"
    return Level(
        anchor=f"{base}/01/{gtin}/10/{quote(lot, safe='')}",
        description=description,
        links=(
            *_page_links(page, "traceability", "追溯", "Trace"),
            TargetLink("traceability", f"{page}?format=json", "TraceDocument", "application/json"),
            TargetLink("recallStatus", f"{page}/status", "状态 Status", "application/json"),
        ),
    )


def make_package_level(base: str, gtin: str, code: str, description: str) -> Level:
    """Give the links of one package, which bears a code of ours as its serial."""
    page = f"{base}/T/{code}"
    return Level(
        anchor=f"{base}/01/{gtin}/21/{code}",
        description=description,
        links=_page_links(page, "traceability", "追溯", "Trace"),
    )


def make_product_level(base: str, gtin: str, description: str) -> Level:
    """Give the links of a product, whatever the lot."""
    page = f"{base}/product/{gtin}"
    return Level(
        anchor=f"{base}/01/{gtin}",
        description=description,
        links=_page_links(page, "pip", "产品", "Product"),
    )


def write_linkset(levels: Sequence[Level]) -> dict[str, Any]:
    """Write the linkset of all levels, finest first."""
    return {"linkset": [level.as_json() for level in levels]}


def name_relation(link_type: str) -> str:
    """Give the bare name of a link type in any of the spellings that are in use."""
    for spelling in _SPELLINGS:
        if link_type.startswith(spelling):
            return link_type[len(spelling) :]
    return link_type


def choose_link(levels: Sequence[Level], relation: str, asking: Asking) -> TargetLink | None:
    """Choose the link of a type at the finest level that has one, by media type and language.

    No link of that type gives None: there is no fall-back to the default link.
    """
    for level in levels:
        links = [link for link in level.links if link.relation == relation]
        if links:
            return max(links, key=lambda link: _suit(link, asking))
    return None


def describe_resolver(base: str, name: str) -> dict[str, Any]:
    """Write the resolver description file: root, keys and vocabulary (GS1 resolver standard)."""
    return {
        "name": name,
        "resolverRoot": base,
        "supportedPrimaryKeys": ["01"],
        "supportedLinkType": [{"namespace": VOCABULARY, "prefix": "gs1:"}],
        "linkTypeDefaultCanBeLinkset": False,
        "contact": {"fn": name},
        "jsonLdContextLocation": "https://ref.gs1.org/standards/resolver/linkset-context",
    }


def _page_links(page: str, relation: str, zh: str, en: str) -> tuple[TargetLink, ...]:
    """Give a page as default link, as default by language, and under what it is."""
    in_languages = (
        (f"{page}?lang=zh", zh, "zh"),
        (f"{page}?lang=en", en, "en"),
    )
    return (
        TargetLink("defaultLink", page, zh),
        *(
            TargetLink(kind, href, title, _HTML, language)
            for kind in ("defaultLinkMulti", relation)
            for href, title, language in in_languages
        ),
    )


def _suit(link: TargetLink, asking: Asking) -> tuple[bool, bool, bool]:
    named = link.media_type is not None and asking.accepts_type(link.media_type)
    return (named, link.media_type == _HTML, link.language == asking.lang)

"""What does a request ask for: which address, language, form and encoding?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from urllib.parse import parse_qsl

from consumer_web.words import Lang

Form = Literal["html", "json", "linkset"]
Encoding = Literal["br", "gzip", "identity"]

LINKSET_TYPE = "application/linkset+json"
_FORMS: dict[str, Form] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    LINKSET_TYPE: "linkset",
}
_MOST_PARAMETERS = 50
_NO_ETAGS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asking:
    """A request, read only as far as an answer needs it. Header names are in lower case."""

    method: str
    raw_path: bytes
    raw_query: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def parameters(self) -> dict[str, str]:
        """Give the query's parameters, the first of each name; an absurd query has none."""
        try:
            pairs = parse_qsl(
                self.raw_query.decode("latin-1"),
                keep_blank_values=True,
                max_num_fields=_MOST_PARAMETERS,
            )
        except ValueError:
            return {}
        return dict(reversed(pairs))

    @cached_property
    def lang(self) -> Lang:
        """Choose the language: `lang=` wins, then Accept-Language (RFC 4647), then Chinese."""
        wished = self.parameters.get("lang", "").lower()
        return _match_language(wished) or self._negotiate_language()

    @cached_property
    def form(self) -> Form:
        """Choose the form: `format=` wins, then what Accept names; a browser gets a page."""
        if self.parameters.get("format") == "json":
            return "json"
        named = [
            (quality, -at, _FORMS[media_type])
            for at, (media_type, quality) in enumerate(parse_weighted(self._header("accept")))
            if media_type in _FORMS and quality > 0
        ]
        return max(named)[2] if named else "html"

    @cached_property
    def encoding(self) -> Encoding:
        """Choose the smallest encoding that the client takes."""
        offered = dict(parse_weighted(self._header("accept-encoding")))
        if offered.get("br", 0) > 0:
            return "br"
        return "gzip" if offered.get("gzip", 0) > 0 else "identity"

    @cached_property
    def takes_gzip(self) -> bool:
        """Tell whether the client takes gzip, whatever else it takes."""
        return dict(parse_weighted(self._header("accept-encoding"))).get("gzip", 0) > 0

    @cached_property
    def known_etags(self) -> frozenset[str]:
        """Give the validators that the client holds, compared weakly (RFC 9110, 13.1.2)."""
        return read_etags(self._header("if-none-match"))

    def holds(self, etag: str) -> bool:
        """Tell whether the client holds what has this validator."""
        return etag in self.known_etags or "*" in self.known_etags

    def accepts_type(self, media_type: str) -> bool:
        """Tell whether Accept names a media type."""
        return any(
            named == media_type and quality > 0
            for named, quality in parse_weighted(self._header("accept"))
        )

    def _header(self, name: str) -> str:
        return self.headers.get(name, "")

    def _negotiate_language(self) -> Lang:
        ranges = sorted(parse_weighted(self._header("accept-language")), key=lambda pair: -pair[1])
        for wished, quality in ranges:
            matched = _match_language(wished)
            if quality > 0 and matched:
                return matched
        return "zh"


def parse_weighted(header: str) -> list[tuple[str, float]]:
    """Read a list of names with q-values, such as `text/html,*/*;q=0.8` (RFC 9110, 12.4.2)."""
    weighted: list[tuple[str, float]] = []
    for part in header.split(",")[:_MOST_PARAMETERS]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name:
            weighted.append((name, _read_quality(parameters)))
    return weighted


def read_etags(header: str) -> frozenset[str]:
    """Read the validators of an If-None-Match, without the mark of a weak one."""
    if not header:
        return _NO_ETAGS
    return frozenset(etag.strip().removeprefix("W/") for etag in header.split(",") if etag.strip())


def _read_quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0 <= quality <= 1 else 0.0
    return 1.0


def _match_language(wished: str) -> Lang | None:
    primary = wished.partition("-")[0]
    if primary == "zh":
        return "zh"
    return "en" if primary == "en" else None

"""How does a kept page go out again, with nothing written anew but what differs?"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from consumer_web.answers import Answer, RawHeaders, Wire, WireWriter, length_of, tag_of
from consumer_web.asking import Encoding, Form, read_etags
from consumer_web.page_cache import CachedPage, SplicedBody
from consumer_web.words import Lang

ETag = bytes


class Wishes(NamedTuple):
    """What the headers of a request come to; read once for each combination that clients send."""

    form: Form
    lang: Lang
    encoding: Encoding
    spliced: Encoding  # for a page with a part put into it
    is_head: bool


class ReadyPage:
    """An answer whose page is kept, with its headers ready for the wire."""

    def __init__(self, writer: WireWriter, answer: Answer, page: CachedPage | None) -> None:
        self.answer = answer
        self._writer = writer
        self._page = page
        self._has_tag = answer.status < 300
        self._heads: dict[Encoding | None, RawHeaders] = {}
        self._whole: dict[Encoding, Wire] = {}
        self._tag = tag_of(answer.body)
        link, code = answer.link, answer.scanned and answer.scanned.code
        self._link = tuple(link.encode("latin-1").split(code.encode())) if link and code else ()

    @property
    def weight(self) -> int:
        """Give the bytes held, estimated with all encodings."""
        return self._page.weight if self._page else self.answer.body.size * 2

    def send(self, wishes: Wishes, known: ETag) -> Wire:
        """Send the page as it is; 304 to a client that holds it."""
        if known and _holds(known, self._tag[1]):
            return Wire(304, [*self._head(None), self._tag], b"")
        wire = self._whole.get(wishes.encoding)
        if wire is None:
            body = self.answer.body.encode(wishes.encoding)
            headers = [*self._head(wishes.encoding), length_of(body), self._tag]
            wire = self._whole[wishes.encoding] = Wire(self.answer.status, headers, body)
        return wire._replace(body=b"") if wishes.is_head else wire

    def send_filled(self, part: str, code: str, wishes: Wishes, known: ETag) -> Wire:
        """Send the page with the part of one package, or the echo of an unknown code, in it."""
        if self._page is None:
            raise ValueError("this page has no place for a part")
        body = SplicedBody(self._page, part.encode())
        headers = [*self._head(wishes.spliced)]
        if self._link:
            headers.append((b"link", code.encode().join(self._link)))
        if self._has_tag:
            tag = tag_of(body)
            if known and _holds(known, tag[1]):
                links = headers[-1:] if self._link else []
                return Wire(304, [*self._head(None), *links, tag], b"")
            headers.append(tag)
        encoded = body.encode(wishes.spliced)
        headers.append(length_of(encoded))
        return Wire(self.answer.status, headers, b"" if wishes.is_head else encoded)

    def _head(self, encoding: Encoding | None) -> RawHeaders:
        head = self._heads.get(encoding)
        if head is None:
            answer = replace(self.answer, link=None) if self._link else self.answer
            head = self._heads[encoding] = self._writer.write_head(answer, encoding)
        return head


def _holds(known: ETag, tag: ETag) -> bool:
    if known == tag:  # as a browser sends it back
        return True
    etags = read_etags(known.decode("latin-1"))
    return tag.removeprefix(b"W/").decode() in etags or "*" in etags

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from consumer_web.page_cache import CachedPage, PageCache


def test_the_cache_forgets_the_page_that_was_used_least_lately() -> None:
    def page(letter: str) -> CachedPage:
        return CachedPage(letter.encode() * 60, letter.encode() * 40)

    cache: PageCache[CachedPage] = PageCache(max_bytes=900)
    for letter in "abc":
        cache.put(letter, page(letter))
    assert cache.get("a") is not None
    cache.put("d", page("d"))
    assert cache.get("b") is None
    assert cache.get("a") is not None
    cache.put("d", page("d"))
    assert cache.size == 900
    cache.put("huge", CachedPage(b"x" * 1000, b""))
    assert cache.size == 0


@given(st.binary(max_size=3000), st.binary(max_size=300), st.binary(max_size=3000))
def test_a_spliced_page_unpacks_to_what_it_says(head: bytes, part: bytes, tail: bytes) -> None:
    page = CachedPage(head, tail)
    body = page.fill(part.decode("latin-1"))
    assert gzip.decompress(body.encode("gzip")) == body.identity
    assert body.size == len(body.identity)
    assert page.fill("another").etag != body.etag or part == b"another"

from __future__ import annotations

from consumer_web.answers import Body
from consumer_web.page_cache import CachedPage, PageCache


def test_the_cache_forgets_the_page_that_was_used_least_lately() -> None:
    def page(letter: str) -> CachedPage:
        return CachedPage(b"", b"", Body(letter.encode() * 100))

    cache = PageCache(max_bytes=900)
    for letter in "abc":
        cache.put(letter, page(letter))
    assert cache.get("a") is not None
    cache.put("d", page("d"))
    assert cache.get("b") is None
    assert cache.get("a") is not None
    cache.put("d", page("d"))
    assert cache.size == 900
    cache.put("huge", CachedPage(b"", b"", Body(b"x" * 1000)))
    assert cache.size == 0

"""Which pages were written a moment ago and are still true?"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from consumer_web.answers import Body

# Text, its two halves and both encodings (a quarter each) come to less than three times the text.
_HELD_PER_BYTE = 3


@dataclass(frozen=True)
class CachedPage:
    """A finished page, cut where the part that differs goes."""

    head: bytes
    tail: bytes
    body: Body

    @classmethod
    def cut(cls, page: str, slot: str) -> CachedPage:
        """Cut a page at its slot; without one, nothing can be put into it."""
        head, _, tail = page.partition(slot)
        return cls(head.encode(), tail.encode(), Body((head + tail).encode(), is_kept=True))

    def fill(self, part: str) -> Body:
        """Put into the page what differs: the part of one package, or the echo of a code."""
        return Body(self.head + part.encode() + self.tail)


class PageCache:
    """Pages by key, the least recently used dropped when the bytes run out.

    The keys name everything that a page depends on, so nothing is ever purged.
    """

    def __init__(self, max_bytes: int = 64_000_000) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._pages: OrderedDict[Hashable, CachedPage] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Give the bytes held, estimated with all encodings."""
        return self._bytes

    def get(self, key: Hashable) -> CachedPage | None:
        """Find a page and mark it as used."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: CachedPage) -> None:
        """Keep a page, dropping the least recently used ones for it."""
        with self._lock:
            replaced = self._pages.pop(key, None)
            if replaced is not None:
                self._bytes -= _weigh(replaced)
            self._pages[key] = page
            self._bytes += _weigh(page)
            while self._bytes > self._max_bytes and self._pages:
                _, dropped = self._pages.popitem(last=False)
                self._bytes -= _weigh(dropped)


def _weigh(page: CachedPage) -> int:
    return len(page.body.identity) * _HELD_PER_BYTE

"""Which pages were written a moment ago and are still true?"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections import OrderedDict
from collections.abc import Hashable
from functools import cached_property
from threading import Lock
from typing import Generic, Protocol, TypeVar

from consumer_web.answers import Body
from consumer_web.asking import Encoding

# Text, its two halves and both encodings (a quarter each) come to less than three times the text.
_HELD_PER_BYTE = 3
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LONGEST_BLOCK = 65_535


class Weighed(Protocol):
    """Anything that knows how many bytes it holds."""

    @property
    def weight(self) -> int:
        """Give the bytes held."""


V = TypeVar("V", bound=Weighed)


class SplicedBody:
    """A kept page with a small part put into it; only the part is encoded anew.

    In gzip the part becomes a block of its own between the two halves, which were compressed once.
    Brotli knows no such joint, so a client that takes gzip as well gets gzip.
    """

    prefers_gzip = True

    def __init__(self, page: CachedPage, part: bytes) -> None:
        self.page = page
        self.size = len(page.head) + len(part) + len(page.tail)
        self._part = part
        tag = hashlib.sha256(page.body.etag.encode() + part).hexdigest()[:32]
        self.etag = f'"{tag}"'

    @property
    def identity(self) -> bytes:
        """Give the whole page as text."""
        return self.page.head + self._part + self.page.tail

    def encode(self, encoding: Encoding) -> bytes:
        """Give the page in an encoding."""
        if encoding == "gzip":
            return self.page.splice(self._part)
        return self.identity if encoding == "identity" else Body(self.identity).encode(encoding)


class CachedPage:
    """A finished page, cut where the part that differs goes."""

    def __init__(self, head: bytes, tail: bytes) -> None:
        self.head = head
        self.tail = tail
        self.body = Body(head + tail, is_kept=True)

    @classmethod
    def cut(cls, page: str, slot: str) -> CachedPage:
        """Cut a page at its slot; without one, nothing can be put into it."""
        head, _, tail = page.partition(slot)
        return cls(head.encode(), tail.encode())

    @property
    def weight(self) -> int:
        """Give the bytes held, estimated with all encodings."""
        return len(self.body.identity) * _HELD_PER_BYTE

    def fill(self, part: str) -> SplicedBody:
        """Put into the page what differs: the part of one package, or the echo of a code."""
        return SplicedBody(self, part.encode())

    def splice(self, part: bytes) -> bytes:
        """Give the filled page in gzip without compressing its halves again (RFC 1951, 3.2.4)."""
        head, tail, head_sum = self._deflated
        if len(part) > _LONGEST_BLOCK:
            raise ValueError("the part is too long for one block")
        block = struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF)
        checksum = zlib.crc32(self.tail, zlib.crc32(part, head_sum))
        size = len(self.head) + len(part) + len(self.tail)
        foot = struct.pack("<II", checksum, size & 0xFFFF_FFFF)
        return b"".join((_GZIP_HEAD, head, block, part, tail, foot))

    @cached_property
    def _deflated(self) -> tuple[bytes, bytes, int]:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        head = packer.compress(self.head) + packer.flush(zlib.Z_SYNC_FLUSH)
        # The second half looks back for its words no further than to its own beginning.
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        tail = packer.compress(self.tail) + packer.flush(zlib.Z_FINISH)
        return head, tail, zlib.crc32(self.head)


class PageCache(Generic[V]):
    """Pages by key, the least recently used dropped when the bytes run out."""

    def __init__(self, max_bytes: int = 128_000_000) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._pages: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Give the bytes held, estimated with all encodings."""
        return self._bytes

    def get(self, key: Hashable) -> V | None:
        """Find a page and mark it as used."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: V) -> None:
        """Keep a page, dropping the least recently used ones for it."""
        with self._lock:
            replaced = self._pages.pop(key, None)
            if replaced is not None:
                self._bytes -= replaced.weight
            self._pages[key] = page
            self._bytes += page.weight
            while self._bytes > self._max_bytes and self._pages:
                _, dropped = self._pages.popitem(last=False)
                self._bytes -= dropped.weight

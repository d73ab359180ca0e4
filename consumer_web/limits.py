"""How large may a request be, and how many may one address send?"""

from __future__ import annotations

import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import Scope

from consumer_web.answers import Answer, make_problem

LONGEST_PATH = 2_000
LONGEST_QUERY = 4_000
LARGEST_HEADERS = 16_000
_MOST_ADDRESSES = 20_000


def is_excessive(scope: Scope) -> bool:
    """Tell whether address or headers of a request are larger than anything that makes sense."""
    if len(scope.get("raw_path") or b"") > LONGEST_PATH:
        return True
    if len(scope.get("query_string", b"")) > LONGEST_QUERY:
        return True
    return sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEADERS


def refuse_excess() -> Answer:
    """Refuse a request that is too large to be read."""
    problem = make_problem(431, "request.too_large", "address or headers are too long")
    return Answer(431, problem.body, problem.media_type, cache_control="no-store")


class RateLimit:
    """Lets one address do a thing a few times an hour, and remembers no address.

    Kept are hashes under a key that lives as long as the process. The memory is bounded: the
    address that was seen least lately is forgotten first.
    """

    def __init__(
        self, most: int, within_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._within_s = within_s
        self._clock = clock
        self._key = os.urandom(32)
        self._seen: OrderedDict[bytes, list[float]] = OrderedDict()

    def allow(self, address: str) -> bool:
        """Count one more; tell whether it is still within the limit."""
        now = self._clock()
        name = hashlib.blake2b(address.encode(), key=self._key, digest_size=16).digest()
        recent = [at for at in self._seen.pop(name, []) if now - at < self._within_s]
        is_allowed = len(recent) < self._most
        if is_allowed:
            recent.append(now)
        self._seen[name] = recent
        while len(self._seen) > _MOST_ADDRESSES:
            self._seen.popitem(last=False)
        return is_allowed

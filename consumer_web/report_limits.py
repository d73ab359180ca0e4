"""How many reports may come from one address, without the address being kept?

An address is hashed with a key that lives in memory and changes every day: nothing is written, and
nobody can tell tomorrow who reported today. Each process counts for itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from threading import Lock

MOST_A_DAY = 5
MOST_FROM_ALL = 2_000
_MOST_KNOWN = 50_000


class ReportLimits:
    """Counts the reports of a day."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._lock = Lock()
        self._day: date | None = None
        self._key = b""
        self._counts: OrderedDict[bytes, int] = OrderedDict()
        self._total = 0

    def allow(self, address: str) -> bool:
        """Count a report; tell whether it is still within the limits."""
        with self._lock:
            self._turn()
            name = self._hash(address)
            count = self._counts.get(name, 0)
            if count >= MOST_A_DAY or self._total >= MOST_FROM_ALL:
                return False
            self._counts[name] = count + 1
            self._counts.move_to_end(name)
            self._total += 1
            if len(self._counts) > _MOST_KNOWN:
                self._counts.popitem(last=False)
            return True

    def _turn(self) -> None:
        day = self._today()
        if day != self._day:
            self._day, self._key, self._total = day, secrets.token_bytes(32), 0
            self._counts.clear()

    def _hash(self, address: str) -> bytes:
        return hashlib.blake2b(_network(address), key=self._key, digest_size=16).digest()


def _network(address: str) -> bytes:
    """Give what one subscriber holds: an address of IPv4, the first half of one of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address.encode()
    return parsed.packed if parsed.version == 4 else parsed.packed[:8]

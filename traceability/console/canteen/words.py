"""What do the canteen's pages say, in both languages?"""

from __future__ import annotations

CANTEEN: dict[str, tuple[str, str]] = {}

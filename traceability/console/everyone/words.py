"""What do the pages that every desk has say, in both languages?"""

from __future__ import annotations

EVERYONE: dict[str, tuple[str, str]] = {}

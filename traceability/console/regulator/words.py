"""What do the regulator's pages say, in both languages?"""

from __future__ import annotations

REGULATOR: dict[str, tuple[str, str]] = {}

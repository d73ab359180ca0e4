"""What do the enterprise's pages say, in both languages?"""

from __future__ import annotations

ENTERPRISE: dict[str, tuple[str, str]] = {}

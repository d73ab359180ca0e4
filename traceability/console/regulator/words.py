"""What do the regulator's pages say, in both languages?"""

from __future__ import annotations

from traceability.console.regulator.city_words import CITY

REGULATOR: dict[str, tuple[str, str]] = {**CITY}

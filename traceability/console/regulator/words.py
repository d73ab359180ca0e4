"""What do the regulator's pages say, in both languages?"""

from __future__ import annotations

from traceability.console.regulator.city_words import CITY
from traceability.console.regulator.directory_words import DIRECTORY

REGULATOR: dict[str, tuple[str, str]] = {**CITY, **DIRECTORY}

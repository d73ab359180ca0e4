"""What do the regulator's pages say, in both languages?"""

from __future__ import annotations

from traceability.console.regulator.audit_words import AUDIT
from traceability.console.regulator.city_words import CITY
from traceability.console.regulator.directory_words import DIRECTORY
from traceability.console.regulator.watch_words import WATCH

REGULATOR: dict[str, tuple[str, str]] = {**CITY, **DIRECTORY, **WATCH, **AUDIT}

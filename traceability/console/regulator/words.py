"""What do the regulator's pages say, in both languages?"""

from __future__ import annotations

from traceability.console.regulator.audit_words import AUDIT
from traceability.console.regulator.case_words import CASE_WORDS
from traceability.console.regulator.city_words import CITY
from traceability.console.regulator.credit_words import CREDIT
from traceability.console.regulator.directory_words import DIRECTORY
from traceability.console.regulator.penalty_words import PENALTY_WORDS
from traceability.console.regulator.repair_words import REPAIR_WORDS
from traceability.console.regulator.watch_words import WATCH

REGULATOR: dict[str, tuple[str, str]] = (AUDIT | CASE_WORDS | CITY | CREDIT | DIRECTORY | PENALTY_WORDS | REPAIR_WORDS | WATCH)

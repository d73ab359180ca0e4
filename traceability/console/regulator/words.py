"""What do the regulator's pages say, in both languages?"""

from __future__ import annotations

from traceability.console.regulator.case_words import CASE_WORDS
from traceability.console.regulator.credit_words import CREDIT
from traceability.console.regulator.penalty_words import PENALTY_WORDS
from traceability.console.regulator.repair_words import REPAIR_WORDS

REGULATOR: dict[str, tuple[str, str]] = {}
REGULATOR |= CREDIT | CASE_WORDS | PENALTY_WORDS | REPAIR_WORDS

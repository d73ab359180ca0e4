"""What do the enterprise's pages say, in both languages?"""

from __future__ import annotations

from traceability.console.enterprise.credit_words import CREDIT_WORDS
from traceability.console.enterprise.goods_words import GOODS
from traceability.console.enterprise.goods_words_lots import LOTS
from traceability.console.enterprise.label_words import LABEL_WORDS

ENTERPRISE: dict[str, tuple[str, str]] = (CREDIT_WORDS | GOODS | LOTS | LABEL_WORDS)

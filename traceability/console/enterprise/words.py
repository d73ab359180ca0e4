"""What do the enterprise's pages say, in both languages?"""

from __future__ import annotations

from traceability.console.enterprise.goods_words import GOODS
from traceability.console.enterprise.goods_words_lots import LOTS

ENTERPRISE: dict[str, tuple[str, str]] = {
    **GOODS,
    **LOTS,
}

"""How is the content of a penalty (处罚内容) written from its kinds and amounts?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from traceability.domain.penalty_kinds import CONFISCATIONS, PenaltyKind

_NUMBER = re.compile(r"(?P<head>.*〔[0-9]{4}〕[^0-9]*)(?P<number>[0-9]{1,6})(?P<tail>[^0-9]*)")
FEN_PER_YUAN = 100


def write_content(kinds: Iterable[str], fine_fen: int | None, confiscated_fen: int | None) -> str:
    """Write the content as decisions do: 警告；罚款人民币50000元."""
    parts = []
    for kind in kinds:
        amount = None
        if kind == PenaltyKind.FINE:
            amount = fine_fen
        elif kind in CONFISCATIONS:
            amount = confiscated_fen
        parts.append(f"{kind}人民币{_yuan(amount)}元" if amount else kind)
    return "；".join(parts)


def _yuan(fen: int) -> str:
    text = f"{Decimal(fen) / FEN_PER_YUAN:.2f}"
    return text.removesuffix(".00")


def next_number(decision_no: str) -> str:
    """Give the number after a decision's: 惠市监罚〔2026〕9号 is followed by 10; else nothing."""
    found = _NUMBER.fullmatch(decision_no)
    if not found:
        return ""
    width = len(found["number"])
    return f"{found['head']}{int(found['number']) + 1:0{width}d}{found['tail']}"

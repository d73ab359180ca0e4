"""Which kinds of penalty are there, and how are they called in the double-publicity standard?

行政处罚法 (2021) art. 9 has thirteen single kinds; the standard's list of 2018 is older and
coarser. A record may also carry a word of the old list: older decisions and other systems use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

SEPARATOR = ";"
OTHER = "其他-"  # what the list of 2018 does not have follows behind this


class PenaltyKind(StrEnum):
    """The single kinds of 行政处罚法 art. 9, in the words of the law."""

    WARNING = "警告"
    CRITICISM = "通报批评"
    FINE = "罚款"
    INCOME_CONFISCATED = "没收违法所得"
    GOODS_CONFISCATED = "没收非法财物"
    PERMIT_SUSPENDED = "暂扣许可证件"
    GRADE_LOWERED = "降低资质等级"
    PERMIT_REVOKED = "吊销许可证件"
    BUSINESS_RESTRICTED = "限制开展生产经营活动"
    PRODUCTION_STOPPED = "责令停产停业"
    CLOSED = "责令关闭"
    PRACTICE_RESTRICTED = "限制从业"
    DETENTION = "行政拘留"


_SINGLE = frozenset(kind.value for kind in PenaltyKind)

CONFISCATION_2018 = "没收违法所得、没收非法财物"
PERMIT_2018 = "暂扣或者吊销许可证、暂扣或者吊销执照"
OLD_WORDS = frozenset({CONFISCATION_2018, PERMIT_2018})
"""Words of 2018 that say two single kinds at once; which of them was meant is not known."""

CONFISCATIONS = frozenset(
    {PenaltyKind.INCOME_CONFISCATED, PenaltyKind.GOODS_CONFISCATED, CONFISCATION_2018}
)
PERMITS = frozenset({PenaltyKind.PERMIT_SUSPENDED, PenaltyKind.PERMIT_REVOKED, PERMIT_2018})

_TO_2018: dict[str, str] = {
    PenaltyKind.CRITICISM: OTHER + PenaltyKind.CRITICISM,
    PenaltyKind.INCOME_CONFISCATED: CONFISCATION_2018,
    PenaltyKind.GOODS_CONFISCATED: CONFISCATION_2018,
    PenaltyKind.PERMIT_SUSPENDED: PERMIT_2018,
    PenaltyKind.PERMIT_REVOKED: PERMIT_2018,
    PenaltyKind.GRADE_LOWERED: OTHER + PenaltyKind.GRADE_LOWERED,
    PenaltyKind.BUSINESS_RESTRICTED: OTHER + PenaltyKind.BUSINESS_RESTRICTED,
    PenaltyKind.CLOSED: OTHER + PenaltyKind.CLOSED,
    PenaltyKind.PRACTICE_RESTRICTED: OTHER + PenaltyKind.PRACTICE_RESTRICTED,
}
_FROM_2018 = {word: str(kind) for kind, word in _TO_2018.items() if word.startswith(OTHER)}


def is_known_kind(word: str) -> bool:
    """Tell whether a word is a single kind, a word of 2018, or `其他-…` with something behind."""
    is_other = word.startswith(OTHER) and len(word) > len(OTHER)
    return is_other or word in OLD_WORDS or word in _SINGLE


def split_kinds(text: str) -> tuple[str, ...]:
    """Split joined kinds at `;` or `；`; blanks and repetitions go."""
    words = (word.strip() for word in re.split("[;；]", text))
    return tuple(dict.fromkeys(word for word in words if word))


def join_kinds(kinds: Iterable[str]) -> str:
    """Join kinds as they are stored."""
    return SEPARATOR.join(kinds)


def to_list_of_2018(kinds: Iterable[str]) -> str:
    """Write kinds in the words of the list of 2018, joined, each once."""
    return join_kinds(dict.fromkeys(_TO_2018.get(kind, kind) for kind in kinds))


def from_list_of_2018(text: str) -> tuple[str, ...]:
    """Read joined kinds; a word that says two kinds at once stays as it is."""
    return tuple(dict.fromkeys(_FROM_2018.get(word, word) for word in split_kinds(text)))


_ENGLISH = {
    "警告": "warning",
    "通报批评": "public criticism",
    "罚款": "fine",
    "没收违法所得": "illegal gains confiscated",
    "没收非法财物": "illegal goods confiscated",
    "没收违法所得、没收非法财物": "illegal gains or goods confiscated",
    "暂扣许可证件": "licence suspended",
    "降低资质等级": "qualification lowered",
    "吊销许可证件": "licence revoked",
    "暂扣或者吊销许可证、暂扣或者吊销执照": "licence suspended or revoked",
    "限制开展生产经营活动": "business restricted",
    "责令停产停业": "production stopped",
    "责令关闭": "ordered to close",
    "限制从业": "barred from the trade",
    "行政拘留": "detention",
}


def in_english(kind: str) -> str:
    """Say a kind in English; what is not on the list stays as it was written."""
    return _ENGLISH.get(kind, kind)

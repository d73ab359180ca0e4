"""What does a penalty record of the double-publicity standard (双公示) consist of?

发改办财金〔2018〕424号: thirty fields. Amounts are whole fen here and 万元 with six decimals in the
standard, which is the same exactness; `storage/reference/penalty-fields.csv` is the list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

FEN_PER_10K_YUAN = 1_000_000
OPEN_END = date(2099, 12, 31)
"""What stands for a penalty without an end."""

_BRACKETS = str.maketrans(
    dict.fromkeys("[［【（(〈《﹝", "〔") | dict.fromkeys("]］】）)〉》﹞", "〕")
)
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class PenaltyFields:
    """A penalty decision by its clear names; what is absent is None.

    The numbers of identity papers are in clear text here, and in no representation.
    """

    party_name: str
    party_kind: str
    decision_no: str
    violation_kind: str
    violation_facts: str
    legal_basis: str
    penalty_kinds: tuple[str, ...]
    penalty_content: str
    decided_on: date
    valid_until: date
    publicity_until: date
    authority_name: str
    authority_uscc: str
    source_name: str
    source_uscc: str
    party_uscc: str | None = None
    party_registration_no: str | None = None
    party_organisation_code: str | None = None
    party_tax_no: str | None = None
    party_institution_no: str | None = None
    party_society_no: str | None = None
    legal_representative: str | None = None
    legal_representative_id_kind: str | None = None
    legal_representative_id_no: str | None = field(default=None, repr=False)
    person_id_kind: str | None = None
    person_id_no: str | None = field(default=None, repr=False)
    fine_fen: int | None = None
    confiscated_fen: int | None = None
    revoked_licence: str | None = None
    remark: str | None = None


def normalise_decision_no(text: str) -> str:
    """Write the number of a decision as the law does: 〔2026〕 in these brackets, no spaces."""
    return "".join(text.translate(_BRACKETS).split())


def say_10k_yuan(fen: int) -> str:
    """Write whole fen as 万元 with six decimals: 200000 fen are 0.200000."""
    return f"{fen // FEN_PER_10K_YUAN}.{fen % FEN_PER_10K_YUAN:06d}"


def read_10k_yuan(text: str) -> int:
    """Read 万元 with up to six decimals as whole fen; ValueError for anything else."""
    if not _AMOUNT.fullmatch(text):
        raise ValueError("at most twelve digits and six decimals are expected")
    try:
        return int(Decimal(text) * FEN_PER_10K_YUAN)
    except InvalidOperation:  # pragma: no cover - the pattern allows decimals only
        raise ValueError("not a decimal") from None

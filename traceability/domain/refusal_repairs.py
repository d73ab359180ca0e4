"""What is the right value, most likely, of a field that the credit system refused?

A proposal for the person who corrects it, never more: nothing is sent before he says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.penalty_fields import normalise_decision_no
from traceability.domain.uscc import check_character, is_valid_uscc

_CODES = frozenset({"party_uscc", "authority_uscc", "source_uscc"})
_LENGTH = 18
SECRET = frozenset({"legal_representative_id_no", "person_id_no"})
"""Numbers of identity papers: they are typed anew and never shown."""
COMPUTED = frozenset({"publicity_until"})
"""What follows from other fields and cannot be set."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to stand in a field; `last` is the character that a wrong check digit should be."""

    value: str
    last: str = ""


def propose_value(field: str, kept: str, known: Mapping[str, str]) -> Proposal:
    """Propose the value of a refused field: as the register knows it, else as it stands.

    `known` has the values of the register itself, such as the party's code. A code whose last
    character alone is wrong gets the right one (GB 32100-2015, annex A).
    """
    if field in SECRET:
        return Proposal("")
    if field in _CODES:
        return _propose_code(kept, known.get(field, ""))
    if field == "decision_no":
        return Proposal(normalise_decision_no(kept))
    return Proposal(known.get(field) or kept)


def _propose_code(kept: str, known: str) -> Proposal:
    folded = "".join(kept.split()).upper()
    if known and known != kept:
        return Proposal(known, known[-1] if known[:-1] == folded[:-1] else "")
    if len(folded) == _LENGTH and not is_valid_uscc(folded):
        try:
            last = check_character(folded[:-1])
        except KeyError:
            return Proposal(kept)
        mended = folded[:-1] + last
        return Proposal(mended, last) if is_valid_uscc(mended) else Proposal(kept)
    return Proposal(folded or kept)

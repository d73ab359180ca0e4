"""How does what somebody said of a penalty become its thirty fields?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from traceability.domain.errors import Fault, FaultsError, RuleError
from traceability.domain.kinds import PartyKind
from traceability.domain.penalty_fields import (
    OPEN_END,
    PenaltyFields,
    normalise_decision_no,
    read_10k_yuan,
)
from traceability.domain.uscc import is_natural_person

_AMOUNTS = {"fine_10k_yuan": "fine_fen", "confiscated_10k_yuan": "confiscated_fen"}
_TEXTS = (
    "party_name", "decision_no", "violation_kind", "violation_facts", "legal_basis",
    "penalty_content", "authority_name", "authority_uscc", "source_name", "source_uscc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Office:
    """A party or an authority as the register knows it."""

    name: str
    uscc: str


def with_defaults(said: Mapping[str, Any], party: Office, caller: Office) -> dict[str, Any]:
    """Add what was not said: the party, the caller as authority, and the open end.

    The source is the authority. A natural person is never the enterprise that the register knows.
    """
    authority = caller
    if "authority_uscc" in said or "authority_name" in said:
        authority = Office(said.get("authority_name", ""), said.get("authority_uscc", ""))
    filled: dict[str, Any] = {
        "authority_name": authority.name,
        "authority_uscc": authority.uscc,
        "source_name": authority.name,
        "source_uscc": authority.uscc,
        "valid_until": OPEN_END,
    }
    kind = PartyKind.SOLE_TRADER if is_natural_person(party.uscc) else PartyKind.LEGAL_PERSON
    filled["party_kind"] = kind.value
    if said.get("party_kind", kind) != PartyKind.NATURAL_PERSON:
        filled |= {"party_name": party.name, "party_uscc": party.uscc}
    return filled | dict(said)


def read_fields(said: Mapping[str, Any]) -> PenaltyFields:
    """Read clear names as fields; a text that is missing is empty, and the checks will find it.

    The end of publicity is computed from the severity later.
    """
    if said.get("decided_on") is None:
        raise RuleError("penalty.field_missing", field="decided_on")
    values = dict(said)
    for name, attribute in _AMOUNTS.items():
        if name in values:
            text = values.pop(name)
            values[attribute] = None if text is None else read_10k_yuan(text)
    values |= {name: values.get(name) or "" for name in _TEXTS}
    values["party_kind"] = str(values.get("party_kind") or "")
    values["decision_no"] = normalise_decision_no(values["decision_no"])
    values["penalty_kinds"] = tuple(values.get("penalty_kinds") or ())
    values["valid_until"] = values.get("valid_until") or OPEN_END
    values.setdefault("publicity_until", values["decided_on"])
    return PenaltyFields(**values)


def revise_fields(kept: PenaltyFields, said: Mapping[str, Any]) -> PenaltyFields:
    """Put what was said in the place of what stood there."""
    known = {item.name: getattr(kept, item.name) for item in fields(PenaltyFields)}
    return read_fields(known | dict(said))


def refuse(faults: list[Fault]) -> None:
    """Refuse a record by its faults: one by its own code, several together."""
    if len(faults) == 1:
        raise RuleError(faults[0].code, field=faults[0].field, **faults[0].values)
    if faults:
        raise FaultsError("penalty.fields", faults)

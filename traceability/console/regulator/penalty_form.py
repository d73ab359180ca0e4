"""How is a penalty decision typed? Thirty fields in five groups, and what was typed of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from traceability.console.forms import Wrong, said
from traceability.domain.identity_numbers import PAPER_KINDS
from traceability.domain.kinds import PartyKind, PenaltySeverity
from traceability.domain.penalty_contents import write_content
from traceability.domain.penalty_fields import OPEN_END, read_10k_yuan
from traceability.domain.penalty_kinds import PenaltyKind
from traceability.domain.refusal_repairs import SECRET
from traceability.schemas.penalties import PenaltyCreate, PenaltyPublic, PenaltyRevise

KIND = "kind_"
KINDS = tuple((f"{KIND}{place}", kind.value) for place, kind in enumerate(PenaltyKind))
"""The field of each single kind, and its word."""
_OTHER = "kind_other"
_CODES = (
    "party_uscc", "party_registration_no", "party_organisation_code", "party_tax_no",
    "party_institution_no", "party_society_no", "legal_representative_id_no", "person_id_no",
    "fine_10k_yuan", "confiscated_10k_yuan", "decided_on", "valid_until", "authority_uscc",
    "source_uscc",
)  # fmt: skip
_TEXTS = (
    "party_name", "party_kind", "legal_representative", "legal_representative_id_kind",
    "person_id_kind", "decision_no", "violation_kind", "violation_facts", "legal_basis",
    "penalty_content", "revoked_licence", "authority_name", "source_name", "remark", "severity",
    "severity_reason",
)  # fmt: skip
RARE = {
    "party": (
        "party_registration_no", "party_organisation_code", "party_tax_no",
        "party_institution_no", "party_society_no", "legal_representative_id_kind",
        "legal_representative_id_no", "person_id_kind", "person_id_no",
    ),
    "authority": (
        "authority_name", "authority_uscc", "source_name", "source_uscc", "valid_until", "remark",
        "severity", "severity_reason",
    ),
}  # fmt: skip
"""Fields that are folded away until somebody needs them, or one of them is wrong."""


@dataclass(frozen=True)
class PenaltyForm:
    """What the page of the form needs beside the values."""

    values: Mapping[str, str]
    kinds: frozenset[str]
    wrong: Wrong

    def is_open(self, group: str) -> bool:
        """Tell whether a folded group must be open."""
        is_wrong = any(name in self.wrong.fields for name in RARE[group])
        is_person = self.values.get("party_kind") == PartyKind.NATURAL_PERSON
        is_typed = any(self.values.get(name) for name in SECRET)
        return is_wrong or (group == "party" and (is_typed or is_person))


def choices() -> dict[str, list[tuple[str, str]]]:
    """Give the values of the fields that are chosen and not typed."""
    return {
        "party_kinds": [(kind.value, kind.value) for kind in PartyKind],
        "papers": [("", "—"), *((kind, kind) for kind in PAPER_KINDS)],
        "severities": [(kind.value, f"cr_severity_{kind.value}") for kind in PenaltySeverity],
    }


def read_typed(typed: Mapping[str, str]) -> dict[str, Any]:
    """Give what was typed; only numbers and codes are folded, because prose keeps its commas."""
    given: dict[str, Any] = dict(said(typed, *_CODES))
    given |= {
        name: typed[name].replace("\r\n", "\n").strip()
        for name in _TEXTS
        if typed.get(name, "").strip()
    }
    given["penalty_kinds"] = kinds_in(typed)
    return given


def kinds_in(typed: Mapping[str, str]) -> tuple[str, ...]:
    """Give the kinds that were ticked, in the order of the law, then the others as typed."""
    ticked = tuple(word for name, word in KINDS if typed.get(name))
    others = typed.get(_OTHER, "").replace("；", ";").split(";")
    return ticked + tuple(word.strip() for word in others if word.strip())


def read_creation(typed: Mapping[str, str]) -> PenaltyCreate:
    """Read a new decision; a content that was left empty is written from kinds and amounts."""
    given = read_typed(typed)
    links = {
        name: UUID(typed[name])
        for name in ("organization_id", "inspection_id")
        if typed.get(name, "").strip()
    }
    if not given.get("penalty_content") and given["penalty_kinds"]:
        given["penalty_content"] = write_content(
            given["penalty_kinds"],
            _fen(given, "fine_10k_yuan"),
            _fen(given, "confiscated_10k_yuan"),
        )
    return PenaltyCreate.model_validate(given | links)


def _fen(given: Mapping[str, Any], name: str) -> int | None:
    try:
        return read_10k_yuan(given[name]) if name in given else None
    except ValueError:
        return None


def read_revision(typed: Mapping[str, str], kept: PenaltyPublic) -> PenaltyRevise:
    """Read what was changed; a number of an identity paper that was left empty stays."""
    given, before = read_typed(typed), read_typed(values_of(kept))
    names = (set(_CODES) | set(_TEXTS) | {"penalty_kinds"}) - SECRET
    changed = {name: given.get(name) for name in names if given.get(name) != before.get(name)} | {
        name: given[name] for name in SECRET if name in given
    }
    if not changed.get("penalty_kinds", True):
        changed["penalty_kinds"] = None
    return PenaltyRevise.model_validate({"reason": typed.get("reason", "").strip()} | changed)


def values_of(kept: PenaltyPublic) -> dict[str, str]:
    """Give a record as the values of its form; identity numbers are never among them."""
    values = {
        name: str(value)
        for name in (*_CODES, *_TEXTS)
        if name not in SECRET and (value := getattr(kept, name, None)) is not None
    }
    if kept.valid_until == OPEN_END:
        values["valid_until"] = OPEN_END.isoformat()
    if kept.severity_reason is None:
        values.pop("severity", None)
    for name in ("fine_10k_yuan", "confiscated_10k_yuan"):
        if name in values:
            values[name] = values[name].rstrip("0").rstrip(".")
    return values | _ticks(kept.penalty_kinds)


def _ticks(kinds: list[str]) -> dict[str, str]:
    known = {word: name for name, word in KINDS}
    ticks = {known[word]: word for word in kinds if word in known}
    others = [word for word in kinds if word not in known]
    return ticks | ({_OTHER: ";".join(others)} if others else {})

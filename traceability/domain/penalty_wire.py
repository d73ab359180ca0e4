"""How does a penalty record read on the wire? With the official CF_* codes, and texts only.

`to_wire(fields)` gives all thirty codes, in the order of the standard; what is absent is an empty
text. Dates are YYYY/MM/DD, amounts 万元 with six decimals, kinds in the words of 2018 joined by
`;`. `from_wire(texts)` reads the same again, and raises `WireError` that names the code. Kinds
that 2018 joined in one word stay joined. `compose_penalty` in storage/penalties.py makes the texts
of a record, with the identity numbers in clear: nothing else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from traceability.domain.penalty_fields import PenaltyFields, read_10k_yuan, say_10k_yuan
from traceability.domain.penalty_kinds import from_list_of_2018, to_list_of_2018

CODES: dict[str, str] = {
    "party_name": "CF_XDR_MC",
    "party_kind": "CF_XDR_LB",
    "party_uscc": "CF_XDR_SHXYM",
    "party_registration_no": "CF_XDR_GSZC",
    "party_organisation_code": "CF_XDR_ZZJG",
    "party_tax_no": "CF_XDR_SWDJ",
    "party_institution_no": "CF_XDR_SYDW",
    "party_society_no": "CF_XDR_SHZZ",
    "legal_representative": "CF_FRDB",
    "legal_representative_id_kind": "CF_FR_ZJLX",
    "legal_representative_id_no": "CF_FR_ZJHM",
    "person_id_kind": "CF_XDR_ZJLX",
    "person_id_no": "CF_XDR_ZJHM",
    "decision_no": "CF_WSH",
    "violation_kind": "CF_WFXW",
    "violation_facts": "CF_SY",
    "legal_basis": "CF_YJ",
    "penalty_kinds": "CF_CFLB",
    "penalty_content": "CF_NR",
    "fine_10k_yuan": "CF_NR_FK",
    "confiscated_10k_yuan": "CF_NR_WFFF",
    "revoked_licence": "CF_NR_ZKDX",
    "decided_on": "CF_JDRQ",
    "valid_until": "CF_YXQ",
    "publicity_until": "CF_GSJZQ",
    "authority_name": "CF_CFJG",
    "authority_uscc": "CF_CFJGDM",
    "source_name": "CF_SJLY",
    "source_uscc": "CF_SJLYDM",
    "remark": "BZ",
}
"""Clear name → official code, in the order of the standard."""

_NAMES = {code: name for name, code in CODES.items()}
_AMOUNTS = {"fine_10k_yuan": "fine_fen", "confiscated_10k_yuan": "confiscated_fen"}
_DATES = frozenset({"decided_on", "valid_until", "publicity_until"})
_REQUIRED = (
    frozenset(
        {"party_name", "party_kind", "decision_no", "violation_kind", "violation_facts"}
        | {"legal_basis", "penalty_kinds", "penalty_content", "authority_name", "authority_uscc"}
        | {"source_name", "source_uscc"}
    )
    | _DATES
)


class WireError(ValueError):
    """A text on the wire cannot be read; `code` is its official code."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


def name_of_code(code: str) -> str:
    """Give the clear name of an official code; a code that we do not know is given back."""
    return _NAMES.get(code, code)


def to_wire(fields: PenaltyFields) -> dict[str, str]:
    """Write a record with the official codes, in the order of the standard."""
    return {code: _write(fields, name) for name, code in CODES.items()}


def from_wire(texts: Mapping[str, str]) -> PenaltyFields:
    """Read a record; a missing or unreadable text is a `WireError`, unknown codes are passed by."""
    values: dict[str, Any] = {}
    for name, code in CODES.items():
        text = texts.get(code) or ""
        if text:
            values[_AMOUNTS.get(name, name)] = _read(code, name, text)
        elif name in _REQUIRED:
            raise WireError(code, "missing")
    return PenaltyFields(**values)


def _write(fields: PenaltyFields, name: str) -> str:
    value = getattr(fields, _AMOUNTS.get(name, name))
    if value is None:
        return ""
    if name in _AMOUNTS:
        return say_10k_yuan(value)
    if name == "penalty_kinds":
        return to_list_of_2018(value)
    return write_date(value) if isinstance(value, date) else str(value)


def write_date(day: date) -> str:
    """Write a day as the standard wants it: 2026/11/24."""
    return f"{day.year:04d}/{day.month:02d}/{day.day:02d}"


def _read(code: str, name: str, text: str) -> Any:
    if name == "penalty_kinds":
        return from_list_of_2018(text)
    try:
        if name in _AMOUNTS:
            return read_10k_yuan(text)
        if name in _DATES:
            return datetime.strptime(text, "%Y/%m/%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise WireError(code, str(error)) from None
    return text

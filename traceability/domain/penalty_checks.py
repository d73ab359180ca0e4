"""Does a penalty record keep the rules of the double-publicity standard, field by field?

Every rule of `storage/reference/penalty-fields.csv` is checked here and nowhere else. Each fault
names its field and has a code, worded in routes/sentences/penalties.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from traceability.domain.errors import Fault
from traceability.domain.identity_numbers import (
    IDENTITY_CARD,
    PAPER_KINDS,
    holds_card_number,
    is_card_number,
)
from traceability.domain.kinds import PartyKind
from traceability.domain.penalty_fields import PenaltyFields
from traceability.domain.penalty_kinds import (
    CONFISCATIONS,
    PERMITS,
    PenaltyKind,
    is_known_kind,
    to_list_of_2018,
)
from traceability.domain.penalty_windows import add_months
from traceability.domain.uscc import is_valid_uscc, organisation_check_digit

MOST_PUBLIC_MONTHS = 36
_LONGEST_KINDS = 100
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_PARTY_KINDS = frozenset(kind.value for kind in PartyKind)


def _always(_: PenaltyFields) -> bool:
    return True


def _never(_: PenaltyFields) -> bool:
    return False


def _is_person(fields: PenaltyFields) -> bool:
    return fields.party_kind == PartyKind.NATURAL_PERSON


def _is_organisation(fields: PenaltyFields) -> bool:
    return not _is_person(fields)


def _names_paper(fields: PenaltyFields) -> bool:
    return fields.legal_representative_id_kind is not None


def _has_fine(fields: PenaltyFields) -> bool:
    return PenaltyKind.FINE in fields.penalty_kinds


def _has_confiscation(fields: PenaltyFields) -> bool:
    return not CONFISCATIONS.isdisjoint(fields.penalty_kinds)


def _has_permit(fields: PenaltyFields) -> bool:
    return not PERMITS.isdisjoint(fields.penalty_kinds)


@dataclass(frozen=True, slots=True)
class Column:
    """One field: its greatest length (None for dates and amounts), and when it must be there."""

    name: str
    longest: int | None
    is_required: Callable[[PenaltyFields], bool] = _always
    attribute: str = ""  # in PenaltyFields, where it differs from the name

    def value(self, fields: PenaltyFields) -> object:
        """Give the field's value."""
        return getattr(fields, self.attribute or self.name)


COLUMNS: tuple[Column, ...] = (
    Column("party_name", 200),
    Column("party_kind", 16),
    Column("party_uscc", 18, _is_organisation),
    Column("party_registration_no", 50, _never),
    Column("party_organisation_code", 9, _never),
    Column("party_tax_no", 15, _never),
    Column("party_institution_no", 12, _never),
    Column("party_society_no", 50, _never),
    Column("legal_representative", 50, _is_organisation),
    Column("legal_representative_id_kind", 64, _never),
    Column("legal_representative_id_no", 64, _names_paper),
    Column("person_id_kind", 64, _is_person),
    Column("person_id_no", 64, _is_person),
    Column("decision_no", 128),
    Column("violation_kind", 2000),
    Column("violation_facts", 5000),
    Column("legal_basis", 2048),
    Column("penalty_kinds", None),
    Column("penalty_content", 4000),
    Column("fine_10k_yuan", None, _has_fine, "fine_fen"),
    Column("confiscated_10k_yuan", None, _has_confiscation, "confiscated_fen"),
    Column("revoked_licence", 200, _has_permit),
    Column("decided_on", None),
    Column("valid_until", None),
    Column("publicity_until", None),
    Column("authority_name", 200),
    Column("authority_uscc", 18),
    Column("source_name", 200),
    Column("source_uscc", 18),
    Column("remark", 512, _never),
)
"""The thirty fields in the order of the standard."""


def check_fields(fields: PenaltyFields, today: date) -> list[Fault]:
    """Give everything that is wrong with a record on a day, in the order of the rules."""
    rules = (
        _check_presence,
        _check_party,
        _check_papers,
        _check_kinds,
        _check_belongings,
        _check_authority,
        _check_texts,
    )
    faults = [fault for rule in rules for fault in rule(fields)]
    return faults + list(_check_days(fields, today))


def _check_presence(fields: PenaltyFields) -> Iterator[Fault]:
    for column in COLUMNS:
        value = column.value(fields)
        if value in (None, "", ()):
            if column.is_required(fields):
                yield Fault(column.name, "penalty.field_missing")
        elif column.longest is not None and len(str(value)) > column.longest:
            values = {"longest": column.longest}
            yield Fault(column.name, "penalty.field_too_long", values=values)


def _check_party(fields: PenaltyFields) -> Iterator[Fault]:
    if fields.party_kind not in _PARTY_KINDS:
        values = {"known": "、".join(kind.value for kind in PartyKind)}
        yield Fault("party_kind", "penalty.party_kind", values=values)
    if fields.party_uscc and _is_person(fields):
        yield Fault("party_uscc", "penalty.person_has_no_uscc")
    elif fields.party_uscc and not is_valid_uscc(fields.party_uscc):
        yield Fault("party_uscc", "penalty.uscc")
    code = fields.party_organisation_code
    if code and not _is_organisation_code(code):
        yield Fault("party_organisation_code", "penalty.organisation_code")


def _is_organisation_code(code: str) -> bool:
    return (
        bool(_ORGANISATION_CODE.fullmatch(code)) and organisation_check_digit(code[:8]) == code[8]
    )


def _check_papers(fields: PenaltyFields) -> Iterator[Fault]:
    papers = (
        ("legal_representative_id", fields.legal_representative_id_kind),
        ("person_id", fields.person_id_kind),
    )
    for stem, kind in papers:
        number: str | None = getattr(fields, f"{stem}_no")
        if kind and kind not in PAPER_KINDS:
            values = {"known": "、".join(PAPER_KINDS)}
            yield Fault(f"{stem}_kind", "penalty.paper_kind", values=values)
        if kind == IDENTITY_CARD and number and not is_card_number(number):
            yield Fault(f"{stem}_no", "penalty.identity_number")
        if number and not kind:
            yield Fault(f"{stem}_kind", "penalty.field_missing")
    if _is_organisation(fields) and (fields.person_id_kind or fields.person_id_no):
        yield Fault("person_id_no", "penalty.organisation_has_no_paper")


def _check_kinds(fields: PenaltyFields) -> Iterator[Fault]:
    unknown = [kind for kind in fields.penalty_kinds if not is_known_kind(kind)]
    if unknown:
        yield Fault("penalty_kinds", "penalty.kind", values={"unknown": "、".join(unknown)})
    if len(to_list_of_2018(fields.penalty_kinds)) > _LONGEST_KINDS:
        values = {"longest": _LONGEST_KINDS}
        yield Fault("penalty_kinds", "penalty.field_too_long", values=values)


def _check_belongings(fields: PenaltyFields) -> Iterator[Fault]:
    """Let what belongs to a kind stand with that kind only, and amounts be above zero."""
    belong = (
        ("fine_10k_yuan", fields.fine_fen, _has_fine),
        ("confiscated_10k_yuan", fields.confiscated_fen, _has_confiscation),
        ("revoked_licence", fields.revoked_licence, _has_permit),
    )
    for name, value, is_named in belong:
        if value is not None and not is_named(fields):
            yield Fault(name, "penalty.kind_not_named")
        if isinstance(value, int) and value <= 0:
            yield Fault(name, "penalty.amount")


def _check_authority(fields: PenaltyFields) -> Iterator[Fault]:
    for name, code in (
        ("authority_uscc", fields.authority_uscc),
        ("source_uscc", fields.source_uscc),
    ):
        if code and not is_valid_uscc(code):
            yield Fault(name, "penalty.uscc")
    if fields.authority_uscc and not fields.authority_uscc.startswith("11"):
        yield Fault("authority_uscc", "penalty.not_an_authority")


def _check_texts(fields: PenaltyFields) -> Iterator[Fault]:
    """Others read these texts: nobody's identity number may stand in them."""
    for name in ("violation_kind", "violation_facts", "penalty_content", "remark"):
        if holds_card_number(getattr(fields, name) or ""):
            yield Fault(name, "penalty.identity_number_in_text")


def _check_days(fields: PenaltyFields, today: date) -> Iterator[Fault]:
    if fields.decided_on > today:
        yield Fault("decided_on", "penalty.in_the_future")
    if fields.valid_until < fields.decided_on:
        yield Fault("valid_until", "penalty.ends_before_it_begins")
    latest = add_months(fields.decided_on, MOST_PUBLIC_MONTHS)
    if not fields.decided_on < fields.publicity_until <= latest:
        yield Fault("publicity_until", "penalty.publicity_window")

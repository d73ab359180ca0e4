"""How does a penalty become words: its line, its thirty fields, its windows, its deliveries?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.regulator.credit_lists import (
    Cell,
    choice_of,
    chosen,
    day_said,
    days_left,
    marked,
    say_day,
    say_time,
    state_said,
)
from traceability.console.words import say, tone
from traceability.domain.kinds import DeliveryState, PenaltySeverity, PenaltyState
from traceability.domain.penalty_fields import OPEN_END
from traceability.domain.penalty_kinds import PenaltyKind, in_english
from traceability.domain.penalty_wire import CODES
from traceability.schemas.deliveries import DeliveryLine
from traceability.schemas.penalties import PenaltyCreate, PenaltyPublic, PenaltyQuery
from traceability.services import penalties

_HIDDEN = {
    "legal_representative_id_no": "has_legal_representative_id",
    "person_id_no": "has_person_id",
}
_AMOUNTS = ("fine_10k_yuan", "confiscated_10k_yuan")
YUAN_PER_10K = 10_000


def penalties_list(language: str) -> Listing[PenaltyPublic]:
    """Give the list of penalty decisions, the newest first."""

    def asked_for(asked: Asked) -> PenaltyQuery:
        return PenaltyQuery(
            q=asked.q or None,
            state=chosen(asked, "state", PenaltyState),
            severity=chosen(asked, "severity", PenaltySeverity),
            decided_from=asked.day("from"),
            decided_to=asked.day("to"),
            cursor=asked.after,
            limit=asked.limit,
            newest_first=True,
        )

    def kinds(row: PenaltyPublic) -> str:
        return say_kinds(row.penalty_kinds, row.fine_fen, language)

    return Listing(
        address="/console/penalties",
        heading="cr_penalties",
        search="cr_find_penalty",
        filters=(
            choice_of("state", "cr_state", PenaltyState, "cr_penalty_", language),
            choice_of("severity", "cr_severity", PenaltySeverity, "cr_severity_", language),
            Filter("from", "cr_decided_from"),
            Filter("to", "cr_decided_to"),
        ),
        columns=(
            Column(
                "cr_f_decision_no",
                lambda row: Said(row.decision_no, f"/console/penalties/{row.id}"),
                "lead code",
            ),
            Column("cr_party", lambda row: Said(row.party_name, more=row.violation_kind)),
            Column("cr_f_penalty_kinds", kinds),
            Column("cr_decided", lambda row: day_said(row.decided_on, language)),
            Column("cr_severity", lambda row: say(f"cr_severity_{row.severity}", language)),
            Column("cr_publicity", lambda row: _say_publicity(row, language), is_named=True),
            Column("cr_delivery", lambda row: _delivery(row, language), "state"),
        ),
        find=lambda work, asked: penalties.list_penalties(work, asked_for(asked)),
        count=lambda work, asked: penalties.count_penalties(work, asked_for(asked)),
        empty="cr_no_penalties",
        first_step=("/console/enterprises", "enterprises"),
    )


def _delivery(penalty: PenaltyPublic, language: str) -> Said:
    key = f"cr_delivery_{penalty.delivery_state or 'none'}"
    if penalty.working_days_left is None:
        return state_said(key, language)
    due, mark = days_left(penalty.working_days_left, penalty.due_on, language)
    said = state_said(key, language, due)
    return Said(said.text, tone=mark or said.tone, more=due)


def say_kinds(kinds: Sequence[str], fine_fen: int | None, language: str) -> str:
    """Say the kinds of a penalty, the fine with its amount."""
    parts = []
    for kind in kinds:
        word = in_english(kind) if language == "en" else kind
        is_fine = kind == PenaltyKind.FINE and fine_fen
        parts.append(f"{word} {say_money(fine_fen or 0, language)}" if is_fine else word)
    return (", " if language == "en" else "、").join(parts)


def say_money(fen: int, language: str) -> str:
    """Say an amount: 3 万元, or 5,000 元."""
    yuan = fen / 100
    if language == "en":
        return f"{yuan:,.2f} yuan".replace(".00 ", " ")
    if yuan >= YUAN_PER_10K and yuan % 100 == 0:
        return f"{yuan / YUAN_PER_10K:,.2f}".rstrip("0").rstrip(".") + " 万元"
    return f"{yuan:,.2f}".removesuffix(".00") + " 元"


def _say_publicity(penalty: PenaltyPublic, language: str) -> str:
    if penalty.is_public:
        return say("cr_public_until", language).format(
            on=say_day(penalty.publicity_until, language)
        )
    if penalty.state != PenaltyState.IN_FORCE:
        return say(f"cr_penalty_{penalty.state}", language)
    return say("cr_not_public", language)


def view_penalty(
    penalty: PenaltyPublic, deliveries: Sequence[DeliveryLine], today: date, language: str
) -> dict[str, Any]:
    """Give a penalty with its fields as kept, as the public sees them, and its way so far."""
    kept = _kept(penalty, language)
    return {
        "penalty": penalty,
        "state": (f"cr_penalty_{penalty.state}", tone(f"cr_penalty_{penalty.state}")),
        "kept": [row for row in kept if row[1]],
        "not_filled": [row for row in kept if not row[1]],
        "public": _public(penalty, language) if penalty.is_public else [],
        "why_not_public": "" if penalty.is_public else _say_publicity(penalty, language),
        "windows": _windows(penalty, today, language),
        "due": days_left(penalty.working_days_left, penalty.due_on, language),
        "deliveries": [delivery_row(each, language) for each in deliveries],
        "kinds": say_kinds(penalty.penalty_kinds, penalty.fine_fen, language),
        "severity": say(f"cr_severity_{penalty.severity}", language),
        "ended": say_day(penalty.ended_on, language),
        "recorded": say_time(penalty.recorded_at, language),
        "is_in_force": penalty.state == PenaltyState.IN_FORCE,
        "may_withdraw": penalty.state != PenaltyState.WITHDRAWN,
    }


def view_creation(decision: PenaltyCreate, language: str) -> list[tuple[str, str]]:
    """Give what is about to be recorded, field by field; numbers of papers are not shown."""
    told = []
    for name in CODES:
        value = getattr(decision, name, None)
        if value is None or value == "":
            continue
        if name in _HIDDEN:
            text = say("cr_number_kept", language)
        elif isinstance(value, date):
            text = say_day(value, language)
        elif name in _AMOUNTS:
            text = say("cr_10k_yuan", language).format(amount=value)
        else:
            text = "、".join(value) if isinstance(value, list | tuple) else str(value)
        told.append((say(f"cr_f_{name}", language), text))
    return told


def _kept(penalty: PenaltyPublic, language: str) -> list[tuple[str, str, str]]:
    return [
        (say(f"cr_f_{name}", language), _value(penalty, name, language), code)
        for name, code in CODES.items()
    ]


def _value(penalty: PenaltyPublic, name: str, language: str) -> str:
    if name in _HIDDEN:
        return say("cr_number_kept", language) if getattr(penalty, _HIDDEN[name]) else ""
    value = getattr(penalty, name, None)
    if value is None:
        return ""
    if name == "valid_until" and value == OPEN_END:
        return say("cr_open_end", language)
    if isinstance(value, date):
        return say_day(value, language)
    if name in _AMOUNTS:
        return say("cr_10k_yuan", language).format(amount=value)
    return "、".join(value) if isinstance(value, list) else str(value)


def _public(penalty: PenaltyPublic, language: str) -> list[tuple[str, str, str]]:
    shown = ("party_name", "decision_no", "penalty_kinds", "decided_on", "authority_name")
    told = [(say(f"cr_f_{name}", language), _value(penalty, name, language), "") for name in shown]
    told.append(
        (say("cr_f_publicity_until", language), say_day(penalty.publicity_until, language), "")
    )
    if penalty.is_contested:
        told.append((say("cr_contested", language), say("cr_contested_told", language), ""))
    return told


def _windows(penalty: PenaltyPublic, today: date, language: str) -> list[dict[str, str]]:
    is_told = penalty.delivery_state == DeliveryState.ACKNOWLEDGED
    days = (
        ("cr_f_decided_on", penalty.decided_on, True),
        ("cr_window_due", penalty.due_on, is_told or today > penalty.due_on),
        ("cr_window_repairable", penalty.repairable_from, today >= penalty.repairable_from),
        ("cr_window_public", penalty.publicity_until, today > penalty.publicity_until),
    )
    return [
        {
            "name": say(key, language),
            "told": say_day(day, language),
            "css": "done" if is_past else "next",
        }
        for key, day, is_past in days
    ]


def delivery_row(line: DeliveryLine, language: str) -> list[Cell]:
    """Give a delivery as a line below its record."""
    state = f"cr_delivery_{line.state}"
    href = f"/console/credit-deliveries/{line.id}"
    return [
        Cell(say(f"cr_delivery_kind_{line.kind}", language), href, line.receipt_no or ""),
        Cell(say_time(line.recorded_at, language), instant=line.recorded_at.isoformat()),
        Cell(str(line.attempts), css="right"),
        marked(state, language),
    ]

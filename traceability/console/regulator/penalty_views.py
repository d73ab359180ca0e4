"""How does a penalty become words: its line, its thirty fields, its windows, its deliveries?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from traceability.console.regulator.credit_lists import Cell, days_left, marked, say_day, say_time
from traceability.console.words import say, tone
from traceability.domain.kinds import DeliveryState, PenaltyState
from traceability.domain.penalty_fields import OPEN_END
from traceability.domain.penalty_wire import CODES
from traceability.schemas.deliveries import DeliveryLine
from traceability.schemas.penalties import PenaltyPublic

_HIDDEN = {
    "legal_representative_id_no": "has_legal_representative_id",
    "person_id_no": "has_person_id",
}
_AMOUNTS = ("fine_10k_yuan", "confiscated_10k_yuan")
YUAN_PER_10K = 10_000


def penalty_row(penalty: PenaltyPublic, language: str) -> list[Cell]:
    """Give the cells of a line."""
    due, mark = days_left(penalty.working_days_left, penalty.due_on, language)
    return [
        Cell(penalty.decision_no, f"/console/penalties/{penalty.id}"),
        Cell(penalty.party_name, small=penalty.violation_kind),
        Cell(say_kinds(penalty.penalty_kinds, penalty.fine_fen, language)),
        Cell(say_day(penalty.decided_on, language)),
        Cell(say(f"cr_severity_{penalty.severity}", language)),
        Cell(_say_publicity(penalty, language)),
        _delivery_cell(penalty, due, mark, language),
    ]


def _delivery_cell(penalty: PenaltyPublic, due: str, mark: str, language: str) -> Cell:
    if penalty.delivery_state is None:
        return marked("cr_delivery_none", language)
    key = f"cr_delivery_{penalty.delivery_state}"
    if penalty.receipt_no:
        return marked(key, language, penalty.receipt_no)
    is_waiting = penalty.working_days_left is not None
    cell = marked(key, language, due if is_waiting else "")
    return Cell(cell.text, tone=mark or cell.tone, small=cell.small, css="state")


def say_kinds(kinds: Sequence[str], fine_fen: int | None, language: str) -> str:
    """Say the kinds of a penalty, the fine with its amount; kinds are words of the law."""
    parts = [
        f"{kind} {say_money(fine_fen, language)}" if kind == "罚款" and fine_fen else kind
        for kind in kinds
    ]
    return "、".join(parts)


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

"""How does a supplier read on a canteen's pages?"""

from __future__ import annotations

from typing import Any

from traceability.console.canteen.views import say_day
from traceability.console.words import say
from traceability.domain.acceptance import SOON
from traceability.domain.canteens import EntryOutcome
from traceability.domain.civil import civil_date
from traceability.domain.kinds import TRUSTED
from traceability.domain.trust_consequences import CanteenAdvice, canteen_advice
from traceability.routes.desk import now
from traceability.schemas.canteens import SupplierFacts

_ADVICE = {
    CanteenAdvice.RECOMMENDED: "good",
    CanteenAdvice.WARNING: "careful",
    CanteenAdvice.BLOCKED: "bad",
}
_OUTCOMES = {EntryOutcome.ADMITTED: "good", EntryOutcome.REFUSED: "bad", EntryOutcome.LEFT: "plain"}


def view_supplier(one: SupplierFacts, language: str) -> dict[str, Any]:
    """Give a supplier in words: licence, grade, standing and the canteen's own decision."""
    today = civil_date(now())
    until = one.licence_until
    state = (
        "plain"
        if until is None
        else "bad"
        if until < today
        else ("careful" if until < today + SOON else "good")
    )
    outcome = one.entry.outcome if one.entry else None
    standing = one.standing.value if one.standing else "suspended"
    return {
        "one": one,
        "licence_until": say_day(until, language),
        "licence_tone": state,
        "grade_tone": _ADVICE[canteen_advice(one.grade)],
        "standing": say(f"c_standing_{standing}", language),
        "standing_tone": "good" if one.standing in TRUSTED else "bad",
        "entry": say(f"c_entry_{outcome or 'none'}", language),
        "entry_tone": _OUTCOMES[outcome] if outcome else "careful",
        "reviewed": say_day(one.entry.reviewed_on, language) if one.entry else "",
    }

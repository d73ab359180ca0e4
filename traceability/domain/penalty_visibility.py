"""What may the public see of a penalty? The one place that decides; everything asks it.

信用修复管理办法 (NDRC Order 36 of 2026): minor penalties are not public; the others are until their
window ends, or until repair, after which nobody may publish, share or use them. An objection does
not suspend publication; it is marked. People's names are masked, their numbers never shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from traceability.domain.identity_numbers import mask_name
from traceability.domain.kinds import PartyKind, PenaltySeverity, PenaltyState


@dataclass(frozen=True, slots=True)
class PenaltyFacts:
    """What the decision rests on, and what would be shown."""

    severity: str
    state: str
    party_kind: str
    party_name: str
    decision_no: str
    authority_name: str
    penalty_kinds: Sequence[str]
    decided_on: date
    publicity_until: date
    is_contested: bool  # an objection is open


@dataclass(frozen=True, slots=True)
class PublicPenalty:
    """All that the public may see of a penalty."""

    party_name: str
    decision_no: str
    authority_name: str
    penalty_kinds: tuple[str, ...]
    decided_on: date
    publicity_until: date  # the last day on which it is shown
    is_contested: bool


def public_view(facts: PenaltyFacts, today: date) -> PublicPenalty | None:
    """Give what the public may see today, or None if it may see nothing."""
    if not is_public(facts, today):
        return None
    is_person = facts.party_kind == PartyKind.NATURAL_PERSON
    return PublicPenalty(
        party_name=mask_name(facts.party_name) if is_person else facts.party_name,
        decision_no=facts.decision_no,
        authority_name=facts.authority_name,
        penalty_kinds=tuple(facts.penalty_kinds),
        decided_on=facts.decided_on,
        publicity_until=facts.publicity_until,
        is_contested=facts.is_contested,
    )


def is_public(facts: PenaltyFacts, today: date) -> bool:
    """Tell whether the public may know of the penalty today."""
    return (
        facts.severity != PenaltySeverity.MINOR
        and facts.state == PenaltyState.IN_FORCE
        and today <= facts.publicity_until
    )

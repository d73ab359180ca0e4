"""May an enterprise that was struck off come back, and under which conditions?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from traceability.domain.cases import Ground
from traceability.domain.penalty_windows import add_months

GENERAL_MONTHS, SERIOUS_MONTHS = 3, 12
PROBATION_MONTHS = 6
CLEAN_BATCHES = 3

_GENERAL_GROUNDS = frozenset({Ground.LOW_GRADE, Ground.REFUSED_INSPECTION})
"""All others concern the safety of food, or are serious by law."""


def earliest_relisting(
    ground: Ground | None, delisted_on: date, *, has_serious_penalty: bool
) -> date:
    """Give the first day on which an enterprise may be listed again: 3 months, or 12."""
    is_general = ground in _GENERAL_GROUNDS and not has_serious_penalty
    return add_months(delisted_on, GENERAL_MONTHS if is_general else SERIOUS_MONTHS)


def end_of_probation(relisted_on: date) -> date:
    """Give the last day of the probation (观察期): six months with grade C at most."""
    return add_months(relisted_on, PROBATION_MONTHS)


@dataclass(frozen=True, slots=True)
class RelistingFacts:
    """What a relisting rests on."""

    today: date
    earliest_on: date
    penalties_in_force: int  # general and serious ones
    repairs_without_number: int
    is_on_serious_list: bool
    has_passed_inspection: bool  # on site, since the delisting
    clean_batches: int  # consecutive ones, since the delisting, whole panel passed
    has_new_commitment: bool


def unmet_conditions(relisting: RelistingFacts) -> list[str]:
    """Name every condition that is not met, in the order in which people meet them."""
    checks = (
        ("window", relisting.today >= relisting.earliest_on),
        ("serious_list", not relisting.is_on_serious_list),
        ("penalty", relisting.penalties_in_force == 0),
        ("repair_no", relisting.repairs_without_number == 0),
        ("inspection", relisting.has_passed_inspection),
        ("batches", relisting.clean_batches >= CLEAN_BATCHES),
        ("commitment", relisting.has_new_commitment),
    )
    return [name for name, is_met in checks if not is_met]

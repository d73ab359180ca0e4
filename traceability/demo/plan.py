"""What is planned for the demo city before anything is typed?"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from traceability.demo.catalogue import Goods
from traceability.demo.laboratory import Laboratory
from traceability.demo.lots import Packed
from traceability.demo.organizations import Member, Roster
from traceability.demo.timetable import Agenda, Calendar
from traceability.gateways.certificate_files import CertificateStore
from traceability.schemas.events import EventCreate, EventPublic

GRAIN_ROUNDS = (300, 150, 44)  # days ago on which a round's raw material is sent
OIL_ROUNDS = (192, 62)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it was entered and as it was recorded, so that it can be corrected later."""

    firm: Member
    entered: EventCreate
    recorded: EventPublic


@dataclass
class Plan:
    """The city, its timetable and what came of it."""

    calendar: Calendar
    agenda: Agenda
    roster: Roster
    goods: list[Goods]
    laboratory: Laboratory
    rng: Random
    certificates: CertificateStore | None = None  # where reports are kept as files
    packed: list[Packed] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    leavers: list[Member] = field(default_factory=list)  # enterprises that take no part at the end
    counts: dict[str, int] = field(default_factory=dict)

    def goods_of(self, firm: Member) -> dict[str, list[Goods]]:
        """Give the products that an enterprise may pack, by kind."""
        found: dict[str, list[Goods]] = {}
        for item in self.goods:
            if item.firm is firm and not item.is_pending:
                found.setdefault(item.kind.key, []).append(item)
        return found

    def count(self, what: str, number: int = 1) -> None:
        """Count what was recorded."""
        self.counts[what] = self.counts.get(what, 0) + number

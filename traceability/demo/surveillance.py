"""What do the two inspection agencies test, in the routine and where something is wrong?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from traceability.demo.laboratory import Sample
from traceability.demo.lots import Lot, Packed
from traceability.demo.plan import Plan
from traceability.domain.kinds import InspectionKind
from traceability.domain.limits import FoodFacts
from traceability.services import inspections
from traceability.storage.work import Work

_SHARE = 0.2  # of the packed lots that an agency tests
_TESTING_DAYS = 8


class Surveillance:
    """The agencies' reports."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._reports = 0

    def schedule_routine(self, but: set[str]) -> None:
        """Have a share of all lots tested; lots with a trouble of their own are left out."""
        rng = self._plan.rng
        for lot in self._plan.packed:
            chosen, delay = rng.random() < _SHARE, rng.randint(6, 24)
            if chosen and not lot.is_draft and lot.code not in but:
                self.schedule_test(lot, delay)

    def schedule_test(
        self, lot: Packed, delay: int, found: Mapping[str, str] | None = None
    ) -> date | None:
        """Have a lot sampled some days after its release; give the day of the report, if any."""
        if lot.released_at is None:
            return None
        food = lot.product.food(lot.produced_on)
        sampled_on = lot.released_at.date() + timedelta(days=delay)
        is_by_order = self._plan.rng.random() < 0.7 or found is not None
        kind = InspectionKind.SUPERVISION if is_by_order else InspectionKind.COMMISSIONED
        return self._schedule(lot, food, kind, (sampled_on, found or {}))

    def schedule_raw_test(self, lot: Lot, sampled_on: date, found: Mapping[str, str]) -> None:
        """Have a raw lot sampled on a day."""
        food = FoodFacts(lot.material, None, None, lot.produced_on)
        self._schedule(lot, food, InspectionKind.SUPERVISION, (sampled_on, found))

    def _schedule(
        self,
        lot: Lot,
        food: FoodFacts,
        kind: InspectionKind,
        sampled: tuple[date, Mapping[str, str]],
    ) -> date | None:
        sampled_on, found = sampled
        reported_on = sampled_on + timedelta(days=_TESTING_DAYS)
        if reported_on >= self._plan.calendar.today:
            return None
        agencies = self._plan.roster.agencies
        agency = agencies[self._reports % len(agencies)]
        self._reports += 1
        report_no = f"{('谷', '岭')[agencies.index(agency)]}检{reported_on:%Y}-{self._reports:05d}"

        def run(work: Work) -> None:
            amount = ("4", "each") if isinstance(lot, Packed) else ("5", "kg")
            sample = Sample(
                batch_id=_known(lot.id),
                food=food,
                kind=kind,
                report_no=report_no,
                sampled_on=sampled_on,
                reported_on=reported_on,
                sampled_by=agency.person,
                amount=amount,
                found=found,
            )
            inspections.record_inspection(work, self._plan.laboratory.test(sample))
            self._plan.count("inspections")
            self._plan.count("outside_inspections")

        self._plan.agenda.add(self._plan.calendar.at(reported_on, 16), agency, run)
        return reported_on


def _known(batch_id: UUID) -> UUID:
    if batch_id.int == 0:
        raise LookupError("a lot was tested before it was registered")
    return batch_id

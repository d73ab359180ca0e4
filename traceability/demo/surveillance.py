"""What do the two inspection agencies test, in the routine and where something is wrong?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from traceability.demo.laboratory import Sample
from traceability.demo.lots import Lot, Packed
from traceability.demo.organizations import Member, signer_of
from traceability.demo.papers import draw_report
from traceability.demo.plan import Plan
from traceability.demo.timetable import Run
from traceability.domain.kinds import InspectionKind
from traceability.domain.limits import FoodFacts
from traceability.schemas.inspections import InspectionPublic, RetestCreate
from traceability.schemas.samples import SampleCreate
from traceability.services import certificates, inspections, retests, samples
from traceability.storage.work import Work

_SHARE = 0.2  # of the packed lots that an agency tests
_TESTING_DAYS = 8


class Surveillance:
    """The agencies' reports."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._reports = 0
        self._waiting = 0
        self._filed: set[str] = set()  # lots whose reports are kept as files too
        self._agency_of: dict[str, Member] = {}
        self._signed: dict[str, InspectionPublic] = {}  # the newest report, by lot

    def schedule_routine(self, but: set[str]) -> None:
        """Have a share of all lots tested; lots with a trouble of their own are left out."""
        rng = self._plan.rng
        for lot in self._plan.packed:
            chosen, delay = rng.random() < _SHARE, rng.randint(6, 24)
            if chosen and not lot.is_draft and lot.code not in but:
                self.schedule_test(lot, delay)

    def schedule_test(
        self,
        lot: Packed,
        delay: int,
        found: Mapping[str, str] | None = None,
        *,
        has_file: bool = False,
    ) -> date | None:
        """Have a lot sampled some days after its release; give the day of the report, if any."""
        if has_file:
            self._filed.add(lot.code)
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
        agencies = self._plan.roster.agencies
        agency = agencies[self._reports % len(agencies)]
        if reported_on >= self._plan.calendar.today:
            self._plan_sample(lot, agencies[self._waiting % len(agencies)], kind, sampled_on)
            return None
        self._reports += 1
        self._agency_of[lot.code] = agency
        entered: list[UUID] = []
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
                is_raw=not isinstance(lot, Packed),
            )
            entered.append(self._enter(work, lot, agency, sample))

        calendar, agenda = self._plan.calendar, self._plan.agenda
        agenda.add(calendar.at(reported_on, 15), agency, run)
        agenda.add(calendar.at(reported_on, 16), signer_of(agency), self._signing(lot, entered))
        return reported_on

    def _plan_sample(self, lot: Lot, agency: Member, kind: InspectionKind, day: date) -> None:
        """Let a sample that was taken in the last days still lie on the bench."""
        if day >= self._plan.calendar.today:
            return
        self._waiting += 1
        number = (
            f"{'CJ' if kind is InspectionKind.SUPERVISION else 'WT'}-{day:%Y}-{self._waiting:04d}"
        )

        def run(work: Work) -> None:
            entered = SampleCreate(
                batch_id=_known(lot.id),
                kind=kind,
                sample_no=number,
                sampled_on=day,
                received_on=day,
                sampled_place="成品库",
                sampled_amount="4" if isinstance(lot, Packed) else "5",
                sampled_unit="each" if isinstance(lot, Packed) else "kg",
                sampled_by=agency.person,
            )
            samples.register_sample(work, entered)
            self._plan.count("samples")

        self._plan.agenda.add(self._plan.calendar.at(day, 17, 20), agency, run)

    def schedule_retest(self, lot: Packed, reported_on: date, found: Mapping[str, str]) -> None:
        """Have an enterprise contest the failed report of a day, and another agency test again."""
        first, other = self._agency_of[lot.code], self._other_agency(lot)
        retested_on = reported_on + timedelta(days=9)
        made: list[UUID] = []

        def contest(work: Work) -> None:
            entered = RetestCreate(
                inspection_id=self._signed[lot.code].id,
                agency_id=other.id,
                reason=f"对{first.name}的检验结论有异议，申请复检备份样品",
            )
            retests.request_retest(work, entered)

        def run(work: Work) -> None:
            failed = self._signed[lot.code]
            sample = Sample(
                batch_id=_known(lot.id),
                food=lot.product.food(lot.produced_on),
                kind=InspectionKind.SUPERVISION,
                report_no=f"复检{retested_on:%Y}-{failed.report_no[-5:]}",
                sampled_on=failed.sampled_on,
                reported_on=retested_on,
                sampled_by=other.person,
                amount=("4", "each"),
                place="备份样品",
                found=found,
                replaces_id=failed.id,
            )
            made.append(self._enter(work, lot, other, sample))

        calendar, agenda = self._plan.calendar, self._plan.agenda
        agenda.add(calendar.at(reported_on + timedelta(days=1), 10), lot.owner, contest)
        agenda.add(calendar.at(retested_on, 10), other, run)
        agenda.add(calendar.at(retested_on, 11), signer_of(other), self._signing(lot, made))

    def _enter(self, work: Work, lot: Lot, agency: Member, sample: Sample) -> UUID:
        """Enter a report, with its page as a file for the lots that people look at."""
        report = self._plan.laboratory.test(sample)
        store = self._plan.certificates
        if store is not None and lot.code in self._filed and isinstance(lot, Packed):
            page = draw_report(agency.name, lot.product.entered.name, lot.code, report)
            kept = certificates.keep_certificate(work, page, store)
            report = report.model_copy(update={"certificate_sha256": kept.sha256})
        return inspections.record_inspection(work, report).id

    def _signing(self, lot: Lot, entered: list[UUID]) -> Run:
        """Sign, when the time has come, the report that was entered until then."""

        def sign(work: Work) -> None:
            self._signed[lot.code] = inspections.sign_inspection(work, entered.pop())
            self._plan.count("inspections")
            self._plan.count("outside_inspections")

        return sign

    def _other_agency(self, lot: Packed) -> Member:
        agencies = self._plan.roster.agencies
        return next(each for each in agencies if each is not self._agency_of[lot.code])


def _known(batch_id: UUID) -> UUID:
    if batch_id.int == 0:
        raise LookupError("a lot was tested before it was registered")
    return batch_id

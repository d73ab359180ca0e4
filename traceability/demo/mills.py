"""What do all mills and presses do alike? Fill, stack, store, test, release and send."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from traceability.demo.catalogue import Goods
from traceability.demo.laboratory import Sample
from traceability.demo.lots import Lot, Packed, happening, temperature
from traceability.demo.market import Market
from traceability.demo.organizations import Member, Trade
from traceability.demo.plan import Plan, Told
from traceability.domain.kinds import AssetKind, InspectionKind
from traceability.domain.steps import Step
from traceability.schemas.events import EventCreate
from traceability.schemas.parties import AssetCreate
from traceability.services import inspections, lifecycle, sites
from traceability.services.events import record_trace_events
from traceability.storage.work import Work

# How much of a product a trade packs in one go, in kilograms.
_BATCH_KG = {
    Trade.RICE: (1_200, 5_000),
    Trade.FLOUR: (900, 3_000),
    Trade.NOODLE: (300, 1_100),
    Trade.MAIZE: (500, 1_600),
    Trade.PRESS: (600, 1_900),
    Trade.REFINER: (1_500, 5_000),
    Trade.SPECIALTY: (150, 520),
}


@dataclass
class Round:
    """One production round of an enterprise: when it happens and which lots come out."""

    firm: Member
    number: int
    made_on: date
    days: int = 1  # on how many days in a row the filling line runs
    packed: list[Packed] = field(default_factory=list)
    bulk: list[Lot] = field(default_factory=list)
    is_unfinished: bool = False  # made, but neither tested nor released yet

    @property
    def done_on(self) -> date:
        """Give the last day of the round."""
        return self.made_on + timedelta(days=self.days - 1)

    @property
    def last_hour(self) -> int:
        """Give the hour of the last day in which the packages are in store."""
        return 20 if self.days == 1 else 12


class Mills:
    """The stages that every packed lot passes."""

    def __init__(self, plan: Plan, market: Market) -> None:
        self.plan = plan
        self._market = market
        self._pallets: dict[str, UUID] = {}

    def pack_all(self, batch: Round, goods: list[Goods]) -> list[Packed]:
        """Plan a packed lot of every product for every day of a round."""
        return [self._pack(batch, item, day) for day in range(batch.days) for item in goods]

    def _pack(self, batch: Round, goods: Goods, day: int) -> Packed:
        filled_on = batch.made_on + timedelta(days=day)
        low, high = _BATCH_KG[batch.firm.trade or Trade.RICE]
        package_kg = goods.package_mg / 1_000_000
        count = max(40, round(self.plan.rng.randint(low, high) / package_kg / 20) * 20)
        lot = Packed(
            owner=batch.firm,
            code=f"{batch.firm.code}{filled_on:%y%m%d}{chr(65 + len(batch.packed))}",
            amount=count,
            produced_on=filled_on,
            goods=goods,
            round=batch.number,
            left=count,
            is_draft=batch.is_unfinished,
        )
        batch.packed.append(lot)
        self.plan.packed.append(lot)
        return lot

    def bulk(self, batch: Round, material: str, name: str, amount: int) -> Lot:
        """Plan a bulk lot of a round, in grams."""
        letter = chr(65 + len(batch.bulk))
        code = f"{batch.firm.code}{batch.made_on:%y%m%d}-B{letter}"
        lot = Lot(batch.firm, code, amount, batch.made_on, material, name)
        batch.bulk.append(lot)
        return lot

    def tell_filling(self, batch: Round, source: Lot, lots: list[Packed]) -> list[EventCreate]:
        """Tell how a bulk lot was filled into packages."""
        told = []
        for place, lot in enumerate(lots):
            at = self.plan.calendar.at(lot.produced_on, _filling_hour(batch, lot, place))
            lot.filled_at = at
            lines = [source.line(packed_grams(lot), "input"), lot.line(role="output")]
            line_no = {"line_no": f"{self.plan.rng.randint(1, 4)}号线"}
            site = batch.firm.site_id
            told.append(happening(Step.FILLING, at, lines, site_id=site, attributes=line_no))
        return told

    def tell_keeping(self, work: Work, batch: Round) -> list[EventCreate]:
        """Tell how the packages were stacked and stored."""
        calendar, rng, site = self.plan.calendar, self.plan.rng, batch.firm.site_id
        stored_at = calendar.at(batch.done_on, batch.last_hour)
        reading = temperature(f"{rng.randint(19, 26)}.{rng.randint(0, 9)}", "成品库")
        lines = [lot.line() for lot in batch.packed]
        told = [happening(Step.STORING, stored_at, lines, site_id=site, sensors=[reading])]
        if rng.random() < 0.3:
            lot = batch.packed[0]
            stacked = min(lot.amount, 60)
            parent = {"role": "parent", "asset_id": self._pallet(work, batch.firm)}
            at = calendar.at(batch.done_on, batch.last_hour - 1, 59)
            told.append(
                happening(Step.PACKING, at, [parent, lot.line(stacked, "child")], site_id=site)
            )
        return told

    def _pallet(self, work: Work, firm: Member) -> UUID:
        if firm.code not in self._pallets:
            entered = AssetCreate(kind=AssetKind.PALLET, name=f"{firm.code} 托盘 1号")
            self._pallets[firm.code] = sites.register_asset(work, entered).id
        return self._pallets[firm.code]

    def register(self, work: Work, batch: Round) -> None:
        """Enter the lots of a round into the register."""
        with work.session.no_autoflush:  # one statement for all of them, in place of one each
            for lot in (*batch.bulk, *batch.packed):
                lot.register(work)
        self.plan.count("batches", len(batch.packed))

    def record(self, work: Work, firm: Member, told: list[EventCreate]) -> None:
        """Record events and keep them for later corrections."""
        shown = record_trace_events(work, told)
        self.plan.told += [
            Told(firm, entered, recorded) for entered, recorded in zip(told, shown, strict=True)
        ]
        self.plan.count("events", len(told))

    def schedule_release(self, batch: Round, typed_at: datetime) -> None:
        """Put test, release and sending of a round on the agenda."""
        if batch.is_unfinished:
            return
        calendar = self.plan.calendar
        tested_at = calendar.at(batch.done_on + timedelta(days=2), 15)
        tested_at = max(tested_at, typed_at + timedelta(hours=2))

        def run(work: Work) -> None:
            with work.session.no_autoflush:
                for lot in batch.packed:
                    self._test(work, lot)
            lifecycle.release_batches(work, [lot.id for lot in batch.packed])
            self.plan.count("released", len(batch.packed))

        self.plan.agenda.add(tested_at, batch.firm, run)
        for lot in batch.packed:
            lot.released_at = tested_at
        self._market.schedule_sending(batch.firm, batch.packed, tested_at)

    def _test(self, work: Work, lot: Packed) -> None:
        sample = Sample(
            batch_id=lot.id,
            food=lot.product.food(lot.produced_on),
            kind=InspectionKind.FACTORY,
            report_no=f"{lot.owner.code}检{lot.code[3:]}",
            sampled_on=lot.produced_on,
            reported_on=lot.produced_on + timedelta(days=1),
            sampled_by=lot.owner.person,
            amount=("2", "each"),
        )
        inspections.record_inspection(work, self.plan.laboratory.test(sample))
        self.plan.count("inspections")


def _filling_hour(batch: Round, lot: Packed, place: int) -> int:
    """Give the hour of a filling.

    A round of two days runs over one night, so that both days can be typed within 24 hours.
    """
    if batch.days == 1:
        return 13 + place % 6
    return 16 + place % 6 if lot.produced_on == batch.made_on else 6 + place % 5


def packed_grams(lot: Packed) -> int:
    """Give the mass of a packed lot in grams; all package sizes of the city make whole grams."""
    grams, rest = divmod(lot.amount * lot.product.package_mg, 1_000)
    if rest:
        raise ArithmeticError(f"{lot.code} does not weigh whole grams")
    return grams

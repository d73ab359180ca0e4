"""How do oilseeds become oil? Pressed in small mills, or extracted, carried, refined, blended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from traceability.demo.catalogue import third_oil
from traceability.demo.lots import Lot, Packed, from_outside, from_party, happening, temperature
from traceability.demo.mills import Mills, Round, packed_grams
from traceability.demo.names import OUTSIDE_GROWERS
from traceability.demo.organizations import Member, Trade
from traceability.demo.plan import OIL_ROUNDS, Plan
from traceability.demo.supplies import TONNE, Crop, Supplies, round_up
from traceability.demo.tankers import Fleet, Tank, tell_unloading
from traceability.domain.steps import Step
from traceability.schemas.events import EventCreate
from traceability.services.events import record_trace_events
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class Seed:
    """An oilseed: what is pressed out of it, and how much oil and cake 100 kg give."""

    crop: Crop
    oil: str  # category of the oil; that of the crude oil has "crude_" before it
    oil_name: str
    oil_percent: int
    cake_percent: int
    step: Step


_PRESS, _EXTRACT = Step.PRESSING, Step.EXTRACTION
_RAPESEED = Crop("oilseed_rapeseed", "油菜籽", "中油杂39")
SEEDS = {
    "peanut": Seed(Crop("peanut", "花生仁", "粤油13"), "oil_peanut", "花生油", 44, 52, _PRESS),
    "pressed_rapeseed": Seed(_RAPESEED, "oil_rapeseed", "菜籽油", 36, 60, _PRESS),
    "sesame": Seed(
        Crop("oilseed_sesame", "芝麻", "赣芝9号"), "oil_sesame", "芝麻油", 45, 50, _PRESS
    ),
    "camellia": Seed(
        Crop("oilseed_camellia", "油茶籽", "岑软2号"), "oil_camellia", "油茶籽油", 27, 66, _PRESS
    ),
    "soybean": Seed(Crop("bean_soybean", "大豆"), "oil_soybean", "大豆油", 19, 78, _EXTRACT),
    "rapeseed": Seed(_RAPESEED, "oil_rapeseed", "菜籽油", 40, 57, _EXTRACT),
    "corn": Seed(Crop("corn", "玉米胚芽"), "oil_corn", "玉米油", 42, 54, _EXTRACT),
    "sunflower": Seed(
        Crop("oilseed_sunflower", "葵花籽"), "oil_sunflower", "葵花籽油", 41, 55, _EXTRACT
    ),
}
_CRUSHER_OF = {"soybean": 0, "rapeseed": 1, "corn": 2, "sunflower": 2}
_REFINED_PERCENT = 96
_BLEND_PERCENT = (70, 20, 10)
_CRUSHED_AFTER, _LOADED_AFTER, _REFINED_AFTER = 2, 9, 10  # days after a round began


@dataclass
class _Load:
    buyer: Member
    amount: int
    tank: Tank | None = None


@dataclass
class _Crude:
    """A crude oil of one crusher and round, with its buyers."""

    crusher: Member
    seed: Seed
    lot: Lot
    loads: list[_Load] = field(default_factory=list)


class OilChains:
    """Plans the rounds of all oil enterprises."""

    def __init__(self, plan: Plan, supplies: Supplies, mills: Mills) -> None:
        self._plan, self._supplies, self._mills = plan, supplies, mills
        self._fleets = {firm.code: Fleet(firm, plan.rng) for firm in plan.roster.of(Trade.CRUSHER)}

    def schedule(self) -> None:
        """Put every round on the agenda."""
        roster = self._plan.roster
        for trade in (Trade.PRESS, Trade.SPECIALTY):
            for position, firm in enumerate(roster.of(trade)):
                last = len(OIL_ROUNDS) - (1 if firm in self._plan.leavers else 0)
                for number in range(last):
                    self._plan_press(firm, number, position)
        for number in range(len(OIL_ROUNDS)):
            self._plan_refining(number)

    def _plan_press(self, firm: Member, number: int, position: int) -> None:
        calendar, rng = self._plan.calendar, self._plan.rng
        begun_on = calendar.day(OIL_ROUNDS[number])
        batch = Round(firm, number, begun_on + timedelta(days=rng.randint(6, 24)))
        ((key, goods),) = self._plan.goods_of(firm).items()
        packed = self._mills.pack_all(batch, goods)
        seed = SEEDS[key]
        mass = sum(map(packed_grams, packed))
        crude_amount = round_up(mass * 100 / 98, 1_000)
        crude = self._mills.bulk(
            batch, f"crude_{seed.oil}", f"{seed.oil_name}（毛油）", crude_amount
        )
        oil = self._mills.bulk(batch, seed.oil, f"{seed.oil_name}（散装）", mass)
        raw_amount = round_up(crude_amount * 100 / seed.oil_percent, 50_000)
        raw = self._take_seed(batch, seed, raw_amount, position)
        self._schedule_press(batch, seed, (raw, raw_amount), (crude, oil))

    def _take_seed(self, batch: Round, seed: Seed, amount: int, position: int) -> Lot:
        """Get the seed from a farm of the city, or buy it from outside."""
        calendar, firm = self._plan.calendar, batch.firm
        begun_on = calendar.day(OIL_ROUNDS[batch.number])
        is_bought = seed.crop.material != "peanut"
        if is_bought:
            raw = self._bought_seed(firm, seed, amount, begun_on)
            event = (Step.RAW_INTAKE, from_outside(OUTSIDE_GROWERS[seed.crop.material]))
        else:
            source = self._supplies.source_of(seed.crop, position, batch.number)
            when = (batch.number, begun_on)
            raw = self._supplies.order(source, seed.crop, amount, firm, when)
            event = (Step.RECEIVING, from_party(source))
        arrived_at = calendar.at(begun_on, 17)
        stored_at = calendar.at(begun_on + timedelta(days=1), 9)

        def run(work: Work) -> None:
            if is_bought:
                raw.register(work)
            told = self._tell_seed(firm, (raw, amount), event, (arrived_at, stored_at))
            self._record(work, told)

        self._plan.agenda.add(stored_at + timedelta(hours=2), firm, run)
        return raw

    def _bought_seed(self, firm: Member, seed: Seed, amount: int, day: date) -> Lot:
        return Lot(
            owner=firm,
            code=f"{firm.code}{day:%y%m%d}-S{seed.oil[4].upper()}",
            amount=amount,
            produced_on=day,
            material=seed.crop.material,
            name=seed.crop.name,
            origin=OUTSIDE_GROWERS[seed.crop.material][:2],
            harvest_year=day.year if day.month > 9 else day.year - 1,
        )

    def _tell_seed(
        self,
        firm: Member,
        seed: tuple[Lot, int],
        event: tuple[Step, dict[str, Any]],
        times: tuple[datetime, datetime],
    ) -> list[EventCreate]:
        rng, line = self._plan.rng, seed[0].line(seed[1])
        step, giver = event
        return [
            happening(
                step,
                times[0],
                [line],
                site_id=firm.site_id,
                parties=[giver],
                ilmd={} if step is Step.RECEIVING else {"variety": "按供货合同"},
                attributes={
                    "moisture_percent": f"{rng.randint(6, 8)}.{rng.randint(0, 9)}",
                    "impurity_percent": f"0.{rng.randint(3, 9)}",
                },
            ),
            happening(
                Step.STORING,
                times[1],
                [line],
                site_id=firm.site_id,
                sensors=[temperature(f"{rng.randint(18, 24)}.{rng.randint(0, 9)}", "油料库")],
            ),
        ]

    def _schedule_press(
        self, batch: Round, seed: Seed, raw: tuple[Lot, int], oils: tuple[Lot, Lot]
    ) -> None:
        calendar, firm, (crude, oil) = self._plan.calendar, batch.firm, oils
        cake = self._mills.bulk(
            batch, "oil_cake", f"{seed.crop.name}饼", raw[1] * seed.cake_percent // 100
        )

        def run(work: Work) -> None:
            self._mills.register(work, batch)
            told = [
                self._tell_crushing(seed, raw, (crude, cake), calendar.at(batch.made_on, 7)),
                self._tell_refining((crude, crude.amount), oil, calendar.at(batch.made_on, 11)),
                *self._mills.tell_filling(batch, oil, batch.packed),
                *self._mills.tell_keeping(work, batch),
            ]
            self._mills.record(work, firm, told)

        typed_at = calendar.typed_after(calendar.at(batch.done_on, batch.last_hour, 59))
        self._plan.agenda.add(typed_at, firm, run)
        self._mills.schedule_release(batch, typed_at)

    def _tell_crushing(
        self, seed: Seed, raw: tuple[Lot, int], made: tuple[Lot, Lot], at: datetime
    ) -> EventCreate:
        heat = {"press_temperature_celsius": str(self._plan.rng.randint(95, 128))}
        loss = raw[1] - sum(lot.amount for lot in made)
        return happening(
            seed.step,
            at,
            [raw[0].line(raw[1], "input"), *(lot.line(role="output") for lot in made)],
            site_id=made[0].owner.site_id,
            loss={"amount": loss, "unit": "g"},
            attributes=heat if seed.step is Step.PRESSING else {"line_no": "浸出一线"},
        )

    def _tell_refining(self, crude: tuple[Lot, int], oil: Lot, at: datetime) -> EventCreate:
        return happening(
            Step.REFINING,
            at,
            [crude[0].line(crude[1], "input"), oil.line(role="output")],
            site_id=oil.owner.site_id,
            loss={"amount": crude[1] - oil.amount, "unit": "g"},
            attributes={"line_no": f"{self._plan.rng.randint(1, 2)}号线"},
        )

    def _plan_refining(self, number: int) -> None:
        """Plan what the refiners need of each crude oil, then the crushers that make it."""
        crudes: dict[str, _Crude] = {}
        for position, firm in enumerate(self._plan.roster.of(Trade.REFINER)):
            self._plan_refiner(firm, number, position, crudes)
        for crude in crudes.values():
            crude.lot.amount = sum(load.amount for load in crude.loads) + 300_000
            self._schedule_crushing(crude, number)
        for code, fleet in self._fleets.items():
            mine = [crude for crude in crudes.values() if crude.crusher.code == code]
            self._schedule_loading(fleet, mine, number)

    def _plan_refiner(
        self, firm: Member, number: int, position: int, crudes: dict[str, _Crude]
    ) -> None:
        calendar, rng = self._plan.calendar, self._plan.rng
        begun_on = calendar.day(OIL_ROUNDS[number])
        batch = Round(firm, number, begun_on + timedelta(days=_REFINED_AFTER + rng.randint(0, 9)))
        keys = ("soybean", "rapeseed", third_oil(position))
        packed = {
            key: self._mills.pack_all(batch, goods)
            for key, goods in self._plan.goods_of(firm).items()
        }
        blend_mass = sum(map(packed_grams, packed["blend"]))
        shares = [blend_mass * percent // 100 for percent in _BLEND_PERCENT]
        shares[0] += blend_mass - sum(shares)
        oils: dict[str, tuple[Lot, int, _Crude, _Load]] = {}
        for key, share in zip(keys, shares, strict=True):
            mass = sum(map(packed_grams, packed.get(key, []))) + share
            oil = self._mills.bulk(batch, SEEDS[key].oil, f"{SEEDS[key].oil_name}（散装）", mass)
            amount = round_up(mass * 100 / _REFINED_PERCENT, 1_000)
            crude = crudes.setdefault(key, self._open_crude(key, number))
            load = _Load(firm, amount)
            crude.loads.append(load)
            oils[key] = (oil, share, crude, load)
        blend = self._mills.bulk(batch, "oil_blend", "食用植物调和油（散装）", blend_mass)
        self._schedule_refiner(batch, oils, blend, packed)

    def _open_crude(self, key: str, number: int) -> _Crude:
        seed = SEEDS[key]
        crusher = self._plan.roster.of(Trade.CRUSHER)[_CRUSHER_OF[key]]
        made_on = self._plan.calendar.day(OIL_ROUNDS[number] - _CRUSHED_AFTER)
        code = f"{crusher.code}{made_on:%y%m%d}-{seed.oil[4].upper()}"
        lot = Lot(crusher, code, 0, made_on, f"crude_{seed.oil}", f"{seed.oil_name}原油")
        return _Crude(crusher, seed, lot)

    def _schedule_crushing(self, crude: _Crude, number: int) -> None:
        calendar, seed, firm = self._plan.calendar, crude.seed, crude.crusher
        begun_on = calendar.day(OIL_ROUNDS[number])
        raw_amount = round_up(crude.lot.amount * 100 / seed.oil_percent, TONNE)
        raw = self._bought_seed(firm, seed, raw_amount, begun_on)
        cake_amount = raw_amount * seed.cake_percent // 100
        cake = Lot(
            firm, f"{crude.lot.code}P", cake_amount, crude.lot.produced_on, "oil_cake", "饼粕"
        )
        times = (calendar.at(begun_on, 10), calendar.at(begun_on + timedelta(days=1), 9))
        giver = from_outside(OUTSIDE_GROWERS[seed.crop.material])
        kept_at = calendar.at(crude.lot.produced_on, 20)

        def run(work: Work) -> None:
            for lot in (raw, crude.lot, cake):
                lot.register(work)
            made_at = calendar.at(crude.lot.produced_on, 9)
            keeping = temperature(f"2{self._plan.rng.randint(2, 8)}.5", "原油罐")
            told = [
                *self._tell_seed(firm, (raw, raw_amount), (Step.RAW_INTAKE, giver), times),
                self._tell_crushing(seed, (raw, raw_amount), (crude.lot, cake), made_at),
                happening(
                    Step.STORING,
                    kept_at,
                    [crude.lot.line()],
                    site_id=firm.site_id,
                    sensors=[keeping],
                ),
            ]
            self._record(work, told)

        self._plan.agenda.add(calendar.typed_after(kept_at), firm, run)

    def _schedule_loading(self, fleet: Fleet, crudes: list[_Crude], number: int) -> None:
        calendar = self._plan.calendar
        day = calendar.day(OIL_ROUNDS[number] - _LOADED_AFTER)

        def run(work: Work) -> None:
            told: list[EventCreate] = []
            loads = [(crude, load) for crude in crudes for load in crude.loads]
            for place, (crude, load) in enumerate(loads):
                load.tank = fleet.tank(work, place)
                at = calendar.at(day, 7 + 5 * (place // len(fleet.tanks)), 40)
                told += fleet.tell_loading(load.tank, crude.lot, load.amount, load.buyer, at)
            self._record(work, told)

        self._plan.agenda.add(calendar.at(day, 19), fleet.owner, run)

    def _schedule_refiner(
        self,
        batch: Round,
        oils: dict[str, tuple[Lot, int, _Crude, _Load]],
        blend: Lot,
        packed: dict[str, list[Packed]],
    ) -> None:
        calendar, firm = self._plan.calendar, batch.firm
        arrived_on = calendar.day(OIL_ROUNDS[batch.number] - _LOADED_AFTER)

        def take(work: Work) -> None:
            told: list[EventCreate] = []
            for place, (_, _, crude, load) in enumerate(oils.values()):
                if load.tank is None:
                    raise LookupError(f"no tank was loaded for {firm.name}")
                at = calendar.at(arrived_on, 21) + timedelta(minutes=5 * place)
                parties = (crude.crusher, firm)
                told += tell_unloading(load.tank, crude.lot, load.amount, parties, at)
            self._record(work, told)

        def make(work: Work) -> None:
            self._mills.register(work, batch)
            self._mills.record(work, firm, self._tell_oils(work, batch, oils, (blend, packed)))

        taken_at = calendar.at(arrived_on + timedelta(days=1), 8)
        self._plan.agenda.add(taken_at, firm, take)
        typed_at = calendar.typed_after(calendar.at(batch.done_on, batch.last_hour, 59))
        self._plan.agenda.add(typed_at, firm, make)
        self._mills.schedule_release(batch, typed_at)

    def _tell_oils(
        self,
        work: Work,
        batch: Round,
        oils: dict[str, tuple[Lot, int, _Crude, _Load]],
        blended: tuple[Lot, dict[str, list[Packed]]],
    ) -> list[EventCreate]:
        at, (blend, packed) = self._plan.calendar.at, blended
        told = [
            self._tell_refining((crude.lot, load.amount), oil, at(batch.made_on, 6 + place))
            for place, (oil, _, crude, load) in enumerate(oils.values())
        ]
        names = [SEEDS[key].oil_name for key in oils]
        said = [f"{name} {share}%" for name, share in zip(names, _BLEND_PERCENT, strict=True)]
        told.append(
            happening(
                Step.BLENDING,
                at(batch.made_on, 11),
                [
                    *(oil.line(share, "input") for oil, share, _, _ in oils.values()),
                    blend.line(role="output"),
                ],
                site_id=batch.firm.site_id,
                attributes={"composition": said},
            )
        )
        for key, (oil, _, _, _) in oils.items():
            told += self._mills.tell_filling(batch, oil, packed.get(key, []))
        told += self._mills.tell_filling(batch, blend, packed["blend"])
        return told + self._mills.tell_keeping(work, batch)

    def _record(self, work: Work, told: list[EventCreate]) -> None:
        record_trace_events(work, told)
        self._plan.count("events", len(told))

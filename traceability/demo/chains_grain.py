"""How does grain become rice, flour and noodles? From the source's lot to the packed lots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from traceability.demo.catalogue import Goods
from traceability.demo.lots import Lot, Packed, from_party, happening, temperature, to_party
from traceability.demo.mills import Mills, Round, packed_grams
from traceability.demo.organizations import Member, Trade
from traceability.demo.plan import GRAIN_ROUNDS, Plan
from traceability.demo.supplies import GLUTINOUS, Crop, Supplies, round_up
from traceability.domain.steps import Step
from traceability.schemas.events import EventCreate
from traceability.services.events import record_trace_events
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a kind of product is made of, by which step, and how much comes out of 100 kg."""

    crop: Crop
    material: str
    name: str
    percent: int
    step: Step = Step.MILLING


_INDICA = Crop("paddy_indica", "早晚籼稻谷", "美香占2号")
RECIPES = {
    "indica": Recipe(_INDICA, "rice_indica", "籼米（散装）", 66),
    "premium": Recipe(
        Crop("paddy_indica", "丝苗稻谷", "粤香丝苗"), "rice_indica_premium", "丝苗米（散装）", 62
    ),
    "japonica": Recipe(Crop("paddy_japonica", "粳稻谷"), "rice_japonica", "粳米（散装）", 68),
    "glutinous": Recipe(GLUTINOUS, "rice_indica_glutinous", "籼糯米（散装）", 64),
    "flour": Recipe(Crop("wheat", "小麦"), "wheat_flour", "小麦粉（散装）", 74),
    "maize": Recipe(Crop("corn", "玉米"), "corn_flour", "玉米粉（散装）", 78),
}
_DRIED_NOODLES_PERCENT = 97
_FLOUR_SENT_AFTER = 15  # days after the round's raw material was sent
_NOODLE_DELAY = 16


@dataclass
class _Part:
    """One kind within a round: the lot it is made from, the bulk lot and the packed lots."""

    recipe: Recipe
    source: Member
    raw: Lot
    raw_amount: int
    bulk: Lot
    packed: list[Packed]


class GrainChains:
    """Plans the rounds of all grain enterprises."""

    def __init__(self, plan: Plan, supplies: Supplies, mills: Mills) -> None:
        self._plan, self._supplies, self._mills = plan, supplies, mills
        self._flour: dict[tuple[str, int], list[tuple[Member, int]]] = {}  # noodle makers' orders
        self._flour_lots: dict[tuple[str, int], Lot] = {}

    def schedule(self) -> None:
        """Put every round on the agenda; noodle makers order their flour first."""
        roster = self._plan.roster
        noodles = [
            self._plan_noodles(firm, number, position)
            for position, firm in enumerate(roster.of(Trade.NOODLE))
            for number in range(len(GRAIN_ROUNDS))
        ]
        for trade in (Trade.RICE, Trade.FLOUR, Trade.MAIZE):
            for position, firm in enumerate(roster.of(trade)):
                last = len(GRAIN_ROUNDS) - (1 if firm in self._plan.leavers else 0)
                for number in range(last):
                    self._plan_mill(firm, number, position)
        for batch, flour_key, amount, position in noodles:
            self._schedule_noodles(batch, self._flour_lots[flour_key], amount, position)

    def plan_draft(self, firm: Member, position: int) -> None:
        """Put a round on the agenda that is made now and not released yet."""
        sent_on = self._plan.calendar.day(7)
        batch = Round(firm, len(GRAIN_ROUNDS), self._plan.calendar.day(2), is_unfinished=True)
        self._plan_round(batch, sent_on, position, most=1)

    def _plan_mill(self, firm: Member, number: int, position: int) -> None:
        calendar, rng = self._plan.calendar, self._plan.rng
        ago = GRAIN_ROUNDS[number]
        low, high = (7, 11) if firm.trade is Trade.FLOUR else (7, 30)
        batch = Round(firm, number, calendar.day(ago - rng.randint(low, high)), days=2)
        self._plan_round(batch, calendar.day(ago), position)

    def _plan_round(
        self, batch: Round, sent_on: date, position: int, most: int | None = None
    ) -> None:
        parts = [
            self._plan_part(batch, key, goods[:most], (sent_on, position))
            for key, goods in self._plan.goods_of(batch.firm).items()
        ]
        self._schedule_intake(batch, parts, sent_on)
        self._schedule_production(batch, parts, sent_on)

    def _plan_part(
        self, batch: Round, key: str, goods: list[Goods], when: tuple[date, int]
    ) -> _Part:
        recipe, (sent_on, position) = RECIPES[key], when
        packed = self._mills.pack_all(batch, goods)
        orders = self._flour.get((batch.firm.code, batch.number), []) if key == "flour" else []
        mass = sum(map(packed_grams, packed)) + sum(amount for _, amount in orders)
        bulk = self._mills.bulk(batch, recipe.material, recipe.name, mass)
        raw_amount = round_up(mass * 100 / recipe.percent, 100_000)
        source = self._supplies.source_of(recipe.crop, position, batch.number)
        raw = self._supplies.order(
            source, recipe.crop, raw_amount, batch.firm, (batch.number, sent_on)
        )
        if orders:
            self._flour_lots[batch.firm.code, batch.number] = bulk
            self._schedule_flour(batch, bulk, orders)
        return _Part(recipe, source, raw, raw_amount, bulk, packed)

    def _schedule_intake(self, batch: Round, parts: list[_Part], sent_on: date) -> None:
        calendar, rng, firm = self._plan.calendar, self._plan.rng, batch.firm
        arrived_at = calendar.at(sent_on, 17)
        stored_at = calendar.at(sent_on + timedelta(days=1), 9)

        def run(work: Work) -> None:
            told: list[EventCreate] = []
            for part in parts:
                line = part.raw.line(part.raw_amount)
                silo = f"{rng.randint(1, 8)}号仓"
                told.append(
                    happening(
                        Step.RECEIVING,
                        arrived_at,
                        [line],
                        site_id=firm.site_id,
                        parties=[from_party(part.source)],
                        attributes={
                            "moisture_percent": f"13.{rng.randint(0, 5)}",
                            "impurity_percent": f"0.{rng.randint(3, 9)}",
                        },
                    )
                )
                reading = temperature(f"{rng.randint(18, 25)}.{rng.randint(0, 9)}", silo)
                told.append(
                    happening(
                        Step.STORING,
                        stored_at,
                        [line],
                        site_id=firm.site_id,
                        attributes={"silo": silo},
                        sensors=[reading],
                    )
                )
            record_trace_events(work, told)
            self._plan.count("events", len(told))

        typed_at = stored_at + timedelta(minutes=rng.randint(30, 300))
        self._plan.agenda.add(typed_at, firm, run)

    def _schedule_production(self, batch: Round, parts: list[_Part], sent_on: date) -> None:
        calendar = self._plan.calendar
        made_at = calendar.at(batch.made_on, 8 if batch.days == 1 else 15)

        def run(work: Work) -> None:
            self._mills.register(work, batch)
            told: list[EventCreate] = []
            for part in parts:
                told.append(self._tell_milling(batch, part, made_at))
                told += self._mills.tell_filling(batch, part.bulk, part.packed)
            told += self._mills.tell_keeping(work, batch)
            self._mills.record(work, batch.firm, told)

        typed_at = calendar.typed_after(calendar.at(batch.done_on, batch.last_hour, 59))
        if batch.is_unfinished or (batch.firm.trade is Trade.FLOUR and self._flour):
            typed_at = calendar.at(batch.done_on, batch.last_hour + 2)
        self._plan.agenda.add(typed_at, batch.firm, run)
        self._mills.schedule_release(batch, typed_at)

    def _tell_milling(self, batch: Round, part: _Part, at: datetime) -> EventCreate:
        loss = part.raw_amount - part.bulk.amount
        lines = [part.raw.line(part.raw_amount, "input"), part.bulk.line(role="output")]
        return happening(
            part.recipe.step,
            at,
            lines,
            site_id=batch.firm.site_id,
            loss={"amount": loss, "unit": "g"},
            attributes={"line_no": f"{self._plan.rng.randint(1, 3)}号线"},
            handlers={"handler": batch.firm.person},
        )

    def _plan_noodles(
        self, firm: Member, number: int, position: int
    ) -> tuple[Round, tuple[str, int], int, int]:
        calendar, rng = self._plan.calendar, self._plan.rng
        ago = GRAIN_ROUNDS[number] - _NOODLE_DELAY - rng.randint(0, 1)
        batch = Round(firm, number, calendar.day(ago), days=2)
        self._mills.pack_all(batch, self._plan.goods_of(firm)["noodle"])
        mass = sum(map(packed_grams, batch.packed))
        self._mills.bulk(batch, "noodle", "挂面（散装）", mass)
        amount = round_up(mass * 100 / _DRIED_NOODLES_PERCENT, 50_000)
        mills = self._plan.roster.of(Trade.FLOUR)
        key = (mills[position % len(mills)].code, number)
        self._flour.setdefault(key, []).append((firm, amount))
        return batch, key, amount, position

    def _schedule_flour(self, batch: Round, bulk: Lot, orders: list[tuple[Member, int]]) -> None:
        calendar, mill = self._plan.calendar, batch.firm
        sent_on = calendar.day(GRAIN_ROUNDS[batch.number] - _FLOUR_SENT_AFTER)
        sent_at = calendar.at(sent_on, 9)

        def run(work: Work) -> None:
            told = [
                happening(
                    Step.SHIPPING,
                    sent_at + timedelta(minutes=30 * number),
                    [bulk.line(amount)],
                    site_id=mill.site_id,
                    parties=[to_party(buyer)],
                    attributes={"vehicle_cleaning": "散装面粉专用罐车"},
                )
                for number, (buyer, amount) in enumerate(orders)
            ]
            record_trace_events(work, told)
            self._plan.count("events", len(told))

        self._plan.agenda.add(calendar.at(sent_on, 14), mill, run)

    def _schedule_noodles(self, batch: Round, flour: Lot, amount: int, position: int) -> None:
        calendar, firm = self._plan.calendar, batch.firm
        mill = self._plan.roster.of(Trade.FLOUR)[position % 3]
        arrived_on = calendar.day(GRAIN_ROUNDS[batch.number] - _FLOUR_SENT_AFTER)
        arrived_at = calendar.at(arrived_on, 15)
        made_at = calendar.at(batch.made_on, 15)
        bulk = batch.bulk[0]

        def run(work: Work) -> None:
            self._mills.register(work, batch)
            told = [
                happening(
                    Step.RECEIVING,
                    arrived_at,
                    [flour.line(amount)],
                    site_id=firm.site_id,
                    parties=[from_party(mill)],
                ),
                happening(
                    Step.DRYING,
                    made_at,
                    [flour.line(amount, "input"), bulk.line(role="output")],
                    site_id=firm.site_id,
                    loss={"amount": amount - bulk.amount, "unit": "g"},
                    attributes={"line_no": "挂面一线", "process": "和面、压延、切条、烘干"},
                ),
                *self._mills.tell_filling(batch, bulk, batch.packed),
                *self._mills.tell_keeping(work, batch),
            ]
            self._mills.record(work, firm, told)

        typed_at = calendar.typed_after(calendar.at(batch.done_on, batch.last_hour, 59))
        self._plan.agenda.add(typed_at, firm, run)
        self._mills.schedule_release(batch, typed_at)

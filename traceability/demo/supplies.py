"""Where does the raw grain come from? Farms harvest, depots dry and store, both send."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from traceability.demo.laboratory import Sample
from traceability.demo.lots import Lot, from_outside, happening, temperature, to_party
from traceability.demo.names import OUTSIDE_GROWERS, make_plate
from traceability.demo.organizations import Member, Trade
from traceability.demo.plan import Plan
from traceability.demo.timetable import last_harvest
from traceability.domain.kinds import InspectionKind
from traceability.domain.limits import FoodFacts
from traceability.domain.steps import Step
from traceability.schemas.events import EventCreate
from traceability.services import inspections
from traceability.services.events import record_trace_events
from traceability.storage.work import Work

TONNE = 1_000_000  # grams
_SAFETY_DAYS = 28  # days after a fumigation with phosphine in which grain may not leave
_FUMIGATED_AFTER = 32  # days after the harvest
_DEPOT_DAYS = 80  # days from harvest to the first store-out: intake, drying, fumigation
_VARIETIES = {"paddy_indica": "美香占2号", "paddy_japonica": "龙粳31", "wheat": "郑麦366"}
_VARIETIES |= {"corn": "粤甜28号", "peanut": "粤油13"}
_GRADES = {"paddy_indica": "二等", "paddy_japonica": "二等", "wheat": "二等", "corn": "二等"}
_WET_SHARE = (104, 100)  # wet grain in, dry grain out


def round_up(grams: float, step: int) -> int:
    """Round a mass up to a multiple of a step, both in grams."""
    return -(-int(grams) // step) * step


@dataclass(frozen=True, slots=True)
class Crop:
    """A raw material: its category in the register and its name in the trade."""

    material: str
    name: str
    variety: str | None = None


@dataclass
class _Order:
    buyer: Member
    amount: int
    ship_at: datetime


@dataclass
class _Stock:
    """One harvest lot of a source and all that was ordered from it."""

    source: Member
    crop: Crop
    harvested_on: date
    lot: Lot
    orders: list[_Order] = field(default_factory=list)
    report_no: str = ""
    safe_from: date | None = None


class Supplies:
    """Takes the mills' orders and has the sources grow, keep and send what was ordered."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stocks: dict[tuple[str, str, date, int], _Stock] = {}

    def source_of(self, crop: Crop, position: int, round_no: int) -> Member:
        """Choose who supplies a mill in a round."""
        farms, depots = self._plan.roster.farms, self._plan.roster.of(Trade.DEPOT)
        turn = position + round_no
        choices: dict[str, list[Member]] = {
            "paddy_indica": [*farms[:11], *depots[:2]],
            "paddy_japonica": depots[:2],
            "wheat": depots[2:],
            "peanut": farms[12:15],
            "corn": farms[15:],
        }
        if crop.name == GLUTINOUS.name:
            return farms[11]
        found = choices[crop.material]
        return found[turn % len(found)]

    def order(
        self, source: Member, crop: Crop, amount: int, buyer: Member, when: tuple[int, date]
    ) -> Lot:
        """Order an amount in grams for a round's sending day; give the lot it will come from."""
        round_no, day = when
        is_depot = source.trade is Trade.DEPOT
        grown_before = day - timedelta(days=_DEPOT_DAYS if is_depot else 12)
        harvested_on = last_harvest(crop.material, grown_before)
        # Glutinous paddy is kept apart by round, as a small farm does.
        apart = round_no if crop.name == GLUTINOUS.name else 0
        key = (source.code, crop.name, harvested_on, apart)
        if key not in self._stocks:
            self._stocks[key] = self._open(source, crop, harvested_on, len(self._stocks))
        stock = self._stocks[key]
        hour = 7 + len(stock.orders) % 8
        stock.orders.append(_Order(buyer, amount, self._plan.calendar.at(day, hour)))
        return stock.lot

    def _open(self, source: Member, crop: Crop, day: date, number: int) -> _Stock:
        is_depot = source.trade is Trade.DEPOT
        made_on = day + timedelta(days=16) if is_depot else day
        place = OUTSIDE_GROWERS[crop.material][:2] if is_depot else source.entered.district
        lot = Lot(
            owner=source,
            code=f"{source.code}{day:%y%m%d}{chr(65 + number % 26)}",
            amount=0,
            produced_on=made_on,
            material=crop.material,
            name=crop.name,
            origin=f"{place}" if is_depot else f"广东惠州{place}",
            harvest_year=day.year,
        )
        return _Stock(source, crop, day, lot)

    def lots_of(self, source: Member) -> list[Lot]:
        """Give the harvest lots of a source, in the order in which they were first asked for."""
        return [stock.lot for stock in self._stocks.values() if stock.source is source]

    def schedule(self) -> None:
        """Put everything that the sources do on the agenda."""
        for stock in self._stocks.values():
            total = sum(order.amount for order in stock.orders)
            spare = total * self._plan.rng.randint(2, 6) // 100  # seed, or sold elsewhere
            stock.lot.amount = round_up(total + spare, 100_000)
            if stock.source.trade is Trade.DEPOT:
                self._schedule_depot(stock)
            else:
                self._schedule_harvest(stock)
        self._schedule_sendings()

    def _schedule_harvest(self, stock: _Stock) -> None:
        calendar = self._plan.calendar
        cut_at = calendar.at(stock.harvested_on, 16)
        kept_at = calendar.at(stock.harvested_on + timedelta(days=1), 9)

        def run(work: Work) -> None:
            stock.lot.register(work)
            site = stock.source.site_id
            told = [
                happening(
                    Step.HARVESTING,
                    cut_at,
                    [stock.lot.line()],
                    site_id=site,
                    ilmd={"variety": stock.crop.variety or _VARIETIES[stock.crop.material]},
                ),
                happening(
                    Step.STORING,
                    kept_at,
                    [stock.lot.line()],
                    site_id=site,
                    attributes={"moisture_percent": f"13.{self._plan.rng.randint(0, 4)}"},
                ),
            ]
            self._record(work, told)

        self._plan.agenda.add(calendar.typed_after(kept_at), stock.source, run)

    def _schedule_depot(self, stock: _Stock) -> None:
        """Buy wet grain, dry it, store it, fumigate it, test it."""
        calendar, lot = self._plan.calendar, stock.lot
        stock.safe_from = stock.harvested_on + timedelta(days=_FUMIGATED_AFTER + _SAFETY_DAYS)
        stock.report_no = f"{stock.source.code}检{lot.code}"
        wet = Lot(
            owner=stock.source,
            code=f"{lot.code}W",
            amount=lot.amount * _WET_SHARE[0] // _WET_SHARE[1],
            produced_on=stock.harvested_on + timedelta(days=15),
            material=lot.material,
            name=f"{lot.name}（湿粮）",
            origin=lot.origin,
            harvest_year=lot.harvest_year,
        )

        def take_in(work: Work) -> None:
            wet.register(work)
            lot.register(work)
            self._record(work, self._tell_intake(stock, wet))

        def treat(work: Work) -> None:
            self._record(work, self._tell_storage(stock))

        def test(work: Work) -> None:
            self._test(work, stock)

        dried_at = calendar.at(lot.produced_on, 17)
        self._plan.agenda.add(calendar.typed_after(dried_at), stock.source, take_in)
        treated_at = calendar.at(stock.harvested_on + timedelta(days=_FUMIGATED_AFTER), 18)
        self._plan.agenda.add(treated_at, stock.source, treat)
        tested_at = calendar.at(stock.safe_from + timedelta(days=3), 17)
        self._plan.agenda.add(tested_at, stock.source, test)

    def _tell_intake(self, stock: _Stock, wet: Lot) -> list[EventCreate]:
        at, lot, rng = self._plan.calendar.at, stock.lot, self._plan.rng
        dried = [wet.line(role="input"), lot.line(role="output")]
        return [
            happening(
                Step.RAW_INTAKE,
                at(wet.produced_on, 10),
                [wet.line()],
                site_id=stock.source.site_id,
                parties=[from_outside(OUTSIDE_GROWERS[lot.material])],
                ilmd={"variety": stock.crop.variety or _VARIETIES[lot.material]},
                attributes={
                    "grade": _GRADES[lot.material],
                    "moisture_percent": f"16.{rng.randint(0, 9)}",
                    "impurity_percent": f"0.{rng.randint(4, 9)}",
                },
            ),
            happening(
                Step.DRYING,
                at(lot.produced_on, 15),
                dried,
                site_id=stock.source.site_id,
                loss={"amount": wet.amount - lot.amount, "unit": "g"},
                attributes={"moisture_percent": f"13.{rng.randint(0, 4)}"},
            ),
        ]

    def _tell_storage(self, stock: _Stock) -> list[EventCreate]:
        at, lot, rng = self._plan.calendar.at, stock.lot, self._plan.rng
        silo = f"{rng.randint(1, 24)}号仓"
        started_on = stock.harvested_on + timedelta(days=_FUMIGATED_AFTER)
        fumigated: dict[str, Any] = {
            "agent": "磷化铝（磷化氢）",
            "dose": "3 g/m³",
            "started_on": started_on,
            "safe_from": stock.safe_from,
        }
        return [
            happening(
                Step.STORING,
                at(started_on - timedelta(days=1), 9),
                [lot.line()],
                site_id=stock.source.site_id,
                attributes={"silo": silo},
                sensors=[temperature(f"{rng.randint(17, 22)}.{rng.randint(0, 9)}", silo)],
            ),
            happening(
                Step.FUMIGATION,
                at(started_on, 9),
                [lot.line()],
                site_id=stock.source.site_id,
                fumigation=fumigated,
                attributes={"silo": silo},
            ),
        ]

    def _test(self, work: Work, stock: _Stock) -> None:
        lot = stock.lot
        day = (stock.safe_from or lot.produced_on) + timedelta(days=1)
        sample = Sample(
            batch_id=lot.id,
            food=FoodFacts(lot.material, None, _GRADES[lot.material], lot.produced_on),
            kind=InspectionKind.FACTORY,
            report_no=stock.report_no,
            sampled_on=day,
            reported_on=day + timedelta(days=2),
            sampled_by=stock.source.person,
            amount=("2", "kg"),
            is_raw=True,
        )
        inspections.record_inspection(work, self._plan.laboratory.test(sample))
        self._plan.count("inspections")

    def _schedule_sendings(self) -> None:
        """Let each source type what it sent on a day in one go."""
        days: dict[tuple[str, date], list[tuple[_Stock, _Order]]] = {}
        for stock in self._stocks.values():
            for order in stock.orders:
                key = (stock.source.code, order.ship_at.date())
                days.setdefault(key, []).append((stock, order))
        for sent in days.values():
            self._schedule_sending(sent)

    def _schedule_sending(self, sent: list[tuple[_Stock, _Order]]) -> None:
        def run(work: Work) -> None:
            told = [event for stock, order in sent for event in self._tell_sending(stock, order)]
            self._record(work, told)

        last = max(order.ship_at for _, order in sent)
        self._plan.agenda.add(last + timedelta(minutes=40), sent[0][0].source, run)

    def _tell_sending(self, stock: _Stock, order: _Order) -> list[EventCreate]:
        told = []
        line = stock.lot.line(order.amount)
        if stock.safe_from is not None:
            paper: dict[str, Any] = {
                "is_fumigated": True,
                "safe_from": stock.safe_from,
                "quality_report": stock.report_no,
            }
            at = order.ship_at - timedelta(minutes=25)
            site = stock.source.site_id
            told.append(happening(Step.STORE_OUT, at, [line], site_id=site, store_out=paper))
        cleaning = (
            {"vehicle_cleaning": "装车前清扫、无异味"} if self._plan.rng.random() > 0.1 else {}
        )
        told.append(
            happening(
                Step.SHIPPING,
                order.ship_at,
                [line],
                site_id=stock.source.site_id,
                parties=[to_party(order.buyer)],
                documents=[{"type": "desadv", "number": f"{stock.lot.code}-{order.buyer.code}"}],
                attributes={"vehicle_plate": make_plate(self._plan.rng), **cleaning},
                handlers={"driver": stock.source.person},
            )
        )
        return told

    def _record(self, work: Work, told: list[EventCreate]) -> None:
        record_trace_events(work, told)
        self._plan.count("events", len(told))


GLUTINOUS = Crop("paddy_indica", "籼糯稻", "粤糯2号")

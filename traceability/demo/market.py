"""Who gets the goods? Traders, shops and school canteens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from traceability.demo.canteens import Kitchens
from traceability.demo.lots import Packed, from_party, happening, to_outside, to_party
from traceability.demo.names import SHOPS, make_person, make_plate
from traceability.demo.organizations import Member, Trade
from traceability.demo.plan import Plan
from traceability.domain.steps import Step
from traceability.schemas.events import EventCreate
from traceability.schemas.purchases import PurchaseCreate, PurchasePublic
from traceability.services import purchases
from traceability.services.events import record_trace_events
from traceability.storage.work import Work

_PRICE_FEN_PER_KG = {"rice": 620, "wheat": 560, "noodle": 980, "corn": 640, "oil": 1_480}
_DELIVERY_DAYS = 185  # canteens keep a ledger for the last half year
_CANTEENS_PER_SENDING = 3


class Market:
    """Sends released lots on, in parts that never exceed them."""

    def __init__(self, plan: Plan, kitchens: Kitchens) -> None:
        self._plan, self._kitchens = plan, kitchens
        self._canteens: Iterator[Member] = cycle(plan.roster.canteens)
        self._traders: Iterator[Member] = cycle(plan.roster.of(Trade.TRADER))
        self._shops: Iterator[str] = cycle(SHOPS)

    def schedule_sending(self, firm: Member, lots: list[Packed], released_at: datetime) -> None:
        """Put the sendings of a round on the agenda, and what their receivers type."""
        calendar, rng = self._plan.calendar, self._plan.rng
        sent_on = (released_at + timedelta(days=1)).date()
        sent_at = calendar.at(sent_on, 8)
        typed_at = max(calendar.at(sent_on, 11), released_at + timedelta(hours=1))
        plans: list[tuple[dict[str, Any], list[tuple[Packed, int]]]] = []
        if rng.random() < 0.5:
            trader = next(self._traders)
            parts = _parts(lots, 24)
            plans.append((self._receiver(trader), parts))
            self._schedule_trader(trader, firm, parts, sent_at)
        plans.append(({"outside": next(self._shops)}, _parts(lots, 16)))
        if (calendar.today - sent_on).days <= _DELIVERY_DAYS:
            for number in range(_CANTEENS_PER_SENDING):
                canteen, lot = next(self._canteens), lots[number % len(lots)]
                part = [(lot, lot.promise(rng.randint(4, 30)))]
                lot.shipped_to.append(canteen)
                plans.append((self._receiver(canteen), part))
                self._schedule_purchase(canteen, part[0], (sent_at, typed_at), rng)
            self._feed_first(firm, lots[-1], (sent_at, typed_at))

        def run(work: Work) -> None:
            told = [
                self._tell(firm, receiver, parts, sent_at + timedelta(minutes=12 * number), rng)
                for number, (receiver, parts) in enumerate(plans)
            ]
            record_trace_events(work, told)
            self._plan.count("events", len(told))

        self._plan.agenda.add(typed_at, firm, run)

    def _feed_first(self, firm: Member, lot: Packed, times: tuple[datetime, datetime]) -> None:
        """Let the first canteen, which visitors see, buy of two sendings in five."""
        rng, first = self._kitchens.rng, self._plan.roster.canteens[0]
        if first in lot.shipped_to or rng.random() > 0.4:
            return
        amount = lot.promise(rng.randint(5, 20))
        if not amount:
            return
        lot.shipped_to.append(first)
        part = (lot, amount)

        def run(work: Work) -> None:
            told = self._tell(firm, self._receiver(first), [part], times[0], rng)
            record_trace_events(work, [told])
            self._plan.count("events")

        self._plan.agenda.add(times[1], firm, run)
        self._schedule_purchase(first, part, times, rng)

    def _receiver(self, member: Member) -> dict[str, Any]:
        return {"member": member}

    def _tell(
        self,
        firm: Member,
        receiver: dict[str, Any],
        parts: list[tuple[Packed, int]],
        at: datetime,
        rng: Random,
    ) -> EventCreate:
        member: Member | None = receiver.get("member")
        party = to_party(member) if member else to_outside(receiver["outside"])
        said = {"vehicle_plate": make_plate(rng)}
        if rng.random() > 0.12:
            said["vehicle_cleaning"] = "清扫并冲洗、晾干"
        return happening(
            Step.SHIPPING,
            at,
            [lot.line(amount) for lot, amount in parts],
            site_id=firm.site_id,
            parties=[party],
            documents=[{"type": "desadv", "number": _note(parts[0][0], at)}],
            attributes=said,
            handlers={"driver": make_person(rng)},
        )

    def _schedule_trader(
        self, trader: Member, firm: Member, parts: list[tuple[Packed, int]], sent_at: datetime
    ) -> None:
        calendar = self._plan.calendar
        arrived_at = sent_at + timedelta(hours=7)
        shelved_at = calendar.at((sent_at + timedelta(days=1)).date(), 9)

        def run(work: Work) -> None:
            lines = [lot.line(amount) for lot, amount in parts]
            site = trader.site_id
            told = [
                happening(
                    Step.RECEIVING, arrived_at, lines, site_id=site, parties=[from_party(firm)]
                ),
                happening(Step.SHELVING, shelved_at, lines, site_id=site),
            ]
            record_trace_events(work, told)
            self._plan.count("events", len(told))

        self._plan.agenda.add(calendar.typed_after(shelved_at), trader, run)

    def _schedule_purchase(
        self,
        canteen: Member,
        part: tuple[Packed, int],
        times: tuple[datetime, datetime],
        rng: Random,
    ) -> None:
        (lot, amount), (sent_at, typed_at) = part, times
        delivered_at = sent_at + timedelta(minutes=rng.randint(95, 260))
        price = _price_fen(lot) * amount * rng.randint(95, 106) // 100
        checked_by, second = canteen.person, make_person(rng)

        bought: list[PurchasePublic] = []

        def run(work: Work) -> None:
            made = purchases.record_purchase(
                work,
                PurchaseCreate(
                    batch_id=lot.id,
                    amount=str(amount),
                    unit="each",
                    delivered_at=delivered_at,
                    site_id=canteen.site_id,
                    delivery_note=_note(lot, sent_at),
                    price_fen=price,
                    checked_by=checked_by,
                    second_checked_by=second,
                ),
            )
            bought.append(made)
            self._kitchens.admit(work, canteen, made)
            self._plan.count("purchases")
            self._plan.count("events")

        entered_at = max(delivered_at, typed_at) + timedelta(minutes=rng.randint(10, 200))
        self._plan.agenda.add(entered_at, canteen, run)
        self._kitchens.schedule_use(canteen, bought, entered_at)


def _parts(lots: list[Packed], percent: int) -> list[tuple[Packed, int]]:
    return [(lot, lot.promise(max(1, lot.amount * percent // 100))) for lot in lots]


def _note(lot: Packed, at: datetime) -> str:
    return f"送{at:%m%d}-{lot.code}"


def _price_fen(lot: Packed) -> int:
    """Give the price of a package in fen."""
    food = lot.product.entered.food_category.partition("_")[0]
    return _PRICE_FEN_PER_KG[food] * lot.product.package_mg // 1_000_000

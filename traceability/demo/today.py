"""What lies on the desk of the mill that a newcomer signs in for? Something of each kind, today.

Nothing here asks the city's dice, so that the rest of it stays as it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from traceability.demo.catalogue import Goods
from traceability.demo.lots import Lot, from_outside, happening
from traceability.demo.organizations import Member, Trade
from traceability.demo.plan import Plan
from traceability.domain.drafts import process_of
from traceability.domain.steps import Step
from traceability.schemas.batches import HoldCreate
from traceability.schemas.goods import BatchStart, BatchStarted
from traceability.services import batch_starts, lifecycle
from traceability.services.events import record_trace_events
from traceability.storage.work import Work

_KG = 1_000
# Paddy that is still in the silo: (days ago, kilograms, where it grew).
_PADDY = ((16, 18_400, "博罗县杨村镇"), (9, 21_000, "惠东县白花镇"), (7, 9_200, "河源市东源县"))
_PACKED, _BEGUN = 600, 400  # packages of the lot without report, and of the one not yet packed


def schedule_today(plan: Plan) -> None:
    """Put on the agenda what the first rice mill has not finished yet."""
    firm = plan.roster.of(Trade.RICE)[0]
    _schedule_paddy(plan, firm)
    goods = next(iter(plan.goods_of(firm).values()))
    made_on = plan.calendar.day(2)
    ready_at = plan.calendar.at(made_on, 9, 12)

    def pack(work: Work) -> None:
        started = _start(work, goods[0], _PACKED, f"{firm.code}{made_on:%y%m%d}A")
        batch_id, loss = started.batch.id, started.raw_g - _grams(goods[0], _PACKED)
        line = {"role": "output", "batch_id": batch_id, "amount": _PACKED, "unit": "each"}
        packing = happening(
            Step.FILLING,
            ready_at,
            [line],
            site_id=firm.site_id,
            transformation_id=process_of(batch_id),
            closes_process=True,
            loss={"amount": loss, "unit": "g"},
        )
        record_trace_events(work, [packing])
        plan.count("batches")
        plan.count("events", 2)

    def begin(work: Work) -> None:
        day = plan.calendar.day(1)
        _start(work, goods[1], _BEGUN, f"{firm.code}{day:%y%m%d}A")
        plan.count("batches")
        plan.count("events")

    plan.agenda.add(ready_at, firm, pack)
    plan.agenda.add(plan.calendar.at(plan.calendar.day(1), 6, 30), firm, begin)


def _schedule_paddy(plan: Plan, firm: Member) -> None:
    for number, (days, kilograms, place) in enumerate(_PADDY, 1):
        day = plan.calendar.day(days)
        lot = Lot(
            owner=firm,
            code=f"G{day:%Y%m%d}-{number:02d}",
            amount=kilograms * _KG,
            produced_on=day,
            material="paddy_indica",
            name="早晚籼稻谷",
            origin=place,
            harvest_year=day.year,
        )
        arrived_at = plan.calendar.at(day, 10, 5)
        run = partial(_take_in, plan, lot, arrived_at, is_held=number == len(_PADDY))
        plan.agenda.add(arrived_at + timedelta(minutes=40), firm, run)


def _take_in(plan: Plan, lot: Lot, arrived_at: datetime, work: Work, *, is_held: bool) -> None:
    lot.register(work)
    told = happening(
        Step.RAW_INTAKE,
        arrived_at,
        [lot.line()],
        site_id=lot.owner.site_id,
        parties=[from_outside("粤东粮食收购站")],
        attributes={"moisture_percent": "13.2", "impurity_percent": "0.6"},
    )
    record_trace_events(work, [told])
    plan.count("events")
    if is_held:
        lifecycle.hold_batch(work, lot.id, HoldCreate(reason="镉待复检"))
        plan.count("events")


def _start(work: Work, goods: Goods, count: int, lot: str) -> BatchStarted:
    """Make a lot as a person does on the desk: a copy of the last one."""
    proposal = batch_starts.propose_start(work, goods.id, count)
    entered = BatchStart(
        product_id=goods.id,
        quantity=str(count),
        lot=lot,
        produced_on=proposal.produced_on,
        site_id=proposal.site_id,
        first_in=True,
    )
    return batch_starts.start_batch(work, entered)


def _grams(goods: Goods, count: int) -> int:
    return goods.package_mg * count // 1_000

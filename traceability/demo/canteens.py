"""What do the school canteens type besides deliveries? Use, goods without codes, oil, suppliers."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from traceability.demo.lots import Packed, happening, to_party
from traceability.demo.names import make_plate
from traceability.demo.organizations import Member
from traceability.demo.plan import Plan
from traceability.domain.canteens import EntryOutcome
from traceability.domain.kinds import BatchStatus
from traceability.domain.steps import Step
from traceability.schemas.canteens import (
    FryingOilTestCreate,
    StockIssueCreate,
    SupplierEntryCreate,
)
from traceability.schemas.purchases import PurchasePublic, UncodedPurchaseCreate
from traceability.services import frying_oil, purchases, stock, suppliers
from traceability.services.events import record_trace_events
from traceability.storage.tables import Batch
from traceability.storage.work import Work

_USED_UP_DAYS = 12
_SENT = 40
_OUTSIDE = (
    ("小麦粉 25 kg", "wheat_flour", "东莞市同丰面粉店", "0769-2233118"),
    ("大豆油 10 L", "oil_soybean", "博罗县园洲镇顺发粮油行", "0752-6612206"),
    ("香米 25 kg", "rice", "河源市灯塔米业经营部", "0762-3381175"),
)
_POLAR = ("11.5", "14.0", "17.5", "19.0", "22.5", "24.0", "28.5", "12.0")


class Kitchens:
    """Plans what canteens do with their goods; its chances are its own, so that no other moves."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.rng = Random(41)
        self._admitted: set[tuple[UUID, UUID]] = set()

    def schedule_use(self, canteen: Member, bought: list[PurchasePublic], at: datetime) -> None:
        """Use up a delivery in two goes, some weeks after it came."""
        for days, percent in ((5, 60), (_USED_UP_DAYS, 100)):
            used_at = at + timedelta(days=days, minutes=self.rng.randint(0, 300))
            if used_at.date() < self._plan.calendar.today:
                self._plan.agenda.add(used_at, canteen, self._use(bought, percent))

    def _use(self, bought: list[PurchasePublic], percent: int) -> Any:
        def run(work: Work) -> None:
            for line in bought:
                batch = work.session.get_one(Batch, line.batch_id)
                part = line.amount * 60 // 100
                amount = part if percent < 100 else line.amount - part
                if batch.status != BatchStatus.RELEASED.value or amount < 1:
                    continue
                entered = StockIssueCreate(purchase_id=line.id, amount=str(amount), unit="each")
                stock.issue_stock(work, entered)
                self._plan.count("events")

        return run

    def admit(self, work: Work, canteen: Member, line: PurchasePublic) -> None:
        """Check a supplier when the first delivery comes."""
        if line.supplier_id is None or (canteen.id, line.supplier_id) in self._admitted:
            return
        self._admitted.add((canteen.id, line.supplier_id))
        entered = SupplierEntryCreate(
            enterprise_id=line.supplier_id,
            outcome=EntryOutcome.ADMITTED,
            reviewed_on=line.delivered_at.date(),
            contract_no=f"HT-{line.delivered_at:%Y}-{len(self._admitted):03d}",
            has_heard_committee=True,
        )
        suppliers.record_supplier_entry(work, entered)

    def schedule(self) -> None:
        """Put goods without codes and tests of frying oil on the agenda."""
        canteens = self._plan.roster.canteens
        for number, canteen in enumerate(canteens):
            if number % 3 == 0:
                for months in range(0, 5, 2):
                    self._plan_uncoded(canteen, number + months, 8 + 30 * months + number % 20)
            if number < 6:
                for weeks in range(8):
                    self._plan_oil(canteen, weeks)

    def _plan_uncoded(self, canteen: Member, number: int, days_ago: int) -> None:
        name, food, supplier, phone = _OUTSIDE[number % len(_OUTSIDE)]
        day = self._plan.calendar.day(days_ago)
        at = self._plan.calendar.at(day, 9, number % 60)
        kilograms = self.rng.randint(1, 3) * 25
        entered = UncodedPurchaseCreate.model_validate(
            {
                "name": name,
                "food": food,
                "lot": f"M{day:%m%d}",
                "best_before": day + timedelta(days=180),
                "amount": str(kilograms),
                "unit": "kg",
                "supplier": supplier,
                "supplier_phone": phone,
                "delivered_at": at,
                "delivery_note": f"{day:%m%d}-{number:02d}",
                "price_fen": kilograms * 610,
                "checked_by": canteen.person,
                "second_checked_by": canteen.signer.person if canteen.signer else "何惠芳",
            }
        )

        def run(work: Work) -> None:
            purchases.record_uncoded_purchase(work, entered)
            self._plan.count("purchases")

        self._plan.agenda.add(at + timedelta(minutes=30), canteen, run)

    def _plan_oil(self, canteen: Member, weeks: int) -> None:
        day = self._plan.calendar.day(9 + 7 * weeks)
        value = _POLAR[-1 - weeks % len(_POLAR)]
        entered = FryingOilTestCreate(
            fryer="1 号炸锅",
            tested_on=day,
            polar_components=value,
            measure="停用，已换新油" if value == "28.5" else None,
        )

        def run(work: Work) -> None:
            frying_oil.record_frying_oil_test(work, entered)

        self._plan.agenda.add(self._plan.calendar.at(day, 15, 10), canteen, run)

    def send_to(self, canteen: Member, lot: Packed, *, is_fresh: bool) -> None:
        """Let a lot be on its way to a canteen: since yesterday, or since its release."""
        if lot.released_at is None:
            return
        amount = lot.promise(_SENT)
        released_on = lot.released_at.date() + timedelta(days=1)
        day = self._plan.calendar.day(1) if is_fresh else released_on
        firm = lot.owner
        at = self._plan.calendar.at(day, 16, 20)

        def run(work: Work) -> None:
            batch = work.session.get_one(Batch, lot.id)
            if not amount or batch.status != BatchStatus.RELEASED.value:
                return
            told = happening(
                Step.SHIPPING,
                at,
                [lot.line(amount)],
                site_id=firm.site_id,
                parties=[to_party(canteen)],
                documents=[{"type": "desadv", "number": f"XS-{at:%Y%m%d}-07"}],
                attributes={"vehicle_plate": make_plate(self.rng)},
            )
            record_trace_events(work, [told])
            self._plan.count("events")

        lot.shipped_to.append(canteen)
        self._plan.agenda.add(at + timedelta(minutes=15), firm, run)

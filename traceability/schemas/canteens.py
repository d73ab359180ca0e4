"""Contracts of a canteen's store, its suppliers, its frying oil, and the traced share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from traceability.domain.canteens import EntryOutcome, IssuePurpose
from traceability.domain.kinds import BatchStatus, ResultVerdict, Standing, Unit
from traceability.domain.trust_rules import TrustGrade
from traceability.schemas.purchases import Packed
from traceability.schemas.types import (
    In,
    Out,
    Page,
    Reference,
    Sentence,
    SpokenAmount,
    SpokenUnit,
    Text40,
    Text60,
    Text200,
)

TypedValue = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}(\.[0-9]{1,4})?$")]


class ExpectedGoods(Out):
    """Goods that were sent to a canteen and did not arrive yet."""

    batch_id: UUID
    name: str
    food: str
    lot: str
    amount: int
    unit: Unit
    sender: str
    sent_at: datetime
    plate: str | None


class ExpectedList(Out):
    """What is on its way, the earliest sent on top."""

    items: list[ExpectedGoods]


class StockLot(Packed):
    """Goods of one delivery, or of one lot, that are still in the store."""

    purchase_id: UUID
    batch_id: UUID | None
    food: str
    lot: str | None
    supplier: str
    delivered_at: datetime
    best_before: date | None
    amount: int
    unit: Unit
    mass_g: int
    status: BatchStatus | None
    is_next: bool  # of its kind of goods, to be used first


class StockList(Out):
    """A store, what must be used first on top."""

    items: list[StockLot]


class StockIssueCreate(In):
    """Goods leave the store."""

    purchase_id: UUID
    amount: SpokenAmount
    unit: SpokenUnit
    purpose: IssuePurpose = IssuePurpose.USED
    reason: Sentence | None = None


class StockIssuePublic(Out):
    """What left the store."""

    id: UUID
    purchase_id: UUID
    batch_id: UUID | None
    amount: int
    unit: Unit
    purpose: IssuePurpose
    reason: str | None
    issued_at: datetime


class SupplierEntryPublic(Out):
    """An entry check with what was seen."""

    id: UUID
    enterprise_id: UUID
    outcome: EntryOutcome
    reviewed_on: date
    contract_no: str | None
    has_heard_committee: bool
    said: str | None
    licence_seen: str | None
    licence_until_seen: date | None
    grade_seen: TrustGrade
    standing_seen: Standing
    is_on_serious_list: bool
    recorded_at: datetime


class SupplierFacts(Out):
    """A supplier as the register knows it now, and the canteen's own newest entry check."""

    id: UUID
    name: str
    uscc: str
    district: str
    licence: str | None
    licence_until: date | None
    grade: TrustGrade
    standing: Standing | None
    is_on_serious_list: bool
    deliveries: int
    last_delivery_at: datetime | None
    entry: SupplierEntryPublic | None = None


class SupplierPage(Page):
    """A page of the suppliers of a canteen, by their names."""

    items: list[SupplierFacts]


class SupplierEntryCreate(In):
    """What a canteen decided about a supplier."""

    enterprise_id: UUID
    outcome: EntryOutcome
    reviewed_on: date
    contract_no: Text60 | None = None
    has_heard_committee: bool = False
    said: Sentence | None = None


class FryingOilTestCreate(In):
    """A test of oil in use for frying; at least one value."""

    fryer: Text40
    tested_on: date
    polar_components: TypedValue | None = None
    acid_value: TypedValue | None = None
    measure: Text200 | None = None


class JudgedOil(Out):
    """One item of a frying-oil test with the limit as it stood."""

    parameter: str
    value: str
    unit: str
    limit: str | None
    standard: str | None
    clause: str | None
    verdict: ResultVerdict


class FryingOilTestPublic(Out):
    """A test of frying oil."""

    id: UUID
    fryer: str
    tested_on: date
    polar_components: str | None
    acid_value: str | None
    verdict: ResultVerdict
    judgements: list[JudgedOil]
    measure: str | None
    recorded_at: datetime


class FryingOilTestPage(Page):
    """A page of tests, newest first."""

    items: list[FryingOilTestPublic]


class ReceivedPublic(Out):
    """What was received of grain and oil; shares in tenths of a percent, cut off."""

    mass_g: int
    traced_mass_g: int
    lines: int
    traced_lines: int
    by_mass: int | None
    by_lines: int | None


class MonthCoverage(ReceivedPublic):
    """The traced share of one month: by mass, by lines, and by canteens that reach 80 %."""

    month: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    canteens: int
    reaching: int
    by_canteens: int | None


class CanteenCoverage(ReceivedPublic):
    """The traced share of one canteen in the month that was asked for."""

    canteen: Reference
    district: str


class DistrictCoverage(ReceivedPublic):
    """The traced share of one district in the month that was asked for."""

    district: str
    canteens: int
    reaching: int
    by_canteens: int | None


class Coverage(Out):
    """The traced share (溯源产品使用比例) by three formulas, by month, canteen and district."""

    month: str
    wanted: int = 800
    months: list[MonthCoverage]
    canteens: list[CanteenCoverage] = Field(default_factory=list)
    districts: list[DistrictCoverage] = Field(default_factory=list)

"""Contracts of an enterprise's desk: the next lot, how far each lot is, and what waits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from traceability.domain.batch_progress import Mark, NextStep, Progress, Stage, marks, next_step
from traceability.domain.kinds import BatchStatus, LineRole, Unit
from traceability.domain.steps import Step
from traceability.schemas.batches import BatchPublic
from traceability.schemas.inspections import InspectionPublic
from traceability.schemas.products import FoodCategory, ProductPublic
from traceability.schemas.types import (
    In,
    Instant,
    LongName,
    Lot,
    Name,
    Out,
    Page,
    SpokenAmount,
    SpokenUnit,
    Text20,
    Text100,
)


class RawTaken(In):
    """How much of a raw lot goes into a production."""

    batch_id: UUID
    amount: SpokenAmount
    unit: SpokenUnit


class BatchStart(In):
    """A new lot of a product and the raw lots that it is made from.

    With `first_in` the register picks the raw lots itself, oldest first, as the last lot needed
    them; `raws` is then ignored.
    """

    product_id: UUID
    quantity: SpokenAmount
    lot: Lot
    produced_on: date
    best_before: date | None = None
    site_id: UUID | None = None
    started_at: Instant | None = None
    first_in: bool = False
    raws: list[RawTaken] = Field(default_factory=list, max_length=60)


class BatchStarted(Out):
    """The lot, and the event that took its raw lots, if it took any."""

    batch: BatchPublic
    event_id: UUID | None
    raw_lots: int
    raw_g: int


class NamedReport(Out):
    """A test report with the lot that it is about."""

    report: InspectionPublic
    lot: str
    name: str

    @property
    def id(self) -> UUID:
        """Give the id of the report."""
        return self.report.id


class ReportPage(Page):
    """A page of test reports, newest first."""

    items: list[NamedReport]


class SheetItemPublic(Out):
    """An item of a factory test with the limit that is shown beside it."""

    parameter: str
    name_zh: str
    name_en: str
    method: str | None
    unit: str
    limit_zh: str
    limit_en: str


class FactorySheet(Out):
    """What a factory test of a lot must contain."""

    batch: BatchPublic
    items: list[SheetItemPublic]


class RawIntake(In):
    """Raw material that came in: its lot, how much, and from whom."""

    material: FoodCategory
    name: Name
    lot: Lot
    amount: SpokenAmount
    unit: SpokenUnit
    supplier: LongName | None = None
    origin: Name | None = None
    harvest_year: int | None = Field(default=None, ge=2000, le=2100)
    produced_on: date | None = None
    site_id: UUID | None = None
    event_time: Instant | None = None


class RawOffer(Out):
    """A raw lot at hand: how much is there, how much would be taken, or why it may not be."""

    batch_id: UUID
    lot: str
    name: str
    material: str
    origin: str
    produced_on: date
    unit: Unit
    stock: int
    planned: int
    reason: str = ""  # held, recalled, interval or expired
    detail: str = ""


class StartProposal(Out):
    """The next lot of a product, filled in like the last one."""

    product: ProductPublic
    last: BatchPublic | None
    lot: str
    quantity: int
    produced_on: date
    best_before: date
    package_mg: int
    site_id: UUID | None
    step: Step
    has_recipe: bool
    offers: list[RawOffer]
    raw_g: int
    missing_g: int
    most: int | None = Field(description="how many packages the raw lots at hand are enough for")
    yield_permille: int | None
    last_yield_permille: int | None


class Handled(Out):
    """A lot that an event was about, and how much of it."""

    role: LineRole
    batch_id: UUID
    lot: str
    name: str
    amount: int | None
    unit: Unit | None


class HistoryLine(Out):
    """One thing that was recorded about a lot; nothing recorded disappears."""

    id: UUID
    what: str  # a step, or "report", "released"
    happened_at: datetime
    recorded_at: datetime
    late_seconds: int
    org_name: str
    who: str
    place: str
    to: str
    handled: list[Handled]
    note: str
    is_declaration: bool = False
    is_declared_wrong: bool = False
    can_be_undone: bool = False


class HistoryPage(Page):
    """A page of what was recorded, newest first."""

    items: list[HistoryLine]


class Receiver(Out):
    """To whom goods were sent lately."""

    id: UUID
    name: str
    district: str


class Sent(Out):
    """What a receiver has of a lot, or has coming."""

    name: str
    amount: int


class Place(Out):
    """A place of the enterprise."""

    id: UUID
    name: str


class LotProgress(Out):
    """How far a lot is, in five marks, and what comes next."""

    batch: BatchPublic
    marks: dict[Stage, Mark]
    next: NextStep
    sent_to: int
    enterprise: str

    @classmethod
    def of(cls, batch: BatchPublic, known: Progress, sent_to: int, enterprise: str) -> LotProgress:
        """Tell how far a lot is by what is known of its way."""
        return cls(
            batch=batch,
            marks=marks(known),
            next=next_step(known),
            sent_to=sent_to,
            enterprise=enterprise,
        )


class BatchDesk(Out):
    """A lot with all that its page shows."""

    batch: BatchPublic
    org_name: str
    is_own: bool
    product: ProductPublic | None
    progress: LotProgress
    lacks: list[str]
    standing: str
    taken: list[Handled]
    taken_mg: int
    package_mg: int | None
    made: int
    in_stock: int
    sent: list[Sent]
    reports: list[InspectionPublic]
    history: list[HistoryLine]
    receivers: list[Receiver]
    places: list[Place]
    last_place_id: UUID | None
    last_unfit_reason: str = ""
    is_stopped_by_authority: bool = False


class LotQuery(In):
    """Which lots are listed: packed goods, raw and bulk ones, or both; `q` begins a lot number."""

    q: Text20 | None = None
    status: BatchStatus | None = None
    product_id: UUID | None = None
    kind: Literal["packed", "raw", "any"] = "packed"
    recorded_from: date | None = None
    after: Text100 | None = None
    limit: int = Field(default=50, ge=1, le=200)


class LotPage(Page):
    """A page of lots, newest first."""

    items: list[LotProgress]


class ProductLine(Out):
    """A product with its last lot."""

    product: ProductPublic
    last: BatchPublic | None


class Task(Out):
    """Something that waits for somebody of the enterprise."""

    kind: str
    due_at: datetime | None
    lot: str = ""
    name: str = ""
    detail: str = ""
    amount: int | None = None
    unit: Unit | None = None
    done: int | None = None
    address: str


class EnterpriseHome(Out):
    """What waits, by deadline; the newest lots; and each product with its last lot."""

    tasks: list[Task]
    products: list[ProductLine]
    standing: str
    case_id: UUID | None = None  # the last that was decided against the enterprise


class OpenWork(Out):
    """What an enterprise has begun and not finished (100: over 99)."""

    lots: int
    untested: int
    label_runs: int


class FirstHour(Out):
    """How far a new enterprise is with its first five steps."""

    sc_licence: str | None
    sc_valid_until: date | None
    product: ProductPublic | None
    batch: BatchPublic | None
    has_report: bool
    has_label: bool

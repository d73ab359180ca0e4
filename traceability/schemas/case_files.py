"""Contracts: what a regulator must see before he proposes or decides a case."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from traceability.domain.cases import CaseState, Ground, Measure
from traceability.domain.kinds import BatchStatus, Standing
from traceability.domain.notices import StockAction
from traceability.schemas.cases import CasePublic, NoticeLot, ReachPublic
from traceability.schemas.types import In, Out, Page, Reference


class CaseLine(Out):
    """A case as a line of a list."""

    id: UUID
    enterprise: Reference
    measure: Measure
    ground: Ground
    state: CaseState
    is_by_rule: bool
    defence_until: date | None
    has_answered: bool
    decision_no: str | None
    recorded_at: datetime
    closed_at: datetime | None


class CaseLines(Page):
    """A page of cases as lines."""

    items: list[CaseLine]


class CaseLineQuery(In):
    """Which cases are wanted."""

    q: str | None = Field(default=None, max_length=60, description="in the enterprise's name")
    state: CaseState | None = None
    is_open: bool = Field(default=False, description="only those that wait for a step")
    is_relisting: bool = False
    newest_first: bool = True
    cursor: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)


class CaseEnterprise(Out):
    """Whom a case is about."""

    id: UUID
    name: str
    short_name: str
    uscc: str
    district: str
    standing: Standing
    products: int
    registered_at: datetime
    commitment_signed_on: date | None
    commitment_version: str | None


class ShownGround(Out):
    """A ground that the register's own records show, with its facts as they would be told."""

    ground: Ground
    facts: str
    basis: str
    penalty_id: UUID | None = None


class CasePreparation(Out):
    """What a proposal begins with: the enterprise, what it would reach, what the records show.

    A ground on which a case is open already is not among the grounds.
    """

    enterprise: CaseEnterprise
    reach: ReachPublic
    counted_at: datetime
    grounds: list[ShownGround]
    open_cases: list[CaseLine]
    defence_until: date


class CanteenAnswer(Out):
    """A canteen that was told of a decision: what it had in stock then, and what it answers."""

    canteen: Reference
    mass_in_stock_g: int
    action: StockAction | None
    said: str | None
    answered_at: datetime | None


class CaseFile(Out):
    """A case with its enterprise and the names of those who took its steps."""

    case: CasePublic
    enterprise: CaseEnterprise
    people: dict[UUID, str]
    first_person: UUID | None
    second_person: UUID | None = None
    canteens: list[CanteenAnswer] = Field(default_factory=list)


class ReachedBatch(Out):
    """A lot whose codes a delisting concerns."""

    id: UUID
    gtin: str
    lot: str
    name: str
    status: BatchStatus
    codes: int


class ReachedCanteen(Out):
    """A canteen that bought from the enterprise, with its lots."""

    canteen: Reference
    lots: list[NoticeLot]
    mass_in_stock_g: int


class ReachedJob(Out):
    """A label job that is not printed to its end."""

    id: UUID
    job_no: int
    lot: str
    count: int


class ReachDetail(Out):
    """What a delisting reaches, one by one; each list is cut at 200."""

    enterprise: Reference
    reach: ReachPublic
    counted_at: datetime
    batches: list[ReachedBatch]
    canteens: list[ReachedCanteen]
    label_jobs: list[ReachedJob]


class WaitingLabels(Out):
    """A lot of an enterprise of grade C whose labels wait for approval."""

    batch_id: UUID
    lot: str
    name: str
    enterprise: Reference
    grade: str
    quantity: int
    status: BatchStatus
    recorded_at: datetime


class WaitingLabelsPage(Page):
    """A page of lots whose labels wait for approval."""

    items: list[WaitingLabels]

"""Contracts of the answer at a canteen's door, of its purchase ledger, and of who signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from traceability.domain.acceptance import AcceptanceVerdict, Check, Outcome
from traceability.domain.canteens import FoodKind, SignedHow
from traceability.domain.kinds import Acceptance, BatchStatus, ResultVerdict, Unit
from traceability.domain.trust_consequences import CanteenAdvice
from traceability.domain.trust_rules import TrustGrade
from traceability.schemas.types import (
    In,
    Instant,
    LongName,
    Name,
    Out,
    Page,
    Person,
    Reference,
    SCLicence,
    Sentence,
    SpokenAmount,
    SpokenUnit,
    Text30,
    Text40,
    Text80,
    Text200,
    Text300,
)

ScannedCode = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class AcceptanceAsk(In):
    """What was scanned at the door."""

    code: ScannedCode


class AcceptanceReason(Out):
    """One check, what it came to, and the word for why."""

    check: Check
    outcome: Outcome
    why: str


class FailedItem(Out):
    """A result above its limit."""

    parameter_zh: str
    parameter_en: str
    value: str
    unit: str
    limit: str | None


class DoorReport(Out):
    """A signed report on the lot."""

    id: UUID
    report_no: str
    laboratory: Reference
    kind: str
    reported_on: date
    items: int
    safety_verdict: ResultVerdict
    certificate_sha256: str | None
    failures: list[FailedItem] = Field(default_factory=list)


class Packed(Out):
    """Goods by name, with what one package holds (规格) where a product of the register says it."""

    name: str
    pack: str | None = Field(default=None, examples=["5 kg"])

    @property
    def goods_name(self) -> str:
        """Give 名称规格, as a ledger must have both (食品安全法 art. 53)."""
        return f"{self.name} {self.pack}" if self.pack else self.name


class DoorLot(Packed):
    """The lot that was scanned."""

    id: UUID
    food: str
    lot: str
    gtin: str | None
    unit: Unit
    status: BatchStatus
    status_reason: str | None
    status_at: datetime | None
    produced_on: date
    best_before: date | None
    pack_g: int | None  # the mass of one package, in grams
    maker: Reference
    licence: str | None
    licence_until: date | None
    grade: TrustGrade


class DoorDelivery(Out):
    """What is on its way to the canteen, by the sender's own record."""

    amount: int
    sender: Reference | None
    sent_at: datetime | None
    note: str | None
    plate: str | None


class AcceptanceAnswer(Out):
    """May the canteen take it in? `verdict` follows from the reasons alone."""

    code: str
    verdict: AcceptanceVerdict
    reasons: list[AcceptanceReason]
    trace_code: str | None = None
    scans: int | None = None
    batch: DoorLot | None = None
    reports: list[DoorReport] = Field(default_factory=list)
    delivery: DoorDelivery | None = None


class PurchaseCreate(In):
    """A delivery at a canteen's door: what it was, how much, and what was done with it."""

    batch_id: UUID
    amount: SpokenAmount
    unit: SpokenUnit
    delivered_at: Instant
    site_id: UUID | None = None
    acceptance: Acceptance = Acceptance.ACCEPTED
    reason: Sentence | None = None
    trace_code: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = None
    delivery_note: Text80 | None = None
    price_fen: int | None = Field(default=None, ge=0, le=10**12)
    checked_by: Person | None = None
    second_checked_by: Person | None = None


class UncodedPurchaseCreate(In):
    """Goods without a code of ours, as art. 53 of the Food Safety Law wants them recorded."""

    name: Name
    food: FoodKind
    lot: Text40 | None = None
    produced_on: date | None = None
    best_before: date
    amount: SpokenAmount
    unit: Literal["kg", "t", "L"]
    supplier: LongName
    supplier_licence: SCLicence | None = None
    supplier_address: Text300 | None = None
    supplier_phone: Text30
    report_no: Text200 | None = None
    delivered_at: Instant
    acceptance: Acceptance = Acceptance.ACCEPTED
    reason: Sentence | None = None
    delivery_note: Text80 | None = None
    price_fen: int | None = Field(default=None, ge=0, le=10**12)
    checked_by: Person | None = None
    second_checked_by: Person | None = None


class SignaturePublic(Out):
    """Who signed as the second person, and how."""

    signed_by: UUID
    signer: str
    how: SignedHow
    recorded_at: datetime


class PurchasePublic(Packed):
    """A ledger entry: the certificates are attached by reference."""

    id: UUID
    org_id: UUID
    batch_id: UUID | None
    food: str
    lot: str | None
    trace_code: str | None
    produced_on: date | None
    best_before: date | None
    amount: int
    unit: Unit
    mass_g: int
    supplier_id: UUID | None
    supplier: str
    supplier_licence: str | None
    supplier_address: str | None = None
    supplier_phone: str | None = None
    report_no: str | None
    delivered_at: datetime
    acceptance: Acceptance
    reason: str | None
    verdict_seen: str
    grade_seen: TrustGrade | None
    advice: CanteenAdvice | None = None
    delivery_note: str | None
    inspection_ids: list[str]
    price_fen: int | None = None
    checked_by: str | None = None
    second_checked_by: str | None = None
    recorded_by: UUID
    recorded_at: datetime
    signature: SignaturePublic | None = None
    photos: list[str] = Field(default_factory=list)  # SHA-256 of each

    @property
    def waits_for_second(self) -> bool:
        """Tell whether nobody but the first person has signed."""
        return self.signature is None and self.second_checked_by is None


class PurchasePage(Page):
    """A page of ledger entries."""

    items: list[PurchasePublic]


class LedgerLine(Packed):
    """A ledger entry as the authority reads a whole ledger: no person, telephone or price."""

    id: UUID
    batch_id: UUID | None
    food: str
    lot: str | None
    amount: int
    unit: Unit
    mass_g: int
    supplier: str
    supplier_licence: str | None
    report_no: str | None
    delivered_at: datetime
    acceptance: Acceptance
    reason: str | None
    has_second: bool


class LedgerPage(Page):
    """A page of a ledger, the newest delivery first."""

    items: list[LedgerLine]


class LedgerOpened(Out):
    """That somebody opened a ledger, and when it was noted."""

    canteen: Reference
    district: str
    noted_at: datetime


class PurchaseQuery(In):
    """Which ledger entries are wanted, newest delivery first."""

    q: Annotated[str, StringConstraints(max_length=40)] | None = None
    acceptance: Acceptance | None = None
    is_coded: bool | None = None
    since: date | None = None
    until: date | None = None  # the day itself counts
    cursor: Annotated[str, StringConstraints(max_length=100)] | None = None
    limit: int = Field(default=50, ge=1, le=200)


class Colleague(Out):
    """Somebody who may sign as the second person."""

    id: UUID
    name: str
    has_code: bool


class PhotoPublic(Out):
    """A photo that was kept."""

    sha256: str
    size: int

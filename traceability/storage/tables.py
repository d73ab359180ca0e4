"""The whole schema of the register: records, not rules.

Constructors validate nothing; bounds are check constraints. Every enterprise-owned row has an
`org_id` that never changes. Amounts are integers in grams, millilitres or packages. Rows that
change carry a `revision`; everything else is append-only. There are no relationships, cascades or
triggers. The log's own tables are in `tables_log.py`, the limits catalogue in `tables_limits.py`,
the published ones in `consumer_web.tables`.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from traceability.domain.kinds import (
    Acceptance,
    Approval,
    AssetKind,
    BatchStatus,
    EventAction,
    EventType,
    InspectionKind,
    LineRole,
    OrganizationKind,
    PartySide,
    PartyType,
    ResultVerdict,
    Role,
    ShelfLifeUnit,
    SiteKind,
    Standing,
    StandingState,
    Unit,
)
from traceability.storage.ids import new_id

Json = JSON().with_variant(JSONB(), "postgresql")
JsonObject = dict[str, Any]


def one_of(
    table: str, column: str, words: type[StrEnum], *, optional: bool = False
) -> CheckConstraint:
    """Allow a column nothing but the words of an enumeration."""
    allowed = ",".join(f"'{word.value}'" for word in words)
    rule = f"{column} in ({allowed})" + (f" or {column} is null" if optional else "")
    return CheckConstraint(rule, name=f"ck_{table}_{column}")


def _positive(table: str, column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} > 0", name=f"ck_{table}_{column}_positive")


class Record(SQLModel):
    """What every record has: an id that is never reused, and the server's time."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    recorded_at: datetime


class OwnedRecord(Record):
    """A record of one organisation."""

    org_id: UUID = Field(index=True)


# --- Who and where ----------------------------------------------------------------------------


class Organization(Record, table=True):
    """An enterprise, inspection agency, canteen, regulator or farm."""

    __tablename__ = "organization"
    __table_args__ = (one_of("organization", "kind", OrganizationKind),)

    uscc: str = Field(max_length=18, unique=True)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=20)
    district: str = Field(max_length=40)
    address: str | None = Field(default=None, max_length=300)
    sc_licence: str | None = Field(default=None, max_length=16)
    sc_valid_until: date | None = None
    cma_no: str | None = Field(default=None, max_length=32)
    cma_valid_until: date | None = None
    gln: str | None = Field(default=None, max_length=13)
    uri: str = Field(max_length=200)
    contact_name: str | None = Field(default=None, max_length=50)
    contact_phone: str | None = Field(default=None, max_length=30)
    revision: int = 1


class StandingChange(OwnedRecord, table=True):
    """One change of an enterprise's standing; the newest effective one holds.

    A delisting is first proposed and takes effect when a second regulator confirms it.
    """

    __tablename__ = "standing_change"
    __table_args__ = (
        one_of("standing_change", "standing", Standing),
        one_of("standing_change", "state", StandingState),
        Index("ix_standing_change_org_effective", "org_id", "effective_at"),
    )

    standing: str = Field(max_length=16)
    state: str = Field(max_length=16)
    reason: str = Field(max_length=500)
    decision_no: str | None = Field(default=None, max_length=128)
    proposed_by: UUID
    confirmed_by: UUID | None = None
    effective_at: datetime | None = None
    revision: int = 1


class UserAccount(OwnedRecord, table=True):
    """A person who signs in for an organisation."""

    __tablename__ = "user_account"
    __table_args__ = (one_of("user_account", "role", Role),)

    username: str = Field(max_length=40, unique=True)
    display_name: str = Field(max_length=50)
    role: str = Field(max_length=16)
    is_active: bool = True
    revision: int = 1


class PasswordCredential(SQLModel, table=True):
    """The argon2id hash of a user's password; never logged."""

    __tablename__ = "password_credential"

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id")
    password_hash: str = Field(max_length=200)
    changed_at: datetime


class LoginSession(SQLModel, table=True):
    """A signed-in browser; only the hash of its token is kept."""

    __tablename__ = "login_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class ApiToken(OwnedRecord, table=True):
    """A bearer token of a user; only its hash is kept, apart from the record."""

    __tablename__ = "api_token"

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    name: str = Field(max_length=60)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revision: int = 1


class LoginAttempt(SQLModel, table=True):
    """Failed sign-ins of one name or one address inside a window; a counter."""

    __tablename__ = "login_attempt"

    subject: str = Field(primary_key=True, max_length=80)
    failures: int
    window_started_at: datetime


class Site(OwnedRecord, table=True):
    """A mill, press, warehouse, silo, shop or canteen."""

    __tablename__ = "site"
    __table_args__ = (one_of("site", "kind", SiteKind),)

    kind: str = Field(max_length=16)
    name: str = Field(max_length=100)
    district: str = Field(max_length=40)
    address: str | None = Field(default=None, max_length=300)
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    parent_id: UUID | None = Field(default=None, foreign_key="site.id")
    gln: str | None = Field(default=None, max_length=13)
    uri: str = Field(max_length=200)
    revision: int = 1


class Asset(OwnedRecord, table=True):
    """What carries goods again and again: tank, vehicle, pallet."""

    __tablename__ = "asset"
    __table_args__ = (one_of("asset", "kind", AssetKind),)

    kind: str = Field(max_length=16)
    name: str = Field(max_length=100)
    mark: str | None = Field(default=None, max_length=20)  # edible_oil_only | food_only
    uri: str = Field(max_length=200)
    revision: int = 1


# --- What -------------------------------------------------------------------------------------


class Product(OwnedRecord, table=True):
    """What an enterprise makes and sells under one name."""

    __tablename__ = "product"
    __table_args__ = (
        one_of("product", "approval", Approval),
        one_of("product", "shelf_life_unit", ShelfLifeUnit),
        one_of("product", "net_content_unit", Unit),
        _positive("product", "net_content"),
        _positive("product", "shelf_life"),
    )

    name: str = Field(max_length=100)
    food_category: str = Field(max_length=40)
    process: str | None = Field(default=None, max_length=20)
    grade: str | None = Field(default=None, max_length=20)
    standard: str | None = Field(default=None, max_length=40)
    net_content: int
    net_content_unit: str = Field(max_length=4)
    density_g_per_l: int = 920
    shelf_life: int
    shelf_life_unit: str = Field(max_length=8)
    ingredients: str | None = Field(default=None, max_length=500)
    storage_conditions: str | None = Field(default=None, max_length=200)
    origin: str | None = Field(default=None, max_length=100)
    approval: str = Field(max_length=16)
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    revision: int = 1


class ProductGtin(SQLModel, table=True):
    """Every GTIN a product ever had: a corrected GTIN must not kill printed codes."""

    __tablename__ = "product_gtin"

    gtin: str = Field(primary_key=True, max_length=14)
    org_id: UUID
    product_id: UUID = Field(foreign_key="product.id", index=True)
    is_current: bool
    claimed_at: datetime


class Batch(OwnedRecord, table=True):
    """A lot of a product, or of a raw material (then without product)."""

    __tablename__ = "batch"
    __table_args__ = (
        one_of("batch", "status", BatchStatus),
        one_of("batch", "unit", Unit),
        one_of("batch", "status_before", BatchStatus, optional=True),
        _positive("batch", "quantity"),
        Index(
            "uq_batch_product_lot",
            "org_id",
            "product_id",
            "lot",
            unique=True,
            sqlite_where=text("product_id is not null"),
            postgresql_where=text("product_id is not null"),
        ),
        Index(
            "uq_batch_material_lot",
            "org_id",
            "material",
            "lot",
            unique=True,
            sqlite_where=text("product_id is null"),
            postgresql_where=text("product_id is null"),
        ),
        Index("ix_batch_gtin_lot", "gtin", "lot"),
        Index("ix_batch_org_produced", "org_id", "produced_on"),
    )

    product_id: UUID | None = Field(default=None, foreign_key="product.id")
    material: str = Field(max_length=40)  # the food category of what is in it
    name: str = Field(max_length=100)
    uri: str = Field(max_length=200, index=True)
    gtin: str | None = Field(default=None, max_length=14)
    lot: str = Field(max_length=20)
    quantity: int = Field(sa_type=BigInteger)
    unit: str = Field(max_length=4)
    produced_on: date
    best_before: date | None = None
    origin: str | None = Field(default=None, max_length=100)
    harvest_year: int | None = None
    status: str = Field(max_length=16)
    status_before: str | None = Field(default=None, max_length=16)
    status_reason: str | None = Field(default=None, max_length=500)
    status_cause: str | None = Field(default=None, max_length=20)
    status_number: str | None = Field(default=None, max_length=128)
    status_by: UUID | None = None
    status_at: datetime | None = None
    released_at: datetime | None = None
    revision: int = 1


# --- What happened ----------------------------------------------------------------------------


class TraceEvent(OwnedRecord, table=True):
    """The header of something that happened; append-only.

    `declared_at` marks an error declaration: it names the wrong event in `declares_id`, has the
    same `event_id` and owns no lines (EPCIS 2.0: a declaration repeats the event it declares).
    """

    __tablename__ = "trace_event"
    __table_args__ = (
        one_of("trace_event", "event_type", EventType),
        one_of("trace_event", "action", EventAction, optional=True),
        CheckConstraint(
            "(event_type = 'transformation') = (action is null)", name="ck_trace_event_has_action"
        ),
        CheckConstraint(
            "(declared_at is null) = (error_reason is null)", name="ck_trace_event_declaration"
        ),
        Index(
            "uq_trace_event_event_id",
            "org_id",
            "event_id",
            unique=True,
            sqlite_where=text("declared_at is null"),
            postgresql_where=text("declared_at is null"),
        ),
        Index(
            "uq_trace_event_declaration",
            "org_id",
            "event_id",
            unique=True,
            sqlite_where=text("declared_at is not null"),
            postgresql_where=text("declared_at is not null"),
        ),
        Index("ix_trace_event_recorded", "recorded_at", "id"),
        Index("ix_trace_event_time", "event_time", "id"),
        Index("ix_trace_event_org_recorded", "org_id", "recorded_at", "id"),
    )

    event_id: str = Field(max_length=200)
    declared_at: datetime | None = None
    error_reason: str | None = Field(default=None, max_length=200)
    error_note: str | None = Field(default=None, max_length=500)
    declares_id: UUID | None = Field(default=None, foreign_key="trace_event.id", index=True)
    corrective_ids: list[str] = Field(default_factory=list, sa_type=Json)
    event_type: str = Field(max_length=16)
    action: str | None = Field(default=None, max_length=8)
    step: str = Field(max_length=24)
    biz_step: str = Field(max_length=60)
    disposition: str | None = Field(default=None, max_length=60)
    set_dispositions: list[str] = Field(default_factory=list, sa_type=Json)
    unset_dispositions: list[str] = Field(default_factory=list, sa_type=Json)
    event_time: datetime
    event_offset: str = Field(max_length=6)
    read_point_id: UUID | None = Field(default=None, foreign_key="site.id")
    biz_location_id: UUID | None = Field(default=None, foreign_key="site.id")
    transformation_id: str | None = Field(default=None, max_length=200, index=True)
    ilmd: JsonObject = Field(default_factory=dict, sa_type=Json)
    attributes: JsonObject = Field(default_factory=dict, sa_type=Json)
    sensors: list[JsonObject] = Field(default_factory=list, sa_type=Json)
    personal: JsonObject = Field(default_factory=dict, sa_type=Json)
    recorded_by: UUID
    origin: str = Field(default="own", max_length=8)  # own | capture
    capture_id: UUID | None = None
    document: str | None = Field(default=None, sa_type=Text)
    event_hash: str | None = Field(default=None, max_length=80)


class EventLine(SQLModel, table=True):
    """What an event was about; mass balance, lineage, search and export walk these."""

    __tablename__ = "event_line"
    __table_args__ = (
        one_of("event_line", "role", LineRole),
        one_of("event_line", "unit", Unit, optional=True),
        CheckConstraint("amount > 0 or amount is null", name="ck_event_line_amount"),
        Index("ix_event_line_batch", "batch_id", "event_id"),
        Index("ix_event_line_asset", "asset_id", "event_id"),
        Index("ix_event_line_uri", "uri", "event_id"),
    )

    event_id: UUID = Field(primary_key=True, foreign_key="trace_event.id")
    line: int = Field(primary_key=True)
    role: str = Field(max_length=8)
    batch_id: UUID | None = None
    batch_org_id: UUID | None = None
    asset_id: UUID | None = Field(default=None, foreign_key="asset.id")
    uri: str = Field(max_length=200)
    kind: str = Field(max_length=8)  # class | instance
    amount: int | None = Field(default=None, sa_type=BigInteger)
    unit: str | None = Field(default=None, max_length=4)
    foreign_quantity: str | None = Field(default=None, max_length=40)
    foreign_uom: str | None = Field(default=None, max_length=3)


class EventParty(SQLModel, table=True):
    """Who gave and who took: EPCIS source and destination."""

    __tablename__ = "event_party"
    __table_args__ = (
        one_of("event_party", "side", PartySide),
        one_of("event_party", "type", PartyType),
    )

    event_id: UUID = Field(primary_key=True, foreign_key="trace_event.id")
    side: str = Field(primary_key=True, max_length=12)
    type: str = Field(primary_key=True, max_length=20)
    organization_id: UUID | None = Field(default=None, foreign_key="organization.id", index=True)
    site_id: UUID | None = Field(default=None, foreign_key="site.id")
    uri: str = Field(max_length=200)
    name: str | None = Field(default=None, max_length=200)  # of a party outside the register


class EventDocument(SQLModel, table=True):
    """An order, delivery note, invoice, wash ticket or test report that belongs to an event."""

    __tablename__ = "event_document"

    event_id: UUID = Field(primary_key=True, foreign_key="trace_event.id")
    line: int = Field(primary_key=True)
    type: str = Field(max_length=12)
    number: str = Field(max_length=80)
    issuer: str | None = Field(default=None, max_length=200)
    uri: str = Field(max_length=300)


class BatchLink(SQLModel, table=True):
    """Parent lot → child lot: an index derived from the lines, rebuildable at will."""

    __tablename__ = "batch_link"
    __table_args__ = (Index("ix_batch_link_parent", "parent_id", "child_id"),)

    child_id: UUID = Field(primary_key=True)
    parent_id: UUID = Field(primary_key=True)
    event_id: UUID = Field(primary_key=True, index=True)
    child_org_id: UUID
    parent_org_id: UUID


# --- What was tested, printed, punished, bought -------------------------------------------------


class Inspection(OwnedRecord, table=True):
    """A report on a sample of a batch; `org_id` is the laboratory that speaks."""

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("org_id", "report_no", name="uq_inspection_report"),
        one_of("inspection", "kind", InspectionKind),
        one_of("inspection", "verdict", ResultVerdict),
        Index("ix_inspection_batch", "batch_id"),
    )

    batch_id: UUID
    batch_org_id: UUID
    kind: str = Field(max_length=16)
    sample_no: str = Field(max_length=40)
    sampled_on: date
    sampled_at_id: UUID | None = Field(default=None, foreign_key="site.id")
    sampled_amount: int | None = None
    sampled_unit: str | None = Field(default=None, max_length=4)
    sampled_by: str | None = Field(default=None, max_length=50)
    report_no: str = Field(max_length=60)
    reported_on: date
    basis: str | None = Field(default=None, max_length=300)
    verdict: str = Field(max_length=16)
    certificate_sha256: str | None = Field(default=None, max_length=64)
    replaces_id: UUID | None = Field(default=None, foreign_key="inspection.id")
    signed_by: UUID
    entered_by: UUID


class TestResult(SQLModel, table=True):
    """One measured item of a report with the limit as it stood; values are decimals as text."""

    __tablename__ = "test_result"
    __test__ = False  # pytest: this is a record, not a test

    inspection_id: UUID = Field(primary_key=True, foreign_key="inspection.id")
    line: int = Field(primary_key=True)
    parameter: str = Field(max_length=60)
    parameter_zh: str = Field(max_length=100)
    parameter_en: str = Field(max_length=100)
    value: str = Field(max_length=40)
    is_not_detected: bool = False
    detection_limit: str | None = Field(default=None, max_length=40)
    unit: str = Field(max_length=20)
    method: str | None = Field(default=None, max_length=60)
    operator: str | None = Field(default=None, max_length=12)
    limit_value: str | None = Field(default=None, max_length=40)
    limit_standard: str | None = Field(default=None, max_length=60)
    limit_id: str | None = Field(default=None, max_length=20)
    kind: str = Field(max_length=12)  # safety | quality | additive
    verdict: str = Field(max_length=16)


class LabelJob(OwnedRecord, table=True):
    """An order to print labels of a batch; its numbers are never given out again."""

    __tablename__ = "label_job"
    __table_args__ = (_positive("label_job", "count"),)

    job_no: int = Field(unique=True)
    batch_id: UUID = Field(index=True)
    stock: str = Field(max_length=40)
    count: int
    is_serialised: bool
    first_serial: int | None = None
    ordered_by: UUID


class CodeSuspicion(OwnedRecord, table=True):
    """A regulator's finding that a package code was copied."""

    __tablename__ = "code_suspicion"
    __table_args__ = (UniqueConstraint("org_id", "code", name="uq_code_suspicion_code"),)

    batch_id: UUID
    code: str = Field(max_length=16)
    scans: int
    places: int
    since: datetime
    reason: str = Field(max_length=500)
    found_by: UUID


class Penalty(OwnedRecord, table=True):
    """A penalty decision against an enterprise; `org_id` is the punished party."""

    __tablename__ = "penalty"
    __table_args__ = (
        UniqueConstraint("org_id", "authority_uscc", "decision_no", name="uq_penalty_decision"),
    )

    decision_no: str = Field(max_length=128)
    authority_name: str = Field(max_length=200)
    authority_uscc: str = Field(max_length=18)
    violation_kind: str = Field(max_length=2000)
    violation_facts: str = Field(max_length=5000)
    legal_basis: str = Field(max_length=2048)
    penalty_kinds: str = Field(max_length=100)
    penalty_content: str = Field(max_length=4000)
    fine_fen: int | None = Field(default=None, sa_type=BigInteger)
    decided_on: date
    recorded_by: UUID


class Purchase(OwnedRecord, table=True):
    """What a canteen took in, with the answer it got at that moment; `org_id` is the canteen."""

    __tablename__ = "purchase"
    __table_args__ = (
        one_of("purchase", "acceptance", Acceptance),
        _positive("purchase", "amount"),
        Index("ix_purchase_batch", "batch_id"),
    )

    batch_id: UUID
    batch_org_id: UUID
    event_id: UUID = Field(foreign_key="trace_event.id")
    amount: int = Field(sa_type=BigInteger)
    unit: str = Field(max_length=4)
    delivered_at: datetime
    acceptance: str = Field(max_length=12)
    verdict_seen: str = Field(max_length=16)
    delivery_note: str | None = Field(default=None, max_length=80)
    inspection_ids: list[str] = Field(default_factory=list, sa_type=Json)
    price_fen: int | None = Field(default=None, sa_type=BigInteger)
    checked_by: str | None = Field(default=None, max_length=50)
    second_checked_by: str | None = Field(default=None, max_length=50)
    recorded_by: UUID


class IdempotencyKey(SQLModel, table=True):
    """The answer that a POST got, kept for its repetition; written with the record."""

    __tablename__ = "idempotency_key"

    key: str = Field(primary_key=True, max_length=100)
    org_id: UUID = Field(primary_key=True)
    request_hash: str = Field(max_length=64)
    status: int | None = None
    body: str | None = Field(default=None, sa_type=Text)
    location: str | None = Field(default=None, max_length=300)
    created_at: datetime


class RegisterGuard(SQLModel, table=True):
    """One row that rare, register-wide checks lock, so that no two of them miss each other."""

    __tablename__ = "register_guard"

    name: str = Field(primary_key=True, max_length=40)

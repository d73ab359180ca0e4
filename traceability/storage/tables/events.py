"""What happened to the goods? The shape of EPCIS 2.0."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from traceability.domain.kinds import EventAction, EventType, LineRole, PartySide, PartyType, Unit
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, one_of


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
        Index("ix_trace_event_org_step", "org_id", "step", "id"),
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
        Index("ix_event_party_organization", "organization_id", "event_id"),
    )

    event_id: UUID = Field(primary_key=True, foreign_key="trace_event.id")
    side: str = Field(primary_key=True, max_length=12)
    type: str = Field(primary_key=True, max_length=20)
    organization_id: UUID | None = Field(default=None, foreign_key="organization.id")
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

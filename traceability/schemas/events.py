"""Contracts of trace events and their corrections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.drafts import DocumentDraft, EventDraft, LineDraft, PartyDraft
from traceability.domain.errors import RuleError
from traceability.domain.kinds import (
    DocumentType,
    ErrorReason,
    EventAction,
    EventType,
    LineRole,
    PartySide,
    PartyType,
    Unit,
)
from traceability.domain.quantities import to_register
from traceability.domain.steps import Step
from traceability.schemas.products import FoodCategory
from traceability.schemas.types import (
    In,
    Instant,
    JsonObject,
    LongName,
    Name,
    Out,
    Page,
    Person,
    Sentence,
    SpokenAmount,
    SpokenUnit,
    Text20,
    Text30,
    Text60,
    Text80,
    Word,
    offset_text,
)

Decimal = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,9}(\.[0-9]{1,6})?$")]


_DETAILS = ("bulk_transport", "fumigation", "store_out")
_OUR_ATTRIBUTES = frozenset({*_DETAILS, "loss_g", "closes_process", "unsets"})


class LineCreate(In):
    """One lot or asset that the event is about."""

    role: LineRole = LineRole.ITEM
    batch_id: UUID | None = None
    asset_id: UUID | None = None
    amount: SpokenAmount | None = None
    unit: SpokenUnit | None = None

    @model_validator(mode="after")
    def _names_one_thing(self) -> LineCreate:
        if (self.batch_id is None) == (self.asset_id is None):
            raise PydanticCustomError("line.one_thing", "a line names a batch or an asset")
        if (self.amount is None) != (self.unit is None):
            raise PydanticCustomError("line.amount_and_unit", "amount and unit go together")
        return self

    def draft(self) -> LineDraft:
        """Give the line in the register's units."""
        amount, unit = (None, None)
        if self.amount is not None and self.unit is not None:
            amount, unit = to_register(self.amount, self.unit)
        return LineDraft(self.role, self.batch_id, self.asset_id, amount, unit)


class Quantity(In):
    """How much, in a unit that people use."""

    amount: SpokenAmount
    unit: SpokenUnit

    def kept(self) -> tuple[int, Unit]:
        """Give the amount in the register's unit."""
        return to_register(self.amount, self.unit)


class PartyCreate(In):
    """Who gave or took. A party outside the register is named."""

    side: PartySide
    type: PartyType = PartyType.POSSESSING
    organization_id: UUID | None = None
    site_id: UUID | None = None
    name: LongName | None = None

    @model_validator(mode="after")
    def _names_one_party(self) -> PartyCreate:
        if sum(x is not None for x in (self.organization_id, self.site_id, self.name)) != 1:
            raise PydanticCustomError("party.one_party", "give an organisation, a site or a name")
        if (self.type is PartyType.LOCATION) != (self.site_id is not None):
            raise PydanticCustomError("party.location", "a location is a site and nothing else is")
        return self


class DocumentCreate(In):
    """A paper that belongs to the event."""

    type: DocumentType
    number: Text80
    issuer: LongName | None = None


class BulkTransport(In):
    """What GB 44917-2024 asks for when edible oil is loaded into a tank."""

    tank_mark: Literal["edible_oil_only", "food_only"]
    previous_cargo: FoodCategory | None = Field(description="category; null for a new tank")
    cleaned_at: Instant | None = None
    cleaning_method: Name | None = None
    cleaning_ticket: Text80 | None = None
    seals: list[Word] = Field(min_length=1, max_length=20)
    vehicle_plate: Text20 | None = None


class Fumigation(In):
    """A fumigation and the day from which the grain may leave."""

    agent: Name
    dose: Text60 | None = None
    started_on: date
    safe_from: date


class StoreOut(In):
    """What travels with grain that leaves its store."""

    is_fumigated: bool
    safe_from: date | None = None
    quality_report: Text80


class SensorReading(In):
    """One reading, such as a silo's temperature."""

    type: Literal["Temperature", "RelativeHumidity", "MassConcentration"]
    value: Decimal
    uom: Annotated[str, StringConstraints(pattern="^[A-Z0-9]{2,3}$")] = "CEL"
    device: Word | None = None


class Handlers(In):
    """People who handled the goods; personal data, never published."""

    driver: Person | None = None
    driver_phone: Text30 | None = None
    handler: Person | None = None


class EventCreate(In):
    """Something that happened to goods. Times may lie in the past, not in the future."""

    step: Step
    event_time: Instant = Field(examples=["2026-09-28T09:30:00+08:00"])
    site_id: UUID | None = Field(default=None, description="where it happened")
    location_id: UUID | None = Field(default=None, description="where the goods are afterwards")
    lines: list[LineCreate] = Field(default_factory=list, max_length=500)
    parties: list[PartyCreate] = Field(default_factory=list, max_length=6)
    documents: list[DocumentCreate] = Field(default_factory=list, max_length=20)
    loss: Quantity | None = Field(default=None, description="what a production lost, by mass")
    transformation_id: (
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9:._/-]{2,199}$")] | None
    ) = None
    closes_process: bool = False
    ilmd: JsonObject = Field(default_factory=dict, description="facts of the lot")
    attributes: JsonObject = Field(default_factory=dict, description="facts of the happening")
    bulk_transport: BulkTransport | None = None
    fumigation: Fumigation | None = None
    store_out: StoreOut | None = None
    sensors: list[SensorReading] = Field(default_factory=list, max_length=50)
    handlers: Handlers | None = None

    @model_validator(mode="after")
    def _leaves_our_names_alone(self) -> EventCreate:
        taken = sorted(_OUR_ATTRIBUTES & self.attributes.keys())
        if taken:
            raise PydanticCustomError(
                "event.reserved_attribute", "this name is the register's", {"name": taken[0]}
            )
        return self

    def draft(self, *, is_replacement: bool = False) -> EventDraft:
        """Give the event in the register's units, its details as attributes."""
        return EventDraft(
            step=self.step,
            event_time=self.event_time,
            event_offset=offset_text(self.event_time),
            lines=tuple(line.draft() for line in self.lines),
            parties=tuple(PartyDraft(**party.model_dump()) for party in self.parties),
            documents=tuple(DocumentDraft(**paper.model_dump()) for paper in self.documents),
            read_point_id=self.site_id,
            biz_location_id=self.location_id,
            transformation_id=self.transformation_id,
            closes_process=self.closes_process,
            loss_mg=self._loss_mg(),
            ilmd=self.ilmd,
            attributes=self._all_attributes(),
            sensors=tuple(s.model_dump(exclude_none=True) for s in self.sensors),
            personal=self.handlers.model_dump(exclude_none=True) if self.handlers else {},
            is_replacement=is_replacement,
        )

    def _loss_mg(self) -> int | None:
        if self.loss is None:
            return None
        amount, unit = self.loss.kept()
        if unit is not Unit.GRAM:
            raise RuleError("balance.loss_is_a_mass", field="loss", unit=self.loss.unit)
        return amount * 1_000

    def _all_attributes(self) -> dict[str, Any]:
        said = dict(self.attributes)
        for name in _DETAILS:
            detail: BaseModel | None = getattr(self, name)
            if detail is not None:
                said[name] = detail.model_dump(mode="json")
        if self.loss is not None:
            said["loss_g"] = self.loss.kept()[0]
        if self.closes_process:
            said["closes_process"] = True
        return said


class BatchEventCreate(EventCreate):
    """An event about the batch in the address; without lines it is the one item."""

    amount: SpokenAmount | None = None
    unit: SpokenUnit | None = None

    def about(self, batch_id: UUID) -> EventCreate:
        """Give the event with the batch as its one line if it names no lines."""
        said = self.model_dump(exclude={"amount", "unit"}, exclude_unset=True)
        event = EventCreate.model_validate(said)
        if not event.lines:
            line = LineCreate(batch_id=batch_id, amount=self.amount, unit=self.unit)
            return event.model_copy(update={"lines": [line]})
        return event


class EventsCreate(In):
    """Up to 500 events, recorded together or not at all."""

    events: list[EventCreate] = Field(min_length=1, max_length=500)


class CorrectionCreate(In):
    """Declares an event wrong; unless it never occurred, gives the events that replace it."""

    reason: ErrorReason
    note: Sentence
    replacements: list[EventCreate] = Field(default_factory=list, max_length=20)

    @model_validator(mode="after")
    def _fits_its_reason(self) -> CorrectionCreate:
        if self.reason is ErrorReason.DID_NOT_OCCUR and self.replacements:
            raise PydanticCustomError(
                "correction.did_not_occur", "what never occurred has no replacement"
            )
        if self.reason is ErrorReason.INCORRECT_DATA and not self.replacements:
            raise PydanticCustomError(
                "correction.replacement_missing", "give the event as it really was"
            )
        return self


class LinePublic(Out):
    """A line as recorded; amounts in g, ml or packages."""

    role: LineRole
    batch_id: UUID | None
    asset_id: UUID | None
    uri: str
    amount: int | None
    unit: Unit | None


class PartyPublic(Out):
    """A party as recorded."""

    side: PartySide
    type: PartyType
    organization_id: UUID | None
    site_id: UUID | None
    uri: str
    name: str | None


class DocumentPublic(Out):
    """A paper as recorded."""

    type: DocumentType
    number: str
    issuer: str | None


class EventPublic(Out):
    """An event as recorded, with the words of CBV 2.0 that were fixed at that moment."""

    id: UUID
    event_id: str
    org_id: UUID
    step: Step
    event_type: EventType
    action: EventAction | None
    biz_step: str
    disposition: str | None
    set_dispositions: list[str]
    unset_dispositions: list[str]
    event_time: datetime
    event_offset: str
    recorded_at: datetime
    late_seconds: int
    read_point_id: UUID | None
    biz_location_id: UUID | None
    transformation_id: str | None
    ilmd: dict[str, Any]
    attributes: dict[str, Any]
    sensors: list[dict[str, Any]]
    recorded_by: UUID
    lines: list[LinePublic]
    parties: list[PartyPublic]
    documents: list[DocumentPublic]
    declared_at: datetime | None = None
    error_reason: str | None = None
    error_note: str | None = None
    declares_id: UUID | None = None
    corrective_ids: list[str] = Field(default_factory=list)
    is_declared_wrong: bool = False


class EventPage(Page):
    """A page of events, oldest first."""

    items: list[EventPublic]


class CorrectionPublic(Out):
    """The error declaration and the events that replace the wrong one."""

    declaration: EventPublic
    replacements: list[EventPublic]

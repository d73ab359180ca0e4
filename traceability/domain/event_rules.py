"""May this event be recorded, as far as it can be told from itself and the lots it names?

The mass balance and the lineage, which need the other events, are checked apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from traceability.domain.civil import civil_date
from traceability.domain.drafts import EventDraft, LineDraft
from traceability.domain.errors import ForbiddenError, RuleError
from traceability.domain.kinds import (
    STOPPED,
    BatchStatus,
    EventAction,
    EventType,
    LineRole,
    OrganizationKind,
    Standing,
    Unit,
)
from traceability.domain.lifecycle import check_may_trade
from traceability.domain.steps import STEPS, Effect, Step, is_amount_required
from traceability.domain.transport import is_bulk_oil

CLOCK_TOLERANCE = timedelta(seconds=5)  # two good clocks may differ by this much
EARLIEST_YEAR = 2000
LARGEST_OFFSET = "14:00"  # EPCIS 2.0: eventTimeZoneOffset reaches from -14:00 to +14:00
ABOUT_ASSETS = frozenset({Step.TANK_CLEANING, Step.DEPARTING, Step.TRANSPORTING})
_ALLOWED_ON_STOPPED = frozenset(
    {
        Step.DESTRUCTION,
        Step.SAMPLE_DESTRUCTION,
        Step.RETURN_OUT,
        Step.REFUSAL,
        Step.VOID_SHIPPING,
        Step.RECEIVING,
        Step.RETURN_IN,
    }
)
_TAKES_GOODS_AWAY = frozenset({Effect.LEAVE, Effect.CONSUME, Effect.PACK})
_GOES_TO_CUSTOMERS = frozenset({Step.SHIPPING, Step.LOADING})


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What must be known of a lot that an event names."""

    lot: str
    org_id: UUID
    unit: Unit
    material: str
    is_product: bool
    status: BatchStatus
    safe_from: date | None = None  # end of the safety interval of its last fumigation
    fumigated_on: date | None = None  # its first day
    stopped_at: datetime | None = None  # since when it is held or recalled

    def is_unsafe_on(self, day: date) -> bool:
        """Tell whether a day lies inside the safety interval of the last fumigation."""
        if self.safe_from is None:
            return False
        return day < self.safe_from and (self.fumigated_on is None or day >= self.fumigated_on)


@dataclass(frozen=True, slots=True)
class SpeakerFacts:
    """Who says it."""

    org_id: UUID
    kind: OrganizationKind
    standing: Standing


def check_event(
    event: EventDraft, lots: Mapping[UUID, LotFacts], speaker: SpeakerFacts, now: datetime
) -> None:
    """Refuse an event that breaks a rule of its step, its time, its speaker or its lots."""
    _check_speaker(event, speaker)
    check_time(event.event_time, now)
    if event.event_offset[1:] > LARGEST_OFFSET:
        raise RuleError("field.instant", field="event_time", offset=event.event_offset)
    _check_shape(event)
    for line in event.batch_lines():
        _check_line(event, line, lots[line.batch_id], speaker)  # type: ignore[index]
    if event.rule.needs_destination and event.receiver() is None:
        raise RuleError("event.no_destination", field="parties", step=event.step)
    if event.step in _GOES_TO_CUSTOMERS:
        check_may_trade(speaker.standing)
    _check_details(event, lots)


def check_time(event_time: datetime, now: datetime) -> None:
    """Refuse a time in the future, or long before there was a register."""
    if event_time > now + CLOCK_TOLERANCE:
        raise RuleError("event.in_the_future", field="event_time", event_time=event_time)
    if event_time.year < EARLIEST_YEAR:
        raise RuleError("event.too_early", field="event_time", event_time=event_time)


def _check_speaker(event: EventDraft, speaker: SpeakerFacts) -> None:
    if event.rule.by_use_case and not event.is_by_use_case:
        raise RuleError("event.not_typed", field="step", step=event.step)
    if event.is_by_use_case:
        return
    if speaker.kind not in event.rule.speakers:
        raise ForbiddenError("event.speaker", field="step", step=event.step, kind=speaker.kind)


def _check_shape(event: EventDraft) -> None:
    rule = event.rule
    for line in event.lines:
        if line.role not in rule.roles:
            raise RuleError("event.role", field="lines", role=line.role, step=event.step)
    named = [(line.role, line.batch_id, line.asset_id) for line in event.lines]
    if len(set(named)) != len(named):
        raise RuleError("event.line_twice", field="lines")
    sides = [(party.side, party.type) for party in event.parties]
    if len(set(sides)) != len(sides):
        raise RuleError("event.party_twice", field="parties")
    if rule.event_type is EventType.TRANSFORMATION:
        _check_transformation_shape(event)
    elif rule.event_type is EventType.AGGREGATION:
        _check_aggregation_shape(event)
    else:
        _check_object_shape(event)


def _check_transformation_shape(event: EventDraft) -> None:
    inputs = {line.batch_id for line in event.batch_lines(LineRole.INPUT)}
    outputs = {line.batch_id for line in event.batch_lines(LineRole.OUTPUT)}
    if not (inputs or outputs) or (event.transformation_id is None and not (inputs and outputs)):
        raise RuleError("event.input_and_output", field="lines", step=event.step)
    if inputs & outputs:
        raise RuleError("lineage.cycle", field="lines")
    if event.asset_ids():
        raise RuleError("event.asset_not_goods", field="lines", step=event.step)


def _check_aggregation_shape(event: EventDraft) -> None:
    parents = [line for line in event.lines if line.role is LineRole.PARENT]
    if len(parents) != 1 or parents[0].asset_id is None:
        raise RuleError("event.one_parent", field="lines", step=event.step)
    children = event.batch_lines(LineRole.CHILD)
    if not children and event.rule.action is not EventAction.DELETE:
        raise RuleError("event.no_lines", field="lines", step=event.step)
    if any(line.amount is None for line in children):
        raise RuleError("event.amount_missing", field="lines", step=event.step)


def _check_object_shape(event: EventDraft) -> None:
    wanted = event.asset_ids() if event.step in ABOUT_ASSETS else event.batch_lines()
    if not wanted:
        raise RuleError("event.no_lines", field="lines", step=event.step)
    if event.rule.event_type is EventType.TRANSACTION and not event.documents:
        raise RuleError("event.detail_missing", field="documents", step=event.step)


def _check_line(event: EventDraft, line: LineDraft, lot: LotFacts, speaker: SpeakerFacts) -> None:
    effect = event.rule.effect_of(line.role)
    if line.amount is None and is_amount_required(event.step, line.role):
        raise RuleError("event.amount_missing", field="lines", lot=lot.lot)
    if line.unit is not None and line.unit is not lot.unit:
        raise RuleError(
            "event.unit_differs", field="lines", lot=lot.lot, unit=line.unit, lot_unit=lot.unit
        )
    if effect is Effect.PRODUCE:
        _check_making(event, line, lot, speaker)
    if effect in _TAKES_GOODS_AWAY:
        _check_taking(event, line, lot)


def _check_making(event: EventDraft, line: LineDraft, lot: LotFacts, speaker: SpeakerFacts) -> None:
    if lot.org_id != speaker.org_id:
        raise ForbiddenError("batch.not_yours", field="lines", lot=lot.lot)
    if lot.is_product and event.rule.event_type is not EventType.TRANSFORMATION:
        raise RuleError("event.product_is_made", field="lines", lot=lot.lot, step=event.step)
    if lot.status is not BatchStatus.DRAFT and _replaced(event, line) is None:
        raise RuleError("event.batch_closed", field="lines", lot=lot.lot, status=lot.status)


def _check_taking(event: EventDraft, line: LineDraft, lot: LotFacts) -> None:
    is_stopped = lot.status in STOPPED
    if (
        is_stopped
        and event.step not in _ALLOWED_ON_STOPPED
        and not _tells_of_before(event, line, lot)
    ):
        raise RuleError("event.batch_stopped", field="lines", lot=lot.lot, status=lot.status)
    unreleased = lot.is_product and lot.status is BatchStatus.DRAFT
    if event.step in _GOES_TO_CUSTOMERS and unreleased:
        raise RuleError("event.not_released", field="lines", lot=lot.lot)
    if lot.is_unsafe_on(civil_date(event.event_time)):
        raise RuleError("store_out.interval_not_over", field="event_time", safe_from=lot.safe_from)


def _tells_of_before(event: EventDraft, line: LineDraft, lot: LotFacts) -> bool:
    """Tell whether a correction tells how goods left before they were stopped, and no more."""
    before = _replaced(event, line)
    if lot.stopped_at is None or before is None:
        return False
    return event.event_time < lot.stopped_at and (line.amount or 0) <= before


def _replaced(event: EventDraft, line: LineDraft) -> int | None:
    """Give the amount with which the event that is being corrected did the same to the lot."""
    if line.batch_id is None:
        return None
    return event.replaced.get((line.batch_id, event.rule.effect_of(line.role)))


def _check_details(event: EventDraft, lots: Mapping[UUID, LotFacts]) -> None:
    needed = {Step.FUMIGATION: "fumigation", Step.STORE_OUT: "store_out"}.get(event.step)
    if needed and needed not in event.attributes:
        raise RuleError("event.detail_missing", field=needed, step=event.step)
    carries_oil = any(is_bulk_oil(lots[line.batch_id].material) for line in event.batch_lines())  # type: ignore[index]
    if event.step is Step.LOADING and carries_oil and "bulk_transport" not in event.attributes:
        raise RuleError("event.detail_missing", field="bulk_transport", step=event.step)
    is_making = STEPS[event.step].event_type is EventType.TRANSFORMATION
    if not is_making and (event.loss_mg or event.transformation_id or event.closes_process):
        raise RuleError("event.not_a_production", field="loss", step=event.step)

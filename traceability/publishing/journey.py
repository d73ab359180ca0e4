"""How does the way of a batch read to the public, its own events and those of earlier lots?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta, timezone
from typing import Any
from uuid import UUID

from consumer_web.document import EventFacts, Fact, OriginFacts, Place, Words
from traceability.domain.kinds import (
    EventType,
    LineRole,
    OrganizationKind,
    PartySide,
    PartyType,
    Unit,
)
from traceability.domain.steps import STEPS, Effect, Step
from traceability.publishing.sources import Sources
from traceability.publishing.words import KIND_WORDS, say_amount, say_category
from traceability.storage.events import WholeEvent
from traceability.storage.tables import Batch, Organization, Site

_HIDDEN = frozenset(
    {Step.HOLDING, Step.LIFTING, Step.RECALLING, Step.LABEL_PRINTING, Step.KITCHEN_USE}
)
_FACT_WORDS: dict[str, Words] = {
    "moisture_percent": Words(zh="水分", en="moisture"),
    "impurity_percent": Words(zh="杂质", en="impurities"),
    "variety": Words(zh="品种", en="variety"),
    "line_no": Words(zh="生产线", en="line"),
    "silo": Words(zh="仓", en="silo"),
    "grade": Words(zh="等级", en="grade"),
    "press_temperature_celsius": Words(zh="压榨温度", en="pressing temperature"),
    "composition": Words(zh="配比", en="composition"),
    "vehicle_plate": Words(zh="车牌", en="plate"),
    "vehicle_cleaning": Words(zh="车厢清洁", en="vehicle cleaning"),
}
_TRANSPORT_WORDS: dict[str, Words] = {
    "tank_mark": Words(zh="罐体标识", en="tank mark"),
    "previous_cargo": Words(zh="前载货物", en="previous cargo"),
    "cleaning_ticket": Words(zh="清洗单", en="cleaning slip"),
    "seals": Words(zh="铅封号", en="seal"),
    "vehicle_plate": Words(zh="车牌", en="plate"),
}
_MARKS = {
    "edible_oil_only": Words(zh="食用油专用", en="edible oil only"),
    "food_only": Words(zh="食品专用", en="food only"),
}
_SENSOR_WORDS = {
    "Temperature": Words(zh="温度", en="temperature"),
    "RelativeHumidity": Words(zh="相对湿度", en="relative humidity"),
    "MassConcentration": Words(zh="浓度", en="concentration"),
}
_UOM_WORDS = {"CEL": "℃", "A93": "g/m³", "P1": "%"}


def view_events(batch_id: UUID, sources: Sources) -> tuple[EventFacts, ...]:
    """Give the way of a batch, oldest first, without naming its customers."""
    chain = sources.chain_of(batch_id)
    owners = {sources.batches[lot].org_id for lot in chain}
    found = [
        (whole, lot)
        for whole, lot in chain_events(chain, owners, sources)
        if not whole.is_declared_wrong
    ]
    found.sort(key=lambda pair: (pair[0].event.event_time, pair[0].event.id))
    return tuple(_view(whole, lot, batch_id, sources, owners) for whole, lot in found)


def chain_events(
    chain: Mapping[UUID, int], owners: set[UUID], sources: Sources
) -> Iterator[tuple[WholeEvent, UUID]]:
    """Give each event of a chain once, with the lot it is told under; sisters' are left out."""
    seen: set[UUID] = set()
    for lot in sorted(chain, key=lambda lot: chain[lot]):
        for whole in sources.by_lot.of(lot, chain):
            if whole.event.id not in seen and _belongs(whole, chain[lot] == 0, owners):
                seen.add(whole.event.id)
                yield whole, lot


def _belongs(whole: WholeEvent, is_own: bool, owners: set[UUID]) -> bool:
    """Tell whether an event of a lot is part of the way: earlier lots also went elsewhere."""
    event = whole.event
    if event.declared_at is not None or event.step in _HIDDEN:
        return False
    if is_own or event.event_type == EventType.TRANSFORMATION:
        return True
    receiver = _receiver(whole)
    return event.org_id in owners and (receiver is None or receiver in owners)


def _receiver(whole: WholeEvent) -> UUID | None:
    for party in whole.parties:
        if party.side == PartySide.DESTINATION and party.type == PartyType.POSSESSING:
            return party.organization_id
    return None


def _view(
    whole: WholeEvent, lot: UUID, batch_id: UUID, sources: Sources, owners: set[UUID]
) -> EventFacts:
    event = whole.event
    speaker = sources.organizations[event.org_id]
    is_customer = speaker.id not in owners and speaker.kind in {
        OrganizationKind.CANTEEN,
        OrganizationKind.ENTERPRISE,
    }
    rule = STEPS[Step(event.step)]
    late = event.recorded_at - event.event_time
    shift = timezone(_offset(event.event_offset))
    return EventFacts(
        id=str(event.id),
        step=event.step,
        title=Words(zh=rule.zh, en=rule.en),
        at=event.event_time.astimezone(shift).isoformat(timespec="seconds"),
        place=_place(sources.sites.get(event.read_point_id), speaker, is_customer),  # type: ignore[arg-type]
        destination=_destination(whole, sources),
        facts=tuple(_facts(whole, lot, batch_id, sources)),
        missing=tuple(_missing(whole)),
        entered_by=_kind_and_district(speaker).zh if is_customer else speaker.name,
        entered_at=event.recorded_at,
        late_days=max(0, late // timedelta(days=1)),
        is_correction=event.event_id in sources.correctives,
        lot=None if lot == batch_id else sources.batches[lot].lot,
    )


def _offset(text: str) -> timedelta:
    shift = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return -shift if text[0] == "-" else shift


def _place(site: Site | None, speaker: Organization, is_customer: bool) -> Place | None:
    if is_customer:
        return Place(name=KIND_WORDS[speaker.kind].zh, district=speaker.district)
    if site is None:
        return Place(name="", district=speaker.district) if speaker.district else None
    return Place(
        name=site.name,
        district=site.district,
        latitude_e6=site.latitude_e6,
        longitude_e6=site.longitude_e6,
    )


def _kind_and_district(organization: Organization) -> Words:
    kind = KIND_WORDS[organization.kind]
    return Words(
        zh=f"{kind.zh}（{organization.district}）", en=f"{kind.en} ({organization.district})"
    )


def _destination(whole: WholeEvent, sources: Sources) -> Words | None:
    """Say the kind and district of the receiver, never the name."""
    for party in whole.parties:
        if party.side != PartySide.DESTINATION or party.type != PartyType.POSSESSING:
            continue
        organization = sources.organizations.get(party.organization_id or UUID(int=0))
        if organization is not None:
            return _kind_and_district(organization)
        return Words(zh="系统外的客户", en="a customer outside this system")
    return None


def _facts(whole: WholeEvent, lot: UUID, batch_id: UUID, sources: Sources) -> Iterator[Fact]:
    yield from _amounts(whole, lot, batch_id, sources)
    said: dict[str, Any] = {**whole.event.ilmd, **whole.event.attributes}
    for key, label in _FACT_WORDS.items():
        if key in said:
            yield _fact(label, _plain(key, said[key]))
    yield from _transport(said.get("bulk_transport") or {})
    fumigation = said.get("fumigation")
    if fumigation:
        label = Words(zh="药剂安全间隔期到", en="safe from")
        yield _fact(label, fumigation["safe_from"])
    report = (said.get("store_out") or {}).get("quality_report")
    if report:
        yield _fact(Words(zh="质量报告", en="quality report"), report)
    for reading in whole.event.sensors:
        unit = _UOM_WORDS.get(reading["uom"], reading["uom"])
        yield _fact(_SENSOR_WORDS[reading["type"]], f"{reading['value']} {unit}")


def _amounts(whole: WholeEvent, lot: UUID, batch_id: UUID, sources: Sources) -> Iterator[Fact]:
    if whole.event.event_type == EventType.TRANSFORMATION:
        chain = sources.chain_of(batch_id)  # a sister made beside this lot is not told
        for role, zh, en in ((LineRole.INPUT, "投入", "in"), (LineRole.OUTPUT, "产出", "out")):
            for line in whole.lines:
                if line.role == role and line.amount is not None and line.batch_id in chain:
                    known = sources.batches[line.batch_id]
                    yield _line_fact(Words(zh=zh, en=en), line.amount, line.unit or "", known)
        loss = whole.event.attributes.get("loss_g")
        if loss:
            yield Fact(label=Words(zh="损耗", en="loss"), value=say_amount(loss, Unit.GRAM))
        return
    for line in whole.lines:
        if line.batch_id == lot and line.amount is not None and line.unit is not None:
            amount = say_amount(line.amount, line.unit)
            yield Fact(label=Words(zh="数量", en="amount"), value=amount)


def _line_fact(label: Words, amount: int, unit: str, batch: Batch) -> Fact:
    food, said = say_category(batch.material), say_amount(amount, unit)
    return Fact(label=label, value=Words(zh=f"{food.zh} {said.zh}", en=f"{food.en} {said.en}"))


def _transport(said: Mapping[str, Any]) -> Iterator[Fact]:
    for key, label in _TRANSPORT_WORDS.items():
        value = said.get(key)
        if not value:
            continue
        if key == "tank_mark":
            yield Fact(label=label, value=_MARKS[value])
        elif key == "previous_cargo":
            yield Fact(label=label, value=say_category(value))
        else:
            yield _fact(label, _plain(key, value))


def _plain(key: str, value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    if key == "vehicle_plate":
        return mask_plate(str(value))
    return f"{value}%" if key.endswith("_percent") else str(value)


def mask_plate(plate: str) -> str:
    """Hide the middle of a number plate: 粤L·5★★71."""
    return f"{plate[:2]}·{plate[2:3]}★★{plate[-2:]}" if len(plate) >= 6 else "★★★"


def _fact(label: Words, text: str) -> Fact:
    return Fact(label=label, value=Words(zh=text, en=text))


def _missing(whole: WholeEvent) -> Iterator[Words]:
    step, said = whole.event.step, whole.event.attributes
    if step == Step.SHIPPING and "vehicle_cleaning" not in said:
        yield Words(zh="车厢清洁记录", en="record of the vehicle's cleaning")


def view_raw_lots(batch_id: UUID, sources: Sources) -> tuple[OriginFacts, ...]:
    """Give the first lots of the chain: what nothing in the register was made into."""
    chain = sources.chain_of(batch_id)
    firsts = [lot for lot in chain if lot != batch_id and not sources.parents.get(lot)]
    return tuple(_origin(sources.batches[lot], sources) for lot in sorted(firsts))


def _origin(batch: Batch, sources: Sources) -> OriginFacts:
    return OriginFacts(
        lot=batch.lot,
        name=say_category(batch.material),
        supplier=_supplier(batch, sources),
        place=batch.origin,
        harvest_year=batch.harvest_year,
    )


def _supplier(batch: Batch, sources: Sources) -> str | None:
    for whole in sources.events.get(batch.id, ()):
        effect = STEPS[Step(whole.event.step)].effect
        if effect is not Effect.PRODUCE or whole.is_declared_wrong:
            continue
        for party in whole.parties:
            if party.side == PartySide.SOURCE and party.type == PartyType.POSSESSING:
                known = sources.organizations.get(party.organization_id or UUID(int=0))
                # A name in free text may be a person's: only registered suppliers are named.
                return known.name if known else "系统外的供货方"
        return sources.organizations[whole.event.org_id].name
    return None

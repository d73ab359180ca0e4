"""A city in which every step of the trade happens once, and what it says of it in EPCIS."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import jsonschema_rs
from sqlmodel import col, select

from tests.factories import City, found_city, intake, line, milling, shipping
from tests.registers import open_register
from traceability.domain.kinds import OrganizationKind, Role
from traceability.routes.events import dump_exactly
from traceability.schemas.batches import HoldCreate, LiftCreate, RecallCreate
from traceability.schemas.events import CorrectionCreate, CorrectionPublic
from traceability.services import corrections, events, lifecycle
from traceability.storage.events import whole_events
from traceability.storage.migrate import migrate
from traceability.storage.tables import TraceEvent
from traceability.storage.work import Work

_SCHEMA = json.loads((Path(__file__).parents[2] / "epcis_schema.json").read_text("utf-8"))
VALIDATOR = jsonschema_rs.Draft7Validator(_SCHEMA, validate_formats=True)


def faults(document: dict[str, Any]) -> list[str]:
    """Give what a document breaks, each with its place."""
    return [f"{list(e.instance_path)}: {e.message}" for e in VALIDATOR.iter_errors(document)]


def epcis_text(city: City, who: str = "regulator") -> str:
    """Give every event of the city as one EPCIS document, as a route would send it."""

    def story(work: Work) -> str:
        rows = work.session.exec(select(TraceEvent).order_by(col(TraceEvent.id))).all()
        return dump_exactly(events.as_epcis(work, whole_events(work.session, rows)))

    return city.look(who, story)


def epcis_events(city: City, who: str = "regulator") -> list[dict[str, Any]]:
    """Give every event of the city as parsed JSON-LD."""
    found: list[dict[str, Any]] = json.loads(epcis_text(city, who))["epcisBody"]["eventList"]
    return found


def event_of(document: dict[str, Any], step: str) -> dict[str, Any]:
    """Give the first event of a step."""
    found = (e for e in document["epcisBody"]["eventList"] if e["gyl:step"] == step)
    return next(found)


@cache
def chronicle_text() -> str:
    """Give the EPCIS document of a city in which every step happened, built once a run."""
    with TemporaryDirectory() as folder:
        engine = open_register(f"sqlite:///{folder}/register.db")
        migrate(engine)
        city = found_city(engine)
        live_through_every_step(city)
        text = epcis_text(city)
        engine.dispose()
    return text


def correct(city: City, who: str, event_id: UUID, **said: Any) -> CorrectionPublic:
    """Declare an event wrong, by way of its use case."""
    entered = CorrectionCreate.model_validate(said)
    return city.do(who, lambda work: corrections.correct_event(work, event_id, entered))


def at(city: City, hours: int) -> str:
    """Give an instant so many hours into the city's day, as a clerk in Huizhou writes it."""
    start = datetime.combine(city.day, datetime.min.time(), UTC) + timedelta(hours=hours)
    return (start + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S.125+08:00")


def live_through_every_step(city: City) -> None:
    """Record every step of the register at least once, with all details that it can carry."""
    _found_farm(city)
    _mill_grain(city)
    _store_grain(city)
    bags = _pack_rice(city)
    _sell_rice(city, bags)
    _stop_and_free(city, bags)
    _press_oil(city)


def _found_farm(city: City) -> None:
    farm = city.add_organization(OrganizationKind.FARM, "龙门县稻香种植专业合作社")
    city.add_user(farm, Role.ENTERPRISE, "farm")
    for who, kind in (("mill", "mill"), ("rival", "press"), ("canteen", "canteen")):
        city.add_site(who, kind)


def _mill_grain(city: City) -> None:
    harvest = city.add_batch("farm", name="早籼稻谷", quantity="13200.5", unit="kg")
    dry = city.add_batch(quantity="13", unit="t")
    sell = shipping(harvest.id, "13200.5", "kg", city.actors["mill"].org_id)
    city.record(
        "farm",
        {
            "step": "harvesting",
            "lines": [line(harvest.id, "13200.5", "kg")],
            "ilmd": {"variety": "象牙香占", "harvest_year": 2026, "policy_grain": False},
            "attributes": {"moisture": "14.2"},
        },
        sell | {"attributes": {"https://other.example/terms#plate": "粤L12345"}},
    )
    city.record(
        "mill",
        {
            "step": "receiving",
            "lines": [line(harvest.id, "13200.5", "kg")],
            "parties": [
                {"side": "source", "organization_id": city.actors["farm"].org_id},
                {"side": "destination", "organization_id": city.actors["mill"].org_id},
                {"side": "destination", "type": "location", "site_id": city.site_ids["mill"]},
            ],
            "documents": [{"type": "recadv", "number": "收字 2026/118"}],
        },
        {
            "step": "drying",
            "lines": [
                line(harvest.id, "13200.5", "kg", role="input"),
                line(dry.id, "13", "t", role="output"),
            ],
            "loss": {"amount": "200.5", "unit": "kg"},
        },
    )


def _store_grain(city: City) -> None:
    paddy, clean = city.add_batch(), city.add_batch(name="净谷", quantity="19.8")
    rice = city.add_batch(material="rice_indica", name="散米", quantity="13.2")
    silo = {"site_id": city.site_ids["mill"], "location_id": city.site_ids["mill"]}
    city.record(
        "mill",
        intake(paddy.id, "20") | silo,
        {
            "step": "storing",
            "lines": [line(paddy.id, "20", "t")],
            "sensors": [
                {"type": "Temperature", "value": "-3.50", "uom": "CEL", "device": "探头7"},
                {"type": "RelativeHumidity", "value": "012.0625", "uom": "P1"},
            ],
            **silo,
        },
        {"step": "stock_counting", "lines": [line(paddy.id, "19999", "kg")]},
        {
            "step": "fumigation",
            "lines": [line(paddy.id)],
            "fumigation": {
                "agent": "磷化铝",
                "started_on": city.day - timedelta(days=20),
                "safe_from": city.day,
            },
            "documents": [{"type": "cert", "number": "熏-7", "issuer": "惠州市粮库"}],
        },
        {
            "step": "store_out",
            "lines": [line(paddy.id, "20", "t")],
            "store_out": {"is_fumigated": True, "safe_from": city.day, "quality_report": "Z-1"},
        },
        {
            "step": "cleaning",
            "lines": [
                line(paddy.id, "20", "t", role="input"),
                line(clean.id, "19.8", "t", role="output"),
            ],
            "loss": {"amount": "200", "unit": "kg"},
        },
        milling(clean.id, "19.8", rice.id, "13.2", loss_kg="6600"),
    )


def _pack_rice(city: City) -> UUID:
    _, _, bags = city.make_rice()
    city.inspect(bags.id)
    pallet = city.add_asset("mill", "pallet")
    held_together = [{"role": "parent", "asset_id": pallet}, line(bags.id, "40", "each", "child")]
    city.record(
        "mill",
        {
            "step": "factory_inspection",
            "lines": [line(bags.id)],
            "documents": [{"type": "testres", "number": "R-1"}],
            "handlers": {"handler": "王五月", "driver": "赵六顺", "driver_phone": "13700001111"},
        },
        {"step": "sampling", "lines": [line(bags.id, "2", "each")]},
        {"step": "sample_destruction", "lines": [line(bags.id, "2", "each")]},
        {
            "step": "label_printing",
            "lines": [line(bags.id, "2640", "each")],
            "documents": [{"type": "prodorder", "number": "LABEL-7"}],
        },
        {"step": "label_applying", "lines": [line(bags.id)], "ilmd": {"net_content": "5 kg"}},
        {"step": "packing", "lines": held_together, "ilmd": {"layer": "5"}},
        {"step": "unpacking", "lines": held_together},
    )
    city.do("mill", lambda work: lifecycle.release_batch(work, bags.id))
    return bags.id


def _sell_rice(city: City, bags: UUID) -> None:
    mill, canteen = city.actors["mill"].org_id, city.actors["canteen"].org_id
    back = shipping(bags, "5", "each", mill)
    city.record(
        "mill",
        shipping(bags, "100", "each", canteen),
        shipping(bags, "10", "each", canteen) | {"step": "void_shipping"},
    )
    city.record(
        "canteen",
        back | {"step": "refusal", "attributes": {"reason": "破包"}},
        {"step": "receiving", "lines": [line(bags, "85", "each")]},
        back | {"step": "return_out"},
        {"step": "destruction", "lines": [line(bags, "1", "each")]},
        {"step": "kitchen_use", "lines": [line(bags, "2", "each")]},
    )
    city.record(
        "mill",
        {"step": "return_in", "lines": [line(bags, "10", "each")]},
        {"step": "shelving", "lines": [line(bags, "10", "each")]},
    )


def _stop_and_free(city: City, bags: UUID) -> None:
    hold, lift = HoldCreate(reason="镉待复检"), LiftCreate(reason="复检合格")
    recall = RecallCreate(reason="标签错误", number="召回〔2026〕1号", downstream="none")
    city.do("regulator", lambda work: lifecycle.hold_batch(work, bags, hold))
    city.do("regulator", lambda work: lifecycle.lift_batch(work, bags, lift))
    city.do("regulator", lambda work: lifecycle.recall_batch(work, bags, recall))
    city.do("regulator", lambda work: lifecycle.lift_batch(work, bags, lift))


def _press_oil(city: City) -> None:
    rival = city.actors["rival"].org_id
    lots = {
        name: city.add_batch("rival", material=material, name=name, quantity=quantity, unit=unit)
        for name, material, quantity, unit in (
            ("花生仁", "peanut", "10", "t"),
            ("花生原油", "crude_oil_peanut", "4", "t"),
            ("花生粕", "peanut", "5.5", "t"),
            ("大豆", "soybean", "10", "t"),
            ("大豆原油", "crude_oil_soybean", "1.8", "t"),
            ("精炼花生油", "oil_peanut", "3.9", "t"),
            ("调和油", "oil_blend", "5.7", "t"),
        )
    }
    ids = {name: lot.id for name, lot in lots.items()}
    city.record("rival", intake(ids["花生仁"], "10"), intake(ids["大豆"], "10"))
    process = {"transformation_id": "P-118"}
    city.record(
        "rival",
        {"step": "pressing", "lines": [line(ids["花生仁"], "10", "t", "input")], **process},
        {
            "step": "pressing",
            "lines": [
                line(ids["花生原油"], "4", "t", "output"),
                line(ids["花生粕"], "5.5", "t", "output"),
            ],
            "loss": {"amount": "500", "unit": "kg"},
            "closes_process": True,
            **process,
        },
        _made("extraction", ids["大豆"], "10", ids["大豆原油"], "1.8", "8200"),
    )
    _carry_oil(city, ids["花生原油"], rival)
    city.record(
        "rival",
        _made("refining", ids["花生原油"], "4", ids["精炼花生油"], "3.9", "100"),
        {
            "step": "blending",
            "lines": [
                line(ids["精炼花生油"], "3.9", "t", "input"),
                line(ids["大豆原油"], "1.8", "t", "input"),
                line(ids["调和油"], "5.7", "t", "output"),
            ],
            "ilmd": {"composition": [{"oil": "花生油", "share": "68"}, {"oil": "大豆油"}]},
        },
    )


def _made(
    step: str, given: UUID, tonnes_in: str, made: UUID, tonnes_out: str, loss_kg: str
) -> dict[str, Any]:
    return milling(given, tonnes_in, made, tonnes_out, loss_kg) | {"step": step}


def _carry_oil(city: City, oil: UUID, to: UUID) -> None:
    tank = city.add_asset("rival", "tank", mark="edible_oil_only")
    about_tank = [{"role": "item", "asset_id": tank}]
    in_tank = [{"role": "parent", "asset_id": tank}, line(oil, "4", "t", "child")]
    site = city.site_ids["rival"]
    city.record(
        "rival",
        {
            "step": "tank_cleaning",
            "event_time": at(city, 1),
            "lines": about_tank,
            "documents": [{"type": "cert", "number": "WASH-77"}],
        },
        {
            "step": "loading",
            "event_time": at(city, 2),
            "site_id": site,
            "lines": in_tank,
            "parties": [
                {"side": "source", "organization_id": to},
                {"side": "source", "type": "location", "site_id": site},
                {"side": "destination", "organization_id": to},
            ],
            "documents": [{"type": "bol", "number": "WB-2026-118"}],
            "bulk_transport": {
                "tank_mark": "edible_oil_only",
                "previous_cargo": None,
                "cleaned_at": at(city, 1),
                "cleaning_ticket": "WASH-77",
                "seals": ["HZ00871", "HZ00872"],
                "vehicle_plate": "粤L12345",
            },
            "handlers": {"driver": "赵六顺", "driver_phone": "13700001111"},
        },
        {"step": "departing", "event_time": at(city, 3), "lines": about_tank},
        {
            "step": "transporting",
            "event_time": at(city, 4),
            "site_id": site,
            "lines": about_tank,
            "sensors": [{"type": "Temperature", "value": "21.5"}],
        },
        {"step": "unloading", "event_time": at(city, 5), "lines": in_tank},
        {"step": "receiving", "event_time": at(city, 6), "lines": [line(oil, "4", "t")]},
    )

"""Where does each example of the state machine start? On a copy of one small, stocked register."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from tests.factories import City, found_city
from tests.registers import open_register
from tests.traceability.services.register_model import MAKES, Said
from traceability.storage.migrate import migrate

OWNED = {
    "mill": ("paddy0", "paddy1", "bulk0", "bulk1", "bags0", "bags1"),
    "rival": ("rice2", "bulk2", "bags2"),
}
NAMES = [name for names in OWNED.values() for name in names]
PEOPLE = ["mill", "rival", "canteen"]

START = (
    Said("mill", "raw_intake", (("paddy0", 90),)),
    Said("mill", "raw_intake", (("paddy1", 50),)),
    Said("rival", "raw_intake", (("rice2", 50),)),
    Said("mill", MAKES, (("paddy0", 60),), (("bags0", 40),), loss=20),
)


@dataclass
class Copy:
    """A register of its own, and the ids behind the names."""

    city: City
    ids: dict[str, UUID]
    pallets: dict[str, UUID]


@cache
def _template() -> tuple[bytes, Copy]:
    """Make a register with people and empty lots, once."""
    engine = open_register("sqlite://")
    migrate(engine)
    made = Copy(found_city(engine), {}, {})
    for who, names in OWNED.items():
        made.pallets[who] = made.city.add_asset(who, "pallet")
        bag = made.city.add_product(who, net_content="1")
        for name in names:
            said: dict[str, Any] = {"lot": name.upper(), "quantity": "99"}
            said |= {"product_id": bag.id, "unit": "each"} if "bags" in name else {"unit": "kg"}
            made.ids[name] = made.city.add_batch(who, **said).id
            if "bags" in name:
                made.city.inspect(made.ids[name], who)
    made.pallets["canteen"] = made.pallets["mill"]
    with engine.connect() as connection:
        image = _driver(connection).serialize()
    engine.dispose()
    return image, made


def fresh_copy() -> Copy:
    """Give a copy of the register, in memory."""
    image, made = _template()
    engine = open_register("sqlite://")
    with engine.connect() as connection:
        connection.rollback()
        _driver(connection).deserialize(image)
    city = City(engine, day=made.city.day, actors=made.city.actors)
    return Copy(city, made.ids, made.pallets)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def as_json(said: Said, register: Copy) -> dict[str, Any]:
    """Write what was said as the register wants it."""
    step, role = said.step, "item"
    lines = []
    if step == MAKES:
        step, role = "blending", "input"
    elif "pack" in step:
        role = "child"
        lines.append({"role": "parent", "asset_id": register.pallets[said.speaker]})
    roles = [(role, pair) for pair in said.takes] + [("output", pair) for pair in said.gives]
    for name, (lot, amount) in roles:
        unit = "each" if ("bags" in lot) is not said.wrong_unit else "kg"
        lines.append(
            {"role": name, "batch_id": register.ids[lot], "amount": str(amount), "unit": unit}
        )
    event: dict[str, Any] = {"step": step, "lines": lines}
    if said.to:
        receiver = register.city.actors[said.to].org_id
        event["parties"] = [{"side": "destination", "organization_id": receiver}]
    if said.loss:
        event["loss"] = {"amount": str(said.loss), "unit": "kg"}
    if said.process:
        event |= {"transformation_id": said.process, "closes_process": said.closes}
    return event

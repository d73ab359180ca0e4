"""A register with a record of nearly every kind, and somebody with SQL access who alters it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from tests.case_story import strike_off
from tests.factories import CIPHER, City, found_city, intake, line, milling, shipping, uscc_of
from traceability.domain.kinds import OrganizationKind, Role
from traceability.schemas.batches import RecallCreate
from traceability.schemas.events import CorrectionCreate, EventCreate
from traceability.schemas.labels import LabelJobCreate
from traceability.schemas.parties import OrganizationCreate
from traceability.schemas.penalties import PenaltyCreate
from traceability.schemas.purchases import PurchaseCreate
from traceability.services import (
    corrections,
    labels,
    lifecycle,
    organizations,
    penalties,
    purchases,
)


@dataclass
class Register:
    """The ids that tests need."""

    mill: UUID
    rival: UUID
    trader: UUID
    mill_uscc: str
    rival_uscc: str
    mill_user: UUID
    product: UUID
    paddy: UUID
    rice: UUID
    bags: UUID
    recalled: UUID
    rival_batch: UUID
    milling: UUID
    shipment: UUID
    inspection: UUID
    purchase: UUID
    penalty: UUID
    gtin: str
    lot: str

    @property
    def page(self) -> str:
        """Give the key of the published page of the bags."""
        return f"{self.gtin}/{self.lot}/441300"


def build_register(engine: Engine) -> Register:
    """Build it through the use cases, as people would."""
    city = found_city(engine)
    city.add_site("mill")
    paddy, rice, bags = city.release_rice()
    shipment = city.record("mill", shipping(bags.id, "200", "each", city.actors["canteen"].org_id))
    purchase = city.do("canteen", lambda work: purchases.record_purchase(work, _purchase(bags.id)))
    city.do("mill", lambda w: labels.order_labels(w, LabelJobCreate(batch_id=bags.id, count=50)))
    recalled = city.release_rice()[2]
    recall = RecallCreate(reason="镉超标", downstream="none")
    city.do("regulator", lambda work: lifecycle.recall_batch(work, recalled.id, recall))
    rival_batch = city.add_batch("rival")
    _correct_a_milling(city)
    _run_a_process(city)
    trader = _trade_as_a_person(city)
    penalty = _punish_and_delist(city)
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(query)).scalar_one()
            for name, query in {
                "milling": "select min(id) from trace_event where step = 'milling'"
                if engine.dialect.name == "sqlite"
                else "select id from trace_event where step = 'milling' order by id limit 1",
                "inspection": "select id from inspection order by id limit 1",
            }.items()
        }
    ids = {name: value if isinstance(value, UUID) else UUID(value) for name, value in found.items()}
    mill, rival = city.actors["mill"], city.actors["rival"]
    return Register(
        mill=mill.org_id,
        rival=rival.org_id,
        trader=trader,
        mill_uscc=mill.uscc,
        rival_uscc=rival.uscc,
        mill_user=mill.user_id,
        product=bags.product_id or bags.id,
        paddy=paddy.id,
        rice=rice.id,
        bags=bags.id,
        recalled=recalled.id,
        rival_batch=rival_batch.id,
        shipment=shipment[0].id,
        purchase=purchase.id,
        penalty=penalty,
        gtin=bags.gtin or "",
        lot=bags.lot,
        **ids,
    )


def _purchase(batch_id: UUID) -> PurchaseCreate:
    return PurchaseCreate.model_validate(
        {
            "batch_id": batch_id,
            "amount": "200",
            "unit": "each",
            "delivered_at": datetime.now(UTC) - timedelta(hours=1),
            "price_fen": 12_345,
            "checked_by": "李四光",
        }
    )


def _correct_a_milling(city: City) -> None:
    paddy, rice = city.add_batch(), city.add_batch(material="rice_indica", name="散米")
    when = {"event_time": datetime.combine(city.day, datetime.min.time(), UTC)}
    wrong = city.record(
        "mill", intake(paddy.id, "20"), milling(paddy.id, "20", rice.id, "13.2", "6800")
    )[1]
    right = EventCreate.model_validate(when | milling(paddy.id, "19.9", rice.id, "13.2", "6700"))
    correction = CorrectionCreate.model_validate(
        {"reason": "incorrect_data", "note": "称重错误", "replacements": [right]}
    )
    city.do("mill", lambda work: corrections.correct_event(work, wrong.id, correction))


def _run_a_process(city: City) -> None:
    """Mill two lots of paddy in three events that share one transformationID."""
    lots = [city.add_batch(), city.add_batch()]
    rice = city.add_batch(material="rice_indica", name="散米", quantity="26")
    process = {"step": "milling", "transformation_id": "mill:night-1"}
    city.record("mill", *(intake(lot.id, "20") for lot in lots))
    for lot in lots:
        city.record("mill", process | {"lines": [line(lot.id, "20", "t", role="input")]})
    city.record(
        "mill",
        process
        | {
            "lines": [line(rice.id, "26", "t", role="output")],
            "loss": {"amount": "14", "unit": "t"},
            "closes_process": True,
        },
    )


def _trade_as_a_person(city: City) -> UUID:
    """Let an individual business in: all that it owns is sealed."""
    entered = OrganizationCreate(
        uscc=uscc_of(city.number(), "92441322"),
        name="博罗县老李粮油店",
        kind=OrganizationKind.ENTERPRISE,
        district="博罗县",
    )
    shop = city.do("admin", lambda work: organizations.register_organization(work, entered))
    city.add_user(shop, Role.ENTERPRISE, "trader")
    city.add_site("trader", "shop", "门店")
    paddy = city.add_batch("trader")
    city.record("trader", intake(paddy.id, "1"))
    return shop.id


def _punish_and_delist(city: City) -> UUID:
    rival = city.actors["rival"].org_id
    decision = PenaltyCreate(
        organization_id=rival,
        decision_no="惠市监罚〔2026〕1号",
        authority_name="惠州市市场监督管理局",
        authority_uscc=uscc_of(1, "11441300"),
        violation_kind="生产经营不合格食品",
        violation_facts="抽检镉超标",
        legal_basis="食品安全法第一百二十四条",
        penalty_kinds=("罚款",),
        legal_representative="陈某某",
        penalty_content="罚款五万元",
        fine_fen=5_000_000,
        decided_on=date(2026, 1, 5),
    )
    penalty = city.do("regulator", lambda work: penalties.record_penalty(work, decision, CIPHER))
    strike_off(city)
    return penalty.id


class Intruder:
    """Somebody with SQL access and no wish to be seen."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        if not self.is_sqlite:
            connection.execute(text("SET session_replication_role = replica"))

    def key(self, value: UUID) -> Any:
        """Give an id as the database keeps it."""
        return value.hex if self.is_sqlite else value

    def run(self, statement: str, **values: Any) -> int:
        """Run a statement; ids among the values are turned into stored ones."""
        stored = {k: self.key(v) if isinstance(v, UUID) else v for k, v in values.items()}
        return self.connection.execute(text(statement), stored).rowcount

    def row(self, query: str, **values: Any) -> dict[str, Any]:
        """Read one row."""
        stored = {k: self.key(v) if isinstance(v, UUID) else v for k, v in values.items()}
        return dict(self.connection.execute(text(query), stored).mappings().one())

    def copy(self, table: str, where: str, changes: dict[str, Any], **values: Any) -> None:
        """Insert a changed copy of a row."""
        row = self.row(f"select * from {table} where {where}", **values)
        row |= {k: self.key(v) if isinstance(v, UUID) else v for k, v in changes.items()}
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join(
            f"cast(:{name} as jsonb)" if isinstance(value, (dict, list)) else f":{name}"
            for name, value in row.items()
        )
        stored = {k: _json(v) if isinstance(v, (dict, list)) else v for k, v in row.items()}
        self.connection.execute(text(f"insert into {table} ({names}) values ({marks})"), stored)


def _json(value: object) -> str:

    return json.dumps(value, ensure_ascii=False)

"""A small register, built through the use cases as people would: one mill, its lots, a canteen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import Engine
from stdnum import ean

from traceability.domain.access import Actor, system_actor
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import Approval, BatchStatus, OrganizationKind, Role
from traceability.domain.uscc import check_character
from traceability.gateways.identity_cipher import KeyedIdentityCipher
from traceability.publishing.settling import settle
from traceability.schemas.batches import BatchCreate, BatchPublic, HoldCreate, LiftCreate
from traceability.schemas.events import EventCreate, EventPublic
from traceability.schemas.inspections import InspectionCreate, InspectionPublic
from traceability.schemas.parties import (
    AssetCreate,
    OrganizationCreate,
    OrganizationPublic,
    SiteCreate,
    UserCreate,
)
from traceability.schemas.products import ProductCreate, ProductPublic
from traceability.services import (
    batches,
    events,
    inspections,
    lifecycle,
    organizations,
    products,
    sites,
    trust_rules,
    users,
)
from traceability.storage.limits import add_limit_record, new_limit_record
from traceability.storage.reference.reader import read_food_limits
from traceability.storage.work import Work, reading, transaction

T = TypeVar("T")
ORIGIN = "441300"
PASSWORD = "correct horse battery"
CODE_KEYS = (bytes(range(32)),)
SIGNED = {
    "text_version": "2026-01",
    "text_sha256": "5f" * 32,
    "signed_on": date(2026, 1, 5),
    "signed_by": "陈守诺",
}
CIPHER = KeyedIdentityCipher([bytes(range(100, 132))])
_HASH = users.hash_password(PASSWORD, cost=1)


def uscc_of(number: int, head: str = "91441322") -> str:
    """Give a valid USCC made of a head and a number."""
    body = f"{head}MA{number:07d}"
    return body + check_character(body)


def gtin_of(number: int) -> str:
    """Give a valid GTIN-13."""
    body = f"697{number:09d}"
    return body + ean.calc_check_digit(body)


@dataclass
class City:
    """A register with people in it."""

    engine: Engine
    day: date = field(default_factory=lambda: datetime.now(UTC).date() - timedelta(days=30))
    numbers: int = 0
    actors: dict[str, Actor] = field(default_factory=dict)
    site_ids: dict[str, UUID] = field(default_factory=dict)
    has_limits: bool = False

    def do(self, who: str | Actor, story: Callable[[Work], T], at: datetime | None = None) -> T:
        """Run a story as somebody, committed; now, or at another instant."""
        actor = self.actors[who] if isinstance(who, str) else who
        with transaction(self.engine, actor, at or datetime.now(UTC), ORIGIN) as work:
            given = story(work)
            settle(work)
            return given

    def look(self, who: str, story: Callable[[Work], T]) -> T:
        """Run a reading story as somebody."""
        with reading(self.engine, self.actors[who], datetime.now(UTC), ORIGIN) as work:
            return story(work)

    def number(self) -> int:
        """Give a number that was not used yet."""
        self.numbers += 1
        return self.numbers

    def add_organization(self, kind: OrganizationKind, name: str) -> OrganizationPublic:
        """Enter an organisation."""
        is_authority = kind is OrganizationKind.REGULATOR
        entered = OrganizationCreate(
            uscc=uscc_of(self.number(), "11441300" if is_authority else "91441322"),
            name=name,
            kind=kind,
            district="博罗县",
            contact_name="张三丰",
            contact_phone="13812345678",
            **({"cma_no": "20260101001"} if kind is OrganizationKind.INSPECTION_AGENCY else {}),
            **({"commitment": SIGNED} if kind is OrganizationKind.ENTERPRISE else {}),
        )
        return self.do(
            system_actor(), lambda work: organizations.register_organization(work, entered)
        )

    def add_user(self, organization: OrganizationPublic, role: Role, username: str) -> Actor:
        """Give an organisation a user."""
        entered = UserCreate(
            org_id=organization.id,
            username=username,
            display_name="李四光",
            role=role,
            password=PASSWORD,
        )
        made = self.do(system_actor(), lambda work: users.register_user(work, entered, _HASH))
        actor = Actor(
            user_id=made.id,
            username=username,
            role=role,
            org_id=organization.id,
            org_kind=organization.kind,
            org_name=organization.name,
            uscc=organization.uscc,
        )
        self.actors[username] = actor
        return actor

    def add_site(self, who: str, kind: str = "mill", name: str = "一号车间") -> UUID:
        """Give somebody's organisation a place."""
        entered = SiteCreate(kind=kind, name=name, district="博罗县")  # type: ignore[arg-type]
        self.site_ids[who] = self.do(who, lambda work: sites.register_site(work, entered)).id
        return self.site_ids[who]

    def add_asset(self, who: str, kind: str, mark: str | None = None) -> UUID:
        """Give somebody's organisation a tank, vehicle or pallet."""
        entered = AssetCreate(kind=kind, name="甲", mark=mark)  # type: ignore[arg-type]
        return self.do(who, lambda work: sites.register_asset(work, entered)).id

    def add_product(self, who: str = "mill", **more: Any) -> ProductPublic:
        """Register a product and have it approved."""
        said: dict[str, Any] = {
            "name": "禾坪里 油粘米",
            "gtin": gtin_of(self.number()),
            "food_category": "rice_indica",
            "grade": "一级",
            "standard": "GB/T 1354",
            "net_content": "5",
            "net_content_unit": "kg",
            "shelf_life": 12,
            "shelf_life_unit": "month",
        }
        entered = ProductCreate.model_validate(said | more)
        product = self.do(who, lambda work: products.register_product(work, entered))
        return self.do(
            "regulator", lambda work: products.decide_product(work, product.id, Approval.APPROVED)
        )

    def add_batch(self, who: str = "mill", **said: Any) -> BatchPublic:
        """Register a lot; a raw or bulk one unless a product is given."""
        defaults: dict[str, Any] = {
            "lot": f"L{self.number():05d}",
            "quantity": "20",
            "unit": "t",
            "produced_on": self.day,
        }
        if "product_id" not in said:
            defaults |= {"material": "paddy_indica", "name": "早籼稻"}
        entered = BatchCreate.model_validate(defaults | said)
        return self.do(who, lambda work: batches.register_batch(work, entered))

    def record(self, who: str, *said: dict[str, Any]) -> list[EventPublic]:
        """Record events."""
        defaults = {"event_time": datetime.combine(self.day, datetime.min.time(), UTC)}
        entered = [EventCreate.model_validate(defaults | event) for event in said]
        return self.do(who, lambda work: events.record_trace_events(work, entered))

    def need_limits(self) -> None:
        """Load the limits of cadmium, which decide most stories here; all 347 take a while."""
        if self.has_limits:
            return
        self.has_limits = True
        rows = [row for row in read_food_limits() if row.parameter_code == "cd"]

        def load(work: Work) -> None:
            for row in rows:
                add_limit_record(work, new_limit_record(work, row))

        self.do(system_actor(), load)

    def need_trust_rules(self) -> None:
        """Load the rules of the trust score; every enterprise has a score from then on."""
        self.do(system_actor(), trust_rules.load_reference_rules)

    def enter_report(
        self, batch_id: UUID, who: str = "mill", verdict: str = "pass", **more: Any
    ) -> InspectionPublic:
        """Enter a report on a sample of a batch; that of an agency waits for its signature."""
        self.need_limits()
        value = "0.05" if verdict == "pass" else "0.35"
        result = {"parameter": "cd", "value": value, "unit": "mg/kg"}
        said: dict[str, Any] = {
            "batch_id": batch_id,
            "kind": "factory",
            "sample_no": f"S{self.number()}",
            "sampled_on": self.day,
            "report_no": f"R{self.number()}",
            "sampled_by": "郑抽样",
            "sampled_place": "成品库",
            "sampled_amount": "2",
            "sampled_unit": "kg",
            "reported_on": self.day + timedelta(days=1),
            "results": [result],
        }
        entered = InspectionCreate.model_validate(said | more)
        return self.do(who, lambda work: inspections.record_inspection(work, entered))

    def sign(self, report_id: UUID, who: str = "lab_signer") -> InspectionPublic:
        """Sign a report that a colleague entered."""
        return self.do(who, lambda work: inspections.sign_inspection(work, report_id))

    def inspect(
        self, batch_id: UUID, who: str = "mill", verdict: str = "pass", **more: Any
    ) -> InspectionPublic:
        """Report on a sample of a batch, signed as it must be."""
        report = self.enter_report(batch_id, who, verdict, **more)
        signer = f"{who}_signer"
        return self.sign(report.id, signer) if signer in self.actors else report

    def make_rice(self) -> tuple[BatchPublic, BatchPublic, BatchPublic]:
        """Make 2 640 bags of rice out of 20 t of paddy; give paddy, bulk rice and bags."""
        paddy = self.add_batch()
        rice = self.add_batch(material="rice_indica", name="散米", quantity="13.2")
        bags = self.add_batch(product_id=self.add_product().id, quantity="2640", unit="each")
        self.record(
            "mill",
            intake(paddy.id, "20"),
            milling(paddy.id, "20", rice.id, "13.2", loss_kg="6800"),
            {
                "step": "filling",
                "lines": [
                    line(rice.id, "13.2", "t", role="input"),
                    line(bags.id, "2640", "each", role="output"),
                ],
            },
        )
        return paddy, rice, bags

    def release_rice(self) -> tuple[BatchPublic, BatchPublic, BatchPublic]:
        """Make rice, inspect it, and release it."""
        paddy, rice, bags = self.make_rice()
        self.inspect(bags.id)
        released = self.do("mill", lambda work: lifecycle.release_batch(work, bags.id))
        return paddy, rice, released


def refused(code: str, story: Callable[..., Any], *said: Any, **more: Any) -> None:
    """Expect that the register refuses a story, by this code."""
    with pytest.raises(RegisterError) as caught:
        story(*said, **more)
    assert caught.value.code == code


def status_of(city: City, batch_id: UUID) -> BatchStatus:
    """Read how a batch stands."""
    return city.look("regulator", lambda work: batches.read_batch(work, batch_id)).status


def hold(city: City, batch_id: UUID, who: str = "mill") -> BatchPublic:
    """Hold a batch."""
    order = HoldCreate(reason="核查")
    return city.do(who, lambda work: lifecycle.hold_batch(work, batch_id, order))


def lift(city: City, batch_id: UUID, who: str = "mill") -> BatchPublic:
    """Free a batch."""
    order = LiftCreate(reason="复检合格")
    return city.do(who, lambda work: lifecycle.lift_batch(work, batch_id, order))


def line(
    batch_id: UUID, amount: str | None = None, unit: str | None = None, role: str = "item"
) -> dict[str, Any]:
    """Write a line about a batch."""
    said: dict[str, Any] = {"role": role, "batch_id": batch_id}
    return said | ({"amount": amount, "unit": unit} if amount else {})


def intake(batch_id: UUID, tonnes: str) -> dict[str, Any]:
    """Write the purchase of a raw lot."""
    return {
        "step": "raw_intake",
        "lines": [line(batch_id, tonnes, "t")],
        "parties": [{"side": "source", "name": "龙门稻田合作社"}],
    }


def milling(
    paddy: UUID, tonnes_in: str, rice: UUID, tonnes_out: str, loss_kg: str
) -> dict[str, Any]:
    """Write a milling."""
    return {
        "step": "milling",
        "lines": [
            line(paddy, tonnes_in, "t", role="input"),
            line(rice, tonnes_out, "t", role="output"),
        ],
        "loss": {"amount": loss_kg, "unit": "kg"},
    }


def shipping(batch_id: UUID, amount: str, unit: str, to: UUID) -> dict[str, Any]:
    """Write a shipment to an organisation."""
    return {
        "step": "shipping",
        "lines": [line(batch_id, amount, unit)],
        "parties": [{"side": "destination", "organization_id": to}],
    }


def found_city(engine: Engine) -> City:
    """Found a city: an authority with two regulators, a mill, a rival, a laboratory, a canteen."""
    city = City(engine)
    authority = city.add_organization(OrganizationKind.REGULATOR, "惠州市市场监督管理局")
    city.add_user(authority, Role.ADMIN, "admin")
    city.add_user(authority, Role.REGULATOR, "regulator")
    city.add_user(authority, Role.REGULATOR, "regulator2")
    for username, kind, role, name in (
        ("mill", OrganizationKind.ENTERPRISE, Role.ENTERPRISE, "惠州市禾坪里米业有限公司"),
        ("rival", OrganizationKind.ENTERPRISE, Role.ENTERPRISE, "惠州市榕岸油脂有限公司"),
        ("lab", OrganizationKind.INSPECTION_AGENCY, Role.INSPECTOR, "惠州市粮油质量检测中心"),
        ("lab2", OrganizationKind.INSPECTION_AGENCY, Role.INSPECTOR, "岭东粮食检验有限公司"),
        ("canteen", OrganizationKind.CANTEEN, Role.CANTEEN, "河南岸第一小学食堂"),
    ):
        organization = city.add_organization(kind, name)
        city.add_user(organization, role, username)
        if kind is OrganizationKind.INSPECTION_AGENCY:
            city.add_user(organization, role, f"{username}_signer")
    return city

"""How is the demo city loaded? Planned from a seed, then typed by its people in order of time."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from sqlalchemy import Engine, event
from sqlmodel import Session, SQLModel

from traceability.demo.canteens import Kitchens
from traceability.demo.catalogue import plan_goods, register_goods
from traceability.demo.chains_grain import GrainChains
from traceability.demo.chains_oil import OilChains
from traceability.demo.codes import UNKNOWN_CODE, read_codes
from traceability.demo.credit import Credit
from traceability.demo.laboratory import Laboratory
from traceability.demo.market import Market
from traceability.demo.mills import Mills
from traceability.demo.mistakes import schedule_corrections
from traceability.demo.organizations import Roster, Trade, plan_roster, register_members
from traceability.demo.plan import Plan
from traceability.demo.supplies import Supplies
from traceability.demo.surveillance import Surveillance
from traceability.demo.timetable import Agenda, Calendar
from traceability.demo.today import schedule_today
from traceability.demo.troubles import Troubles
from traceability.domain.access import Actor
from traceability.domain.kinds import OrganizationKind, Role
from traceability.gateways.certificate_files import CertificateStore
from traceability.publishing.settling import settle
from traceability.schemas.limits import LimitConfirmation
from traceability.schemas.parties import TokenCreate
from traceability.services import limits, trust_rules, users
from traceability.storage.ids import new_id
from traceability.storage.tables import (
    Batch,
    Organization,
    Product,
    ProductGtin,
    Site,
    UserAccount,
)
from traceability.storage.work import Work, transaction

SEED = 20_261_124
_OPENED_DAYS_AGO = 800  # the oldest grain of the city was cut after that


@dataclass(frozen=True, slots=True)
class Login:
    """How to sign in as one of the roles."""

    username: str
    password: str
    token: str


@dataclass
class DemoCity:
    """What a newcomer needs: logins by role, one address per verdict and more, and counts."""

    logins: dict[str, Login]
    codes: dict[str, str]
    more_codes: dict[str, list[str]]
    counts: dict[str, int] = field(default_factory=dict)


def load_demo_city(
    engine: Engine,
    *,
    today: date,
    now: datetime,
    origin: str = "441300",
    code_keys: Sequence[bytes],
    certificates: CertificateStore | None = None,
) -> DemoCity:
    """Load the demo city into an empty register, in one transaction.

    The same day gives the same names, codes, lots and values; ids, salts, tokens and the password
    are made anew each time.
    """
    rng = Random(SEED)
    calendar = Calendar(today, rng)
    roster = plan_roster(today, rng)
    password = secrets.token_urlsafe(9)
    password_hash = users.hash_password(password)
    opened_at = calendar.at(calendar.day(_OPENED_DAYS_AGO), 9)
    with _no_collecting(), transaction(engine, _founder(roster), opened_at, origin) as work:
        keep_read(work.session)
        register_members(work, roster, password, password_hash)
        goods = plan_goods(roster, rng)
        register_goods(work, goods, roster.bureau)
        limit_counts = _confirm_limits(work, roster)
        plan = Plan(calendar, Agenda(), roster, goods, Laboratory(rng), rng, certificates)
        troubles = _plan_all(plan, code_keys)
        plan.agenda.work_off(work, now)
        logins = _make_logins(work, roster, password, now)
        work.become(roster.users["admin"], now)
        plan.count("pages", settle(work))
    codes, more = read_codes(engine, origin, today, (troubles.lots, troubles.copied))
    plan.counts |= {"enterprises": len(roster.enterprises), "products": len(goods)}
    plan.counts |= {"pending_products": sum(item.is_pending for item in goods)}
    plan.counts |= limit_counts
    plan.counts |= {"canteens": len(roster.canteens), "farms": len(roster.farms)}
    return DemoCity(logins, codes | {"unknown": UNKNOWN_CODE}, more, plan.counts)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Spare the search for circular garbage: it costs a tenth of the load and frees 90 MB."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_OFTEN_READ = (Organization, UserAccount, Site, Product, ProductGtin, Batch)


def keep_read(session: Session) -> None:
    """Keep the rows that are asked for again and again; a session forgets what nobody holds."""
    kept: list[SQLModel] = []

    def keep(_: object, record: SQLModel) -> None:
        if isinstance(record, _OFTEN_READ):
            kept.append(record)

    event.listen(session, "pending_to_persistent", keep)
    event.listen(session, "loaded_as_persistent", keep)


def _founder(roster: Roster) -> Actor:
    """Give the one who founds the register: he makes the first administrator and is gone."""
    kind, bureau = OrganizationKind.REGULATOR, roster.bureau
    return Actor(new_id(), "founder", Role.ADMIN, new_id(), kind, bureau.name, bureau.entered.uscc)


def _confirm_limits(work: Work, roster: Roster) -> dict[str, int]:
    """Load the limits that the product is shipped with; the regulator confirms every draft."""
    work.become(roster.users["admin"], work.now)
    loaded = limits.load_reference_limits(work)
    trust_rules.load_reference_rules(work)
    work.become(roster.users["regulator"], work.now)
    confirmed = limits.confirm_limits(work, LimitConfirmation(all=True)).confirmed
    return {"limits": loaded, "limits_confirmed": confirmed}


def _plan_all(plan: Plan, code_keys: Sequence[bytes]) -> Troubles:
    roster = plan.roster
    rice = roster.of(Trade.RICE)
    plan.leavers = [rice[12], rice[10], roster.of(Trade.MAIZE)[1]]
    supplies = Supplies(plan)
    kitchens = Kitchens(plan)
    mills = Mills(plan, Market(plan, kitchens))
    grain = GrainChains(plan, supplies, mills)
    grain.schedule()
    for position in (1, 4, 9):
        grain.plan_draft(rice[position], position)
    OilChains(plan, supplies, mills).schedule()
    supplies.schedule()
    troubles = Troubles(plan, supplies, Surveillance(plan), code_keys)
    troubles.schedule()
    kitchens.schedule()
    first = roster.canteens[0]
    kitchens.send_to(first, troubles.lots["genuine"][0], is_fresh=True)
    kitchens.send_to(first, troubles.lots["held"][0], is_fresh=False)
    schedule_corrections(plan)
    Credit(plan).schedule()
    schedule_today(plan)
    return troubles


def _make_logins(work: Work, roster: Roster, password: str, now: datetime) -> dict[str, Login]:
    logins = {}
    for role, actor in roster.users.items():
        work.become(actor, now)
        token = users.create_token(work, TokenCreate(name="demo")).token
        logins[role] = Login(actor.username, password, token)
    return logins

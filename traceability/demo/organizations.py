"""Who lives in the demo city? Authority, enterprises, farms, laboratories and canteens."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

from traceability.demo.check_digits import make_sc_licence, make_uscc
from traceability.demo.commitment import sign
from traceability.demo.geography import District, district_at, make_address, make_point
from traceability.demo.names import BRANDS, FARMS, make_person, make_phone, make_school
from traceability.domain.access import Actor
from traceability.domain.kinds import OrganizationKind, Role, SiteKind
from traceability.schemas.parties import OrganizationCreate, SiteCreate, UserCreate
from traceability.services import organizations, sites, users
from traceability.storage.work import Work


class Trade(StrEnum):
    """What an enterprise lives on."""

    RICE = "rice"
    FLOUR = "flour"
    NOODLE = "noodle"
    MAIZE = "maize"
    PRESS = "press"
    CRUSHER = "crusher"
    REFINER = "refiner"
    SPECIALTY = "specialty"
    DEPOT = "depot"
    TRADER = "trader"


# Trade: (how many, end of the name, class of the food licence, kind and name of the main site).
_TRADES: dict[Trade, tuple[int, str, str | None, SiteKind, str]] = {
    Trade.RICE: (13, "米业有限公司", "101", SiteKind.MILL, "碾米车间"),
    Trade.FLOUR: (3, "面粉有限公司", "101", SiteKind.MILL, "制粉车间"),
    Trade.NOODLE: (3, "面业有限公司", "101", SiteKind.MILL, "挂面车间"),
    Trade.MAIZE: (2, "杂粮有限公司", "101", SiteKind.MILL, "玉米加工车间"),
    Trade.PRESS: (4, "油坊有限公司", "102", SiteKind.PRESS, "压榨车间"),
    Trade.CRUSHER: (3, "油料有限公司", "102", SiteKind.PRESS, "浸出车间"),
    Trade.REFINER: (5, "油脂有限公司", "102", SiteKind.REFINERY, "精炼灌装车间"),
    Trade.SPECIALTY: (2, "特种油有限公司", "102", SiteKind.PRESS, "压榨车间"),
    Trade.DEPOT: (4, "粮食储备库有限公司", None, SiteKind.DEPOT, "储粮区"),
    Trade.TRADER: (4, "粮油商贸有限公司", None, SiteKind.SHOP, "门店"),
}
_SIGNED_DAYS_AGO = 804  # before the register opened
_FIRST_LEFT = 68  # days: the first mill is told that its licence ends
_CODES = dict(zip(Trade, "RFNMPCKSDT", strict=True))  # first letter of the lots


@dataclass
class Member:
    """An organisation with the one user who types for it; ids are known once it is registered."""

    entered: OrganizationCreate
    username: str
    person: str
    role: Role
    site: SiteCreate | None
    code: str = ""
    trade: Trade | None = None
    id: UUID = UUID(int=0)
    site_id: UUID = UUID(int=0)
    actor: Actor | None = None
    signer: Member | None = None  # the second person of an agency, who signs its reports

    @property
    def name(self) -> str:
        """Give the organisation's name."""
        return self.entered.name

    @property
    def speaker(self) -> Actor:
        """Give who speaks for it."""
        if self.actor is None:
            raise LookupError(f"{self.name} is not registered yet")
        return self.actor


@dataclass
class Roster:
    """All organisations of the city."""

    bureau: Member
    province: Member
    agencies: list[Member]
    farms: list[Member]
    canteens: list[Member]
    enterprises: list[Member]
    users: dict[str, Actor] = field(default_factory=dict)  # by role, plus "regulator2"

    def of(self, trade: Trade) -> list[Member]:
        """Give the enterprises of a trade."""
        return [firm for firm in self.enterprises if firm.trade is trade]

    def members(self) -> list[Member]:
        """Give everybody."""
        authority = [self.bureau, self.province]
        return [*authority, *self.agencies, *self.enterprises, *self.farms, *self.canteens]


def plan_roster(today: date, rng: Random) -> Roster:
    """Make up the city's organisations."""
    office = district_at(0)
    kind = OrganizationKind.REGULATOR
    return Roster(
        bureau=_member("惠州市粮油追溯监督管理局（演示）", kind, office, "regulator", rng),
        province=_member("岭南粮油追溯监督管理厅（演示）", kind, office, "regulator2", rng),
        agencies=_plan_agencies(today, rng),
        farms=_plan_farms(rng),
        canteens=_plan_canteens(rng),
        enterprises=_plan_enterprises(today, rng),
    )


_USCC_KINDS = {
    OrganizationKind.REGULATOR: "11",
    OrganizationKind.CANTEEN: "12",
    OrganizationKind.ENTERPRISE: "91",
    OrganizationKind.INSPECTION_AGENCY: "91",
    OrganizationKind.FARM: "93",
}
_ROLES = {
    OrganizationKind.REGULATOR: Role.REGULATOR,
    OrganizationKind.CANTEEN: Role.CANTEEN,
    OrganizationKind.ENTERPRISE: Role.ENTERPRISE,
    OrganizationKind.INSPECTION_AGENCY: Role.INSPECTOR,
    OrganizationKind.FARM: Role.ENTERPRISE,
}


def _member(
    name: str,
    kind: OrganizationKind,
    district: District,
    username: str,
    rng: Random,
    **more: object,
) -> Member:
    person = make_person(rng)
    entered = OrganizationCreate.model_validate(
        {
            "uscc": make_uscc(_USCC_KINDS[kind], district.division, rng),
            "name": name,
            "kind": kind,
            "district": district.name,
            "address": make_address(district, rng),
            "contact_name": person,
            "contact_phone": make_phone(rng),
            **more,
        }
    )
    return Member(entered, username, person, _ROLES[kind], None)


def _place(member: Member, kind: SiteKind, name: str, district: District, rng: Random) -> None:
    latitude, longitude = make_point(district, rng)
    member.site = SiteCreate(
        kind=kind,
        name=name,
        district=district.name,
        address=member.entered.address,
        latitude_e6=latitude,
        longitude_e6=longitude,
    )


_SIGNERS = ("叶秀兰", "温国栋")


def _plan_agencies(today: date, rng: Random) -> list[Member]:
    found = []
    for number, name in enumerate(("惠州市谷检检测技术有限公司", "岭东油脂粮食检验有限公司")):
        district = district_at(number)
        username = "inspector" if number == 0 else f"inspector{number + 1}"
        agency = _member(
            name,
            OrganizationKind.INSPECTION_AGENCY,
            district,
            username,
            rng,
            cma_no=f"2026191{3000 + number * 17}D",
            cma_valid_until=today + timedelta(days=900 + number * 120),
        )
        agency.signer = replace(agency, username=f"{username}-signer", person=_SIGNERS[number])
        _place(agency, SiteKind.LABORATORY, "检测实验室", district, rng)
        found.append(agency)
    return found


def _plan_farms(rng: Random) -> list[Member]:
    found = []
    for number, word in enumerate(FARMS):
        district = district_at(number + 2)
        farm = _member(
            f"{district.name.removesuffix('区').removesuffix('县')}{word}种植专业合作社",
            OrganizationKind.FARM,
            district,
            f"farm{number + 1:02d}",
            rng,
        )
        farm.code = f"G{number + 1:02d}"
        _place(farm, SiteKind.FARM, f"{word}种植基地", district, rng)
        found.append(farm)
    return found


def _plan_canteens(rng: Random) -> list[Member]:
    found = []
    for number in range(60):
        district = district_at(number)
        canteen = _member(
            f"{district.name}{make_school(number)}",
            OrganizationKind.CANTEEN,
            district,
            "canteen" if number == 0 else f"canteen{number + 1:02d}",
            rng,
        )
        if number == 0:
            canteen.signer = replace(canteen, username="canteen-second", person="陈秀英")
        _place(canteen, SiteKind.CANTEEN, "学生食堂", district, rng)
        found.append(canteen)
    return found


def _plan_enterprises(today: date, rng: Random) -> list[Member]:
    found: list[Member] = []
    for trade, (count, ending, food_class, site_kind, site_name) in _TRADES.items():
        for number in range(1, count + 1):
            district = district_at(len(found) + 2)
            licence: dict[str, object] = {}
            if food_class is not None:
                left = rng.randint(200, 1500)
                licence = {
                    "sc_licence": make_sc_licence(food_class, district.division, len(found) + 101),
                    "sc_valid_until": today + timedelta(days=left if found else _FIRST_LEFT),
                }
            firm = _member(
                f"惠州市{BRANDS[len(found)]}{ending}",
                OrganizationKind.ENTERPRISE,
                district,
                f"{trade}{number:02d}" if found else "enterprise",
                rng,
                **licence,
            )
            signed = sign(today - timedelta(days=_SIGNED_DAYS_AGO), firm.person)
            firm.entered = firm.entered.model_copy(update={"commitment": signed})
            firm.trade, firm.code = trade, f"{_CODES[trade]}{number:02d}"
            _place(firm, site_kind, site_name, district, rng)
            found.append(firm)
    return found


def register_members(work: Work, roster: Roster, password: str, password_hash: str) -> None:
    """Enter every organisation, its user and its main place into the register.

    `work` must speak for an administrator, who is made first and goes on as himself.
    """
    founder = roster.bureau
    founder.id = organizations.register_organization(work, founder.entered).id
    admin = _register_user(work, founder, Role.ADMIN, "admin", (password, password_hash))
    roster.users["admin"] = admin
    work.become(admin, work.now)
    for member in roster.members():
        if member is not founder:
            member.id = organizations.register_organization(work, member.entered).id
        hashed = (password, password_hash)
        member.actor = _register_user(work, member, member.role, member.username, hashed)
        if member.signer is not None:
            member.signer.id = member.id
            second = member.signer
            second.actor = _register_user(work, second, second.role, second.username, hashed)
    roster.users |= {
        "regulator": roster.bureau.speaker,
        "regulator2": roster.province.speaker,
        "enterprise": roster.enterprises[0].speaker,
        "inspector": roster.agencies[0].speaker,
        "inspector_signer": signer_of(roster.agencies[0]).speaker,
        "inspector2": roster.agencies[1].speaker,
        "inspector2_signer": signer_of(roster.agencies[1]).speaker,
        "canteen": roster.canteens[0].speaker,
        "canteen_second": signer_of(roster.canteens[0]).speaker,
    }
    for member in roster.members():
        if member.site is not None:
            place = member.site
            work.become(member.speaker, work.now)
            member.site_id = sites.register_site(work, place).id


def signer_of(agency: Member) -> Member:
    """Give the second person of an agency or a canteen."""
    if agency.signer is None:
        raise LookupError(f"{agency.name} has nobody to sign")
    return agency.signer


def _register_user(
    work: Work, member: Member, role: Role, username: str, password: tuple[str, str]
) -> Actor:
    entered = UserCreate(
        org_id=member.id,
        username=username,
        display_name=member.person,
        role=role,
        password=password[0],
    )
    user = users.register_user(work, entered, password[1])
    return Actor(
        user.id, username, role, member.id, member.entered.kind, member.name, member.entered.uscc
    )

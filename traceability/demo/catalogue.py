"""What do the enterprises sell? 142 products with their labels' words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from traceability.demo.check_digits import make_gtin
from traceability.demo.names import BRANDS
from traceability.demo.organizations import Member, Roster, Trade
from traceability.domain.kinds import Approval, ShelfLifeUnit
from traceability.domain.limits import FoodFacts
from traceability.domain.quantities import PackFacts, mass_mg, to_register
from traceability.schemas.products import ProductCreate
from traceability.services import products
from traceability.storage.work import Work

DRY_PLACE = "置于阴凉、干燥、通风处，避免阳光直射"
DARK_PLACE = "避光、密封、阴凉处存放，开启后请尽快食用"


@dataclass(frozen=True, slots=True)
class Kind:
    """One food of a trade: what it is called, made from and judged by."""

    key: str
    word: str
    category: str
    standard: str
    months: int
    ingredients: str
    process: str | None = None
    grades: tuple[str | None, ...] = (None,)
    sizes: tuple[tuple[str, str], ...] = (("5", "kg"), ("10", "kg"), ("25", "kg"))


_RICE_GRADES = ("一级", "二级")
_SMALL = (("1", "kg"), ("2.5", "kg"), ("5", "kg"))
_OIL_SIZES = (("5", "L"), ("1.8", "L"), ("20", "L"))
KINDS = {
    kind.key: kind
    for kind in (
        Kind("indica", "油粘米", "rice_indica", "GB/T 1354", 12, "籼稻谷", grades=_RICE_GRADES),
        Kind(
            "premium", "丝苗米", "rice_indica_premium", "GB/T 1354", 12, "籼稻谷", None, ("一级",)
        ),
        Kind("japonica", "珍珠米", "rice_japonica", "GB/T 1354", 12, "粳稻谷", None, _RICE_GRADES),
        Kind(
            "glutinous",
            "糯米",
            "rice_indica_glutinous",
            "GB/T 1354",
            12,
            "籼糯稻谷",
            None,
            ("一级",),
            _SMALL,
        ),
        Kind(
            "flour",
            "小麦粉",
            "wheat_flour",
            "GB/T 1355",
            12,
            "小麦",
            None,
            ("精制粉", "标准粉", "普通粉"),
        ),
        Kind(
            "noodle",
            "挂面",
            "noodle",
            "GB/T 40636",
            12,
            "小麦粉、水、食用盐",
            sizes=(("1", "kg"), ("0.5", "kg"), ("2.5", "kg")),
        ),
        Kind("maize", "玉米粉", "corn_flour", "GB/T 10463", 6, "玉米", sizes=_SMALL),
        Kind(
            "peanut",
            "古法花生油",
            "oil_peanut",
            "GB/T 1534",
            18,
            "花生仁",
            "pressed",
            ("一级",),
            _OIL_SIZES,
        ),
        Kind(
            "pressed_rapeseed",
            "浓香菜籽油",
            "oil_rapeseed",
            "GB/T 1536",
            18,
            "油菜籽",
            "pressed",
            ("低芥酸",),
            _OIL_SIZES,
        ),
        Kind(
            "soybean",
            "大豆油",
            "oil_soybean",
            "GB/T 1535",
            18,
            "大豆（转基因）",
            "extracted",
            ("一级",),
            _OIL_SIZES,
        ),
        Kind(
            "rapeseed",
            "菜籽油",
            "oil_rapeseed",
            "GB/T 1536",
            18,
            "油菜籽",
            "extracted",
            ("低芥酸",),
            _OIL_SIZES,
        ),
        Kind(
            "corn",
            "玉米油",
            "oil_corn",
            "GB/T 19111",
            18,
            "玉米胚芽",
            "extracted",
            ("一级",),
            _OIL_SIZES,
        ),
        Kind(
            "sunflower",
            "葵花籽油",
            "oil_sunflower",
            "GB/T 10464",
            18,
            "葵花籽",
            "extracted",
            ("较严等级",),
            _OIL_SIZES,
        ),
        Kind(
            "blend",
            "食用植物调和油",
            "oil_blend",
            "GB 2716",
            18,
            "大豆油 70%、菜籽油 20%、玉米油或葵花籽油 10%",
            "extracted",
            (None,),
            _OIL_SIZES,
        ),
        Kind(
            "sesame",
            "小磨芝麻油",
            "oil_sesame",
            "GB/T 8233",
            18,
            "芝麻",
            "pressed",
            ("一级", "二级"),
            (("0.5", "L"), ("0.9", "L"), ("1.8", "L")),
        ),
        Kind(
            "camellia",
            "山茶油",
            "oil_camellia",
            "GB/T 11765",
            18,
            "油茶籽",
            "pressed",
            ("较宽等级",),
            (("0.9", "L"), ("1.8", "L")),
        ),
    )
}


@dataclass
class Goods:
    """One product; its id is known once it is registered."""

    firm: Member
    kind: Kind
    entered: ProductCreate
    is_pending: bool
    id: UUID = UUID(int=0)

    @property
    def gtin(self) -> str:
        """Give the GTIN as 14 digits."""
        return self.entered.gtin

    @property
    def package_mg(self) -> int:
        """Give the mass of a package in milligrams; oil counts by its density."""
        amount, unit = to_register(self.entered.net_content, self.entered.net_content_unit)
        return mass_mg(amount, PackFacts(unit))

    def food(self, produced_on: date) -> FoodFacts:
        """Give what the limits ask of the food."""
        said = self.entered
        return FoodFacts(said.food_category, said.process, said.grade, produced_on)


def plan_goods(roster: Roster, rng: Random) -> list[Goods]:
    """Make up the products of every enterprise that packs; five wait for their approval."""
    found: list[Goods] = []
    for number, firm in enumerate(roster.enterprises):
        for key, count in _menu(firm, _position(roster, firm)):
            kind = KINDS[key]
            for place in range(count):
                item = sum(1 for goods in found if goods.firm is firm) + 1
                found.append(_goods(firm, kind, place, (number, item), rng))
    waiting = [goods for goods in found if goods.firm.trade in _HAS_WAITING]
    for goods in waiting[7::16]:
        goods.is_pending = True
    return found


_HAS_WAITING = frozenset({Trade.RICE, Trade.NOODLE})


def _position(roster: Roster, firm: Member) -> int:
    return roster.of(firm.trade).index(firm) if firm.trade else 0


def second_rice(position: int) -> str:
    """Give the second rice of a mill besides indica."""
    return ("premium", "japonica", "glutinous")[position % 3]


def third_oil(position: int) -> str:
    """Give the third oil of a refiner besides soybean and rapeseed."""
    return ("corn", "sunflower")[position % 2]


def _menu(firm: Member, position: int) -> list[tuple[str, int]]:
    """Give the kinds of an enterprise and how many products of each: 142 in all."""
    menus: dict[Trade, list[tuple[str, int]]] = {
        Trade.RICE: [("indica", 3), (second_rice(position), 2)],
        Trade.FLOUR: [("flour", 5)],
        Trade.NOODLE: [("noodle", 4)],
        Trade.MAIZE: [("maize", 4)],
        Trade.PRESS: [("pressed_rapeseed" if position == 3 else "peanut", 3)],
        Trade.REFINER: [("soybean", 2), ("rapeseed", 1), (third_oil(position), 1), ("blend", 1)],
        Trade.SPECIALTY: [("sesame", 3) if position == 0 else ("camellia", 2)],
    }
    return menus.get(firm.trade, []) if firm.trade else []


def _goods(firm: Member, kind: Kind, place: int, number: tuple[int, int], rng: Random) -> Goods:
    size, unit = kind.sizes[place % len(kind.sizes)]
    grade = kind.grades[place % len(kind.grades)]
    brand = next(word for word in BRANDS if word in firm.name)
    # Some labels say less than they could: what is missing is shown as missing.
    said: dict[str, object] = {}
    if rng.random() > 0.06:
        said["ingredients"] = kind.ingredients
    if rng.random() > 0.06:
        said["storage_conditions"] = DARK_PLACE if unit == "L" else DRY_PLACE
    if rng.random() > 0.08:
        said["origin"] = f"广东惠州{firm.entered.district}"
    entered = ProductCreate.model_validate(
        {
            "name": f"{brand} {kind.word}{'' if place < 3 else '（家庭装）'}",
            "gtin": make_gtin(4400 + number[0], number[1] * 7),
            "food_category": kind.category,
            "process": kind.process,
            "grade": grade,
            "standard": kind.standard,
            "net_content": size,
            "net_content_unit": unit,
            "shelf_life": kind.months,
            "shelf_life_unit": ShelfLifeUnit.MONTH,
            **said,
        }
    )
    return Goods(firm, kind, entered, is_pending=False)


def register_goods(work: Work, goods: list[Goods], regulator: Member) -> None:
    """Register every product under its enterprise and let the regulator decide."""
    for item in goods:
        if item.firm.speaker != work.actor:
            work.become(item.firm.speaker, work.now)
        item.id = products.register_product(work, item.entered).id
    work.become(regulator.speaker, work.now)
    for item in goods:
        if not item.is_pending:
            products.decide_product(work, item.id, Approval.APPROVED)

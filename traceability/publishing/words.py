"""How do amounts, foods, kinds and units read to people, in both languages?"""

from __future__ import annotations

from decimal import Decimal

from consumer_web.document import Words
from traceability.domain.kinds import OrganizationKind, ShelfLifeUnit, Unit
from traceability.storage.tables import Product

CATEGORY_NAMES: dict[str, tuple[str, str]] = {
    "paddy": ("稻谷", "paddy"),
    "paddy_indica": ("籼稻谷", "indica paddy"),
    "paddy_japonica": ("粳稻谷", "japonica paddy"),
    "brown_rice": ("糙米", "brown rice"),
    "rice": ("大米", "rice"),
    "rice_indica": ("籼米", "indica rice"),
    "rice_japonica": ("粳米", "japonica rice"),
    "rice_indica_glutinous": ("籼糯米", "indica glutinous rice"),
    "rice_japonica_glutinous": ("粳糯米", "japonica glutinous rice"),
    "rice_indica_premium": ("优质籼米", "premium indica rice"),
    "rice_japonica_premium": ("优质粳米", "premium japonica rice"),
    "wheat": ("小麦", "wheat"),
    "wheat_flour": ("小麦粉", "wheat flour"),
    "noodle": ("挂面", "dried noodles"),
    "corn": ("玉米", "maize"),
    "corn_flour": ("玉米粉", "maize flour"),
    "other_grain": ("杂粮", "other grain"),
    "other_milled": ("其他粮食加工品", "other milled grain"),
    "oat_flakes": ("麦片", "oat flakes"),
    "bean": ("豆类", "pulses"),
    "bean_soybean": ("大豆", "soybeans"),
    "peanut": ("花生仁", "peanuts"),
    "oilseed": ("油料", "oilseeds"),
    "oilseed_rapeseed": ("油菜籽", "rapeseed"),
    "oilseed_sesame": ("芝麻", "sesame seed"),
    "oilseed_camellia": ("油茶籽", "camellia seed"),
    "oilseed_sunflower": ("葵花籽", "sunflower seed"),
    "oil_peanut": ("花生油", "peanut oil"),
    "oil_soybean": ("大豆油", "soybean oil"),
    "oil_rapeseed": ("菜籽油", "rapeseed oil"),
    "oil_corn": ("玉米油", "maize oil"),
    "oil_sunflower": ("葵花籽油", "sunflower oil"),
    "oil_sesame": ("芝麻油", "sesame oil"),
    "oil_camellia": ("油茶籽油", "camellia oil"),
    "oil_blend": ("食用植物调和油", "blended vegetable oil"),
    "crude_oil_peanut": ("花生原油", "crude peanut oil"),
    "crude_oil_soybean": ("大豆原油", "crude soybean oil"),
    "crude_oil_rapeseed": ("菜籽原油", "crude rapeseed oil"),
    "crude_oil_corn": ("玉米原油", "crude maize oil"),
    "crude_oil_sunflower": ("葵花籽原油", "crude sunflower oil"),
    "crude_oil_sesame": ("芝麻原油", "crude sesame oil"),
    "crude_oil_camellia": ("油茶籽原油", "crude camellia oil"),
    "bran": ("米糠麸皮", "bran"),
    "husk": ("谷壳", "husk"),
    "broken_rice": ("碎米", "broken rice"),
    "oil_cake": ("饼粕", "oil cake"),
}
PROCESS_WORDS: dict[str, Words] = {
    "pressed": Words(zh="压榨", en="pressed"),
    "extracted": Words(zh="浸出", en="solvent-extracted"),
}
INSPECTION_WORDS: dict[str, Words] = {
    "factory": Words(zh="出厂检验", en="Factory inspection"),
    "type": Words(zh="型式检验", en="Type test"),
    "supervision": Words(zh="监督抽检", en="Supervision sampling"),
    "commissioned": Words(zh="委托检验", en="Commissioned test"),
}
KIND_WORDS: dict[str, Words] = {
    OrganizationKind.ENTERPRISE.value: Words(zh="粮油企业", en="a trader"),
    OrganizationKind.CANTEEN.value: Words(zh="学校食堂", en="a school canteen"),
    OrganizationKind.FARM.value: Words(zh="种植单位", en="a farm"),
    OrganizationKind.REGULATOR.value: Words(zh="监管部门", en="the authority"),
    OrganizationKind.INSPECTION_AGENCY.value: Words(zh="检验机构", en="a laboratory"),
}
_UNITS = {
    "mg/kg": "毫克/千克",
    "μg/kg": "微克/千克",
    "µg/kg": "微克/千克",
    "g/kg": "克/千克",
    "mg/g": "毫克/克",
    "g/100g": "克/100克",
    "mg/100g": "毫克/100克",
    "g/L": "克/升",
    "mmol/kg": "毫摩尔/千克",
}
# The largest unit that leaves a readable number: (register's unit, from, divisor, 中文, English).
_SPOKEN = (
    (Unit.GRAM, 1_000_000, 1_000_000, "吨", "t"),
    (Unit.GRAM, 1_000, 1_000, "千克", "kg"),
    (Unit.GRAM, 0, 1, "克", "g"),
    (Unit.MILLILITRE, 1_000, 1_000, "升", "L"),
    (Unit.MILLILITRE, 0, 1, "毫升", "ml"),
    (Unit.EACH, 0, 1, "件", "packages"),
)
_METALS = frozenset({"pb", "cd", "hg", "cr", "ni", "as_total", "as_inorganic"})
_TOXINS = frozenset({"afb1", "ota", "don", "zen", "bap"})
_OIL = frozenset({"acid_value", "peroxide_value", "solvent_residue", "polar_components"})
_PESTICIDES = frozenset(
    {"phosphine", "chlorpyrifos", "malathion", "deltamethrin", "pirimiphos_methyl"}
    | {"clothianidin", "carbendazim", "glyphosate"}
)


def say_category(code: str) -> Words:
    """Name a food category; an unknown code is shown as it is."""
    zh, en = CATEGORY_NAMES.get(code, (code, code.replace("_", " ")))
    return Words(zh=zh, en=en)


def say_amount(amount: int, unit: str, each: tuple[str, str] | None = None) -> Words:
    """Say an amount in the unit that people use: 13 200 000 g is 13.2 吨."""
    for kept, least, divisor, zh, en in _SPOKEN:
        if kept == unit and amount >= least:
            number = f"{(Decimal(amount) / divisor).normalize():f}"
            words = each if kept is Unit.EACH and each else (zh, en)
            return Words(zh=f"{number} {words[0]}", en=f"{number} {words[1]}")
    raise ValueError(f"no words for {amount} {unit}")


def say_pack(product: Product | None) -> str | None:
    """Say what one package holds by the symbols that both languages share: 5 kg, 1.8 L."""
    if product is None:
        return None
    return say_amount(product.net_content, product.net_content_unit).en


def say_shelf_life(shelf_life: int, unit: str) -> Words:
    """Say a shelf life as labels do."""
    if unit == ShelfLifeUnit.MONTH:
        return Words(zh=f"{shelf_life} 个月", en=f"{shelf_life} months")
    return Words(zh=f"{shelf_life} 天", en=f"{shelf_life} days")


def say_unit(unit: str) -> Words:
    """Say a laboratory unit in words that are read aloud."""
    return Words(zh=_UNITS.get(unit, unit), en=unit)


def group_of(parameter: str, kind: str) -> str:
    """Sort a measured item by what people fear."""
    if kind in {"quality", "additive"}:
        return kind
    groups = (("metal", _METALS), ("toxin", _TOXINS), ("oil", _OIL), ("pesticide", _PESTICIDES))
    return next((name for name, members in groups if parameter in members), "other")


FOOD_CATEGORIES = tuple(CATEGORY_NAMES)
"""Every food category that has a name, in the order of the catalogue."""

"""Which units of a result can be compared with the unit of a limit, and by what factor?"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

# Parts of one mass in another, in mg/kg.
_MASS_FRACTIONS = {
    "ng/kg": Decimal("0.000001"),
    "μg/kg": Decimal("0.001"),
    "ng/g": Decimal("0.001"),
    "μg/100g": Decimal("0.01"),
    "mg/kg": Decimal(1),
    "μg/g": Decimal(1),
    "mg/100g": Decimal(10),
    "g/kg": Decimal(1000),
    "mg/g": Decimal(1000),
    "g/100g": Decimal(10000),
    "%": Decimal(10000),
    "g/g": Decimal(1000000),
    "kg/kg": Decimal(1000000),
}
# A percentage of acid is free fatty acid (as oleic acid), not mg of KOH: it cannot be converted.
_NOT_OF_ACID = frozenset({"%", "g/100g", "g/g", "kg/kg"})
_ACID_PARAMETERS = frozenset({"acid_value", "fatty_acid_value"})
# GB 5009.227: 1 g/100 g of peroxide value is 39.4 mmol/kg, so 1 mg/kg is 0.00394 mmol/kg.
_PEROXIDE_PER_MG_KG = Decimal("0.00394")
_CHINESE = {
    "毫摩尔": "mmol",
    "毫克": "mg",
    "微克": "μg",
    "纳克": "ng",
    "千克": "kg",
    "公斤": "kg",
    "摄氏度": "°c",
    "克": "g",
    "升": "l",
    "∕": "/",
}
_KOH = re.compile(r"\(?koh\)?")
_MICRO = re.compile(r"\b(?:u|mc)g")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, and what one of it is in the base unit of that."""

    dimension: str
    factor: Decimal


@lru_cache(maxsize=4096)
def find_unit(text: str, parameter: str) -> Unit | None:
    """Find what a unit means for a parameter; None for no unit at all.

    A unit that is not in our list measures itself only, so that a regulator can add a limit in
    it; it is foreign to every other.
    """
    name = normalize_unit(text)
    if not name:
        return None
    plain = _KOH.sub("", name)
    if parameter in _ACID_PARAMETERS:
        return _find_acid_unit(plain)
    if plain != name:
        return Unit(name, Decimal(1))  # mg of KOH measure acid and nothing else.
    if parameter == "peroxide_value":
        return _find_peroxide_unit(name)
    if name in _MASS_FRACTIONS:
        return Unit("mass_fraction", _MASS_FRACTIONS[name])
    return Unit(name, Decimal(1))


def normalize_unit(text: str) -> str:
    """Write a unit in one way: both µ signs and u, full-width, spaces, capitals, Chinese names."""
    name = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    for chinese, short in _CHINESE.items():
        name = name.replace(chinese, short)
    return _MICRO.sub("μg", name)


def _find_acid_unit(name: str) -> Unit:
    if name in _MASS_FRACTIONS and name not in _NOT_OF_ACID:
        return Unit("koh", _MASS_FRACTIONS[name])
    return Unit(f"koh {name}", Decimal(1))


def _find_peroxide_unit(name: str) -> Unit:
    if name == "mmol/kg":
        return Unit("peroxide", Decimal(1))
    if name in _MASS_FRACTIONS:
        return Unit("peroxide", _MASS_FRACTIONS[name] * _PEROXIDE_PER_MG_KG)
    return Unit(name, Decimal(1))

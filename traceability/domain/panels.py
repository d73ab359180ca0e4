"""What is tested in a food: by the national sampling rules, in the factory, or in full?"""

from collections.abc import Iterable
from dataclasses import dataclass

from traceability.domain.limit_picking import list_ancestors
from traceability.domain.limits import LimitRow


@dataclass(frozen=True, slots=True)
class Panel:
    """Parameters that are tested together, and the rule that asks for them."""

    code: str
    basis: str
    parameters: tuple[str, ...]


_SAMPLING_RULES = "食品安全监督抽检实施细则（2026年版）"
# National sampling rules of 2026, items for 大米, 小麦粉 and 食用植物油; oil in use for frying is
# their table 31-11. They test no pesticide in rice, flour and oil, and no DON or ZEN in flour.
_SAMPLED = {
    "rice": ("pb", "cd", "as_inorganic", "bap", "afb1", "ota"),
    "wheat_flour": (
        "pb",
        "cd",
        "cr",
        "hg",
        "as_total",
        "bap",
        "ota",
        "afb1",
        "azodicarbonamide",
        "benzoyl_peroxide",
    ),
    "oil": (
        "acid_value",
        "peroxide_value",
        "pb",
        "afb1",
        "bap",
        "solvent_residue",
        "tbhq",
        "ethyl_maltol",
    ),
    "frying_oil": ("acid_value", "polar_components"),
}
# More than 20 published failures of wheat flour keep DON in its panel, beyond the national rules.
_BEYOND_SAMPLING = {"wheat": ("don",), "wheat_flour": ("don",)}

_RICE_ITEMS = (
    "broken_total",
    "broken_small",
    "imperfect_kernel",
    "impurity_total",
    "impurity_inorganic",
    "yellow_kernel",
    "admixture",
    "moisture",
)
_PREMIUM_RICE_ITEMS = (*_RICE_ITEMS, "chalkiness_degree", "taste_score", "amylose")
_OIL_ITEMS = ("acid_value", "peroxide_value", "solvent_residue")
_REFINED_OIL_ITEMS = (*_OIL_ITEMS, "moisture_volatile", "insoluble_impurity")
# Release tests (出厂检验) are the quality items of the executive standard (执行标准). Clauses on
# release tests were not read: the items are those that the limits table has for the standard. An
# oil without a product standard in the table is released by the items of GB 2716, 3.3.
_RELEASED: dict[str, tuple[str, tuple[str, ...]]] = {
    "rice": ("GB/T 1354", _RICE_ITEMS),
    "rice_indica_premium": ("GB/T 1354", _PREMIUM_RICE_ITEMS),
    "rice_japonica_premium": ("GB/T 1354", _PREMIUM_RICE_ITEMS),
    "wheat_flour": (
        "GB/T 1355",
        (
            "ash",
            "wet_gluten",
            "moisture",
            "sand",
            "magnetic_metal",
            "fatty_acid_value",
        ),
    ),
    "oil": ("GB 2716", _OIL_ITEMS),
    "oil_soybean": ("GB/T 1535", (*_REFINED_OIL_ITEMS, "smoke_point")),
    "oil_peanut": ("GB/T 1534", _REFINED_OIL_ITEMS),
    "oil_rapeseed": ("GB/T 1536", (*_OIL_ITEMS, "erucic_acid")),
    "oil_corn": ("GB/T 19111", _OIL_ITEMS),
    "oil_sunflower": ("GB/T 10464", _OIL_ITEMS),
    "oil_sesame": ("GB/T 8233", _OIL_ITEMS),
    "oil_camellia": ("GB/T 11765", _OIL_ITEMS),
    "oil_cottonseed": ("GB 2716", (*_OIL_ITEMS, "free_gossypol")),
    "crude_oil": ("GB 2716", ("acid_value", "peroxide_value")),
    "paddy": (
        "GB 1350",
        ("moisture", "impurity_total", "brown_rice_yield", "head_rice_yield"),
    ),
    "wheat": (
        "GB 1351",
        ("test_weight", "imperfect_kernel", "impurity_total", "impurity_inorganic", "moisture"),
    ),
    "bean_soybean": ("GB 1352", ("sound_kernel_rate", "moisture")),
    "corn": (
        "GB 1353",
        ("test_weight", "imperfect_kernel", "mouldy_kernel", "impurity_total", "moisture"),
    ),
}


def sampling_panel(category: str) -> Panel | None:
    """Give the panel of the national sampling rules of 2026, or None for a food without one."""
    for code in list_ancestors(category):
        if code in _SAMPLED:
            return Panel("sampling", _SAMPLING_RULES, _SAMPLED[code])
    return None


def factory_panel(category: str) -> Panel | None:
    """Give what a factory inspection must contain by the executive standard, or None.

    Only the items that have a limit for the process and grade of the product can be judged.
    """
    for code in list_ancestors(category):
        if code in _RELEASED:
            basis, parameters = _RELEASED[code]
            return Panel("factory", basis, parameters)
    return None


def full_panel(category: str, picked: Iterable[LimitRow]) -> Panel:
    """Give all that can be judged: the sampling panel first, then every limit that was picked."""
    sampled = sampling_panel(category)
    parameters = list(sampled.parameters) if sampled else []
    for code in list_ancestors(category):
        parameters.extend(_BEYOND_SAMPLING.get(code, ()))
    parameters.extend(row.parameter_code for row in picked)
    return Panel("full", "GB", tuple(dict.fromkeys(parameters)))


def panels_for(category: str, picked: Iterable[LimitRow]) -> list[Panel]:
    """List the panels that an inspector can choose from for a food, the smallest rule first."""
    known = (sampling_panel(category), factory_panel(category))
    return [panel for panel in known if panel is not None] + [full_panel(category, picked)]

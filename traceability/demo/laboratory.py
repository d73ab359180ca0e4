"""What do the laboratories find? Believable values, near the limits of their day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from random import Random
from uuid import UUID

from traceability.domain.kinds import InspectionKind
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limits import (
    FoodFacts,
    LimitOperator,
    LimitRow,
    Measured,
)
from traceability.domain.panels import factory_panel, full_panel, sampling_panel
from traceability.schemas.inspections import InspectionCreate
from traceability.storage.reference.reader import read_food_limits

_ND = "未检出"
# Between which shares of the limit an item mostly lies, where it is not a tenth to a half.
_SHARES = {
    "moisture": (0.88, 0.985),
    "broken_total": (0.45, 0.92),
    "broken_small": (0.25, 0.85),
    "imperfect_kernel": (0.3, 0.85),
    "cd": (0.06, 0.62),
    "as_inorganic": (0.25, 0.7),
    "ash": (0.72, 0.96),
    "fatty_acid_value": (0.2, 0.55),
    "moisture_volatile": (0.3, 0.8),
    "acid_value": (0.12, 0.5),
    "peroxide_value": (0.15, 0.6),
    "erucic_acid": (0.1, 0.6),
    "test_weight": (1.01, 1.06),
    "wet_gluten": (1.08, 1.4),
    "smoke_point": (1.05, 1.2),
    "taste_score": (1.0, 1.06),
    "brown_rice_yield": (1.005, 1.05),
    "head_rice_yield": (1.02, 1.2),
    "sound_kernel_rate": (1.01, 1.06),
}
_PLACES = {"pb": 3, "cd": 3, "hg": 4, "as_inorganic": 3, "as_total": 3, "cr": 2, "afb1": 1}
_PLACES |= {"impurity_inorganic": 3, "sand": 3, "magnetic_metal": 4, "acid_value": 2}
_PLACES |= {"fatty_acid_value": 0, "smoke_point": 0, "taste_score": 0, "test_weight": 0, "don": 0}
# Limits of detection, and how often nothing is found.
_DETECTION: dict[str, tuple[str, float]] = {
    "pb": ("0.02", 0.45),
    "hg": ("0.003", 0.6),
    "cr": ("0.05", 0.3),
    "bap": ("0.2", 0.8),
    "afb1": ("0.1", 0.75),
    "ota": ("0.3", 0.9),
    "don": ("20", 0.3),
    "zen": ("5", 0.7),
    "solvent_residue": ("2", 0.75),
    "tbhq": ("0.01", 0.6),
    "phosphine": ("0.01", 0.95),
}
_NEVER_FOUND_BELOW = "0.01"
_MMOL_PER_G_100G = Decimal("39.4")  # peroxide value: g/100 g × 39.4 = mmol/kg
# Foods without a panel of their own are released by these items of the table.
_OWN_RELEASE = {
    "noodle": ("pb", "dehydroacetic_acid", "sorbic_acid"),
    "corn_flour": ("pb", "cd", "afb1", "don"),
}
_OWN_SAMPLING = {
    "noodle": ("pb", "dehydroacetic_acid", "sorbic_acid", "tartrazine", "sunset_yellow"),
    "corn_flour": ("pb", "cd", "cr", "bap", "afb1", "ota", "don", "zen"),
    "paddy": ("pb", "cd", "hg", "as_inorganic", "afb1"),
    "wheat": ("pb", "cd", "don", "zen"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """What is tested, why, and when."""

    batch_id: UUID
    food: FoodFacts
    kind: InspectionKind
    report_no: str
    sampled_on: date
    reported_on: date
    sampled_by: str
    amount: tuple[str, str]
    place: str = "成品库"
    replaces_id: UUID | None = None
    is_raw: bool = False  # a lot without a product: process and grade come with the report
    found: Mapping[str, str] = field(default_factory=dict)  # values that are told, not drawn


class Laboratory:
    """Draws values for a food; what they come to is for the register to judge.

    For the demo every row of the limits table counts as confirmed by the regulator.
    """

    def __init__(self, rng: Random) -> None:
        rows = [replace(row, confirmed=True) for row in read_food_limits()]
        self._catalogue = LimitCatalogue(rows)
        self._rng = rng
        self._picked: dict[tuple[object, ...], dict[str, list[LimitRow]]] = {}
        self._editions = sorted({row.effective_from for row in rows})

    def test(self, sample: Sample) -> InspectionCreate:
        """Write the report on a sample."""
        rows = self._rows(sample.food)
        parameters = self._panel(sample, rows)
        measured = [self._measure(name, rows[name], sample.found) for name in parameters]
        results = [
            {
                "parameter": result.parameter,
                "parameter_zh": rows[result.parameter][0].parameter_zh,
                "value": result.value,
                "unit": result.unit,
                "detection_limit": result.detection_limit,
                "method": rows[result.parameter][0].test_method or None,
            }
            for result in measured
        ]
        return InspectionCreate.model_validate(
            {
                "batch_id": sample.batch_id,
                "kind": sample.kind,
                "sample_no": sample.report_no.replace("检", "样"),
                "sampled_on": sample.sampled_on,
                "sampled_amount": sample.amount[0],
                "sampled_unit": sample.amount[1],
                "sampled_by": sample.sampled_by,
                "sampled_place": sample.place,
                "replaces_id": sample.replaces_id,
                "process": sample.food.process if sample.is_raw else None,
                "grade": sample.food.grade if sample.is_raw else None,
                "report_no": sample.report_no,
                "reported_on": sample.reported_on,
                "results": results,
            }
        )

    def _rows(self, food: FoodFacts) -> dict[str, list[LimitRow]]:
        """Give the rows for a food by parameter; they change only when an edition begins."""
        era = sum(1 for begins in self._editions if begins <= food.produced_on)
        key = (food.category, food.process, food.grade, era)
        if key not in self._picked:
            found: dict[str, list[LimitRow]] = {}
            for row in self._catalogue.pick(food):
                found.setdefault(row.parameter_code, []).append(row)
            self._picked[key] = found
        return self._picked[key]

    def _panel(self, sample: Sample, rows: Mapping[str, list[LimitRow]]) -> list[str]:
        category = sample.food.category
        family = (
            category.partition("_")[0] if category.startswith(("paddy", "wheat_")) else category
        )
        if sample.kind is InspectionKind.FACTORY:
            panel, own = factory_panel(category), _OWN_RELEASE.get(category)
        else:
            panel, own = sampling_panel(category), _OWN_SAMPLING.get(family)
        if panel is None:
            every = [row for found in rows.values() for row in found]
            names = own or full_panel(category, every).parameters
            return [name for name in names if name in rows]
        return [name for name in panel.parameters if name in rows]

    def _measure(self, name: str, rows: Sequence[LimitRow], told: Mapping[str, str]) -> Measured:
        unit = rows[0].unit or "mg/kg"
        lowest, absent = _DETECTION.get(name, (None, 0.0))
        if name in told:
            return Measured(name, told[name], unit, lowest)
        if any(_is_absence(row) for row in rows):
            return Measured(name, _ND, unit, lowest or _NEVER_FOUND_BELOW)
        value = self._draw(name, rows)
        if lowest is not None and (value < Decimal(lowest) or self._rng.random() < absent):
            return Measured(name, _ND, unit, lowest)
        return Measured(name, str(value), unit, lowest)

    def _draw(self, name: str, rows: Sequence[LimitRow]) -> Decimal:
        first = rows[0]
        limits = [_in_unit(row, first.unit) for row in rows]
        low, high = _SHARES.get(name, (0.1, 0.5))
        if first.operator is LimitOperator.RANGE and first.value is not None:
            width = (first.upper or first.value) - first.value
            share = Decimal(str(round(self._rng.uniform(0.2, 0.8), 3)))
            return (first.value + width * share).quantize(Decimal("0.1"))
        is_floor = first.operator is LimitOperator.AT_LEAST
        bound = max(limits) if is_floor else min(limits)
        written = first.value_text.partition(".")[2]
        places = _PLACES.get(name, max(1, len(written)))
        share = Decimal(str(round(self._rng.uniform(low, high), 4)))
        return (bound * share).quantize(Decimal(1).scaleb(-places))


def _is_absence(row: LimitRow) -> bool:
    return row.operator in {LimitOperator.NOT_DETECTED, LimitOperator.PROHIBITED}


def _in_unit(row: LimitRow, unit: str) -> Decimal:
    value = row.value or Decimal(0)
    if row.unit == "mmol/kg" and unit == "g/100g":
        return value / _MMOL_PER_G_100G
    return value

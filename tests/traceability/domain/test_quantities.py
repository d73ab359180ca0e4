"""Are amounts exact, in every unit that people use?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import RuleError
from traceability.domain.kinds import Unit
from traceability.domain.quantities import (
    LARGEST_AMOUNT,
    SPOKEN_UNITS,
    PackFacts,
    mass_mg,
    to_register,
)

BAG_5_KG = PackFacts(Unit.EACH, 5_000, Unit.GRAM)
BOTTLE_5_L = PackFacts(Unit.EACH, 5_000, Unit.MILLILITRE)


@pytest.mark.parametrize(
    ("amount", "unit", "kept"),
    [
        ("13.2", "t", (13_200_000, Unit.GRAM)),
        ("13200.5", "kg", (13_200_500, Unit.GRAM)),
        ("0.001", "kg", (1, Unit.GRAM)),
        ("0.000001", "t", (1, Unit.GRAM)),
        (7, "g", (7, Unit.GRAM)),
        ("1.5", "L", (1_500, Unit.MILLILITRE)),
        ("900", "ml", (900, Unit.MILLILITRE)),
        ("2640", "each", (2_640, Unit.EACH)),
        ("2640.0", "each", (2_640, Unit.EACH)),
        (LARGEST_AMOUNT, "g", (LARGEST_AMOUNT, Unit.GRAM)),
    ],
)
def test_spoken_amounts_become_whole_ones(
    amount: str | int, unit: str, kept: tuple[int, Unit]
) -> None:
    assert to_register(amount, unit) == kept


@pytest.mark.parametrize(
    ("amount", "unit", "code"),
    [
        ("1", "斤", "unit.unknown"),
        ("1", "KG", "unit.unknown"),
        ("1", "l", "unit.unknown"),
        ("1", "", "unit.unknown"),
        ("twelve", "kg", "amount.not_a_number"),
        ("", "kg", "amount.not_a_number"),
        ("1,5", "kg", "amount.not_a_number"),
        ("sNaN", "kg", "amount.not_a_number"),
        ("NaN", "kg", "amount.not_exact"),
        ("Infinity", "kg", "amount.not_exact"),
        ("1e999999", "t", "amount.not_exact"),
        ("0.5", "each", "amount.not_exact"),
        ("0.0001", "kg", "amount.not_exact"),
        ("1." + "0" * 34 + "1", "t", "amount.not_exact"),  # 28 digits would look whole
        ("1." + "0" * 60 + "1", "t", "amount.not_exact"),
        ("0", "kg", "amount.out_of_range"),
        ("-1", "kg", "amount.out_of_range"),
        (LARGEST_AMOUNT + 1, "g", "amount.out_of_range"),
        ("1e20", "t", "amount.out_of_range"),
    ],
)
def test_what_is_not_exact_positive_or_known_is_refused(
    amount: str | int, unit: str, code: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        to_register(amount, unit)
    assert refusal.value.code == code
    assert refusal.value.field in {"amount", "unit"}


@given(st.integers(1, LARGEST_AMOUNT), st.sampled_from(sorted(SPOKEN_UNITS)))
def test_every_whole_amount_survives_the_way_to_people_and_back(kept: int, unit: str) -> None:
    register_unit, factor = SPOKEN_UNITS[unit]
    spoken = str(Decimal(kept) / factor)
    assert to_register(spoken, unit) == (kept, register_unit)


def test_twenty_tonnes_of_paddy_make_2640_bags() -> None:
    paddy, unit = to_register("20", "t")
    rice, _ = to_register("13.2", "t")
    loss, _ = to_register("6.8", "t")
    bulk = PackFacts(unit)
    assert mass_mg(rice, bulk) == mass_mg(2_640, BAG_5_KG)
    assert mass_mg(paddy, bulk) == mass_mg(rice, bulk) + mass_mg(loss, bulk)


@pytest.mark.parametrize(
    ("amount", "pack", "milligrams"),
    [
        (1, PackFacts(Unit.GRAM), 1_000),
        (1, PackFacts(Unit.MILLILITRE), 920),
        (1_000, PackFacts(Unit.MILLILITRE, density_g_per_l=913), 913_000),
        (1, BAG_5_KG, 5_000_000),
        (1, BOTTLE_5_L, 4_600_000),
        (400, BOTTLE_5_L, 1_840_000_000),
        (0, BOTTLE_5_L, 0),
    ],
)
def test_mass_is_exact(amount: int, pack: PackFacts, milligrams: int) -> None:
    assert mass_mg(amount, pack) == milligrams


@given(st.integers(0, LARGEST_AMOUNT), st.integers(0, LARGEST_AMOUNT))
def test_masses_of_parts_add_up(one: int, other: int) -> None:
    assert mass_mg(one, BOTTLE_5_L) + mass_mg(other, BOTTLE_5_L) == mass_mg(one + other, BOTTLE_5_L)


@pytest.mark.parametrize(
    "pack",
    [PackFacts(Unit.EACH), PackFacts(Unit.EACH, 5_000), PackFacts(Unit.EACH, None, Unit.GRAM)],
)
def test_packages_without_net_content_have_no_mass(pack: PackFacts) -> None:
    with pytest.raises(RuleError, match=r"balance\.no_net_content"):
        mass_mg(1, pack)

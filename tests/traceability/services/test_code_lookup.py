"""Somebody at a desk scans or types a code, in whatever form it comes."""

from __future__ import annotations

import pytest

from tests.factories import CODE_KEYS, City, refused
from traceability.domain.errors import NotFoundError
from traceability.schemas.batches import BatchPublic
from traceability.schemas.labels import LabelJobCreate
from traceability.services import labels
from traceability.services.code_lookup import find_batch_by_code


def find(city: City, text: str, who: str = "lab") -> BatchPublic:
    """Look a code up."""
    return city.look(who, lambda work: find_batch_by_code(work, text, CODE_KEYS))


def test_every_way_to_write_a_lot_leads_to_it(city: City) -> None:
    bags = city.release_rice()[2]
    spoken = [
        f"https://ly.example/01/{bags.gtin}/10/{bags.lot}",
        f"HTTPS://LY.EXAMPLE/01/{bags.gtin}/10/{bags.lot}",
        f"(01){bags.gtin}(10){bags.lot}",
        f"]Q3https://ly.example/01/{bags.gtin}/10/{bags.lot}",
        bags.lot,
        bags.lot.lower(),
        f"  {bags.lot} ",
        "".join(chr(ord(each) + 0xFEE0) for each in bags.lot),  # full width, as input methods write
        str(bags.id),
    ]
    assert {find(city, text).id for text in spoken} == {bags.id}


def test_a_package_code_leads_to_its_lot(city: City) -> None:
    bags = city.release_rice()[2]
    order = LabelJobCreate(batch_id=bags.id, stock="60x40", count=3, is_serialised=True)
    job = city.do("mill", lambda work: labels.order_labels(work, order))
    code = city.look("mill", lambda work: labels.list_codes(work, job.id, CODE_KEYS, 2, 1)).items[0]
    for text in (
        code,
        f"https://ly.example/T/{code}",
        f"https://ly.example/01/{bags.gtin}/21/{code}",
    ):
        assert find(city, text).id == bags.id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L99999",
        "https://ly.example/01/06970000000093/10/L1",
        "(01)123(10)L1",
        "\x00",
        "7" * 300,
    ],
)
def test_what_is_no_code_of_ours_is_told(city: City, text: str) -> None:
    city.release_rice()
    with pytest.raises(NotFoundError, match=r"batch\.code_unknown"):
        find(city, text)


def test_a_lot_number_that_two_lots_have_is_not_guessed(city: City) -> None:
    bags = city.release_rice()[2]
    city.add_batch(lot=bags.lot)
    refused("batch.lot_not_unique", find, city, bags.lot)


def test_a_stranger_does_not_learn_of_others_lots(city: City) -> None:
    bags = city.release_rice()[2]
    refused("batch.code_unknown", find, city, bags.lot, "rival")
    refused("batch.not_found", find, city, f"(01){bags.gtin}(10){bags.lot}", "rival")

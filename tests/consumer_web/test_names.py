"""People look a product up by its name, or by its maker's: on each database the same is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from consumer_web.app import create_public_app
from consumer_web.names import MOST_FOUND, cut_pairs, find_products, fold_name, read_words
from consumer_web.settings import PublicSettings
from tests.conftest import fresh_database
from tests.registers import open_register

OIL = "06974413031071"


@pytest.fixture
def shelf(database_url: str, samples: ModuleType, rows: ModuleType) -> Iterator[Engine]:
    """Rice and oil of two makers."""
    with _filled(database_url, samples, rows) as engine:
        yield engine


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full_shelf(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    samples: ModuleType,
    rows: ModuleType,
) -> Iterator[Engine]:
    """The same for all who only look."""
    with (
        fresh_database(request, tmp_path_factory.mktemp("shelf")) as address,
        _filled(address, samples, rows) as engine,
    ):
        yield engine


@contextmanager
def _filled(address: str, samples: ModuleType, rows: ModuleType) -> Iterator[Engine]:
    engine = open_register(address)
    rows.publish_standing(engine)
    rice = samples.product_document()
    rows.publish_product(engine, rice)
    product = rice.product.model_copy(update={"gtin": OIL, "name": "榕岸 压榨花生油 Plus"})
    maker = rice.enterprise.model_copy(update={"name": "惠州市榕岸油脂有限公司"})
    oil = rice.model_copy(update={"product": product, "enterprise": maker})
    rows.publish_product(engine, oil)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("油粘米", ["06974413020181"]),
        ("粘米", ["06974413020181"]),
        ("禾坪里油粘米", ["06974413020181"]),
        ("禾坪里　油粘米", ["06974413020181"]),  # with the wide space of a Chinese keyboard
        ("榕岸油脂", [OIL]),
        ("花生油 油脂", [OIL]),  # one word of the product's name, one of its maker's
        ("PLUS", [OIL]),
        ("ｐｌｕｓ", [OIL]),
        ("有限公司", ["06974413020181", OIL]),
        ("花生米", []),
        ("生花", []),
        ("榕岸油粘米", []),
        ("米", []),
        ("%", []),
        ("", []),
    ],
)
def test_what_is_typed_finds_what_is_meant(
    full_shelf: Engine, typed: str, found: list[str]
) -> None:
    answers = find_products(full_shelf, read_words(typed))
    assert [one.document.product.gtin for one in answers] == found


def test_pairs_strewn_over_two_names_are_no_find(full_shelf: Engine) -> None:
    # 公司 and 司禾 would both be there if the names were read as one text.
    assert find_products(full_shelf, read_words("公司禾")) == []


def test_a_list_is_bounded_and_names_a_product_once(
    shelf: Engine, samples: ModuleType, rows: ModuleType
) -> None:
    rice = samples.product_document()
    for number in range(80):
        name = "禾坪里 油粘米" if number < 2 else f"禾坪里 糙米 {number:02}"
        product = rice.product.model_copy(update={"gtin": f"0690000000{number:04}", "name": name})
        rows.publish_product(shelf, rice.model_copy(update={"product": product}))
    assert len(find_products(shelf, read_words("禾坪里"))) == MOST_FOUND
    assert len(find_products(shelf, read_words("油粘米"))) == 1


def test_the_page_lists_products_and_never_repeats_what_was_typed(
    shelf: Engine, samples: ModuleType, rows: ModuleType, ask_app: Any
) -> None:
    app = create_public_app(PublicSettings(), shelf, lambda: samples.TODAY)

    def look(name: str, more: str = "", **headers: str) -> Any:
        return ask_app(app, b"/", query=f"name={quote(name)}{more}".encode(), **headers)

    page = look("油粘米")
    assert page.status == 200
    assert 'href="/product/06974413020181?lang=zh"' in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    rows.withdraw(shelf)
    assert "不再作保" in look("油粘米").text
    told = json.loads(look("油粘米", accept="application/json").body)
    assert [(one["gtin"], one["standing"]) for one in told["items"]] == [
        ("06974413020181", "delisted")
    ]
    for name, headline in (("<script>x", "没有找到这个名称"), ("米", "请多写一个字")):
        reply = look(name)
        assert f"<h1>{headline}</h1>" in reply.text
        assert "<script" not in reply.text
    assert "No such name" in look("不存在的", "&lang=en").text
    app._stamps.close()


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_part_of_a_name_has_only_pairs_of_the_name(before: str, after: str) -> None:
    assert cut_pairs(after) <= cut_pairs(before + after) or not fold_name(after)
    assert all(len(pair) == 2 for pair in cut_pairs(before))
    assert all(len(word) > 1 for word in read_words(before))

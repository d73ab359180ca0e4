"""What a scan says of an enterprise's penalties, on both databases and both ways to the page."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from consumer_web.app import PublicApp, create_public_app
from consumer_web.asking import Asking
from consumer_web.codes import CodeBook
from consumer_web.settings import PublicSettings
from consumer_web.tables import PublishedTrace

LOT = b"/01/06974413020181/10/HP260928A"
PRODUCT = b"/product/06974413020181"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, rows: ModuleType, samples: ModuleType, tmp_path: Any
) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'copy.db'}")
    else:
        server = request.getfixturevalue("postgresql_server")
        url = server.format("postgres").replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url)
    rows.create_tables(engine)
    rows.publish_standing(engine)
    rows.publish_product(engine, samples.product_document())
    rows.publish(engine, samples.rice_document())
    rows.publish_codes(engine, job_no=7)
    yield engine
    with engine.begin() as connection:
        for name in PublishedTrace.metadata.tables:
            if name.startswith(("trace_document", "product_doc", "published_", "suspect_", "scan")):
                connection.execute(text(f'DROP TABLE IF EXISTS "{name}"'))
    engine.dispose()


class Calendar:
    """A day that a test can turn."""

    day = date(2026, 11, 24)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def app(database: Engine, settings: PublicSettings, calendar: Calendar) -> Iterator[PublicApp]:
    app = create_public_app(settings, database, lambda: calendar.day, database)
    yield app
    asyncio.run(app.close())


@pytest.fixture
def call(app: PublicApp, ask_app: Callable[..., Any]) -> Callable[..., Any]:
    return lambda path, **more: ask_app(app, path, **more)


def test_a_penalty_is_on_the_next_scan_and_gone_on_the_day_after_its_last(
    database: Engine, call: Any, rows: ModuleType, samples: ModuleType, calendar: Calendar
) -> None:
    assert 'id="penalties"' not in call(LOT).text
    rows.publish_penalties(database, samples.penalty(until=date(2026, 11, 25)))
    shown = call(LOT)
    assert shown.headers["x-trace-verdict"] == "genuine"
    part = shown.text.split('id="penalties"')[1].split("</section>")[0]
    for said in ("罚款", "惠市监罚〔2026〕9号", "惠州市市场监督管理局", "2026年7月1日",
                 "公示到 2026年11月25日"):  # fmt: skip
        assert said in part
    assert "异议" not in part
    calendar.day = date(2026, 11, 25)
    assert 'id="penalties"' in call(LOT).text
    calendar.day = date(2026, 11, 26)
    assert 'id="penalties"' not in call(LOT).text
    assert 'id="penalties"' not in call(PRODUCT).text


def test_a_repair_is_on_the_next_scan_of_every_code(
    database: Engine, call: Any, rows: ModuleType, samples: ModuleType, settings: PublicSettings
) -> None:
    rows.publish_penalties(database, samples.penalty())
    paths = (LOT, PRODUCT, b"/T/" + CodeBook(settings.code_keys).issue(7, 12).encode())
    assert all('id="penalties"' in call(path).text for path in paths)
    rows.publish_penalties(database, revision=2)
    assert not any('id="penalties"' in call(path).text for path in paths)


def test_both_ways_show_the_same_penalties(
    app: PublicApp, database: Engine, call: Any, rows: ModuleType, samples: ModuleType
) -> None:
    rows.publish_penalties(database, samples.penalty(), samples.penalty(decision_no="2号"))
    long = app.respond(Asking("GET", LOT, b"", {"accept-encoding": "gzip"}))
    for _ in range(2):
        short = call(LOT, accept_encoding="gzip")
        assert gzip.decompress(short.body) == gzip.decompress(long.body)


def test_an_open_objection_is_marked_and_the_record_stays(
    database: Engine, call: Any, rows: ModuleType, samples: ModuleType
) -> None:
    rows.publish_penalties(database, samples.penalty(is_contested=True))
    assert "异议处理中" in call(LOT).text
    assert "An objection is being examined" in call(LOT, query=b"lang=en").text


def test_the_page_in_english_says_the_kind_in_english(
    database: Engine, call: Any, rows: ModuleType, samples: ModuleType
) -> None:
    rows.publish_penalties(database, samples.penalty(party_name="王＊＊"))
    part = call(LOT, query=b"lang=en").text.split('id="penalties"')[1].split("</section>")[0]
    assert "<b>fine</b>" in part
    assert "Against: <span" in part
    assert "&lt;" not in part


def test_many_penalties_show_the_newest_and_count_the_others(
    database: Engine, call: Any, rows: ModuleType, samples: ModuleType
) -> None:
    many = [samples.penalty(decision_no=f"惠市监罚〔2026〕{number}号") for number in range(8)]
    rows.publish_penalties(database, *many)
    page = call(LOT, accept_encoding="gzip")
    written = gzip.decompress(page.body).decode()
    part = written.split('id="penalties"')[1].split("</section>")[0]
    assert part.count("<li>") == 5
    assert "另有 3 条" in part
    assert len(page.body) <= 8_000


def test_the_json_has_what_the_page_shows_and_no_more(
    database: Engine, call: Any, rows: ModuleType, samples: ModuleType, calendar: Calendar
) -> None:
    gone = samples.penalty(decision_no="旧", until=date(2026, 1, 1))
    rows.publish_penalties(database, samples.penalty(), gone)
    facts = json.loads(call(LOT, accept="application/json").body)
    assert [item["decision_no"] for item in facts["penalties"]] == ["惠市监罚〔2026〕9号"]

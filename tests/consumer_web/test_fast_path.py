from __future__ import annotations

import asyncio
import gzip
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from consumer_web.answers import Scanned
from consumer_web.app import PublicApp, create_public_app
from consumer_web.asking import Asking
from consumer_web.codes import CodeBook
from consumer_web.file_stamps import FileStamps
from consumer_web.scan_counts import MOST_WAITING, ScanCounter, read_device, read_region
from consumer_web.server_stamps import Coalescer, ServerStamps
from consumer_web.settings import PublicSettings

LOT = b"/01/06974413020181/10/HP260928A"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, rows: ModuleType, samples: ModuleType, tmp_path: Path
) -> Iterator[Engine]:
    """A listed enterprise's lot, product and codes, in a file and on a server."""
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
    if request.param == "postgresql":
        names = ", ".join(f'"{name}"' for name in _published_tables())
        with engine.begin() as connection:
            connection.execute(text(f"DROP TABLE IF EXISTS {names}"))
    engine.dispose()


def _published_tables() -> list[str]:
    return [
        name
        for name in SQLModel.metadata.tables
        if name.startswith(
            ("trace_document", "product_document", "published_", "suspect_", "void_", "scan")
        )
    ]


@pytest.fixture
def app(database: Engine, settings: PublicSettings, samples: ModuleType) -> Iterator[PublicApp]:
    app = create_public_app(settings, database, lambda: samples.TODAY, database)
    yield app
    asyncio.run(app.close())


@pytest.fixture
def call(app: PublicApp, ask_app: Callable[..., Any]) -> Callable[..., Any]:
    return lambda path, **more: ask_app(app, path, **more)


@pytest.fixture
def code(settings: PublicSettings) -> str:
    return CodeBook(settings.code_keys).issue(7, 12)


def test_the_short_way_says_what_the_long_way_says(
    app: PublicApp, call: Callable[..., Any], code: str
) -> None:
    for path in (LOT, b"/trace/06974413020181/HP260928A", b"/T/" + code.encode(),
                 b"/01/06974413020181/21/" + code.encode(), b"/01/06974413020181/10/NONE",
                 b"/01/06974413020182/10/NONE"):  # fmt: skip
        long = app.respond(Asking("GET", path, b"", {"accept-encoding": "gzip"}))
        expected = {name.decode(): value.decode() for name, value in long.headers}
        for _ in range(2):
            short = call(path, accept_encoding="gzip")
            assert short.status == long.status, path
            assert short.headers == expected, path
            assert gzip.decompress(short.body) == gzip.decompress(long.body)


def test_a_delisting_is_on_the_next_scan(
    database: Engine, call: Callable[..., Any], code: str, rows: ModuleType
) -> None:
    paths = (LOT, b"/T/" + code.encode())
    before = {path: call(path) for path in paths}
    assert {reply.headers["x-trace-verdict"] for reply in before.values()} == {"genuine"}
    tag = before[LOT].headers["etag"]
    assert call(LOT, if_none_match=tag).status == 304
    rows.withdraw(database)
    for path in paths:
        assert call(path).headers["x-trace-verdict"] == "delisted"
    assert call(LOT, if_none_match=tag).status == 200


def test_a_voided_label_is_unknown_on_its_next_scan_and_its_neighbours_are_not(
    app: PublicApp, settings: PublicSettings, database: Engine, call: Callable[..., Any],
    rows: ModuleType,
) -> None:  # fmt: skip
    codes = list(CodeBook(settings.code_keys).issue_range(7, 10, 6))

    def verdicts(form: bytes) -> list[tuple[str, int]]:
        found = []
        for code in codes:
            path = form + code.encode()
            for reply in (call(path), app.respond(Asking("GET", path, b"", {}))):
                headers = reply.headers
                if not isinstance(headers, dict):
                    headers = {name.decode(): value.decode() for name, value in headers}
                found.append((headers["x-trace-verdict"], reply.status))
        assert found[::2] == found[1::2]
        return found[::2]

    forms = (b"/T/", b"/01/06974413020181/21/")
    good, bad = ("genuine", 200), ("unknown", 404)
    assert [verdicts(form) for form in forms] == [[good] * 6] * 2
    rows.void_codes(database, 7, 11, 11)
    rows.void_codes(database, 7, 13, 14)
    rows.void_codes(database, 8, 10, 15)
    assert [verdicts(form) for form in forms] == [[good, bad, good, bad, bad, good]] * 2
    for serial in (0, 101):  # the job has the serials 1 to 100
        code = CodeBook(settings.code_keys).issue(7, serial)
        assert call(b"/T/" + code.encode()).status == 404


def test_all_that_a_page_shows_is_in_its_stamp(
    database: Engine, call: Callable[..., Any], samples: ModuleType, rows: ModuleType, code: str
) -> None:
    assert "HP261001B" not in call(LOT).text
    rows.publish(database, samples.rice_document(lot="HP261001B"))
    assert "HP261001B：检验合格" in call(LOT).text
    rows.publish(database, samples.rice_document(lot="HP261001B", state="held"), state="held")
    assert "HP261001B：检验合格" not in call(LOT).text
    path = b"/T/" + code.encode()
    for trust, words in ((samples.trust(), "信用等级 C"), (samples.trust(grade="D"), "信用等级 D")):
        revision = 1 + (trust.grade == "D")
        assert words not in call(LOT).text + call(path).text
        rows.publish_trust(database, trust, revision=revision)
        assert words in call(LOT).text
        assert words in call(path).text
    assert "在您之前没有人扫过" in call(path).text
    rows.suspect(database, code)
    assert call(path).headers["x-trace-verdict"] == "suspicious"


def test_scans_are_counted_and_shown_without_saying_who(
    app: PublicApp, database: Engine, call: Callable[..., Any], code: str
) -> None:
    phone = "Mozilla/5.0 (Linux; Android 12) Mobile MicroMessenger/8.0"
    for _ in range(3):
        call(b"/T/" + code.encode(), user_agent=phone)
    call(b"/T/" + code.encode(), user_agent=phone, sec_purpose="prefetch")
    call(b"/T/" + code.encode(), method="HEAD")
    call(LOT)
    assert app.counter is not None
    assert app.counter.flush() == 4
    page = call(b"/T/" + code.encode())
    assert "3 次" in page.text
    assert "2026年11月24日" in page.text.split('id="code"')[1]
    assert page.headers["cache-control"].startswith("private")
    with database.connect() as connection:
        tallies = connection.execute(text("SELECT device, scans FROM scan_tally ORDER BY 1")).all()
        kept = connection.execute(text("SELECT * FROM scanned_place")).mappings().all()
    assert tallies == [("other", 1), ("wechat", 3)]
    assert [set(row) for row in kept] == [{"code", "origin", "region", "day", "scans"}]


def test_counts_wait_for_a_database_that_is_away_and_memory_is_bounded(
    app: PublicApp, database: Engine, code: str
) -> None:
    counter = app.counter
    assert counter is not None
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE scan_tally RENAME TO away"))
    counter.note(Scanned("06974413020181", "A", code), "441300", "phone")
    assert counter.flush() == 0
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO scan_tally"))
    assert counter.flush() == 1
    for number in range(MOST_WAITING + 5):
        counter.note(Scanned("06974413020181", str(number)), "", "phone")
    assert counter.lost == 5


def test_two_workers_add_to_the_same_count(
    database: Engine, samples: ModuleType, code: str
) -> None:
    workers = [ScanCounter(database, "local", lambda: samples.TODAY) for _ in range(2)]
    for worker in workers:
        worker.note(Scanned("06974413020181", "HP260928A", code), "441300", "phone")
    assert [worker.flush() for worker in workers] == [1, 1]
    with database.connect() as connection:
        assert connection.execute(text("SELECT scans FROM scanned_code")).scalar_one() == 2


def test_scans_about_midnight_and_of_many_packages_are_written_together(
    database: Engine, settings: PublicSettings, samples: ModuleType
) -> None:
    days = [samples.TODAY, samples.TODAY + timedelta(days=1)]
    clock = iter(day for day in days for _ in range(250))
    counter = ScanCounter(database, "local", lambda: next(clock))
    codes = list(CodeBook(settings.code_keys).issue_range(7, 0, 250))
    for code in codes * 2:
        counter.note(Scanned("06974413020181", "HP260928A", code), "441300", "phone")
    assert counter.flush() == 500
    asked = (
        "SELECT min(scans), max(scans), count(*), min(first_on), max(last_on) FROM scanned_code",
        "SELECT min(scans), max(scans), count(*), min(day), max(day) FROM scanned_place",
        "SELECT min(scans), max(scans), count(*), min(day), max(day) FROM scan_tally",
    )
    with database.connect() as connection:
        found = [tuple(map(str, connection.execute(text(query)).one())) for query in asked]
    first, last = map(str, days)
    assert found == [
        ("2", "2", "250", first, last),
        ("1", "1", "500", first, last),
        ("250", "250", "2", first, last),
    ]


def test_the_last_flush_waits_for_the_one_under_way(
    samples: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a flush under way could not write is written at the end, before the database is left."""
    counter = ScanCounter(create_engine("sqlite://"), "local", lambda: samples.TODAY)
    started, may_fail, written = threading.Event(), threading.Event(), []

    def write(taken: Any) -> None:
        if not started.is_set():
            started.set()
            may_fail.wait(30)
            raise OperationalError("", None, Exception("away"))
        written.append(taken.total())

    monkeypatch.setattr(counter, "_write", write)
    counter.note(Scanned("06974413020181", "HP260928A", None), "441300", "phone")
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(counter.flush)
        assert started.wait(30)
        last = threads.submit(counter.flush)
        with pytest.raises(FutureTimeoutError):
            last.result(timeout=0.2)
        may_fail.set()
        assert (first.result(30), last.result(30)) == (0, 1)
    assert written == [1]


def test_a_copy_that_is_put_in_place_is_opened(
    settings: PublicSettings, samples: ModuleType, rows: ModuleType, tmp_path: Path, ask_app: Any
) -> None:
    live, fresh = tmp_path / "live.db", tmp_path / "fresh.db"
    for file in (live, fresh):
        engine = create_engine(f"sqlite:///{file}")
        rows.create_tables(engine)
        rows.publish_standing(engine, "listed" if file == live else "delisted")
        rows.publish(engine, samples.rice_document())
        engine.dispose()
    app = create_public_app(settings, create_engine(f"sqlite:///{live}"), lambda: samples.TODAY)
    assert ask_app(app, LOT).headers["x-trace-verdict"] == "genuine"
    shutil.move(fresh, live)
    app._fast._stamps._looked_at = -10.0  # type: ignore[attr-defined]  # a second later
    assert ask_app(app, LOT).headers["x-trace-verdict"] == "delisted"


def test_those_who_wait_share_one_query() -> None:
    asked: list[int] = []

    async def look_up(keys: list[int]) -> dict[int, str]:
        asked.append(len(keys))
        await asyncio.sleep(0.05)
        return {key: str(key) for key in keys if key != 13}

    async def crowd() -> list[Any]:
        coalescer = Coalescer(look_up)
        first = [coalescer.ask(number) for number in range(100)]
        later = [coalescer.ask(number // 2) for number in range(100)]
        return await asyncio.gather(*first, asyncio.sleep(0.01), *later)

    answers = asyncio.run(crowd())
    assert answers[:14] == [str(number) for number in range(13)] + [None]
    assert len(answers) == 201
    assert asked[0] == 100
    assert len(asked) <= 3


def test_what_was_read_of_a_lot_holds_until_somebody_commits(
    database: Engine, rows: ModuleType, samples: ModuleType
) -> None:
    kind = FileStamps if database.dialect.name == "sqlite" else ServerStamps
    stamps = kind(database, "local")
    keys = [("06974413020181", "HP260928A"), ("06974413020181", "NONE")]

    async def read() -> list[Any]:
        return await asyncio.gather(*(stamps.of_lot(key) for key in keys))

    known = list(asyncio.run(read()))
    assert known[0][:3] == ("06974413020181", "HP260928A", "local")
    assert known[1] is None
    assert list(asyncio.run(read())) == known
    rows.withdraw(database)
    delisted = list(asyncio.run(read()))
    assert "delisted" in str(delisted[0])
    rows.publish(database, samples.rice_document(lot="NONE"))
    both = list(asyncio.run(read()))
    assert both[1][:2] == keys[1]
    assert both[0] != delisted[0]  # it lists the other
    stamps.close()


def test_a_server_that_hangs_up_is_called_again(
    request: pytest.FixtureRequest, database: Engine, call: Callable[..., Any], code: str
) -> None:
    if database.dialect.name == "sqlite":
        pytest.skip("a file does not hang up")
    path = b"/T/" + code.encode()
    assert call(path).status == 200
    with database.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                 " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
        )  # fmt: skip
    assert call(path).status == 200


def test_regions_and_devices_are_coarse() -> None:
    assert read_region("441302") == "441300"
    assert read_region("4413") == "441300"
    assert read_region("192.168.1.7", "441300") == "441300"
    assert read_region("9" * 400) == ""
    assert read_device(b"Mozilla/5.0 (Windows NT 10.0)") == "computer"
    assert read_device(b"") == "other"
    assert read_device(b"... AlipayClient/10.3") == "alipay"

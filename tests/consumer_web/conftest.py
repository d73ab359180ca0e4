"""Fixtures of the public face: sample documents, a published database, an application on it."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from consumer_web.app import create_public_app
from consumer_web.codes import CodeBook
from consumer_web.settings import PublicSettings

CODE_KEY = bytes(range(32))


def _load(name: str) -> ModuleType:
    """Load a helper beside this file: import mode importlib has no sibling imports."""
    spec = importlib.util.spec_from_file_location(
        f"consumer_web_{name}", Path(__file__).parent / f"{name}.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    """The builders of documents."""
    return _load("samples")


@pytest.fixture(scope="session")
def rows() -> ModuleType:
    """The builders of published rows."""
    return _load("rows")


@pytest.fixture(scope="session")
def long_batch() -> ModuleType:
    """The builder of the longest batch."""
    return _load("long_batch")


@pytest.fixture
def settings() -> PublicSettings:
    return PublicSettings(base_url="https://suyuan.example.cn", code_keys=(CODE_KEY,))


@pytest.fixture
def engine(rows: ModuleType) -> Iterator[Engine]:
    """An empty database with the published tables."""
    engine = create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    rows.create_tables(engine)
    yield engine
    engine.dispose()


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Ask = Callable[..., Reply]


def call_app(
    app: Any,
    raw_path: bytes,
    method: str = "GET",
    query: bytes = b"",
    sent: bytes = b"",
    **headers: str,
) -> Reply:
    """Call an ASGI application with a raw path, as a server would."""
    scope = {
        "type": "http",
        "method": method,
        "path": "/not-to-be-read",
        "raw_path": raw_path,
        "query_string": query,
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }
    answered: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent, "more_body": False}

    async def send(message: Any) -> None:
        answered.append(message)

    asyncio.run(app(scope, receive, send))
    start, body = answered
    raw_headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert len(raw_headers) == len(start["headers"])
    return Reply(start["status"], raw_headers, body["body"])


@pytest.fixture
def make_ask(engine: Engine, samples: ModuleType) -> Callable[[PublicSettings], Ask]:
    """Make a caller of an application with given settings, on the day of the samples."""

    def make(settings: PublicSettings) -> Ask:
        app = create_public_app(settings, engine, lambda: samples.TODAY)

        def ask(raw_path: bytes, method: str = "GET", query: bytes = b"", **headers: str) -> Reply:
            return call_app(app, raw_path, method, query, **headers)

        return ask

    return make


@pytest.fixture
def ask(make_ask: Callable[[PublicSettings], Ask], settings: PublicSettings) -> Ask:
    """Ask an application that serves in place."""
    return make_ask(settings)


@pytest.fixture
def published(engine: Engine, samples: ModuleType, rows: ModuleType) -> Engine:
    """A listed enterprise with a good batch of rice, its product and a job of package codes."""
    rows.publish_standing(engine)
    rows.publish_product(engine, samples.product_document())
    rows.publish(engine, samples.rice_document())
    rows.publish_codes(engine, job_no=7)
    return engine


@pytest.fixture(name="ask_app")
def _ask_app() -> Callable[..., Reply]:
    """Call any application."""
    return call_app


@pytest.fixture
def make_app(settings: PublicSettings, samples: ModuleType) -> Callable[[Engine], Any]:
    """Make an application on a database, which also takes its scans and reports."""
    return lambda engine: create_public_app(settings, engine, lambda: samples.TODAY, engine)


@pytest.fixture
def package_code(settings: PublicSettings) -> str:
    """The code of one package of job 7."""
    return CodeBook(settings.code_keys).issue(7, 12)

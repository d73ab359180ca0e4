"""Loads the demo city into a file, in this process or another, and says what was published."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import col

from consumer_web.tables import PublishedTrace
from traceability.demo.city import DemoCity, load_demo_city
from traceability.storage.engine import open_engine, sqlite_url
from traceability.storage.migrate import migrate

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
KEYS = [b"0123456789abcdef0123456789abcdef"]
ORIGIN = "441300"


def load(path: Path) -> tuple[Engine, DemoCity]:
    engine = open_engine(sqlite_url(path))
    migrate(engine)
    return engine, load_demo_city(engine, today=TODAY, now=NOW, origin=ORIGIN, code_keys=KEYS)


def digest_of_documents(engine: Engine) -> str:
    """Hash all published documents without the ids in them."""
    query = select(col(PublishedTrace.document_text)).order_by(
        col(PublishedTrace.gtin), col(PublishedTrace.lot)
    )
    digest = hashlib.sha256()
    with engine.connect() as connection:
        for text in connection.execute(query).scalars():
            document = _without_ids(json.loads(text))
            digest.update(json.dumps(document, sort_keys=True).encode())
    return digest.hexdigest()


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    return [_without_ids(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    loaded, city = load(Path(sys.argv[1]))
    print(json.dumps({"digest": digest_of_documents(loaded), "codes": city.codes}))

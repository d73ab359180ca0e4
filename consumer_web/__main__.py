"""How do the public pages run alone, beside no register: `python -m consumer_web`?"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL, make_url

from consumer_web.alone import AloneApp
from consumer_web.app import create_public_app
from consumer_web.interpreter import prepare_to_serve
from consumer_web.settings import PublicSettings

_CHOSEN = "CONSUMER_WEB_CHOSEN"


def make_engine(database_url: str) -> Engine:
    """Open the published tables; an SQLite file read-only, so that nothing here can change it."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        patience = {"connect_timeout": 2, "options": "-c statement_timeout=3000"}
        return create_engine(_drive(url), pool_pre_ping=True, pool_timeout=3, connect_args=patience)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return create_engine(url, pool_pre_ping=True, pool_timeout=3)
    file = Path(url.database).resolve().as_uri()
    return create_engine(f"sqlite:///{file}?mode=ro&uri=true")


def _drive(url: URL) -> URL:
    """Name the driver that we ship where an address names none."""
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; the environment gives the defaults."""
    environment = os.environ
    parser = argparse.ArgumentParser(prog="python -m consumer_web", description=__doc__)
    database = environment.get("DATABASE_READ_URL") or environment.get("DATABASE_URL")
    parser.add_argument(
        "--database-url", default=database, required=database is None, help="published tables"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument(
        "--base-url", default=environment.get("BASE_URL"), help="the address printed on labels"
    )
    parser.add_argument(
        "--origin", default=environment.get("REGISTER_ORIGIN", PublicSettings.origin)
    )
    parser.add_argument("--city-zh", default=environment.get("CITY_ZH", PublicSettings.city_zh))
    parser.add_argument("--city-en", default=environment.get("CITY_EN", PublicSettings.city_en))
    parser.add_argument(
        "--resolver-redirects",
        action="store_true",
        help="answer Digital Links with 307, as the GS1 resolver standard wants",
    )
    parser.add_argument(
        "--writes-url",
        default=environment.get("SCANS_DATABASE_URL"),
        help="where scans are counted; without it they are not",
    )
    parser.add_argument("--workers", type=int, default=1, help="processes that answer")
    return parser.parse_args(arguments)


def read_code_keys(text: str) -> tuple[bytes, ...]:
    """Read the keys of package codes: hexadecimal, newest first, separated by commas.

    They come from the environment variable CODE_KEYS alone: a command line can be read by all.
    """
    return tuple(bytes.fromhex(key.strip()) for key in text.split(",") if key.strip())


def make_app(chosen: argparse.Namespace) -> AloneApp:
    """Make the application that the command line describes."""
    settings = PublicSettings(
        base_url=chosen.base_url or f"http://{chosen.host}:{chosen.port}",
        origin=chosen.origin,
        city_zh=chosen.city_zh,
        city_en=chosen.city_en,
        resolver_redirects=chosen.resolver_redirects,
        code_keys=read_code_keys(os.environ.get("CODE_KEYS", "")),
        contact_public_key=bytes.fromhex(os.environ.get("CONTACT_PUBLIC_KEY", "")),
        region=os.environ.get("REGION", ""),
        region_header=os.environ.get("REGION_HEADER", ""),
        console_url=os.environ.get("CONSOLE_URL", ""),
    )
    engine = make_engine(chosen.database_url)
    writes = create_engine(_drive(make_url(chosen.writes_url))) if chosen.writes_url else None
    proxies = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
    public = create_public_app(settings, engine, writes=writes)
    return AloneApp(public, engine, trusted_proxies=proxies)


def make_worker() -> AloneApp:
    """Make the application in a worker process, which inherits the command line as JSON."""
    app = make_app(argparse.Namespace(**json.loads(os.environ[_CHOSEN])))
    prepare_to_serve()
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the public pages until interrupted."""
    chosen = read_arguments(arguments)
    options: dict[str, Any] = {"host": chosen.host, "port": chosen.port, "server_header": False}
    options |= {"access_log": False, "proxy_headers": False}  # see AloneApp
    if chosen.workers > 1:
        os.environ[_CHOSEN] = json.dumps(vars(chosen))
        worker = "consumer_web.__main__:make_worker"
        uvicorn.run(worker, factory=True, workers=chosen.workers, **options)
    else:
        app = make_app(chosen)
        prepare_to_serve()
        uvicorn.run(app, **options)


if __name__ == "__main__":
    main()

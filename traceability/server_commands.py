"""What do the commands do that serve, print, or need the keys of the service?"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import uvicorn
from sqlalchemy import Engine

from consumer_web.contacts import find_public_key
from consumer_web.interpreter import prepare_to_serve
from traceability.app import build_house, create_app, load_code_keys, load_contact_keys
from traceability.commands import LONG_WAIT_S, CommandError, database, require_current
from traceability.demo.city import load_demo_city
from traceability.demo.report import describe_demo_city, read_demo_json, write_demo_json
from traceability.domain.access import system_actor
from traceability.domain.civil import civil_date
from traceability.exchange import load_identity_cipher
from traceability.gateways.certificate_files import CertificateStore
from traceability.label_worker import Pace, run_label_jobs_once, run_label_worker
from traceability.request_log import set_up_logging
from traceability.services import identity_keys
from traceability.settings import Settings
from traceability.storage.engine import open_engine
from traceability.storage.migrate import migrate
from traceability.storage.work import transaction

# A stop lets running requests end; logs are ours, see request_log.
_SERVING: dict[str, Any] = {
    "access_log": False,
    "log_config": None,
    "timeout_graceful_shutdown": 10,
    "server_header": False,
}


def run_server(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until told to stop; a stop lets running requests end."""
    with database(settings) as engine:
        require_current(engine)
    load_code_keys(settings)  # made once, before several workers could make them twice
    load_identity_cipher(settings)
    load_contact_keys(settings)
    os.environ["DATA_DIR"] = str(settings.data_dir)
    uvicorn.run(
        "traceability.app:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        **_SERVING,
    )


def run_labels(settings: Settings, pace: Pace, *, until_done: bool) -> None:
    """Print label jobs until told to stop; labels that have left are waited for."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    set_up_logging(settings.log_format, settings.log_level)
    with database(settings, settings.db_deadline) as engine:
        require_current(engine)
        house = build_house(settings, engine)
        if not house.printers:
            raise CommandError("没有打印机，请设置 PRINTERS。No printers: set PRINTERS.")
        if until_done:
            run_label_jobs_once(house, pace=pace, should_stop=stop.is_set)
        else:
            run_label_worker(house, stop.is_set, pace)


def run_demo(
    settings: Settings, *, host: str, port: int, public_url: str | None, serves: bool
) -> None:
    """Load the demo city at the first start, then serve it."""
    base_url = public_url or f"http://127.0.0.1:{port}"
    settings = settings.model_copy(update={"base_url": base_url})
    facts = settings.data_dir / "demo.json"
    engine = _load_city(settings, facts, base_url)
    phone_url = public_url or f"http://{_lan_address()}:{port}"
    click.echo(describe_demo_city(base_url, read_demo_json(facts)[1], phone_url))
    if not serves:
        engine.dispose()
        return
    set_up_logging("text", settings.log_level)
    app = create_app(settings, engine)
    prepare_to_serve()
    uvicorn.run(app, host=host, port=port, **_SERVING)


def _load_city(settings: Settings, facts: Path, base_url: str) -> Engine:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_address, deadline_s=LONG_WAIT_S)
    migrate(engine)
    if facts.exists():
        _move(facts, base_url)
        return engine
    click.echo("正在建立示范城市 … Building the demo city …")
    started = time.perf_counter()
    now = datetime.now(UTC)
    city = load_demo_city(
        engine,
        today=civil_date(now),
        now=now,
        origin=settings.register_origin,
        code_keys=load_code_keys(settings),
        certificates=CertificateStore(settings.data_dir / "certificates"),
    )
    write_demo_json(facts, base_url, city)
    click.echo(f"用时 {time.perf_counter() - started:.1f} 秒。Done.")
    return engine


def _move(facts: Path, base_url: str) -> None:
    """Rewrite the addresses in demo.json if the city is served somewhere else today."""
    known, city = read_demo_json(facts)
    if known != base_url:
        write_demo_json(facts, base_url, city)


def _lan_address() -> str:
    """Give this machine's address in its network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def tell_contact_key(settings: Settings) -> str:
    """Give the public half of the key that seals consumers' contacts, in hex."""
    return find_public_key(load_contact_keys(settings)[0]).hex()


def reseal_identity_numbers(settings: Settings) -> int:
    """Encrypt all identity numbers under the newest key; give how many were under an older one."""
    with database(settings) as engine:
        require_current(engine)
        now, origin = datetime.now(UTC), settings.register_origin
        with transaction(engine, system_actor(), now, origin) as work:
            return identity_keys.reseal_numbers(work, load_identity_cipher(settings))

"""What do the commands do? Each opens the database, runs one story, and reports."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click
import uvicorn
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlmodel import Session

from consumer_web.contacts import find_public_key
from consumer_web.interpreter import prepare_to_serve
from traceability.app import build_house, create_app, load_code_keys, load_contact_keys
from traceability.demo.city import load_demo_city
from traceability.demo.report import describe_demo_city, read_demo_json, write_demo_json
from traceability.domain.access import system_actor
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import OrganizationKind, Role
from traceability.duties import do_duty
from traceability.exchange import load_identity_cipher
from traceability.gateways import backups
from traceability.gateways.certificate_files import CertificateStore
from traceability.label_worker import Pace, run_label_jobs_once, run_label_worker
from traceability.publishing.settling import settle
from traceability.request_log import set_up_logging
from traceability.routes.words import say, say_invalid
from traceability.schemas.parties import OrganizationCreate, TokenCreate, UserCreate
from traceability.services import (
    copies,
    identity_keys,
    limits,
    organizations,
    penalties,
    trust_rules,
    trust_scores,
    users,
)
from traceability.settings import Settings
from traceability.storage.engine import open_engine
from traceability.storage.ledger_check import verify_ledger
from traceability.storage.ledger_check_words import render_report
from traceability.storage.ledger_findings import to_json
from traceability.storage.migrate import is_current, migrate
from traceability.storage.parties import find_organization_by_uscc, find_user
from traceability.storage.work import Work, transaction

LONG_WAIT_S = 600.0  # migrations and checks may take their time


class CommandError(click.ClickException):
    """A command was refused; the message says why and what to do."""


@contextmanager
def database(settings: Settings, deadline_s: float = LONG_WAIT_S) -> Iterator[Engine]:
    """Open the working database and close it again."""
    if settings.database_address.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_address, deadline_s=deadline_s)
    try:
        yield engine
    finally:
        engine.dispose()


def run_migrations(settings: Settings) -> None:
    """Bring the database to the newest schema; load limits and trust rules into a fresh one."""
    with database(settings) as engine:
        _prepare(engine, settings)


def _prepare(engine: Engine, settings: Settings) -> None:
    migrate(engine)
    with transaction(engine, system_actor(), datetime.now(UTC), settings.register_origin) as work:
        limits.load_reference_limits(work)
        trust_rules.load_reference_rules(work)
        settle(work)


def recompute_trust(settings: Settings) -> int:
    """Compute the trust scores whose time has come; give their number."""
    return _do_duty(settings, trust_scores.recompute_due)


def _do_duty(settings: Settings, duty: Callable[[Work], int]) -> int:
    with database(settings) as engine:
        require_current(engine)
        return do_duty(engine, settings.register_origin, duty)


def require_current(engine: Engine) -> None:
    """Refuse to work on an old schema."""
    if not is_current(engine):
        raise CommandError(
            "数据库结构不是最新，请先运行 traceability migrate。"
            " The schema is not current: run `traceability migrate` first."
        )


def tell_contact_key(settings: Settings) -> str:
    """Give the public half of the key that seals consumers' contacts, in hex."""
    return find_public_key(load_contact_keys(settings)[0]).hex()


def mark_suspects(settings: Settings) -> int:
    """Look for package codes that were copied; give the number of new suspects."""
    return _do_duty(settings, copies.mark_suspects)


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
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=10,
        server_header=False,
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
    uvicorn.run(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=10,
        server_header=False,
    )


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


def create_admin(
    settings: Settings, uscc: str, organization: str, district: str, username: str, password: str
) -> None:
    """Make the first administrator and his authority."""
    with database(settings) as engine, refusals():
        _prepare(engine, settings)
        authority = OrganizationCreate(
            uscc=uscc, name=organization, district=district, kind=OrganizationKind.REGULATOR
        )
        hashed = users.hash_password(password)
        with transaction(
            engine, system_actor(), datetime.now(UTC), settings.register_origin
        ) as work:
            known = find_organization_by_uscc(work.session, uscc)
            org_id = known.id if known else None
            if org_id is None:
                org_id = organizations.register_organization(work, authority).id
                work.session.flush()
            entered = UserCreate(
                org_id=org_id,
                username=username,
                display_name=username,
                role=Role.ADMIN,
                password=password,
            )
            users.register_user(work, entered, hashed)
            settle(work)


def make_token(settings: Settings, username: str, name: str) -> str:
    """Make a bearer token for a user."""
    with database(settings) as engine, refusals():
        require_current(engine)
        with Session(engine) as session:
            user = find_user(session, username)
            if user is None:
                raise CommandError(f"没有用户 {username}。There is no user {username}.")
            actor = users.actor_of(session, user)
        with transaction(engine, actor, datetime.now(UTC), settings.register_origin) as work:
            return users.create_token(work, TokenCreate(name=name)).token


def end_publicity(settings: Settings) -> int:
    """End the publication of penalties whose window is over; give how many."""
    return _do_duty(settings, penalties.end_due_publicity)


def reseal_identity_numbers(settings: Settings) -> int:
    """Encrypt all identity numbers under the newest key; give how many were under an older one."""
    with database(settings) as engine:
        require_current(engine)
        now, origin = datetime.now(UTC), settings.register_origin
        with transaction(engine, system_actor(), now, origin) as work:
            return identity_keys.reseal_numbers(work, load_identity_cipher(settings))


@contextmanager
def refusals() -> Iterator[None]:
    """Say refusals in both languages instead of raising them at the caller."""
    try:
        yield
    except RegisterError as error:
        words = [say(error.code, language, error.values)[1] for language in ("zh-CN", "en")]
        raise CommandError(" ".join(words)) from None
    except ValidationError as error:
        lines = []
        for item in error.errors():
            place = ".".join(str(part) for part in item["loc"])
            said = [
                say_invalid(item["type"], language, item.get("ctx") or {})[1]
                for language in ("zh-CN", "en")
            ]
            lines.append(f"{place}: {' '.join(said)}")
        raise CommandError("\n".join(lines)) from None


def _sqlite_file(settings: Settings) -> Path:
    if not settings.database_address.startswith("sqlite:///"):
        raise CommandError(
            "PostgreSQL 请用 pg_dump / pg_restore（见 docs/operations.md）。"
            " For PostgreSQL use pg_dump and pg_restore (docs/operations.md)."
        )
    return Path(settings.database_address.removeprefix("sqlite:///"))


def back_up(settings: Settings, file: Path) -> int:
    """Save the running SQLite register."""
    try:
        return backups.back_up(_sqlite_file(settings), file)
    except backups.BackupError as error:
        raise CommandError(str(error)) from None


def restore(settings: Settings, file: Path, *, overwrite: bool) -> int:
    """Bring a saved register back."""
    try:
        return backups.restore(file, _sqlite_file(settings), overwrite=overwrite)
    except backups.BackupError as error:
        raise CommandError(str(error)) from None


def check_ledger(
    settings: Settings, language: Literal["zh", "en"], *, as_json: bool
) -> tuple[str, bool]:
    """Check the log against the records; give the report and whether all is sound."""
    if settings.database_address.startswith("sqlite") and not _sqlite_file(settings).exists():
        raise CommandError(f"没有数据库 {settings.database_address}。There is no database.")
    with database(settings) as engine:
        require_current(engine)
        report = verify_ledger(engine)
    text = to_json(report) if as_json else render_report(report, language)
    return text, report.is_sound

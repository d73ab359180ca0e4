"""What do the commands of upkeep do? Each opens the database, runs one story, and reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from traceability.domain.access import system_actor
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import OrganizationKind, Role
from traceability.duties import do_duty
from traceability.gateways import backups
from traceability.publishing.settling import settle
from traceability.routes.words import say, say_invalid
from traceability.schemas.parties import OrganizationCreate, TokenCreate, UserCreate
from traceability.services import (
    copies,
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
from traceability.storage.ledger_findings import LedgerUnreadableError, to_json
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


def mark_suspects(settings: Settings) -> int:
    """Look for package codes that were copied; give the number of new suspects."""
    return _do_duty(settings, copies.mark_suspects)


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
    """Check the log against the records; give the report and whether all is sound.

    Raises CommandError when the check could not be made.
    """
    if settings.database_address.startswith("sqlite") and not _sqlite_file(settings).exists():
        raise CommandError(f"没有数据库 {settings.database_address}。There is no database.")
    try:
        with database(settings) as engine:
            require_current(engine)
            report = verify_ledger(engine)
    except (SQLAlchemyError, OSError, LedgerUnreadableError) as error:
        raise CommandError(str(error)) from error
    text = to_json(report) if as_json else render_report(report, language)
    return text, report.is_sound

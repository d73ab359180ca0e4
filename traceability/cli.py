"""How is it started and looked after? The command `traceability`."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from traceability.late import LateModule
from traceability.settings import Settings

if TYPE_CHECKING:
    from traceability import commands, credit_commands, server_commands
    from traceability import label_worker as pacing
else:
    commands = LateModule("traceability.commands")
    credit_commands = LateModule("traceability.credit_commands")
    pacing = LateModule("traceability.label_worker")
    server_commands = LateModule("traceability.server_commands")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option("0.1.0", prog_name="traceability")
def main() -> None:
    """粮油二维码溯源系统 – QR traceability for grain and cooking oil.

    Settings come from the environment (docs/operations.md); --data names the folder of the
    SQLite database and of the secret keys.
    """
    os.umask(0o077)  # database, keys and backups hold what only the service may read


_data = click.option(
    "--data", type=click.Path(path_type=Path), default=None, help="folder of database and keys"
)


def _settings(data: Path | None) -> Settings:
    return Settings(DATA_DIR=data) if data is not None else Settings()


@main.command()
@_data
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="0.0.0.0", show_default=True, help="address to listen on")  # noqa: S104
@click.option("--no-serve", is_flag=True, help="load the city and stop")
@click.option("--public-url", default=None, help="address in labels, if phones shall open them")
def demo(
    data: Path | None, port: int, host: str, public_url: str | None, *, no_serve: bool
) -> None:
    """Load the demo city, serve it, and print a QR code for a phone."""
    server_commands.run_demo(
        _settings(data or Path("demo-data")),
        host=host,
        port=port,
        public_url=public_url.rstrip("/") if public_url else None,
        serves=not no_serve,
    )


@main.command()
@_data
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def serve(data: Path | None, host: str, port: int, workers: int) -> None:
    """Serve API, consoles and public pages."""
    server_commands.run_server(_settings(data), host=host, port=port, workers=workers)


@main.command("label-worker")
@_data
@click.option("--chunk", default=50, show_default=True, type=click.IntRange(1, 50))
@click.option(
    "--lease",
    default=60.0,
    show_default=True,
    type=click.FloatRange(min=0.5),
    help="seconds that a dead worker keeps its printer",
)
@click.option(
    "--patience",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="seconds without headway before labels count as unknown",
)
@click.option("--until-done", is_flag=True, help="stop when nothing can be printed any more")
def label_worker(
    data: Path | None, chunk: int, lease: float, patience: float, *, until_done: bool
) -> None:
    """Print label jobs on the printers of the setting PRINTERS."""
    pace = pacing.Pace(chunk=chunk, lease_s=lease, patience_s=patience)
    server_commands.run_labels(_settings(data), pace, until_done=until_done)


@main.command()
@_data
def migrate(data: Path | None) -> None:
    """Bring the database to the schema of this version; load limits and rules into a fresh one."""
    commands.run_migrations(_settings(data))
    click.echo("数据库已是最新结构。The schema is current.")


@main.command("recompute-trust")
@_data
def recompute_trust(data: Path | None) -> None:
    """Compute the trust scores that time has changed; run it once a night."""
    count = commands.recompute_trust(_settings(data))
    click.echo(f"已重算 {count} 家企业的信用分。Computed {count} trust scores again.")


@main.command("create-admin")
@_data
@click.option("--uscc", required=True, help="USCC of the authority that runs the register")
@click.option("--organization", required=True, help="its name")
@click.option("--district", default="惠城区", show_default=True)
@click.option("--username", required=True)
@click.password_option(help="asked for if not given")
def create_admin(
    data: Path | None, uscc: str, organization: str, district: str, username: str, password: str
) -> None:
    """Make the first administrator, and the authority for which he works."""
    commands.create_admin(_settings(data), uscc, organization, district, username, password)
    click.echo(f"已创建管理员 {username}。The administrator {username} can sign in.")


@main.command()
@_data
@click.argument("username")
@click.option("--name", default="command line", show_default=True, help="what the token is for")
def token(data: Path | None, username: str, name: str) -> None:
    """Make a bearer token for a user and print it."""
    click.echo(commands.make_token(_settings(data), username, name))


@main.command()
@_data
@click.argument("file", type=click.Path(path_type=Path))
def backup(data: Path | None, file: Path) -> None:
    """Save the running SQLite register into FILE."""
    size = commands.back_up(_settings(data), file)
    click.echo(f"已备份到 {file}（{size} 字节）。Saved {size} bytes to {file}.")


@main.command()
@_data
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="replace what is in the database now")
def restore(data: Path | None, file: Path, *, force: bool) -> None:
    """Bring back what a backup FILE holds."""
    size = commands.restore(_settings(data), file, overwrite=force)
    click.echo(f"已从 {file} 恢复（{size} 字节）。Restored {size} bytes from {file}.")


@main.command("end-publicity")
@_data
def end_publicity(data: Path | None) -> None:
    """End the publication of penalties whose window is over; run it every night."""
    ended = commands.end_publicity(_settings(data))
    click.echo(f"终止公示 {ended} 条。Ended the publication of {ended} penalties.")


@main.command("reseal-identity-numbers")
@_data
def reseal_identity_numbers(data: Path | None) -> None:
    """Encrypt all identity numbers under the newest key, after a new one was put first."""
    count = server_commands.reseal_identity_numbers(_settings(data))
    click.echo(f"已用新密钥重新加密 {count} 个号码。Encrypted {count} numbers under the new key.")


@main.command("mark-suspects")
@_data
def mark_suspects(data: Path | None) -> None:
    """Look for package codes that were scanned as if copied; run it once an hour."""
    marked = commands.mark_suspects(_settings(data))
    click.echo(f"新标记 {marked} 个疑似被复制的码。Marked {marked} codes as possible copies.")


@main.command("contact-key")
@_data
def contact_key(data: Path | None) -> None:
    """Print the public key that a public site running alone seals contacts with."""
    click.echo(server_commands.tell_contact_key(_settings(data)))


@main.command("verify-ledger")
@_data
@click.option("--json", "as_json", is_flag=True, help="machine-readable findings")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def verify_ledger(data: Path | None, language: Literal["zh", "en"], *, as_json: bool) -> None:
    """Recompute every hash and compare every record with its newest log entry.

    Exit 0: sound. 1: something was altered, removed or inserted. 2: could not check.
    """
    try:
        text, is_sound = commands.check_ledger(_settings(data), language, as_json=as_json)
    except commands.CommandError as error:
        click.echo(f"无法检查。Could not check: {error}", err=True)
        sys.exit(2)
    click.echo(text)
    sys.exit(0 if is_sound else 1)


@main.command()
@_data
def worker(data: Path | None) -> None:
    """Send deliveries, print label jobs, and do what time brings, until told to stop."""
    credit_commands.run_worker(_settings(data))


@main.command("credit-sandbox")
@_data
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8100, show_default=True, type=click.IntRange(1, 65535))
@click.option("--faults", default="", help="such as drop=0.2,delay=0.2,duplicate=0.1,down=30s")
@click.option("--webhook", default="", help="address of the register for notices of its list")
def credit_sandbox(data: Path | None, host: str, port: int, faults: str, webhook: str) -> None:
    """Stand in for the public credit system, for demos and tests; with faults on demand."""
    settings = _settings(data or Path("demo-data"))
    click.echo(f"公共信用信息系统（演示） The stand-in: http://{host}:{port}/")
    credit_commands.run_sandbox(settings, host=host, port=port, faults=faults, webhook=webhook)


_day = click.DateTime(formats=["%Y-%m-%d"])


@main.command()
@_data
@click.option("--from", "first", required=True, type=_day, help="first day, of the decisions")
@click.option("--to", "last", required=True, type=_day, help="last day")
@click.option("--mend", is_flag=True, help="queue again what sending again can mend")
def reconcile(data: Path | None, first: datetime, last: datetime, *, mend: bool) -> None:
    """Compare with the public credit system: what is missing on either side, what differs."""
    click.echo(
        credit_commands.run_reconciliation(_settings(data), first.date(), last.date(), mends=mend)
    )

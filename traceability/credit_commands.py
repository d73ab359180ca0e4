"""What do the commands of the credit exchange do?"""

from __future__ import annotations

import signal
import threading
from datetime import UTC, date, datetime
from random import Random

from sqlalchemy import Engine

from traceability.app import build_house
from traceability.background import start_background
from traceability.commands import CommandError, database, refusals, require_current
from traceability.credit_sandbox.app import Sandbox
from traceability.credit_sandbox.faults import FaultsMalformedError, read_faults
from traceability.credit_sandbox.server import server_of
from traceability.credit_sandbox.store import Store
from traceability.domain.access import system_actor
from traceability.exchange import open_port, signer_of
from traceability.gateways.public_credit import CreditAddressError, PublicCreditPort
from traceability.request_log import set_up_logging
from traceability.routes.deliveries import fetch_held
from traceability.routes.desk import House
from traceability.services import reconciliations
from traceability.settings import Settings
from traceability.storage.work import transaction


def run_sandbox(settings: Settings, *, host: str, port: int, faults: str, webhook: str) -> None:
    """Serve the stand-in until told to stop."""
    try:
        wanted = read_faults(faults)
    except FaultsMalformedError as error:
        raise CommandError(f"--faults: {error}") from None
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.data_dir / "credit-sandbox.db")
    dice = Random()  # noqa: S311 - which fault comes next is no secret
    sandbox = Sandbox(store, signer_of(settings), wanted, webhook, dice)
    try:
        server_of(sandbox, host=host, port=port).run()
    finally:
        store.close()


def run_reconciliation(settings: Settings, first: date, last: date, *, mends: bool) -> str:
    """Compare with the credit system; give what differs, as JSON."""
    with database(settings) as engine, refusals():
        require_current(engine)
        reconciliations.check_period(first, last)
        port = _port(settings)
        held = fetch_held(port, first, last)
        port.close()
        now = datetime.now(UTC)
        with transaction(engine, system_actor(), now, settings.register_origin) as work:
            found = reconciliations.reconcile(work, first, last, held, mends=mends)
    return found.model_dump_json(indent=2)


def _port(settings: Settings) -> PublicCreditPort:
    try:
        port = open_port(settings)
    except CreditAddressError as error:
        raise CommandError(f"CREDIT_URL: {error}") from None
    if port is None:
        raise CommandError("没有设置 CREDIT_URL。CREDIT_URL is not set: there is nobody to ask.")
    return port


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; a delivery under way is ended first, and labels that left."""
    set_up_logging(settings.log_format, settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with database(settings, settings.db_deadline) as engine:
        require_current(engine)
        house = _house(settings, engine)
        end = start_background(house)
        while not stop.wait(1.0):
            pass
        end()
        if house.credit is not None:
            house.credit.close()


def _house(settings: Settings, engine: Engine) -> House:
    try:
        return build_house(settings, engine)
    except CreditAddressError as error:
        raise CommandError(f"CREDIT_URL: {error}") from None

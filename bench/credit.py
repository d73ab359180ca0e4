"""Deliveries to the credit system: against sending the same messages with nothing kept here."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.measuring import tell
from bench.town import found_town
from tests.credit_chaos import sandbox_process
from tests.credit_side import add_penalty, penalty_message, worker_on
from traceability.exchange import signer_of
from traceability.gateways.public_credit import HttpPublicCredit
from traceability.settings import Settings
from traceability.worker import DeliveryWorker

DELIVERIES = 300


def main() -> None:
    """Measure one worker, one stand-in in a process of its own, SQLite on both sides."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = found_town(folder)
        signer = signer_of(Settings(DATA_DIR=folder))
        for number in range(DELIVERIES):
            add_penalty(city, number)
        with sandbox_process(folder, "") as base:
            port = HttpPublicCredit(base, signer)
            port.send(penalty_message(10**6))  # the connection stands
            floor = _rate(
                lambda: [port.send(penalty_message(10**6 + n)) for n in range(DELIVERIES)]
            )
            worker = worker_on(city.engine, port)
            rate = _rate(lambda: _drain(worker))
            port.close()
        tell("deliveries by one worker", rate, floor, "sending alone", "messages/s")
        city.engine.dispose()


def _rate(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return DELIVERIES / (time.perf_counter() - started)


def _drain(worker: DeliveryWorker) -> None:
    while worker.step().settled:
        pass

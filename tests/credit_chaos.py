"""Workers that die at any moment, between a real database and a stand-in that fails at will."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from traceability.domain.kinds import DeliveryState
from traceability.settings import Settings
from traceability.storage.tables import CreditDelivery

FAULTS = "drop=0.2,delay=0.1,duplicate=0.1,error=0.2,garbage=0.1,down=0.7s"
LONGEST_S = 600.0


def run_one_worker(values: dict[str, Any]) -> None:
    """Be a worker process, as `traceability worker` is."""
    from traceability.credit_commands import run_worker  # noqa: PLC0415 - in the child only

    run_worker(Settings(**values))


@contextmanager
def sandbox_process(folder: Path, faults: str = FAULTS) -> Iterator[str]:
    """Run the stand-in as a process of its own; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "traceability", "credit-sandbox", "--data", folder, "--port",
         str(port), "--faults", faults],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(base)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(base: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx.get(base, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(base)


@dataclass
class Crew:
    """Two worker processes at once; whoever dies is replaced."""

    engine: Engine
    values: dict[str, Any]
    dice: random.Random = field(default_factory=lambda: random.Random(11))
    kills: int = 0
    members: list[BaseProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._kind = multiprocessing.get_context("forkserver")
        self._kind.set_forkserver_preload(["traceability.credit_commands"])
        self.members = [self._hire(), self._hire()]

    def _hire(self) -> BaseProcess:
        member = self._kind.Process(target=run_one_worker, args=(self.values,), daemon=True)
        member.start()
        return member

    def kill_some(self, wanted: int) -> None:
        """Kill workers at random moments, without any warning, and replace them."""
        deadline = time.monotonic() + LONGEST_S
        while self.kills < wanted and time.monotonic() < deadline:
            time.sleep(self.dice.uniform(0.02, 0.5))
            place = self.dice.randrange(2)
            os.kill(self.members[place].pid or 0, signal.SIGKILL)
            self.members[place].join(timeout=30)
            self.kills += self.members[place].exitcode == -signal.SIGKILL
            self.members[place] = self._hire()

    def finish(self) -> None:
        """Let the last two work until nothing waits, then stop them in order."""
        deadline = time.monotonic() + LONGEST_S
        while waiting(self.engine) and time.monotonic() < deadline:
            time.sleep(0.1)
        self.stop()

    def stop(self) -> None:
        """Stop both."""
        for member in self.members:
            member.terminate()
        for member in self.members:
            member.join(timeout=60)


def waiting(engine: Engine) -> int:
    """Count the deliveries that wait."""
    with Session(engine) as session:
        queued = col(CreditDelivery.state) == DeliveryState.QUEUED.value
        query = select(func.count()).select_from(CreditDelivery).where(queued)
        return int(session.exec(query).one())


def held_there(folder: Path) -> tuple[list[tuple[str, str]], dict[str, str], int]:
    """Give what the stand-in holds: its records, its receipts by key, and the repetitions."""
    with sqlite3.connect(folder / "credit-sandbox.db") as database:
        records = database.execute("SELECT kind, number FROM record ORDER BY kind, number")
        receipts = database.execute("SELECT key, receipt_no FROM receipt")
        repeated = database.execute("SELECT sum(times - 1) FROM receipt").fetchone()[0]
        return records.fetchall(), dict(receipts.fetchall()), int(repeated or 0)

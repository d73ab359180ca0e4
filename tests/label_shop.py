"""A mill with a virtual printer and worker processes that can be killed: for label stories."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import UUID

from consumer_web.codes import CodeBook
from label_printer.virtual.record import JOURNAL
from tests.factories import CODE_KEYS, City
from tests.label_printer.virtual_printers import VirtualPrinter, virtual_printer
from traceability import server_commands
from traceability.label_worker import Pace
from traceability.schemas.labels import LabelAnswer, LabelJobCreate, LabelJobDetail
from traceability.services import label_runs, labels
from traceability.settings import Settings

PRINTER = "line-1"
ROOM = labels.PrintRoom("https://ly.hz.example", [PRINTER])
KEYS_HEX = ",".join(key.hex() for key in CODE_KEYS)


QUICK = Pace(chunk=10, lease_s=1.0, patience_s=0.6, look_s=0.2, every_s=0.1)
PATIENT = replace(QUICK, patience_s=20, lease_s=60)  # a busy machine is no reason to doubt
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["traceability.server_commands", "label_printer.press"])


@dataclass
class Shop:
    """A register, its printer, and the workers that print there."""

    city: City
    url: str
    printer: VirtualPrinter
    folder: Path
    stack: ExitStack
    pace: Pace = QUICK
    query: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """Give the settings of a worker."""
        address = f"tcp://127.0.0.1:{self.printer.port}?language={self.printer.language}&timeout=5"
        return os.environ | {
            "DATABASE_URL": self.url,
            "DATA_DIR": str(self.folder),
            "PRINTERS": f"{PRINTER}={address}{self.query}",
            "CODE_KEYS": KEYS_HEX,
            "BASE_URL": "https://ly.hz.example",
            "DB_DEADLINE": "20",
        }

    def start(self) -> BaseProcess:
        """Start a worker process, forked off a server that has imported everything already."""
        worker = _FORKS.Process(target=_work, args=(self.environment, self.pace))
        worker.start()
        self.stack.callback(_end, worker)
        return worker

    def start_command(self, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker as an operator does."""
        words = [sys.executable, "-m", "traceability", "label-worker", *options]
        return self.stack.enter_context(subprocess.Popen(words, env=self.environment))

    def order(self, batch_id: UUID, **more: Any) -> LabelJobDetail:
        """Order labels for the printer."""
        said = {"batch_id": batch_id, "count": 40, "is_serialised": True, "printer": PRINTER}
        entered = LabelJobCreate.model_validate(said | more)
        return self.city.do("mill", lambda work: labels.order_labels(work, entered, ROOM))

    def show(self, job: LabelJobDetail) -> LabelJobDetail:
        """Look at a job."""
        return self.city.look("mill", lambda work: labels.read_label_job(work, job.id))

    def answer(self, job: LabelJobDetail, last_seen: int) -> LabelJobDetail:
        """Say which label was the last one on the roll."""
        said = LabelAnswer(last_seen=last_seen)
        story = lambda work: label_runs.answer_run(work, job.id, said, CODE_KEYS)  # noqa: E731
        return self.city.do("mill", story)

    def wait_for(self, job: LabelJobDetail, *states: str, seconds: float = 60) -> LabelJobDetail:
        """Wait until a job is in one of some states."""
        deadline = time.monotonic() + seconds
        while True:
            shown = self.show(job)
            assert shown.progress is not None
            if shown.progress.state in states:
                return shown
            assert time.monotonic() < deadline, shown.progress
            time.sleep(0.05)

    def wait_for_labels(self, count: int, seconds: float = 60) -> None:
        """Wait until so many labels lie on the table."""
        deadline = time.monotonic() + seconds
        while len(self.on_paper()) < count:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def on_paper(self) -> list[str]:
        """Read which labels were printed, by what a scan of each says; a half line is not one."""
        path = self.printer.folder / JOURNAL
        if not path.exists():
            return []
        content = path.read_text(encoding="utf-8")
        lines = content[: content.rfind("\n") + 1].splitlines()
        return [str(json.loads(line)["text"]) for line in lines]

    def last_seen(self, job: LabelJobDetail) -> int:
        """Look at the roll as a person would: the number of the job's last label on it."""
        codes = codes_of(job)
        numbers = [codes[text.rsplit("/", 1)[-1]] for text in self.on_paper()]
        return max(numbers, default=0)

    def wait_until_still(self, seconds: float = 0.8) -> None:
        """Wait until nothing more comes out, as a person would before he looks at the roll."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < seconds:
            found = len(self.on_paper())
            if found != seen:
                seen, since = found, time.monotonic()
            time.sleep(0.05)


def codes_of(job: LabelJobDetail) -> dict[str, int]:
    """Give the number, from 1, of each package code of a job."""
    codes = CodeBook(CODE_KEYS).issue_range(job.job_no, job.first_serial or 0, job.count)
    return {code: number for number, code in enumerate(codes, 1)}


def _work(environment: dict[str, str], pace: Pace) -> None:
    os.environ.update(environment)
    server_commands.run_labels(Settings(), pace, until_done=False)


def _end(worker: BaseProcess) -> None:
    """Kill a worker as a power cut would, if it still runs."""
    worker.kill()
    worker.join(30)


@contextmanager
def label_shop(
    city: City, url: str, folder: Path, *tricks: str, language: str = "tspl"
) -> Iterator[Shop]:
    """Open a shop whose printer plays the given tricks."""
    with ExitStack() as stack:
        printer = stack.enter_context(virtual_printer(folder / "roll", language, *tricks))
        yield Shop(city, url, printer, folder, stack)

"""A mill with a printer, behind a real server: for the pages about labels and credit."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlmodel import Session, col, select

from tests.factories import CODE_KEYS, PASSWORD, City
from tests.label_printer.virtual_printers import VirtualPrinter, virtual_printer
from tests.label_shop import PATIENT
from tests.served import served
from traceability.app import build_house
from traceability.domain.kinds import RunState
from traceability.label_worker import run_label_jobs_once
from traceability.routes.desk import House
from traceability.settings import Settings
from traceability.storage.tables import LabelRun

PRINTER = "一号线"
KEYS = ",".join(key.hex() for key in CODE_KEYS)


@dataclass
class PrintRoom:
    """A served city, its printer, and a worker that prints when it is told to."""

    base: str
    city: City
    printer: VirtualPrinter
    house: House

    def work(self) -> None:
        """Print until nothing waits for the printer, be it done, stopped or asked about."""
        deadline = time.monotonic() + 60
        while self._waits():
            assert time.monotonic() < deadline
            run_label_jobs_once(self.house, pace=PATIENT)

    def _waits(self) -> bool:
        moving = [RunState.QUEUED.value, RunState.PRINTING.value]
        with Session(self.city.engine) as session:
            query = select(LabelRun.id).where(col(LabelRun.state).in_(moving))
            return session.exec(query).first() is not None

    def scan_roll(self, count: int) -> list[str]:
        """Wait until so many labels lie on the roll, and scan each."""
        deadline = time.monotonic() + 30
        while len(self.printer.printed()) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        texts = [text for text in self.printer.texts() if text]
        assert len(texts) == count
        return texts


@contextmanager
def print_room(city: City, folder: Path, query: str = "") -> Iterator[PrintRoom]:
    """Open a room whose printer is reached with the given query, such as `&answers=no`."""
    with ExitStack() as stack:
        printer = stack.enter_context(virtual_printer(folder / "roll", "tspl"))
        address = f"{PRINTER}=tcp://127.0.0.1:{printer.port}?language=tspl&dpi=203{query}"
        said = {"CODE_KEYS": KEYS, "PRINTERS": address, "WORKER_IN_SERVE": False}
        base = stack.enter_context(served(city.engine, folder, **said))
        settings = Settings(DATA_DIR=folder, BASE_URL=base, **said)
        yield PrintRoom(base, city, printer, build_house(settings, city.engine))


class Visitor:
    """Somebody signed in who opens pages and sends their forms."""

    def __init__(self, base: str, username: str) -> None:
        self.http = httpx.Client(base_url=base, follow_redirects=True, timeout=60)
        self.http.post("/console/login", data={"username": username, "password": PASSWORD})

    def open(self, path: str, status: int = 200) -> str:
        """Open a page; give its text."""
        answer = self.http.get(f"/console/{path}")
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, path: str, page: str, **fields: str) -> httpx.Response:
        """Send a form of a page that was opened, with its token and its key."""
        return self.http.post(f"/console/{path}", data=_hidden(page) | fields)

    def send_files(
        self, path: str, page: str, files: dict[str, tuple[str, bytes]], **fields: str
    ) -> httpx.Response:
        """Send a form with files."""
        return self.http.post(f"/console/{path}", data=_hidden(page) | fields, files=files)

    def close(self) -> None:
        """Leave."""
        self.http.close()


def _hidden(page: str) -> dict[str, str]:
    found = {}
    for name in ("csrf", "form_key"):
        match = re.search(rf'name="{name}" value="([^"]+)"', page)
        assert match, page
        found[name] = match[1]
    return found


def words(page: str) -> str:
    """Give what a page says, without its tags and with single blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())

"""How do ordered labels get onto paper? The worker: one printer, one lease, one chunk at a time.

For each chunk: draw it, ask the printer how it fares and what it has counted, commit `sent`, send,
wait until the printer has counted all of it, commit `confirmed`. Where anything breaks in between,
nothing is sent again: the labels become `unknown`, and the printer's count, or a person, says
which was the last.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog

from consumer_web.codes import CodeBook
from label_printer.delivery import MOST_AT_ONCE, Delivery, Outcome, settle
from label_printer.errors import LabelError, PrinterError
from label_printer.label import Label
from label_printer.language import PrinterStatus
from label_printer.press import Press
from label_printer.printers.printer import Printer
from traceability.domain.access import system_actor
from traceability.gateways.label_printers import PrinterSetting
from traceability.publishing.labels import as_label, takes_short_address
from traceability.routes.desk import BusyError, House, now, retrying
from traceability.services import label_printing
from traceability.services.label_printing import Chunk, Holder
from traceability.storage.work import Work, transaction

T = TypeVar("T")
_TAKES_LABELS = frozenset({PrinterStatus.READY, PrinterStatus.BUSY, PrinterStatus.SILENT})
_ASKS_A_PERSON = frozenset(PrinterStatus) - _TAKES_LABELS - {PrinterStatus.UNREACHABLE}


class LeaseLostError(Exception):
    """Another worker holds the printer: whatever was going on here is its business now."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many labels at once, and how long to wait for what; seconds."""

    chunk: int = MOST_AT_ONCE
    lease_s: float = 60.0  # a dead worker keeps its printer so long
    patience_s: float = 30.0  # for a printer that says it is busy and makes no headway
    look_s: float = 2.0  # between two looks at a printer that needs a person
    every_s: float = 1.0  # between two looks for work


@dataclass
class Station:
    """One printer in the hands of one worker."""

    house: House
    setting: PrinterSetting
    worker: str
    pace: Pace
    should_stop: Callable[[], bool]
    presses: dict[str, Press] = field(default_factory=dict)
    renewed_at: float = 0.0

    def tell(self, story: Callable[[Work, Holder], T]) -> T:
        """Run one story of the worker as one transaction, with a fresh term of the lease."""
        return retrying(partial(self._tell_once, story))

    def _tell_once(self, story: Callable[[Work, Holder], T]) -> T:
        at, began = now(), time.monotonic()
        until = at + timedelta(seconds=self.pace.lease_s)
        holder = Holder(self.worker, self.setting.name, until)
        origin = self.house.settings.register_origin
        with transaction(self.house.engine, system_actor(), at, origin) as work:
            given = story(work, holder)
        self.renewed_at = began
        return given

    @property
    def is_sure(self) -> bool:
        """Tell whether the lease lasts long enough for labels to leave under it.

        A worker that was held up behind its commit must not send what its heir may be asking the
        printer about.
        """
        return time.monotonic() - self.renewed_at < self.pace.lease_s / 2

    def renew(self, trouble: str | None = None, chunk: Chunk | None = None) -> None:
        """Hold the printer longer; raise LeaseLostError if it is another's by now."""
        run_id = chunk.run_id if chunk else None
        if not self.tell(
            lambda work, holder: label_printing.keep_waiting(work, holder, run_id, trouble)
        ):
            raise LeaseLostError(self.setting.name)


@dataclass
class KeptPrinter:
    """A printer whose lease is renewed while it is asked again and again."""

    printer: Printer
    station: Station

    def status(self) -> PrinterStatus:
        """Ask how it fares."""
        if time.monotonic() - self.station.renewed_at > self.station.pace.lease_s / 3:
            self.station.renew()
        return self.printer.status()

    def printed(self) -> int | None:
        """Ask what it has counted."""
        return self.printer.printed()

    def send(self, stream: bytes) -> None:
        """Hand a chunk over."""
        self.printer.send(stream)

    def close(self) -> None:
        """Let go of it."""
        self.printer.close()


def run_label_jobs_once(
    house: House,
    worker: str = "",
    pace: Pace | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> int:
    """Print what waits for the printers of the settings; give the number of confirmed labels.

    Returns when nothing more can be printed now, or soon after `should_stop` says so. Each printer
    has a thread of its own: a slow one does not hold up the others.
    """
    settings = list(house.printers.values())
    if not settings:
        return 0
    worker = worker or f"{socket.gethostname()[:40]}/{os.getpid()}"
    stations = [Station(house, one, worker, pace or Pace(), should_stop) for one in settings]
    with ThreadPoolExecutor(len(stations), "printer") as threads:
        return sum(threads.map(_serve, stations))


def run_label_worker(
    house: House, should_stop: Callable[[], bool], pace: Pace | None = None
) -> None:
    """Print for ever, until told to stop; a chunk that has begun is waited for."""
    pace = pace or Pace()
    while not should_stop():
        try:
            printed = run_label_jobs_once(house, pace=pace, should_stop=should_stop)
        except BusyError:  # what was sent meanwhile is in doubt, and settled when it is back
            structlog.get_logger().warning("the database does not answer")
            printed = 0
        if printed == 0:
            time.sleep(pace.every_s)


def _serve(station: Station) -> int:
    """Print on one printer until nothing waits for it, or it cannot."""
    if not station.tell(label_printing.take_printer):
        return 0
    printer = KeptPrinter(station.setting.open(), station)
    try:
        return sum(_chunks(station, printer))
    except LeaseLostError:
        structlog.get_logger().warning("printer lease lost", printer=station.setting.name)
        return 0
    finally:
        printer.close()
        station.tell(label_printing.leave_printer)


def _chunks(station: Station, printer: Printer) -> Iterator[int]:
    """Settle what is in doubt, then print chunk by chunk; give how many were confirmed."""
    while not station.should_stop() and _settle_doubt(station, printer):
        chunk = station.tell(
            lambda work, holder: label_printing.next_labels(work, holder, station.pace.chunk)
        )
        if chunk is None:
            return
        confirmed = _print(station, printer, chunk)
        if confirmed is None:
            return
        yield confirmed


def _settle_doubt(station: Station, printer: Printer) -> bool:
    """Ask the printer about labels whose fate is unknown; False while it cannot be told.

    A count is believed when the printer stands still: only then nothing more can come.
    """
    doubt = station.tell(label_printing.find_doubt)
    if doubt is None:
        return True
    delivery = settle(printer, doubt.odometer, doubt.count, patience_s=station.pace.patience_s)
    if delivery.outcome is not Outcome.CONFIRMED and delivery.status is not PrinterStatus.READY:
        return False
    counted = -1 if delivery.printed is None else (doubt.odometer or 0) + delivery.printed
    station.tell(
        lambda work, holder: label_printing.settle_by_odometer(work, holder, doubt, counted)
    )
    return True


def _print(station: Station, printer: Printer, chunk: Chunk) -> int | None:
    """Print one chunk; give how many labels are confirmed, None if the printer cannot go on."""
    try:
        stream = _press(station, chunk.stock).render(_labels(station.house, chunk))
    except LabelError as error:
        structlog.get_logger().error("label not drawn", run=str(chunk.run_id), reason=str(error))
        station.tell(lambda work, _: label_printing.stop_run(work, chunk.run_id, "label.text"))
        return 0
    status = printer.status()
    if status not in _TAKES_LABELS:
        station.renew(f"printer.{status}", chunk)
        return None
    before = printer.printed()
    if not station.tell(lambda work, holder: label_printing.mark_sent(work, holder, chunk, before)):
        return 0
    if not station.is_sure:
        raise LeaseLostError(station.setting.name)
    try:
        printer.send(stream)
    except PrinterError as error:
        structlog.get_logger().warning("line broke", printer=station.setting.name, why=str(error))
        return 0  # the next look at what is in doubt settles it
    delivery = _wait(station, printer, chunk, before)
    if delivery.outcome not in {Outcome.CONFIRMED, Outcome.SENT}:
        return 0
    is_told = delivery.status is not PrinterStatus.SILENT
    is_kept = station.tell(
        lambda work, holder: label_printing.confirm_sent(work, holder, chunk.run_id, is_told)
    )
    if not is_kept:
        raise LeaseLostError(station.setting.name)
    return chunk.labels.count


def _wait(station: Station, printer: Printer, chunk: Chunk, before: int | None) -> Delivery:
    """Wait until the labels are printed; paper may be put in meanwhile, however long it takes."""
    while True:
        delivery = settle(printer, before, chunk.labels.count, patience_s=station.pace.patience_s)
        if delivery.status not in _ASKS_A_PERSON or station.should_stop():
            return delivery
        station.renew(f"printer.{delivery.status}", chunk)
        time.sleep(station.pace.look_s)


def _press(station: Station, stock: str) -> Press:
    if stock not in station.presses:
        station.presses[stock] = station.setting.press(stock)
    return station.presses[stock]


def _labels(house: House, chunk: Chunk) -> list[Label]:
    """Write the labels of a chunk, each with its own code where the job has codes."""
    codes: Iterable[str | None] = [None] * chunk.labels.count
    if chunk.first_serial is not None:
        first = chunk.first_serial + chunk.first_in_job
        codes = CodeBook(house.code_keys).issue_range(chunk.job_no, first, chunk.labels.count)
    base, is_short = house.settings.base_url, takes_short_address(chunk.stock)
    return [as_label(chunk.facts, base, code, is_short=is_short) for code in codes]

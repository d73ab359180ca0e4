"""Was a chunk of labels printed, may it be, or was it not? Never is one sent twice.

    delivery = deliver(press.render(chunk), len(chunk), printer)

A job that must survive its own end does the same by steps: it asks `printer.printed()`, keeps the
answer with the range as sent, sends, and when it is started again asks `settle` instead of sending.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from label_printer.errors import PrinterError
from label_printer.label import Label
from label_printer.language import PrinterStatus
from label_printer.press import Press
from label_printer.printers.printer import Printer

MOST_AT_ONCE = 50

_PATIENCE_S = 30.0
_IDLE_S = 3.0
_BETWEEN_QUESTIONS_S = 0.1

_TAKES_LABELS = frozenset({PrinterStatus.READY, PrinterStatus.BUSY, PrinterStatus.SILENT})
_NEEDS_A_PERSON = frozenset(PrinterStatus) - _TAKES_LABELS


class Outcome(StrEnum):
    """What is known of a chunk.

    Not sent: nothing of it left. Sent: all of it left, and the printer does not count. Confirmed:
    the printer counted all of it. Unknown: it left, at least in part, and nobody knows how far.
    """

    NOT_SENT = "not_sent"
    SENT = "sent"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Delivery:
    """What became of `count` labels; the first `printed` of them are on paper by the printer's say.

    `printed` is None if the printer does not count, or if it was not the only one to print.
    """

    outcome: Outcome
    count: int
    printed: int | None
    status: PrinterStatus
    reason: str | None = None


@dataclass(frozen=True)
class ChunkReport:
    """What became of a chunk whose first label is number `first` (from 1) of all."""

    first: int
    delivery: Delivery

    @property
    def last(self) -> int:
        """Give the number of the chunk's last label."""
        return self.first + self.delivery.count - 1


def print_chunks(
    labels: Iterable[Label],
    press: Press,
    printer: Printer,
    *,
    chunk: int = MOST_AT_ONCE,
    on_chunk: Callable[[ChunkReport], None] | None = None,
) -> list[ChunkReport]:
    """Print labels chunk by chunk; stop after the first chunk that is not sent or confirmed.

    Raise `LayoutError` or `SymbolError` if a label cannot be rendered: its chunk has not left.
    """
    reports: list[ChunkReport] = []
    first = 1
    for some in _chunks(labels, min(chunk, MOST_AT_ONCE)):
        report = ChunkReport(first, deliver(press.render(some), len(some), printer))
        reports.append(report)
        if on_chunk is not None:
            on_chunk(report)
        if report.delivery.outcome not in {Outcome.SENT, Outcome.CONFIRMED}:
            break
        first += len(some)
    return reports


def deliver(
    stream: bytes, count: int, printer: Printer, *, patience_s: float = _PATIENCE_S
) -> Delivery:
    """Ask, send, and ask until the printer has printed all or makes no headway for so long."""
    status = printer.status()
    if status in _NEEDS_A_PERSON:
        return Delivery(Outcome.NOT_SENT, count, None, status, status.words)
    before = printer.printed()
    try:
        printer.send(stream)
    except PrinterError as error:
        delivery = settle(printer, before, count, patience_s=patience_s)
        if delivery.outcome is Outcome.CONFIRMED:
            return delivery
        return Delivery(Outcome.UNKNOWN, count, delivery.printed, delivery.status, str(error))
    return settle(printer, before, count, patience_s=patience_s)


def settle(
    printer: Printer, before: int | None, count: int, *, patience_s: float = _PATIENCE_S
) -> Delivery:
    """Find out what became of labels that were sent when the printer had printed `before`.

    Sends nothing. A printer that needs a person (paper!) keeps what it has taken: ask again later.
    """
    watch = _Watch(count, before)
    while True:
        status = printer.status()
        printed = watch.note(printer.printed() if before is not None else None)
        if printed == count:
            return Delivery(Outcome.CONFIRMED, count, printed, status)
        if before is None and status in {PrinterStatus.READY, PrinterStatus.SILENT}:
            return Delivery(Outcome.SENT, count, None, status)
        patience = min(_IDLE_S, patience_s) if status is PrinterStatus.READY else patience_s
        if status in _NEEDS_A_PERSON or watch.still_for() > patience:
            return Delivery(Outcome.UNKNOWN, count, printed, status, status.words)
        time.sleep(_BETWEEN_QUESTIONS_S)


class _Watch:
    """Follows the printer's count: how far has it come, and since when not further?"""

    def __init__(self, count: int, before: int | None) -> None:
        self._count, self._before = count, before
        self._printed: int | None = None
        self._since = time.monotonic()

    def note(self, counted: int | None) -> int | None:
        """Turn the printer's count into labels of ours; None if it cannot be so."""
        printed = None if counted is None or self._before is None else counted - self._before
        if printed is not None and not 0 <= printed <= self._count:
            printed = None  # switched off in between, or somebody else printed too
        if printed != self._printed:
            self._printed, self._since = printed, time.monotonic()
        return printed

    def still_for(self) -> float:
        """Give the seconds without headway."""
        return time.monotonic() - self._since


def _chunks(labels: Iterable[Label], size: int) -> Iterator[list[Label]]:
    remaining = iter(labels)
    while some := list(islice(remaining, size)):
        yield some

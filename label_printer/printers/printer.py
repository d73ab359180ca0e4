"""What can one ask of any printer?"""

from __future__ import annotations

from typing import Protocol

from label_printer.language import PrinterStatus


class Printer(Protocol):
    """A printer that takes a stream of commands; every call ends within the printer's time-out."""

    def status(self) -> PrinterStatus:
        """Ask how it fares; `UNREACHABLE` rather than an error."""

    def printed(self) -> int | None:
        """Ask how many labels it has ever printed; None if it does not say."""

    def send(self, stream: bytes) -> None:
        """Hand commands over; raise `PrinterError` if it is not certain that all arrived."""

    def close(self) -> None:
        """Let go of it; the next call takes hold again."""

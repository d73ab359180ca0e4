"""When does the virtual printer print, and when does it play a trick?"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from label_printer.language import PrinterStatus
from label_printer.virtual.record import Printed, Record

_MOST_HELD = 8
"""Labels that fit its memory; then it reads no further until one is printed."""


@dataclass(frozen=True)
class Tricks:
    """After how many labels of this run it stalls, breaks the line, or is out of paper; once."""

    stall_after: int | None = None
    drop_after: int | None = None
    paper_out_after: int | None = None


class Engine:
    """Prints labels one after another in its own thread; readers hand them over and wait."""

    def __init__(
        self,
        record: Record,
        *,
        tricks: Tricks,
        speed: float = 0.0,
        on_printed: Callable[[Printed], None] | None = None,
    ) -> None:
        self._record = record
        self._tricks = tricks
        self._pause_s = 1 / speed if speed > 0 else 0.0
        self._on_printed = on_printed
        self._held: deque[Image.Image] = deque()
        self._changed = threading.Condition()
        self._accepted = self._printed = 0
        self._has_dropped = self._had_paper_out = self._had_stall = False
        self._is_stalled = self._is_out_of_paper = self._is_printing = False
        threading.Thread(target=self._run, name="engine", daemon=True).start()

    @property
    def count(self) -> int:
        """Count the labels ever printed."""
        return self._record.count

    @property
    def held(self) -> int:
        """Count the labels that are to be printed yet."""
        with self._changed:
            return len(self._held) + self._is_printing

    def accept(self, picture: Image.Image, copies: int = 1) -> None:
        """Take a label into memory; wait while there is no room."""
        for _ in range(copies):
            with self._changed:
                self._changed.wait_for(lambda: len(self._held) < _MOST_HELD)
                self._held.append(picture)
                self._accepted += 1
                self._changed.notify_all()

    def shall_drop(self) -> bool:
        """Tell a reader, in the middle of a label, to break the line now."""
        with self._changed:
            if self._has_dropped or self._accepted != self._tricks.drop_after:
                return False
            self._has_dropped = True
            return True

    def wait_while_stalled(self) -> None:
        """Hang with the printer: a reader neither reads nor answers then."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_stalled)

    def status(self) -> PrinterStatus:
        """Tell how the printer fares."""
        with self._changed:
            if self._is_out_of_paper:
                return PrinterStatus.PAPER_OUT
            return PrinterStatus.BUSY if self._held or self._is_printing else PrinterStatus.READY

    def load_paper(self) -> None:
        """Put in a new roll."""
        with self._changed:
            self._is_out_of_paper = False
            self._changed.notify_all()

    def resume(self) -> None:
        """End a stall."""
        with self._changed:
            self._is_stalled = False
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._play_tricks()
                self._changed.wait_for(self._may_print)
                self._is_printing = True
                picture = self._held.popleft()
                self._changed.notify_all()
            if self._pause_s:
                threading.Event().wait(self._pause_s)
            printed = self._record.add(picture)
            with self._changed:
                self._printed += 1
                self._is_printing = False
                self._changed.notify_all()
            if self._on_printed is not None:
                self._on_printed(printed)

    def _may_print(self) -> bool:
        return bool(self._held) and not self._is_out_of_paper and not self._is_stalled

    def _play_tricks(self) -> None:
        if self._printed == self._tricks.stall_after and not self._had_stall:
            self._had_stall = self._is_stalled = True
        if self._printed == self._tricks.paper_out_after and not self._had_paper_out:
            self._had_paper_out = self._is_out_of_paper = True

"""How is a printer reached by a file: a USB or serial device, or a file to look at later?"""

from __future__ import annotations

import os
import select
import stat
import time
from collections.abc import Callable
from pathlib import Path

from label_printer.errors import PrinterError
from label_printer.language import Language, PrinterStatus

_LULL_S = 0.5


class DevicePrinter:
    """A printer behind a path such as /dev/usb/lp0, or a plain file that is written on.

    A plain file does not answer: it is `SILENT`. A device is asked if it can be read from.
    """

    def __init__(self, path: Path, *, language: Language, timeout_s: float = 10.0) -> None:
        self._path = path
        self._language = language
        self._timeout_s = timeout_s
        self._handle: int | None = None
        self._can_read = False

    def status(self) -> PrinterStatus:
        """Ask a device how it fares; a device that does not answer at all is `UNREACHABLE`."""
        try:
            self._open()
            if not self._can_read:
                return PrinterStatus.SILENT
            answer = self._ask(self._language.status_question, self._language.is_whole_status)
        except OSError:
            self.close()
            return PrinterStatus.UNREACHABLE
        return self._language.read_status(answer) if answer else PrinterStatus.UNREACHABLE

    def printed(self) -> int | None:
        """Ask a device for its count of labels."""
        try:
            self._open()
            if not self._can_read:
                return None
            answer = self._ask(self._language.count_question, self._language.is_whole_count)
        except OSError:
            self.close()
            return None
        return self._language.read_count(answer) if answer else None

    def send(self, stream: bytes) -> None:
        """Write all of it, waiting no longer than the time-out for the device to take some."""
        try:
            self._write(self._open(), stream)
        except OSError as error:
            self.close()
            raise PrinterError(
                f"无法写入 {self._path} · cannot write to the printer: {error}"
            ) from error

    def close(self) -> None:
        """Close the device."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _open(self) -> int:
        if self._handle is not None:
            return self._handle
        is_device = self._path.exists() and not stat.S_ISREG(self._path.stat().st_mode)
        self._can_read = is_device
        if not is_device:
            self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            return self._handle
        flags = os.O_NOCTTY | os.O_NONBLOCK
        try:
            self._handle = os.open(self._path, os.O_RDWR | flags)
        except PermissionError:
            self._handle = os.open(self._path, os.O_WRONLY | flags)
            self._can_read = False
        return self._handle

    def _write(self, handle: int, stream: bytes) -> None:
        left = memoryview(stream)
        while left:
            _, ready, _ = select.select([], [handle], [], self._timeout_s)
            if not ready:
                raise TimeoutError("the device takes no more")
            left = left[os.write(handle, left) :]
        if not self._can_read and stat.S_ISREG(os.fstat(handle).st_mode):
            os.fsync(handle)

    def _ask(self, question: bytes, is_whole: Callable[[bytes], bool]) -> bytes:
        handle = self._open()
        self._write(handle, question)
        deadline = time.monotonic() + self._timeout_s
        answer = b""
        while not is_whole(answer):
            left = deadline - time.monotonic()
            ready, _, _ = select.select([handle], [], [], min(left, _LULL_S) if answer else left)
            part = os.read(handle, 4096) if ready else b""
            if not part:
                break
            answer += part
        return answer

"""How is a printer reached over the network? Raw TCP, as a rule on port 9100."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from label_printer.errors import PrinterError
from label_printer.language import Language, PrinterStatus

PORT = 9100

_LULL_S = 0.5
"""Silence after which an answer without an end counts as whole."""


class TcpPrinter:
    """A printer behind a socket. `timeout_s` bounds each wait: to connect, to write, to read.

    `answers` is False for a printer known not to answer: it is then never asked, and its labels
    count as sent, not as confirmed.
    """

    def __init__(
        self,
        host: str,
        port: int = PORT,
        *,
        language: Language,
        timeout_s: float = 10.0,
        answers: bool = True,
    ) -> None:
        self._address = host, port
        self._language = language
        self._timeout_s = timeout_s
        self._answers = answers
        self._line: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def status(self) -> PrinterStatus:
        """Ask how it fares, once more over a new line if the old one has gone."""
        if not self._answers:
            return PrinterStatus.SILENT if self._can_connect() else PrinterStatus.UNREACHABLE
        language = self._language
        answer = self._ask_twice(language.status_question, language.is_whole_status)
        return language.read_status(answer) if answer else PrinterStatus.UNREACHABLE

    def printed(self) -> int | None:
        """Ask for its count of labels."""
        language = self._language
        if not self._answers:
            return None
        answer = self._ask_twice(language.count_question, language.is_whole_count)
        return language.read_count(answer) if answer else None

    def send(self, stream: bytes) -> None:
        """Write all of it; the line is closed if that fails."""
        try:
            self._connect().sendall(stream)
        except OSError as error:
            self.close()
            host, port = self._address
            raise PrinterError(
                f"发送中断，打印机 {host}:{port} · the line to the printer broke: {error}"
            ) from error

    def close(self) -> None:
        """Close the line."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _can_connect(self) -> bool:
        try:
            self._connect()
        except OSError:
            return False
        return True

    def _connect(self) -> socket.socket:
        if self._line is None:
            self._line = socket.create_connection(self._address, self._timeout_s)
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._line

    def _ask_twice(self, question: bytes, is_whole: Callable[[bytes], bool]) -> bytes:
        """Ask; a printer that closed the line after a pause is asked again. Empty if in vain."""
        was_open = self._line is not None
        try:
            return self._ask(question, is_whole)
        except TimeoutError:
            self.close()
            return b""
        except OSError:
            self.close()
        try:
            return self._ask(question, is_whole) if was_open else b""
        except OSError:
            self.close()
            return b""

    def _ask(self, question: bytes, is_whole: Callable[[bytes], bool]) -> bytes:
        line = self._connect()
        line.settimeout(self._timeout_s)
        line.sendall(question)
        deadline = time.monotonic() + self._timeout_s
        answer = b""
        try:
            while not is_whole(answer):
                left = deadline - time.monotonic()
                line.settimeout(max(0.001, min(left, _LULL_S) if answer else left))
                try:
                    part = line.recv(4096)
                except TimeoutError:
                    if answer:
                        return answer
                    raise
                if not part:
                    raise ConnectionError("closed by the printer")
                answer += part
        finally:
            line.settimeout(self._timeout_s)
        return answer

"""How is a printer reached through a print server? IPP, as CUPS and network printers speak it."""

from __future__ import annotations

import http.client
import itertools
import ssl
from urllib.parse import urlsplit

from label_printer.errors import PrinterError
from label_printer.language import PrinterStatus
from label_printer.printers.ipp_message import (
    GET_PRINTER_ATTRIBUTES,
    KEYWORD,
    MEDIA_TYPE,
    NAME,
    PRINT_JOB,
    URI,
    Answer,
    Attribute,
    read_answer,
    write_request,
)

RAW = "application/octet-stream"
_PORT = 631
_IDLE, _PROCESSING = 3, 4

_REASONS = (
    ("cover-open", PrinterStatus.HEAD_OPEN),
    ("door-open", PrinterStatus.HEAD_OPEN),
    ("media-empty", PrinterStatus.PAPER_OUT),
    ("media-needed", PrinterStatus.PAPER_OUT),
    ("marker-supply-empty", PrinterStatus.RIBBON_OUT),
    ("paused", PrinterStatus.PAUSED),
)
"""Beginnings of `printer-state-reasons` (RFC 8011, 5.4.12); each may end with a severity."""


class IppPrinter:
    """A queue of a print server; `address` is ipp://host/printers/name, ipps:// with TLS.

    The server takes a stream as one job and prints it later, so a label is never confirmed here.
    """

    def __init__(self, address: str, *, timeout_s: float = 10.0) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"ipp", "ipps"} or not parts.hostname:
            raise PrinterError(f"打印机地址有误 · not an ipp:// address: {address}")
        self._address = address
        self._is_secure = parts.scheme == "ipps"
        self._host, self._port = parts.hostname, parts.port or _PORT
        self._path = parts.path or "/"
        self._timeout_s = timeout_s
        self._numbers = itertools.count(1)

    def status(self) -> PrinterStatus:
        """Ask the server for the state of the queue and its reasons."""
        wanted = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs")
        asked = tuple((KEYWORD, "requested-attributes", name) for name in wanted)
        try:
            answer = self._call(GET_PRINTER_ATTRIBUTES, asked)
        except PrinterError:
            return PrinterStatus.UNREACHABLE
        if not answer.is_successful:
            return PrinterStatus.FAULT
        reasons = answer.attributes.get("printer-state-reasons", [])
        for beginning, status in _REASONS:
            if any(str(reason).startswith(beginning) for reason in reasons):
                return status
        state = answer.attributes.get("printer-state", [0])[0]
        if state == _IDLE:
            return PrinterStatus.READY
        return PrinterStatus.BUSY if state == _PROCESSING else PrinterStatus.FAULT

    def printed(self) -> int | None:
        """Say nothing: a queue does not count the labels in a raw job."""
        return None

    def send(self, stream: bytes) -> None:
        """Hand a chunk over as a raw job."""
        self.print_document(stream, RAW)

    def print_document(self, content: bytes, media_type: str) -> None:
        """Hand a document over, e.g. a poster as application/pdf; raise `PrinterError` if refused.

        A line that breaks is not tried again: the job may be in the queue already.
        """
        answer = self._call(
            PRINT_JOB,
            (
                (NAME, "requesting-user-name", "label_printer"),
                (NAME, "job-name", "labels"),
                (MEDIA_TYPE, "document-format", media_type),
            ),
            content,
        )
        if not answer.is_successful:
            raise PrinterError(
                f"打印服务器拒绝了任务 · the print server refused the job: 0x{answer.status:04x}"
            )

    def close(self) -> None:
        """Do nothing: each question has a connection of its own."""

    def _call(
        self, operation: int, attributes: tuple[Attribute, ...], content: bytes = b""
    ) -> Answer:
        target = ((URI, "printer-uri", self._address), *attributes)
        body = write_request(operation, next(self._numbers), target) + content
        connection = self._connection()
        try:
            connection.request("POST", self._path, body, {"Content-Type": "application/ipp"})
            response = connection.getresponse()
            answer = response.read()
            if response.status != 200:
                raise PrinterError(f"打印服务器回应 · the print server says HTTP {response.status}")
            return read_answer(answer)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise PrinterError(
                f"打印服务器没有应答 · no answer of the print server: {error}"
            ) from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._is_secure:
            return http.client.HTTPSConnection(
                self._host,
                self._port,
                timeout=self._timeout_s,
                context=ssl.create_default_context(),
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_s)

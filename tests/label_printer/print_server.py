"""A print server that speaks as much IPP as our questions need, over real HTTP."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PRINT_JOB, GET_PRINTER_ATTRIBUTES = 0x0002, 0x000B


@dataclass
class PrintServer:
    """What it is to say, and which jobs it was given."""

    state: int
    reasons: list[str]
    refuses: bool
    speaks_ipp: bool
    port: int = 0
    jobs: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Give the address of its only queue."""
        return f"ipp://127.0.0.1:{self.port}/printers/label"

    def answer(self, request: bytes) -> bytes:
        """Do an operation."""
        version, operation, number = struct.unpack(">2sHI", request[:8])
        assert version == b"\x01\x01"
        attributes, document = _parse(request)
        assert attributes["attributes-charset"] == ["utf-8"]
        assert attributes["printer-uri"] == [self.address]
        head = b"\x01\x01", b"\x00\x00", struct.pack(">I", number), b"\x01"
        common = _value(0x47, "attributes-charset", b"utf-8")
        if operation == PRINT_JOB:
            if self.refuses:
                return b"".join((head[0], b"\x05\x06", *head[2:], common, b"\x03"))
            self.jobs.append((attributes["document-format"][0], document))
            body = b"\x02" + _value(0x21, "job-id", struct.pack(">i", len(self.jobs)))
        else:
            assert operation == GET_PRINTER_ATTRIBUTES
            assert attributes["requested-attributes"][0] == "printer-state"
            body = b"\x04" + _value(0x23, "printer-state", struct.pack(">i", self.state))
            for place, reason in enumerate(self.reasons):
                body += _value(0x44, "" if place else "printer-state-reasons", reason.encode())
        return b"".join((*head, common, body, b"\x03"))


def _value(tag: int, name: str, content: bytes) -> bytes:
    return (
        struct.pack(">BH", tag, len(name))
        + name.encode()
        + struct.pack(">H", len(content))
        + (content)
    )


def _parse(request: bytes) -> tuple[dict[str, list[str]], bytes]:
    attributes: dict[str, list[str]] = {}
    at, name = 8, ""
    while request[at] != 3:
        tag = request[at]
        at += 1
        if tag < 16:
            continue
        words = []
        for _ in range(2):
            length = struct.unpack_from(">H", request, at)[0]
            words.append(request[at + 2 : at + 2 + length].decode())
            at += 2 + length
        name = words[0] or name
        attributes.setdefault(name, []).append(words[1])
    return attributes, request[at + 1 :]


@contextmanager
def print_server(
    state: int = 3,
    reasons: list[str] | None = None,
    *,
    refuses: bool = False,
    speaks_ipp: bool = True,
) -> Iterator[PrintServer]:
    """Serve on a free port."""
    said = PrintServer(state, reasons or ["none"], refuses, speaks_ipp)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/ipp"
            answer = said.answer(request) if said.speaks_ipp else b"<html>hello</html>"[:8]
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        said.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield said
        server.shutdown()
        thread.join(timeout=5)

"""What comes over the line, read as a printer reads it: byte by byte, never too far?"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

_AT_ONCE = 1 << 14


class LineEndError(Exception):
    """The line ended; what was not complete is forgotten."""


class Line:
    """A connection: reads what is there and answers questions."""

    def __init__(self, connection: socket.socket, before_reading: Callable[[], None]) -> None:
        self._connection = connection
        self._before_reading = before_reading
        self._held = bytearray()

    def peek(self) -> int:
        """Look at the next byte without taking it; raise `LineEndError` at the end."""
        self._need(1)
        return self._held[0]

    def take(self, count: int) -> bytes:
        """Take so many bytes; raise `LineEndError` if the line ends before."""
        self._need(count)
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def take_until(self, ends: bytes) -> bytes:
        """Take what stands before any of some bytes, and leave that byte."""
        at = 0
        while True:
            while at < len(self._held):
                if self._held[at] in ends:
                    return self.take(at)
                at += 1
            self._need(at + 1)

    def answer(self, content: bytes) -> None:
        """Answer; whoever has hung up already does not hear it."""
        try:
            self._connection.sendall(content)
        except OSError as error:
            raise LineEndError from error

    def drop(self) -> None:
        """Break the line so that the other side notices: a reset, not an end."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()
        raise LineEndError

    def _need(self, count: int) -> None:
        while len(self._held) < count:
            self._before_reading()
            try:
                part = self._connection.recv(_AT_ONCE)
            except OSError as error:
                raise LineEndError from error
            if not part:
                raise LineEndError
            self._held += part

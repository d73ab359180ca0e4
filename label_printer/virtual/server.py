"""How is the virtual printer reached? Like a real one: raw TCP."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass

from label_printer.virtual.engine import Engine
from label_printer.virtual.line import Line, LineEndError
from label_printer.virtual.tspl import TsplReader
from label_printer.virtual.zpl import ZplReader

_RECEIVE_BUFFER = 1 << 16


@dataclass(frozen=True)
class Server:
    """Listens on `listener`; each connection has a reader of its own, all share the engine."""

    listener: socket.socket
    engine: Engine
    language: str
    dpi: int

    @property
    def port(self) -> int:
        """Give the port."""
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        """Serve for ever."""
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection: socket.socket) -> None:
        line = Line(connection, self.engine.wait_while_stalled)
        with connection:
            try:
                if self.language == "zpl":
                    ZplReader(line, self.engine, self.dpi).run()
                else:
                    TsplReader(line, self.engine, self.dpi).run()
            except LineEndError:
                return


def listen(host: str, port: int) -> socket.socket:
    """Open a port (0: any free one) with the small buffers of a printer; raise `OSError`."""
    listener = socket.create_server((host, port))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
    return listener

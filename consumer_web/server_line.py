"""How does the event loop ask PostgreSQL without a thread?

Over libpq's own calls, which psycopg passes on: send, wait until the socket can be read, take the
rows as they came. A thread would cost more than the query: it and the loop would take turns with
the interpreter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from psycopg import OperationalError, pq

Rows = list[tuple[bytes | None, ...]]

_PATIENCE_S = 5.0


class Line:
    """A connection that answers one prepared query at a time."""

    def __init__(self, connection: Any, queries: dict[bytes, bytes]) -> None:
        """Take a psycopg connection over. It blocks while the queries are prepared."""
        self._connection = connection
        self._libpq: Any = connection.pgconn
        for name, query in queries.items():
            _check(self._libpq.prepare(name, query))
        self._libpq.nonblocking = 1

    async def ask(self, name: bytes, given: Sequence[bytes]) -> Rows:
        """Ask; raises psycopg's OperationalError, after which the line is to be closed."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Rows] = loop.create_future()
        self._libpq.send_query_prepared(name, given)
        socket = self._libpq.socket
        deadline = loop.call_later(_PATIENCE_S, _fail, answer, OperationalError("no answer"))
        loop.add_reader(socket, self._go_on, answer, [])
        try:
            while self._libpq.flush():  # more than the socket takes at once
                await asyncio.sleep(0.001)
            return await answer
        finally:
            deadline.cancel()
            loop.remove_reader(socket)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _go_on(self, answer: asyncio.Future[Rows], rows: Rows) -> None:
        try:
            self._libpq.consume_input()
            while not self._libpq.is_busy():
                result = self._libpq.get_result()
                if result is None:
                    if not answer.done():
                        answer.set_result(rows)
                    return
                rows += _read_rows(_check(result))
        except OperationalError as error:
            _fail(answer, error)


def write_array(items: Sequence[str | int]) -> bytes:
    """Write an array as PostgreSQL reads it, each item quoted."""
    quoted = [str(item).replace("\\", "\\\\").replace('"', '\\"') for item in items]
    return ('{"' + '","'.join(quoted) + '"}').encode() if quoted else b"{}"


def _read_rows(result: Any) -> Rows:
    columns = range(result.nfields)
    get = result.get_value
    return [tuple([get(row, column) for column in columns]) for row in range(result.ntuples)]


def _check(result: Any) -> Any:
    if result.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        raise OperationalError(result.error_message.decode("utf-8", "replace"))
    return result


def _fail(answer: asyncio.Future[Rows], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)

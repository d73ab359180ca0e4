"""How much may a stranger send? Bodies are counted as they arrive, whatever they claim."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from traceability.routes.errors import problem


class _TooLargeError(Exception):
    pass


class BodyLimit:
    """Answer 413 to a body above the limit, before anything reads it whole."""

    def __init__(self, app: ASGIApp, limit: int, file_limits: Mapping[str, int]) -> None:
        self.app = app
        self.limit = limit
        self.file_limits = file_limits  # for addresses that take a file, by how they begin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on while its body stays within the limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        claimed = dict(scope["headers"]).get(b"content-length", b"0")
        if claimed.isdigit() and int(claimed) > limit:
            await self._refuse(scope, receive, send, limit)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _TooLargeError
            return message

        async def watched(message: Message) -> None:
            if taken <= limit:  # else what the application made of the torn body is dropped
                await send(message)

        with contextlib.suppress(_TooLargeError):
            await self.app(scope, counted, watched)
        if taken > limit:
            await self._refuse(scope, receive, send, limit)

    def _limit_of(self, path: str) -> int:
        for start, limit in self.file_limits.items():
            if path == start or path.startswith(f"{start}/"):
                return max(limit, self.limit)
        return self.limit

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        values = {"limit": str(limit)}
        answer = problem(Request(scope), 413, "body.too_large", values)
        answer.headers["Connection"] = "close"
        await answer(scope, receive, send)

"""How much may a stranger send? Bodies are counted as they arrive, whatever they claim."""

from __future__ import annotations

import contextlib

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from traceability.routes.errors import problem


class _TooLargeError(Exception):
    pass


class BodyLimit:
    """Answer 413 to a body above the limit, before anything reads it whole."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on while its body stays within the limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        claimed = dict(scope["headers"]).get(b"content-length", b"0")
        if claimed.isdigit() and int(claimed) > self.limit:
            await self._refuse(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limit:
                raise _TooLargeError
            return message

        async def watched(message: Message) -> None:
            if taken <= self.limit:  # else what the application made of the torn body is dropped
                await send(message)

        with contextlib.suppress(_TooLargeError):
            await self.app(scope, counted, watched)
        if taken > self.limit:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        values = {"limit": str(self.limit)}
        answer = problem(Request(scope), 413, "body.too_large", values)
        answer.headers["Connection"] = "close"
        await answer(scope, receive, send)

"""How is the stand-in served, so that it can hang up without a word?"""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from traceability.credit_sandbox.app import Sandbox, create_sandbox


class DroppableProtocol(H11Protocol):
    """HTTP whose applications may reach the connection below them."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hand the transport to the application with each request."""
        super().connection_made(transport)
        app = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            scope["transport"] = transport
            await app(scope, receive, send)

        self.app = with_transport


def server_of(sandbox: Sandbox, *, host: str, port: int) -> uvicorn.Server:
    """Give a server that is ready to run."""
    config = uvicorn.Config(
        create_sandbox(sandbox),
        host=host,
        port=port,
        http=DroppableProtocol,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    return uvicorn.Server(config)

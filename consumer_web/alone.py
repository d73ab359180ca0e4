"""Is the public site fit to answer, when it runs alone: does its database, and how far behind?"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from consumer_web.answers import JSON, make_json
from consumer_web.app import PublicApp

# A replica that has replayed all it received is not behind, however long nothing was written.
_LAG = text(
    "SELECT pg_is_in_recovery(), CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() "
    "THEN 0 ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END, "
    "EXISTS (SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming')"
)
_PUBLISHED = text("SELECT max(published_at) FROM published_standing")


class AloneApp:
    """The public pages, and what an operator asks of a process that runs alone."""

    def __init__(
        self,
        public: PublicApp,
        engine: Engine,
        most_lag_s: float = 30.0,
        trusted_proxies: str = "127.0.0.1",
    ) -> None:
        self._public = public
        # Only reports are limited by address; a scan need not find out whose it is.
        self._reports: Any = ProxyHeadersMiddleware(cast(Any, public), trusted_proxies)
        self._engine = engine
        self._most_lag_s = most_lag_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the operator, or pass the request on."""
        path = scope.get("path", "")
        if path == "/report":
            await self._reports(scope, receive, send)
            return
        if scope["type"] != "http" or path not in ("/healthz", "/readyz"):
            await self._public(scope, receive, send)
            return
        facts: dict[str, Any] = {"status": "ok"}
        if path == "/readyz":
            facts = await run_in_threadpool(self.tell_readiness)
        body = make_json(facts).identity
        headers = [
            (b"content-type", JSON.encode()),
            (b"cache-control", b"no-store"),
            (b"content-length", str(len(body)).encode()),
        ]
        status = 200 if facts["status"] == "ok" else 503
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def tell_readiness(self) -> dict[str, Any]:
        """Tell whether the published tables answer; of a replica, how many seconds behind it is."""
        facts: dict[str, Any] = {"status": "ok"}
        try:
            with self._engine.connect() as connection:
                connection.execute(_PUBLISHED).scalar_one()
                if self._engine.dialect.name == "postgresql":
                    is_replica, lag, is_streaming = connection.execute(_LAG).one()
                    facts["replica"] = is_replica
                    if is_replica:
                        facts["lag_s"] = round(float(lag or 0), 3)
                        facts["streaming"] = is_streaming
        except SQLAlchemyError:
            return {"status": "database does not answer"}
        if facts.get("lag_s", 0) > self._most_lag_s:
            facts["status"] = "replica is too far behind"
        if facts.get("streaming") is False:
            facts["status"] = "replica has lost its primary"
        return facts

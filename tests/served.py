"""A real server on a real socket, and people who speak HTTP to it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from sqlalchemy import Engine

from tests.factories import PASSWORD
from traceability.app import create_app
from traceability.request_log import set_up_logging
from traceability.settings import Settings


@contextmanager
def served_app(app: Any) -> Iterator[str]:
    """Serve any ASGI application; give its base address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=15)


@contextmanager
def served(engine: Engine, folder: Path, **settings: Any) -> Iterator[str]:
    """Serve a register; give its base address."""
    set_up_logging("json", "CRITICAL")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    if settings.get("PUBLIC_HOST") == "localhost":  # passkeys are bound to host and port
        settings["PUBLIC_HOST"] = f"localhost:{port}"
    said = Settings(DATA_DIR=folder, BASE_URL=base, **settings)
    config = uvicorn.Config(
        create_app(said, engine), host="127.0.0.1", port=port, log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield base
    finally:
        server.should_exit = True
        thread.join(timeout=15)


@dataclass
class Person:
    """Somebody with a bearer token."""

    http: httpx.Client
    me: dict[str, Any]

    def get(self, path: str, **params: Any) -> httpx.Response:
        """Read."""
        return self.http.get(path, params=params)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Write."""
        return self.http.post(path, json=body, headers=headers)

    def made(self, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """Write, and insist on success."""
        answer = self.post(path, body, **headers)
        assert answer.is_success, answer.text
        return answer.json()


@contextmanager
def signed_in(base: str, username: str, password: str = PASSWORD) -> Iterator[Person]:
    """Sign in as somebody: a session makes a token, the token does the rest."""
    with httpx.Client(base_url=base, timeout=30) as client:
        opened = client.post("/api/sessions", json={"username": username, "password": password})
        assert opened.status_code == 201, opened.text
        made = client.post(
            "/api/tokens", json={"name": "t"}, headers={"X-CSRF-Token": opened.json()["csrf_token"]}
        )
        token = made.json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    with httpx.Client(base_url=base, timeout=30, headers=headers) as http:
        yield Person(http, http.get("/api/sessions/current").json())

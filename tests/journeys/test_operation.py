"""Running it: commands, backups while it runs, readiness, logs, and a clean end."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from tests.factories import City, uscc_of
from tests.served import served, signed_in
from traceability.cli import main


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.output


def test_the_first_administrator_comes_from_the_command_line(tmp_path: Path) -> None:
    uscc = uscc_of(1, head="11441300")
    arguments = ["create-admin", "--data", str(tmp_path), "--uscc", uscc, "--organization", "市局",
                 "--username", "admin", "--password", "correct horse battery"]  # fmt: skip
    code, output = run(*arguments)
    assert (code, "admin" in output) == (0, True)
    code, output = run(*arguments)
    assert code == 1
    assert "admin" in output
    code, output = run("token", "--data", str(tmp_path), "admin")
    assert (code, output.startswith("gyl_")) == (0, True)
    code, output = run("verify-ledger", "--data", str(tmp_path))
    assert code == 0, output


def test_a_fresh_register_has_the_national_limits_once(tmp_path: Path) -> None:
    for _ in range(2):
        assert run("migrate", "--data", str(tmp_path))[0] == 0
    with sqlite3.connect(tmp_path / "register.db") as database:
        count = "select count(*), sum(is_confirmed) from limit_row"
        assert database.execute(count).fetchone() == (347, 128)
    database.close()


def test_a_fresh_register_has_the_trust_rules_and_scores_every_night(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    for _ in range(2):
        assert run("migrate", *data)[0] == 0
    code, output = run("recompute-trust", *data)
    assert (code, output.split("。")[0]) == (0, "已重算 0 家企业的信用分")
    with sqlite3.connect(tmp_path / "register.db") as database:
        count = "select count(*), max(revision) from trust_rule"
        assert database.execute(count).fetchone() == (24, 1)
    database.close()


def test_bad_answers_are_told_in_words(tmp_path: Path) -> None:
    code, output = run(
        "create-admin", "--data", str(tmp_path), "--uscc", "123", "--organization", "市监局",
        "--username", "admin", "--password", "correct horse battery",
    )  # fmt: skip
    assert code == 1
    assert "18" in output
    assert "Traceback" not in output
    code, output = run("token", "--data", str(tmp_path), "nobody")
    assert code == 1


def test_a_backup_taken_while_people_write_is_whole_and_can_be_brought_back(
    sqlite_city: City, tmp_path: Path
) -> None:
    data, saved, other = tmp_path, tmp_path / "saved.db", tmp_path / "other"
    with served(sqlite_city.engine, data) as base, signed_in(base, "mill") as mill:
        lot = {"material": "paddy", "name": "稻谷", "quantity": "1", "unit": "t",
               "produced_on": "2026-07-01"}  # fmt: skip
        before = mill.made("/api/batches", lot | {"lot": "BEFORE"})
        code, output = run("backup", "--data", str(data), str(saved))
        assert code == 0, output
        mill.made("/api/batches", lot | {"lot": "AFTER"})
    code, output = run("backup", "--data", str(data), str(saved))
    assert code == 1
    code, output = run("restore", "--data", str(other), str(saved))
    assert code == 0, output
    lots = sqlite3.connect(other / "register.db").execute("select id, lot from batch").fetchall()
    assert lots == [(before["id"].replace("-", ""), "BEFORE")]
    assert run("verify-ledger", "--data", str(other))[0] == 0
    code, output = run("restore", "--data", str(other), str(saved))
    assert code == 1
    assert "--force" in output
    assert run("restore", "--data", str(other), "--force", str(saved))[0] == 0


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"x" * 500])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(content)
    code, output = run("restore", "--data", str(tmp_path / "d"), str(wrong))
    assert code == 1
    assert "Traceback" not in output
    assert not (tmp_path / "d" / "register.db").exists()


def test_verify_ledger_tells_sound_from_altered_from_unreadable(
    sqlite_city: City, tmp_path: Path
) -> None:
    _, _, bags = sqlite_city.release_rice()
    assert run("verify-ledger", "--data", str(tmp_path))[0] == 0
    sqlite_city.engine.dispose()
    with sqlite3.connect(tmp_path / "register.db") as database:
        database.execute("update test_result set value = '0.01'")
    code, output = run("verify-ledger", "--data", str(tmp_path))
    assert code == 1
    assert "test_result" in output
    assert "0.01" in output
    code, output = run("verify-ledger", "--json", "--data", str(tmp_path))
    assert code == 1
    assert json.loads(output)["findings"]
    assert run("verify-ledger", "--data", str(tmp_path / "nowhere"))[0] == 2
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "register.db").write_bytes(b"garbage" * 1000)
    assert run("verify-ledger", "--data", str(tmp_path / "broken"))[0] == 2
    assert bags.id


def test_readiness_tells_a_schema_that_is_behind(sqlite_city: City, tmp_path: Path) -> None:
    with served(sqlite_city.engine, tmp_path) as base:
        assert httpx.get(f"{base}/healthz").json() == {"status": "ok"}
        assert httpx.get(f"{base}/readyz").status_code == 200
        with sqlite_city.engine.begin() as connection:
            connection.exec_driver_sql("update alembic_version set version_num = 'old'")
        behind = httpx.get(f"{base}/readyz")
        assert (behind.status_code, "schema" in behind.json()["status"]) == (503, True)


def test_the_server_writes_one_line_a_request_and_stops_cleanly(
    sqlite_city: City, tmp_path: Path
) -> None:
    sqlite_city.engine.dispose()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "traceability", "serve", "--data", str(tmp_path)]
    server = subprocess.Popen(
        [*command, "--port", str(port)], stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    try:
        answer = _patiently(f"http://127.0.0.1:{port}/api/batches?secret=1")
        assert answer.headers["x-request-id"]
    finally:
        server.send_signal(signal.SIGTERM)
        _, written = server.communicate(timeout=30)
    assert server.returncode in {0, -signal.SIGTERM}
    lines = [json.loads(row) for row in written.splitlines() if row.startswith("{")]
    [line] = [row for row in lines if row.get("path") == "/api/batches"]
    assert line["request_id"] == answer.headers["x-request-id"]
    assert (line["status"], line["method"]) == (401, "GET")
    assert "secret" not in written
    assert "Traceback" not in written


def _patiently(url: str) -> httpx.Response:
    for _ in range(200):
        try:
            return httpx.get(url)
        except httpx.ConnectError:
            time.sleep(0.1)
    raise TimeoutError(url)

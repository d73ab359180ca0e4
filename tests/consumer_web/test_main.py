from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from consumer_web.__main__ import main, make_engine, read_arguments, read_code_keys
from consumer_web.alone import AloneApp
from consumer_web.app import create_public_app
from consumer_web.settings import PublicSettings


def test_it_serves_a_read_only_file_over_a_socket(
    tmp_path: Path, samples: ModuleType, rows: ModuleType, settings: PublicSettings
) -> None:
    file = tmp_path / "register.db"
    writer = create_engine(f"sqlite:///{file}")
    rows.create_tables(writer)
    rows.publish_standing(writer)
    rows.publish(writer, samples.rice_document(lot="A/B"))
    writer.dispose()
    engine = make_engine(f"sqlite:///{file}")
    app = create_public_app(settings, engine, lambda: samples.TODAY)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        config = uvicorn.Config(app, log_level="error", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + 10
            while not server.started and time.monotonic() < deadline:
                time.sleep(0.01)
            base = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=base, trust_env=False) as client:
                reply = client.get("/01/06974413020181/10/A%2FB")
                assert reply.status_code == 200
                assert reply.headers["x-trace-verdict"] == "genuine"
                assert reply.headers["content-encoding"] in ("br", "gzip")
                assert client.head("/").status_code == 200
        finally:
            server.should_exit = True
            thread.join(10)
    with engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(text("delete from trace_document"))
    engine.dispose()


def test_the_command_line_takes_its_defaults_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///write.db")
    monkeypatch.setenv("DATABASE_READ_URL", "sqlite:///read.db")
    monkeypatch.setenv("BASE_URL", "https://suyuan.example.cn")
    chosen = read_arguments(["--port", "9000"])
    assert (chosen.database_url, chosen.port) == ("sqlite:///read.db", 9000)
    assert chosen.base_url == "https://suyuan.example.cn"
    assert read_code_keys("00ff, 01") == (b"\x00\xff", b"\x01")


def test_the_command_serves_with_its_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    served: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: served.update(options, app=app))
    monkeypatch.setattr("consumer_web.__main__.prepare_to_serve", lambda: served.update(ready=True))
    monkeypatch.setenv("CODE_KEYS", "ab" * 32)
    file = tmp_path / "empty.db"
    file.touch()
    main(["--database-url", f"sqlite:///{file}", "--port", "9000"])
    assert (served["host"], served["port"]) == ("127.0.0.1", 9000)
    assert isinstance(served["app"], AloneApp)
    assert served["ready"]


def test_the_interpreter_of_a_serving_process_leaves_what_was_imported_alone() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import gc, sys; from consumer_web.interpreter import prepare_to_serve\n"
            "prepare_to_serve(); print(gc.get_freeze_count() > 0, sys.getswitchinterval() < 0.001)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.split() == ["True", "True"]

"""Keys are made once, whole, whoever starts at the same moment."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from traceability.gateways.key_file import KeyFileError, load_or_make_keys


def test_all_who_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keys.txt"
    start = threading.Barrier(8)
    found: list[tuple[bytes, ...]] = []

    def begin() -> None:
        start.wait()
        found.append(load_or_make_keys(path))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert set(found) == {load_or_make_keys(path)}
    assert [each.name for each in path.parent.iterdir()] == ["keys.txt"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_holds_no_key_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys.txt"
    path.write_text("not hex\n")
    with pytest.raises(KeyFileError):
        load_or_make_keys(path)
    assert path.read_text() == "not hex\n"

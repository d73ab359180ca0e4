"""A file that came with a refused form waits for the next try, for its own person alone."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from traceability.gateways.file_shelf import FileShelf


def kept(shelf: FileShelf, content: bytes) -> str:
    """Put a file on a shelf, and give its hash."""
    name = sha256(content).hexdigest()
    shelf.keep(name, content)
    return name


def test_a_file_is_found_by_its_own_person_only(tmp_path: Path) -> None:
    mine, other = FileShelf(tmp_path, uuid4()), FileShelf(tmp_path, uuid4())
    name = kept(mine, b"report")
    assert mine.find(name) == b"report"
    assert other.find(name) is None


def test_a_name_that_is_no_hash_finds_nothing(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path / "shelves", uuid4())
    (tmp_path / "secret").write_text("x")
    assert [shelf.find(name) for name in ("", "../../secret", "/etc/hostname", "a" * 64)] == [
        None
    ] * 4


def test_what_is_a_day_old_is_thrown_away(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path, uuid4())
    old = kept(shelf, b"old")
    os.utime(shelf.folder / old, (0, 0))
    new = kept(shelf, b"new")
    assert shelf.find(old) is None
    assert shelf.find(new) == b"new"


def test_the_oldest_make_room(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path, uuid4())
    names = [kept(shelf, f"file {n}".encode()) for n in range(60)]
    assert shelf.find(names[-1]) == b"file 59"
    assert len(list(shelf.folder.iterdir())) <= 40

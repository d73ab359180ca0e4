"""Where do the files of a code package lie: in a folder or in a ZIP archive?"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol

from label_printer.errors import PackageError

_AT_ONCE = 1 << 18


@dataclass
class Digest:
    """Counts and hashes the bytes that pass on their way to a file."""

    out: BinaryIO
    size: int = 0
    _sha256: hashlib._Hash = field(default_factory=hashlib.sha256)

    def write(self, content: bytes, /) -> int:
        """Pass bytes on."""
        self._sha256.update(content)
        self.size += len(content)
        return self.out.write(content)

    @property
    def sha256(self) -> str:
        """Give the SHA-256 so far, as hexadecimal digits."""
        return self._sha256.hexdigest()


class Store(Protocol):
    """Files by name, written one after another."""

    @contextmanager
    def create(self, name: str) -> Iterator[Digest]:
        """Write a file."""


@contextmanager
def new_store(target: Path, day: date) -> Iterator[Store]:
    """Write a ZIP archive (if so named) or a folder; it appears whole and on disk, or not at all.

    Equal files of a day make equal archives. Raise `PackageError` if the place is taken by
    a folder with files in it or cannot be written to.
    """
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".package-") as name:
            folder = Path(name) / "package"
            if target.suffix.lower() == ".zip":
                with zipfile.ZipFile(folder, "w", zipfile.ZIP_DEFLATED) as archive:
                    yield _Archive(archive, day)
                _sync(folder)
                folder.replace(target)
            else:
                folder.mkdir()
                yield _Folder(folder)
                if target.is_dir():
                    target.rmdir()  # refuses if there is anything in it
                shutil.move(folder, target)
            _sync(target.parent)
    except OSError as error:
        raise PackageError(f"无法写入 · cannot write {target}: {error}") from error


@dataclass(frozen=True)
class _Archive:
    archive: zipfile.ZipFile
    day: date

    @contextmanager
    def create(self, name: str) -> Iterator[Digest]:
        entry = zipfile.ZipInfo(name, (self.day.year, self.day.month, self.day.day, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self.archive.open(entry, "w", force_zip64=True) as file:
            yield Digest(file)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Folder:
    folder: Path

    @contextmanager
    def create(self, name: str) -> Iterator[Digest]:
        path = self.folder / name
        with path.open("wb") as file:
            yield Digest(file)
        _sync(path)


def list_files(source: Path) -> set[str]:
    """List the names of the files in a package; raise `PackageError` if it cannot be read."""
    try:
        if source.is_dir():
            return {path.name for path in source.iterdir()}
        with zipfile.ZipFile(source) as archive:
            return set(archive.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise PackageError(f"无法读取 · cannot read {source}: {error}") from error


def read_file(source: Path, name: str) -> Iterator[bytes]:
    """Read one file of a package piece by piece; raise `PackageError` if that fails."""
    try:
        if source.is_dir():
            with (source / name).open("rb") as file:
                while part := file.read(_AT_ONCE):
                    yield part
            return
        with zipfile.ZipFile(source) as archive, archive.open(name) as entry:
            while part := entry.read(_AT_ONCE):
                yield part
    except (OSError, KeyError, zipfile.BadZipFile, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise PackageError(f"{name} 无法读取 · cannot read {name}: {error}") from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""How do codes reach those who print them themselves: inline coders and print shops?

A package (码包) is one or more CSV files (sequence, code, check character, address) and
manifest.json, which names job, count, first and last code and the SHA-256 of each file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

from label_printer.errors import PackageError
from label_printer.package_store import Store, list_files, new_store, read_file
from label_printer.segments import plan_symbol
from label_printer.stock import Stock

MANIFEST = "manifest.json"
FORMAT = "label-code-package/1"
COLUMNS = ("序号", "追溯码", "校验位", "网址")
ENCODINGS = ("gb18030", "utf-8")
MOST_IN_A_FILE = 1_000_000

_LARGEST_MANIFEST = 1 << 22


@dataclass(frozen=True)
class CodeEntry:
    """A code and the address that its symbol holds; the last character of the code is its check."""

    code: str
    url: str


@dataclass(frozen=True)
class PackageJob:
    """What the codes are for; `first` is the sequence number of the first of them."""

    job: str
    day: date
    stock: Stock
    first: int = 1
    encoding: str = "gb18030"
    split: int = MOST_IN_A_FILE


@dataclass(frozen=True)
class PackageFile:
    """A file of the package: which sequence numbers it holds, and its SHA-256."""

    name: str
    count: int
    first: int
    last: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself."""

    format: str
    job: str
    date: str
    stock: str
    layout: str
    encoding: str
    columns: tuple[str, ...]
    count: int
    first_code: str
    last_code: str
    files: tuple[PackageFile, ...]


def write_package(entries: Iterable[CodeEntry], target: Path, job: PackageJob) -> Manifest:
    """Write a folder, or a ZIP archive if `target` ends with .zip, in the memory of one row.

    Raise `PackageError` for no codes at all, a code that its address does not carry, an address
    that makes no symbol (`SymbolError`), or a place that cannot be written to.
    """
    if job.encoding not in ENCODINGS or not 1 <= job.split <= MOST_IN_A_FILE:
        raise ValueError("an encoding or a split that packages do not have")
    rows = _checked(entries, job.first)
    with new_store(target, job.day) as store:
        files: list[PackageFile] = []
        ends: list[str] = []
        for first_row in rows:
            part = chain([first_row], islice(rows, job.split - 1))
            name = f"codes-{len(files) + 1:04}.csv"
            files.append(_write_file(store, name, _noting(part, ends), job.encoding))
        if not files:
            raise PackageError("没有追溯码 · there are no codes")
        manifest = Manifest(
            format=FORMAT,
            job=job.job,
            date=job.day.isoformat(),
            stock=job.stock.name,
            layout=layout_version(job.stock),
            encoding=job.encoding,
            columns=COLUMNS,
            count=sum(file.count for file in files),
            first_code=ends[0],
            last_code=ends[-1],
            files=tuple(files),
        )
        with store.create(MANIFEST) as out:
            out.write(json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode("utf-8"))
    return manifest


def layout_version(stock: Stock) -> str:
    """Name the layout: another size or margin of the stock gives another name."""
    return hashlib.sha256(repr(stock).encode("utf-8")).hexdigest()[:12]


def verify_package(source: Path) -> Manifest:
    """Read a package again from its first byte to its last.

    Raise `PackageError` at the first thing that is not as the manifest says: a file too many or
    too few, another hash, another count, a gap in the sequence, another first or last code.
    """
    manifest = _read_manifest(source)
    names = {MANIFEST, *(file.name for file in manifest.files)}
    for name in sorted(list_files(source) ^ names):
        raise PackageError(f"{name} 多余或缺失 · {name} is missing, or does not belong here")
    ends: list[str] = []
    following = manifest.files[0].first if manifest.files else 0
    for file in manifest.files:
        _verify_file(source, file, manifest.encoding, ends)
        if file.first != following:
            raise PackageError(f"{file.name} 序号不连续 · does not follow on the one before")
        following = file.last + 1
    counted = sum(file.count for file in manifest.files)
    said = (manifest.count, manifest.first_code, manifest.last_code)
    if not ends or (counted, ends[0], ends[-1]) != said:
        raise PackageError(
            "数量或首末码与清单不符 · count, first or last code differ from the manifest"
        )
    return manifest


Row = tuple[int, str, str, str]


def _checked(entries: Iterable[CodeEntry], first: int) -> Iterator[Row]:
    for sequence, entry in enumerate(entries, start=first):
        plan_symbol(entry.url)
        if not entry.code or entry.code.upper() not in entry.url.upper():
            raise PackageError(
                f"第 {sequence} 个码与网址不符 · the address does not carry code {entry.code!r}"
            )
        yield sequence, entry.code, entry.code[-1], entry.url


def _noting(rows: Iterable[Row], ends: list[str]) -> Iterator[Row]:
    """Keep the first code of all and the latest one."""
    for row in rows:
        ends[1 if ends else 0 :] = [row[1]]
        yield row


def _write_file(store: Store, name: str, rows: Iterable[Row], encoding: str) -> PackageFile:
    first = last = count = 0
    with store.create(name) as out:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow(row)
            first, last, count = first or row[0], row[0], count + 1
            if count % 1000 == 0:
                out.write(_taken(text, encoding))
        out.write(_taken(text, encoding))
    return PackageFile(name, count, first, last, out.size, out.sha256)


def _taken(text: io.StringIO, encoding: str) -> bytes:
    content = text.getvalue().encode(encoding)
    text.seek(0)
    text.truncate()
    return content


def _read_manifest(source: Path) -> Manifest:
    content = b"".join(_limited(read_file(source, MANIFEST)))
    try:
        said: dict[str, Any] = json.loads(content)
        files = tuple(PackageFile(**file) for file in said.pop("files"))
        manifest = Manifest(**{**said, "columns": tuple(said["columns"])}, files=files)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PackageError(f"清单有误 · cannot read {MANIFEST}: {error}") from error
    if manifest.format != FORMAT or manifest.encoding not in ENCODINGS:
        raise PackageError(f"清单格式不认识 · not a manifest of {FORMAT}")
    return manifest


def _limited(parts: Iterable[bytes]) -> Iterator[bytes]:
    total = 0
    for part in parts:
        total += len(part)
        if total > _LARGEST_MANIFEST:
            raise PackageError(f"清单过大 · {MANIFEST} is too large")
        yield part


def _verify_file(source: Path, file: PackageFile, encoding: str, ends: list[str]) -> None:
    hashed, size = hashlib.sha256(), 0
    for part in read_file(source, file.name):
        hashed.update(part)
        size += len(part)
    if (hashed.hexdigest(), size) != (file.sha256, file.bytes):
        raise PackageError(f"{file.name} 已被改动 · {file.name} is not as it was written (SHA-256)")
    following = file.first
    for row in islice(csv.reader(_lines(source, file.name, encoding)), 1, None):
        if len(row) != len(COLUMNS) or row[0] != str(following) or row[1][-1:] != row[2]:
            raise PackageError(f"{file.name} 第 {following} 号有误 · wrong at number {following}")
        following += 1
        ends[1 if ends else 0 :] = [row[1]]
    if (following - file.first, following - 1) != (file.count, file.last):
        raise PackageError(f"{file.name} 数量不符 · {file.name} does not hold {file.count} codes")


def _lines(source: Path, name: str, encoding: str) -> Iterator[str]:
    held = b""
    for part in read_file(source, name):
        *lines, held = (held + part).split(b"\r\n")
        yield from (line.decode(encoding) for line in lines)
    if held:
        yield held.decode(encoding)

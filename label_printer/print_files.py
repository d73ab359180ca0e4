"""How do finished files appear: all of them, whole, or none?"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, repeat
from pathlib import Path
from typing import BinaryIO

from label_printer.pdf import PdfOptions, PdfReport, write_filled
from label_printer.series import Filled
from label_printer.stock import Stock


@dataclass(frozen=True)
class PrintFile:
    """One finished file: where it is, the SHA-256 of its bytes and what it holds."""

    path: Path
    sha256: str
    report: PdfReport


def write_files(
    labels: Iterable[Filled],
    stock: Stock,
    output: Path,
    options: PdfOptions | None = None,
    split: int | None = None,
) -> list[PrintFile]:
    """Write labels to one file, or to several of `split` labels (sheet-001.pdf and so on).

    They are written in a folder beside the target, brought to the disk, and moved to their names
    when the last is complete; whatever `labels` raises leaves the files of yesterday as they are.
    Raise OSError if the place cannot be written to.
    """
    options = options or PdfOptions()
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=".labels-") as folder:
        made: list[PrintFile] = []
        for part in _parts(labels, split):
            made.append(_write(part, stock, Path(folder) / f"{len(made)}.pdf", options))
            options = replace(options, start=1)
        names = [output] if len(made) == 1 else [_numbered(output, n) for n in range(len(made))]
        for file, name in zip(made, names, strict=True):
            file.path.replace(name)
        _sync_folder(output.parent)
    return [replace(file, path=name) for file, name in zip(made, names, strict=True)]


def repeat_each(labels: Iterable[Filled], copies: int) -> Iterator[Filled]:
    """Give each label so many times, one after the other."""
    return chain.from_iterable(repeat(label, copies) for label in labels)


def _parts(labels: Iterable[Filled], split: int | None) -> Iterator[Iterator[Filled]]:
    """Part labels without holding them; there is always a first part."""
    remaining = iter(labels)
    if split is None:
        yield remaining
        return
    yield islice(remaining, split)
    for first in remaining:
        yield chain([first], islice(remaining, split - 1))


def _numbered(output: Path, place: int) -> Path:
    return output.with_name(f"{output.stem}-{place + 1:03d}{output.suffix}")


def _write(labels: Iterable[Filled], stock: Stock, path: Path, options: PdfOptions) -> PrintFile:
    with path.open("wb") as file:
        hashing = _Hashing(file)
        report = write_filled(labels, stock, hashing, options)
        file.flush()
        os.fsync(file.fileno())
    return PrintFile(path, hashing.sha256.hexdigest(), report)


class _Hashing:
    """A file that knows the hash of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self.sha256 = hashlib.sha256()
        self._file = file

    def write(self, content: bytes, /) -> int:
        self.sha256.update(content)
        return self._file.write(content)


def _sync_folder(folder: Path) -> None:
    """Bring new names to the disk; Windows neither needs nor knows that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

"""A virtual printer in a process of its own, as a test drives it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from PIL import Image

from label_printer.press import find_language
from label_printer.printers.tcp import TcpPrinter
from label_printer.virtual.record import Printed, read_journal


@dataclass
class VirtualPrinter:
    """The process, where it listens and what it printed."""

    process: subprocess.Popen[str]
    port: int
    folder: Path
    language: str

    def reach(self, timeout_s: float = 10) -> TcpPrinter:
        """Open a line to it."""
        language = find_language(self.language)
        return TcpPrinter("127.0.0.1", self.port, language=language, timeout_s=timeout_s)

    def say(self, word: str) -> None:
        """Type a word at it, and wait until it is done."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        assert "done" in self.process.stdout.readline()

    def printed(self) -> list[Printed]:
        """Read its journal."""
        return read_journal(self.folder)

    def texts(self) -> list[str | None]:
        """Scan the labels that it printed."""
        found = [
            zxingcpp.read_barcode(Image.open(self.folder / one.file)) for one in self.printed()
        ]
        return [one.text if one else None for one in found]


@contextmanager
def virtual_printer(
    folder: Path, language: str = "tspl", *options: str
) -> Iterator[VirtualPrinter]:
    """Start one on a free port; stop it when done."""
    words = [sys.executable, "-m", "label_printer", "virtual", "--port", "0"]
    words += ["--record", str(folder), "--language", language, *options]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.search(r"tcp://127\.0\.0\.1:(\d+)", line)
        assert match, line
        try:
            yield VirtualPrinter(process, int(match[1]), folder, language)
        finally:
            process.kill()

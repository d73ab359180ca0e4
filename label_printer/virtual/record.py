"""Which labels came out of the virtual printer?"""

from __future__ import annotations

import json
import os
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import zxingcpp
from PIL import Image

JOURNAL = "journal.jsonl"
PAGE = "index.html"

_ON_PAGE = 60
_HEAD = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta http-equiv="refresh" content="2"><title>虚拟打印机 · virtual printer</title>
<style>body{background:#ddd;font:14px sans-serif;margin:1em}
figure{display:inline-block;margin:.5em;vertical-align:top}img{background:#fff;max-width:480px}
figcaption{max-width:480px;overflow-wrap:anywhere}</style>
"""


@dataclass(frozen=True)
class Printed:
    """A line of the journal: the label's number by the printer's count, and what it says."""

    number: int
    text: str | None
    file: str
    width: int
    height: int
    at: str


class Record:
    """Keeps each label as a picture and a line of a journal, both safely on disk (fsync).

    A label counts as printed when its line is in the journal. A record that exists is gone on with,
    as the count of a real printer survives its being switched off. Without a folder labels are
    only counted.
    """

    def __init__(self, folder: Path | None, *, with_page: bool = False) -> None:
        self._folder = folder
        self._with_page = with_page
        self._latest: deque[Printed] = deque(maxlen=_ON_PAGE)
        self.count = 0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self.count = len(read_journal(folder))

    def add(self, picture: Image.Image) -> Printed:
        """Keep one label."""
        number = self.count + 1
        found = zxingcpp.read_barcode(picture.convert("L"))
        printed = Printed(
            number=number,
            text=found.text if found else None,
            file=f"{number:06}.png",
            width=picture.width,
            height=picture.height,
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
        if self._folder is not None:
            with (self._folder / printed.file).open("wb") as file:
                picture.save(file, "PNG")
                _sync(file.fileno())
            with (self._folder / JOURNAL).open("a", encoding="utf-8") as journal:
                journal.write(json.dumps(asdict(printed), ensure_ascii=False) + "\n")
                journal.flush()
                _sync(journal.fileno())
        self.count = number
        self._latest.appendleft(printed)
        if self._with_page and self._folder is not None:
            self._write_page(self._folder)
        return printed

    def _write_page(self, folder: Path) -> None:
        figures = "".join(
            f'<figure><img src="{one.file}" alt=""><figcaption>{one.number}: '
            f"{escape(one.text or '—')}</figcaption></figure>\n"
            for one in self._latest
        )
        page = f"{_HEAD}<h1>已打印 {self.count} 枚 · {self.count} labels printed</h1>\n{figures}"
        fresh = folder / f".{PAGE}"
        fresh.write_text(page, encoding="utf-8")
        fresh.replace(folder / PAGE)


def read_journal(folder: Path) -> list[Printed]:
    """Read what was printed; a last line that was cut short was not printed."""
    path = folder / JOURNAL
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        os.truncate(path, len(whole))
    return [Printed(**json.loads(line)) for line in whole.decode("utf-8").splitlines()]


def _sync(handle: int) -> None:
    os.fsync(handle)

"""Where does a file wait that came with a form, until the form is right?

Each person has a shelf of his own: nobody fetches another's file by its hash. What nobody came
back for within a day is thrown away.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

_SHA256 = re.compile(r"[0-9a-f]{64}")
_KEPT_FOR_S = 24 * 3600
_MOST_FILES = 40


class FileShelf:
    """The files of one person, by their hash."""

    def __init__(self, root: Path, owner: UUID) -> None:
        self.folder = root / str(owner)

    def keep(self, sha256: str, content: bytes) -> None:
        """Keep a file; the oldest make room, so that nobody fills the disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._clear()
        with NamedTemporaryFile(dir=self.folder, prefix=".new-", delete=False) as out:
            out.write(content)
        Path(out.name).replace(self.folder / sha256)

    def find(self, sha256: str) -> bytes | None:
        """Give a file that was kept, if it still is."""
        if not _SHA256.fullmatch(sha256):
            return None
        with suppress(FileNotFoundError):
            return (self.folder / sha256).read_bytes()
        return None

    def _clear(self) -> None:
        kept = []
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):  # another form may clear at the same time
                kept.append((path.stat().st_mtime, path))
        too_old = time.time() - _KEPT_FOR_S
        newest = sorted(kept, reverse=True)
        for place, (at, path) in enumerate(newest):
            if at < too_old or place >= _MOST_FILES - 1:
                path.unlink(missing_ok=True)

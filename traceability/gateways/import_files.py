"""Where does a spreadsheet wait for the worker, and how far is the worker with it?

The progress lies beside the file and not in the database: while a whole sheet is being recorded,
SQLite has no second place to write.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

_SHA256 = re.compile(r"[0-9a-f]{64}")


class ImportFiles:
    """The sheets of all organisations, each by its own hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, org_id: UUID, content: bytes) -> str:
        """Keep a sheet; give its hash."""
        name = sha256(content).hexdigest()
        self._write(self._place(org_id, name), content)
        return name

    def read(self, org_id: UUID, name: str) -> bytes:
        """Give a sheet; FileNotFoundError if it is gone."""
        return self._place(org_id, name).read_bytes()

    def tell(self, import_id: UUID, done: int, of: int) -> None:
        """Note how far a sheet is."""
        self._write(self.folder / f"{import_id}.json", json.dumps([done, of]).encode())

    def progress(self, import_id: UUID) -> tuple[int, int]:
        """Give how many lines are done, of how many; nothing is known before the first word."""
        with suppress(FileNotFoundError, ValueError):
            done, of = json.loads((self.folder / f"{import_id}.json").read_bytes())
            return int(done), int(of)
        return 0, 0

    def forget(self, import_id: UUID) -> None:
        """Throw the note away when the sheet is settled."""
        (self.folder / f"{import_id}.json").unlink(missing_ok=True)

    def _place(self, org_id: UUID, name: str) -> Path:
        if not _SHA256.fullmatch(name):
            raise FileNotFoundError(name)
        return self.folder / str(org_id) / name

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as out:
            out.write(content)
        Path(out.name).replace(path)

"""Where do secret keys live, as of package codes? In a file that only the service can read."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32


class KeyFileError(Exception):
    """The keys cannot be read; the message says what to do."""


def read_keys(text: str) -> tuple[bytes, ...]:
    """Read hex keys, newest first, separated by commas or line ends."""
    words = text.replace(",", "\n").split()
    try:
        keys = tuple(bytes.fromhex(word) for word in words)
    except ValueError:
        raise KeyFileError("a key is not hexadecimal") from None
    if not keys or any(len(key) < KEY_BYTES for key in keys):
        raise KeyFileError(f"each key needs at least {KEY_BYTES} bytes ({2 * KEY_BYTES} digits)")
    return keys


def load_or_make_keys(path: Path) -> tuple[bytes, ...]:
    """Read the key file; make it with one new key at the first start.

    It appears whole or not at all: two processes may start at once, and either may be killed.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        own = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(KEY_BYTES) + "\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another was first: its key holds
                os.link(own, path)
        finally:
            own.unlink()
    return read_keys(path.read_text())

"""Does every reader of zlib read what we deflate, with and without ISA-L?"""

from __future__ import annotations

import importlib
import sys
import zlib

import pytest

from label_printer import deflate as module

CONTENT = b"0 0 7 1 re\n" * 5_000


def test_zlib_reads_it_back() -> None:
    packed = module.deflate(CONTENT)
    assert zlib.decompress(packed) == CONTENT
    assert len(packed) < len(CONTENT) / 10


def test_a_machine_without_isal_deflates_by_zlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "isal.isal_zlib", None)
    try:
        plain = importlib.reload(module)
        assert plain.deflate(CONTENT) == zlib.compress(CONTENT, 1)
    finally:
        monkeypatch.undo()
        importlib.reload(module)

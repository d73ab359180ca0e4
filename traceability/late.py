"""How does the command line answer at once? A module is read when it is first used."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class LateModule:
    """Stands for a module until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(sys.modules.get(self._name) or _read(self._name), attribute)


def _read(name: str) -> ModuleType:
    # What a program consists of stays as long as it runs: looking for garbage in it while it
    # grows took a quarter of the start.
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.enable()

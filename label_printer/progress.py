"""How far is it, how fast does it go, and how long will it take?"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import click

_T = TypeVar("_T")
_EACH = 100


def with_progress(things: Iterable[_T], total: int) -> Iterator[_T]:
    """Pass things on, and show how many of `total` went by; silent unless a terminal looks on."""
    with click.progressbar(
        length=total,
        label="标签 labels",
        show_pos=True,
        show_eta=True,
        item_show_func=_rate(time.monotonic),
        file=sys.stderr,
    ) as bar:
        count = 0
        for count, thing in enumerate(things, start=1):
            yield thing
            if count % _EACH == 0:
                bar.update(_EACH, count)
        bar.update(count % _EACH, count)


def _rate(clock: Callable[[], float]) -> Callable[[int | None], str]:
    started = clock()

    def show(count: int | None) -> str:
        seconds = max(clock() - started, 1e-6)
        return f"{(count or 0) / seconds:,.0f} 枚/秒 labels/s"

    return show

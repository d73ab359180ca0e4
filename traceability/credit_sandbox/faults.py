"""What goes wrong on the way to a credit system, and how often? Faults on demand."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from random import Random

_SECONDS = re.compile(r"([0-9]+(?:\.[0-9]+)?)s")
UP_FOR = 3  # times as long as it is down


class FaultsMalformedError(ValueError):
    """The text of the faults cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How likely each fault is for a request, 0 – 1; `down` in seconds."""

    drop: float = 0.0  # the connection is closed without an answer, before or after storing
    delay: float = 0.0  # the answer takes up to three seconds longer
    duplicate: float = 0.0  # the request arrives twice, as a proxy would repeat it
    error: float = 0.0  # 500, 502 or 503, before or after storing
    garbage: float = 0.0  # stored, but the answer is cut off or no JSON
    down: float = 0.0  # for so long every connection is closed, then three times as long none


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one request."""

    is_lost_before: bool = False
    is_lost_after: bool = False
    is_error_before: bool = False
    is_error_after: bool = False
    is_duplicate: bool = False
    is_garbage: bool = False
    delay_s: float = 0.0


def read_faults(text: str) -> Faults:
    """Read `drop=0.2,delay=0.2,duplicate=0.1,error=0.2,garbage=0.1,down=30s`."""
    known = {field.name for field in fields(Faults)}
    given: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = part.partition("=")
        if name not in known:
            raise FaultsMalformedError(f"{name}: not one of {', '.join(sorted(known))}")
        given[name] = _seconds(value) if name == "down" else _chance(name, value)
    return Faults(**given)


def _seconds(value: str) -> float:
    found = _SECONDS.fullmatch(value)
    if not found:
        raise FaultsMalformedError(f"down={value}: seconds such as 30s are wanted")
    return float(found[1])


def _chance(name: str, value: str) -> float:
    try:
        chance = float(value)
    except ValueError:
        chance = -1.0
    if not 0.0 <= chance <= 1.0:
        raise FaultsMalformedError(f"{name}={value}: a number from 0 to 1 is wanted")
    return chance


def draw_fate(faults: Faults, dice: Random) -> Fate:
    """Decide what happens to a request."""
    is_lost, is_error = dice.random() < faults.drop, dice.random() < faults.error
    is_stored = dice.random() < 0.5  # the half of the losses that the sender cannot tell apart
    return Fate(
        is_lost_before=is_lost and not is_stored,
        is_lost_after=is_lost and is_stored,
        is_error_before=is_error and not is_stored,
        is_error_after=is_error and is_stored,
        is_duplicate=dice.random() < faults.duplicate,
        is_garbage=dice.random() < faults.garbage,
        delay_s=dice.uniform(0.0, 3.0) if dice.random() < faults.delay else 0.0,
    )


def is_down(faults: Faults, up_for_s: float) -> bool:
    """Tell whether the receiver is in one of its bad times, by the seconds since its start."""
    if not faults.down:
        return False
    return up_for_s % (faults.down * (UP_FOR + 1)) >= faults.down * UP_FOR

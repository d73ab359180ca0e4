"""Labels as a job makes them: equal words, a code for each."""

from __future__ import annotations

import random
from dataclasses import replace

from label_printer.label import Label

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def job(label: Label, count: int, seed: int = 441300) -> list[Label]:
    """Give labels that differ from one only in code and payload."""
    draw = random.Random(seed)
    codes = ["".join(draw.choices(ALPHABET, k=16)) for _ in range(count)]
    return [replace(label, code=code, payload=f"https://LY.HZ.EXAMPLE/T/{code}") for code in codes]

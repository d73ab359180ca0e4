"""Which part does each word of a label play in it?"""

from __future__ import annotations

from dataclasses import dataclass

from label_printer.blocks import Row
from label_printer.label import CAPTIONS, PROMPT

_FACTS = ("net_content", "grade", "standard", "lot", "produced_on", "best_before")
_MAKER = ("enterprise", "sc_licence")


@dataclass(frozen=True)
class Content:
    """The words of a label by their part in it."""

    product: str
    facts: tuple[Row, ...]
    maker: tuple[Row, ...]
    code: str | None

    @classmethod
    def of(cls, words: dict[str, str]) -> Content:
        """Sort the words of a label into parts."""
        return cls(
            product=words["product"],
            facts=tuple(Row(name, CAPTIONS[name], words[name]) for name in _FACTS if name in words),
            maker=tuple(Row(name, CAPTIONS[name], words[name]) for name in _MAKER if name in words),
            code=in_groups(words["code"]) if "code" in words else None,
        )


def in_groups(code: str) -> str:
    """Part a long code into groups of four, as people read and type it."""
    if len(code) < 6 or not code.isalnum():
        return code
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


@dataclass(frozen=True)
class Under:
    """The lines (field, text) under the symbol, and the rows that then stand among the facts."""

    lines: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


def under_options(content: Content) -> tuple[Under, ...]:
    """List what may stand under the symbol, the most wanted first."""
    prompt = (("prompt", PROMPT),)
    prompt_row = Row("prompt", "", PROMPT)
    if content.code is None:
        return Under(prompt, ()), Under((), (prompt_row,))
    row = Row("code", CAPTIONS["code"], content.code)
    groups = content.code.split(" ")
    halves = (" ".join(groups[:2]), " ".join(groups[2:])) if len(groups) > 2 else (content.code,)
    code = tuple(("code", half) for half in halves)
    return Under(prompt + code, ()), Under(prompt, (row,)), Under((), (prompt_row, row))

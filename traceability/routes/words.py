"""In which language does the caller read, and how does a code read there?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

from traceability.routes.sentences import SENTENCES, TITLES

_QUALITY = re.compile(r"([A-Za-z*]{1,8})(?:-[A-Za-z0-9-]{0,20})?(?:;q=([0-9.]{1,8}))?")
_LONGEST_HEADER = 500
# What pydantic calls its refusals, in our codes.
_PYDANTIC = {
    "missing": "field.missing",
    "extra_forbidden": "field.unknown",
    "string_too_long": "text.too_long",
    "string_too_short": "text.too_short",
    "string_pattern_mismatch": "field.shape",
    "string_type": "field.shape",
    "enum": "field.word",
    "literal_error": "field.word",
    "uuid_parsing": "field.id",
    "uuid_type": "field.id",
    "timezone_aware": "field.instant",
    "too_long": "field.list",
    "too_short": "field.list",
    "limits.row_unreadable": "limits.row_unreadable",
}
_FAMILIES = (
    ("date_", "field.date"),
    ("datetime_", "field.instant"),
    ("int_", "field.number"),
    ("greater_than", "field.range"),
    ("less_than", "field.range"),
)


def language_of(accept: str) -> str:
    """Choose Chinese unless the caller likes English better."""
    likes = {"zh": 0.0, "en": 0.0}
    for item in accept[:_LONGEST_HEADER].split(",")[:20]:
        match = _QUALITY.fullmatch("".join(item.split()))
        if match and match[1].lower() in likes:
            name = match[1].lower()
            likes[name] = max(likes[name], _quality(match[2]))
    return "en" if likes["en"] > likes["zh"] else "zh-CN"


def _quality(text: str | None) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


class _Kept(dict[str, str]):
    """A value that is not known stays a dash in the sentence."""

    def __missing__(self, key: str) -> str:
        return "–"


def say(code: str, language: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Give title and sentence of a refusal."""
    place = 1 if language == "en" else 0
    sentence = SENTENCES[code][place]
    text = Formatter().vformat(sentence, (), _Kept({k: str(v) for k, v in values.items()}))
    if "index" in values:
        number = int(values["index"]) + 1
        text = (f"Event {number}: " if place else f"第 {number} 条：") + text
    family = code.partition(".")[0]
    title = TITLES.get(family, ("不能处理", "Refused"))[place]
    return title, text


def say_invalid(kind: str, language: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Give code and sentence of a field that was refused."""
    code = kind if kind in SENTENCES else _PYDANTIC.get(kind, "")
    if not code:
        code = next((c for start, c in _FAMILIES if kind.startswith(start)), "field.shape")
    return code, say(code, language, context)[1]

"""How do facts get into our words without becoming markup?"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_HAN = re.compile(r"[\u3400-\u9fff]")
_SUBSCRIPT = re.compile(r"((?:毒素|[Aa]flatoxin) ?[BGM])([12])")


def trust(text: str) -> Markup:
    """Take a text of our own source code as markup; never a text that came from outside."""
    return Markup(text)  # noqa: S704 - the one place, and only for our own words


def fill(words: str, **facts: object) -> Markup:
    """Fill facts into words of ours; what is not markup already is escaped."""
    return trust(words).format(**facts)


def mark_foreign(text: str, lang: str) -> Markup:
    """Mark Chinese text for the reading voice of an English page."""
    if lang == "en" and _HAN.search(text):
        return fill('<span lang="zh-CN">{text}</span>', text=set_subscripts(text))
    return set_subscripts(text)


def set_subscripts(text: str) -> Markup:
    """Set the figure of aflatoxin B1 and its like as a subscript."""
    return trust(_SUBSCRIPT.sub(r"\1<sub>\2</sub>", str(escape(text))))

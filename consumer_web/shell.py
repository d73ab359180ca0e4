"""What frames every page: head, style sheet, the loud words and the foot?"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from consumer_web.civil_time import say_date
from consumer_web.labels import get_labels
from consumer_web.markup import mark_foreign, set_subscripts, trust
from consumer_web.settings import PublicSettings
from consumer_web.tellings import LoudWords
from consumer_web.words import Lang

_TEMPLATES = Path(__file__).parent / "templates"


def read_css() -> str:
    """Read the one style sheet of all pages, without comments and line ends."""
    text = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "".join(line.strip() for line in without_comments.splitlines())


def hash_css() -> str:
    """Give the source expression that lets a policy allow this style sheet and no other."""
    digest = hashlib.sha256(read_css().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def read_script() -> bytes:
    """Read the one script, which lets the home page use a camera."""
    return (_TEMPLATES / "camera.js").read_bytes()


class PageShell:
    """Renders a template inside the frame that all pages share."""

    def __init__(self, settings: PublicSettings) -> None:
        self._settings = settings
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.filters["subscripts"] = set_subscripts
        # Jinja's own filter leaves a slash alone, which would break a lot such as A/B.
        self._environment.filters["segment"] = lambda text: quote(text, safe="")
        self._css = trust(read_css())

    def get_template(self, template: str) -> Template:
        """Give a template that needs no frame."""
        return self._environment.get_template(template)

    def render(
        self,
        template: str,
        lang: Lang,
        *,
        telling: LoudWords,
        name: str = "",
        about: str = "",
        **facts: Any,
    ) -> str:
        """Render a page; `name` completes its title, `about` is what a report would be about."""
        t = mark_labels(lang)
        settings = self._settings
        site = t["site"].format(settings.city_zh if lang == "zh" else settings.city_en)
        title = telling.headline
        if name:
            title = title.rstrip(".") + {"zh": "：", "en": ": "}[lang] + name
        facts.setdefault("content_date", t["as_opened"])
        other = "en" if lang == "zh" else "zh-CN"
        return self._environment.get_template(template).render(
            t=t,
            lang=lang,
            site=site,
            title=title,
            telling=telling,
            css=self._css,
            host=settings.host,
            report_href=f"/report?lang={lang}{about}" if settings.takes_reports else "",
            other_lang=other,
            language_query="lang=" + other[:2],
            day=lambda on: say_date(on, lang),
            zh=lambda text: mark_foreign(text, lang),
            pick=lambda words: getattr(words, lang),
            **facts,
        )


@cache
def mark_labels(lang: Lang) -> dict[str, Markup]:
    """Give the labels as markup, so that they escape what is filled into them."""
    return {name: trust(text) for name, text in get_labels(lang).items()}

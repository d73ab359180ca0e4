from __future__ import annotations

import base64
import hashlib
import re

from consumer_web.pages import PageWriter
from consumer_web.settings import PublicSettings
from consumer_web.shell import hash_css, read_css


def test_the_style_sheet_uses_nothing_newer_than_chrome_80() -> None:
    css = read_css()
    newer = (
        r":(is|has|where|focus-visible|focus-within)\b|(?<![-\w])(gap|inset|aspect-ratio|row-gap)"
        r"\s*:|color-mix|@container|@layer|text-underline-offset|clamp\(|(margin|padding)-(inline|"
        r"block)|accent-color|&"
    )
    assert not re.search(newer, css)
    assert "/*" not in css
    assert "animation" not in css
    assert "transition" not in css
    assert "http" not in css
    assert "user-scalable" not in css
    # Two weights only, since Android draws nothing between them.
    assert set(re.findall(r"font-weight:(\w+)", css)) == {"400", "700"}
    sizes = [float(size) for size in re.findall(r"font-size:([0-9.]+)rem", css)]
    assert min(sizes) >= 1.0


def test_the_hash_allows_the_style_sheet_of_the_page() -> None:
    page = PageWriter(PublicSettings()).write_home("zh")
    inlined = page.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(inlined.encode()).digest()).decode()
    assert hash_css() == f"'sha256-{digest}'"

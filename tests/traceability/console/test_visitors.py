"""Where one may go on to after signing in: only within the console, whatever was asked."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.console.visitors import safe_next

BASE = "https://desk.test/console/login"


@pytest.mark.parametrize(
    "address",
    ["/console", "/console/batches/1", "/console/batches?status=held&after=a-b", "/console/a.b"],
)
def test_pages_of_the_console_are_kept(address: str) -> None:
    assert safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "", "/", "/api/batches", "/consolex", "//evil.example", "https://evil.example/console",
        "/console//evil.example", "/console/../api", "/console/..", "/console/./x", "/console\\x",
        "/console/login?next=/console", "/console/logout", "/console\n", "/console/%2e%2e/api",
        "javascript:alert(1)", "/console?x=<script>", "/console#x",
    ],
)  # fmt: skip
def test_everything_else_is_the_home(address: str) -> None:
    assert safe_next(address) == "/console"


@given(
    st.one_of(st.text(), st.from_regex(r"[/\\.]{0,3}console[/\\.:@?a-z%]{0,12}", fullmatch=True))
)
def test_whatever_is_asked_the_console_is_not_left(address: str) -> None:
    reached = urlsplit(urljoin(BASE, safe_next(address)))
    assert (reached.scheme, reached.netloc) == ("https", "desk.test")
    assert reached.path == "/console" or reached.path.startswith("/console/")

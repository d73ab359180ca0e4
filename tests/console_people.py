"""People who work at the console over HTTP, as their browsers would: a session, and its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx

from tests.factories import PASSWORD


@dataclass
class Worker:
    """Somebody signed in at the console."""

    http: httpx.Client
    csrf: str

    def get(self, path: str, **params: Any) -> httpx.Response:
        """Open a page."""
        return self.http.get(f"/console/{path}", params=params or None)

    def send(self, path: str, typed: Mapping[str, str], **more: Any) -> httpx.Response:
        """Send a form, and follow where it leads."""
        return self.http.post(f"/console/{path}", data={"csrf": self.csrf, **typed}, **more)


@contextmanager
def at_the_console(base: str, username: str) -> Iterator[Worker]:
    """Sign somebody in."""
    with httpx.Client(base_url=base, follow_redirects=True, timeout=60) as http:
        said = {"username": username, "password": PASSWORD}
        home = http.post("/console/login", data=said)
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', home.text)
        assert found, home.text
        yield Worker(http, found[1])


def form_values(page: httpx.Response, action: str) -> dict[str, str]:
    """Give what stands in the form with an action, as a browser would send it back."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page.text, re.S)
    assert found, page.text
    form = found[1]
    values: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        is_ticked = said.get("type") not in {"checkbox", "radio"} or " checked" in tag
        if "name" in said and is_ticked:
            values[said["name"]] = unescape(said.get("value", ""))
    for name, text in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S
    ):
        values[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        values[name] = unescape((chosen or first or ["", ""])[1])
    return values

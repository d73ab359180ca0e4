"""Page: does a hand scanner type into this device as it should, and if not, what is to be set?

A hand scanner is a keyboard to the computer. What it typed is compared with the text of the
test symbol (`static/scanner-test.svg`, a QR code of TEST_TEXT), and each known slip names its
remedy. Without its script the page cannot tell Enter from Tab; all else works.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.visits import open_visit
from traceability.domain.access import Action
from traceability.domain.kinds import Role

TEST_TEXT = "Test/(01)06901234567892(10)AZ-2:q_9"
"""Holds what slips first: both cases, figures, brackets, and the Z and Q of other keyboards."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_ENDINGS = frozenset({"enter", "tab"})
_BACK = {
    Role.CANTEEN: "/console/receive",
    Role.ENTERPRISE: "/console/events/scan",
    Role.INSPECTOR: "/console/samples/new",
}
_SHOWN = {"\x1d": "␝", "\x1e": "␞", "\x04": "␄", "\t": "⇥", " ": "␣"}


@router.get("/scanner")
def show_scanner(
    request: Request,
    came: Annotated[str, Query(max_length=400)] = "",
    ending: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show how a scanner is set up; after a try, what came and what to do about it."""
    visit = open_visit(request, Action.READ_SELF)
    return visit.page(
        "everyone/scanner.html",
        came="".join(_SHOWN.get(letter, letter) for letter in came),
        length=len(came),
        found=judge_scan(came) if came.strip() else "",
        ending=ending if ending in _ENDINGS else "",
        wanted=TEST_TEXT,
        back=_BACK.get(visit.actor.role, "/console"),
    )


def judge_scan(came: str) -> str:
    """Name what a scan of the test symbol came to: `right`, a slip, or `other` for another code."""
    text = came.strip()
    for name, is_so in _SLIPS:
        if is_so(text):
            return name
    return "other"


def _is_mangled(text: str) -> bool:
    """Tell whether the keys are those of another keyboard: letters and figures changed places."""
    return len(text) == len(TEST_TEXT) and sum(map(str.__eq__, text, TEST_TEXT)) >= 5


_SLIPS = (
    ("right", lambda text: text == TEST_TEXT),
    ("input_method", lambda text: _IDEOGRAPH.search(text) is not None),
    ("wide", lambda text: unicodedata.normalize("NFKC", text) == TEST_TEXT),
    ("caps", lambda text: text.swapcase() == TEST_TEXT),
    ("case", lambda text: text.lower() == TEST_TEXT.lower()),
    ("prefix", lambda text: text.endswith(TEST_TEXT)),
    ("suffix", lambda text: text.startswith(TEST_TEXT)),
    ("lost", lambda text: 3 < len(text) < len(TEST_TEXT) and _is_part(text)),
    ("layout", _is_mangled),
)


def _is_part(text: str) -> bool:
    """Tell whether a text is what is left of the test text when some letters were lost."""
    rest = iter(TEST_TEXT)
    return all(letter in rest for letter in text)

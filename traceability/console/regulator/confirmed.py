"""How does a page have its second person confirm? With a code of his app, else his password."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import BaseModel

from traceability.console.visits import Visit
from traceability.routes.confirming import FIELD, confirming, has_app
from traceability.storage.work import Work

Record = Callable[[Visit, Callable[[Work], BaseModel], Mapping[str, str]], object]


def asks_for(visit: Visit) -> str:
    """Name what the page asks for: the app's code, or the password where there is no app."""
    return "code" if has_app(visit.house, visit.actor) else "password"


def record_confirmed(
    visit: Visit, step: Callable[[Work], BaseModel], typed: Mapping[str, str]
) -> None:
    """Record a step once whoever takes it has shown himself again.

    What he shows goes no further: not into the fingerprint of the form, nor back into the page.
    """
    said = {name: text for name, text in typed.items() if name != FIELD}
    client = visit.request.client
    address = client.host if client else ""
    with confirming(visit.house, visit.actor, typed.get(FIELD, ""), address) as check:

        def confirmed(work: Work) -> BaseModel:
            taken = step(work)
            check(work)
            return taken

        visit.record(confirmed, said)

"""How does a signed-in person read and record on a page? Through the same stories as the API."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from traceability.console.answers import language_for, page
from traceability.console.forms import Sent, SentFile, Wrong
from traceability.console.frame import count_by_place, places_of
from traceability.console.visitors import (
    comes_from_elsewhere,
    find_visitor,
    is_our_form,
    safe_next,
    session_secret,
)
from traceability.domain.access import Action, Actor
from traceability.domain.errors import ForbiddenError, SignInError
from traceability.domain.kinds import Role
from traceability.gateways.file_shelf import FileShelf
from traceability.routes.desk import Desk, House, house_of
from traceability.services import enterprise_home, open_tasks, users
from traceability.storage.work import Work

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class _Frame(NamedTuple):
    """What stands around every page: tasks at the bell, by place, and seconds to the end."""

    waiting: int
    counts: Mapping[str, int]
    left_s: int


_NO_FRAME = _Frame(0, {}, 0)  # a part of a page has none


@dataclass(frozen=True)
class Visit:
    """One request of somebody signed in."""

    request: Request
    house: House
    actor: Actor
    secret: str
    language: str

    @property
    def csrf(self) -> str:
        """Give the token that every form of this session carries."""
        return users.csrf_token(self.secret)

    @property
    def is_part(self) -> bool:
        """Tell whether a part of a page is asked for, by a script in it."""
        return self.request.headers.get("HX-Request") == "true"

    def _read_frame(self, work: Work) -> _Frame:
        """Give what the frame of a page tells, read together."""
        tasks = open_tasks.list_open_tasks(work).items
        counts = count_by_place(tasks)
        if self.actor.role is Role.ENTERPRISE:
            mine = enterprise_home.count_open_work(work)
            counts |= {
                "/console/batches": mine.lots,
                "/console/label-jobs": mine.label_runs,
                "/console/inspections": mine.untested,
            }
        idle = self.house.settings.session_idle
        left_s = users.session_left_s(work.session, self.secret, work.now, idle)
        return _Frame(sum(task.count for task in tasks), counts, left_s)

    def read(self, story: Callable[[Work], T]) -> T:
        """Run a story that only reads."""
        return Desk(self.house, self.actor, None, "").read(story)

    def change(self, story: Callable[[Work], T]) -> T:
        """Run a story that writes and whose answer is no record, such as a file to be drawn."""
        return Desk(self.house, self.actor, None, "").change(story)

    def look(self, story: Callable[[Work], T]) -> T:
        """Run a story that gives out what is personal: the look of an authority is recorded."""
        return Desk(self.house, self.actor, None, "").look(story)

    def record(
        self, story: Callable[[Work], M], typed: Mapping[str, str], *, is_secret: bool = False
    ) -> dict[str, Any]:
        """Run a story that writes, once per form: sent twice, it gives the first answer again.

        An answer that holds a secret is never kept for that.
        """
        fingerprint = hashlib.sha256(
            json.dumps([self.request.url.path, dict(typed)], sort_keys=True).encode()
        ).hexdigest()
        key = typed.get("form_key", "")[:100] or None
        answer = Desk(self.house, self.actor, key, fingerprint).record(story, is_secret=is_secret)
        given: dict[str, Any] = json.loads(bytes(answer.body))
        return given

    def file_of(self, sent: Sent, name: str) -> SentFile | None:
        """Give a file of a form, kept for the next try: browsers forget files, this does not.

        A form that was refused carries the hash of what it brought (macro `file_field`); sent
        again without a file, it means that one.
        """
        store = FileShelf(self.house.settings.data_dir / "uploads", self.actor.user_id)
        file = sent.files.get(name)
        if file is not None:
            store.keep(file.sha256, file.content)
            sent.typed[f"{name}_kept"], sent.typed[f"{name}_name"] = file.sha256, file.name
            return file
        kept = store.find(sent.typed.get(f"{name}_kept", ""))
        return None if kept is None else SentFile(sent.typed.get(f"{name}_name", ""), kept)

    def came_from(self, otherwise: str) -> str:
        """Give the list that led here, in the state it had; else another page."""
        said = self.request.query_params.get("from", "")
        return safe_next(said) if said else otherwise

    def page(
        self, template: str, status: int = 200, *, wrong: Wrong | None = None, **values: Any
    ) -> Response:
        """Write a page inside the frame of the desk."""
        frame = _NO_FRAME if self.is_part else self.read(self._read_frame)
        return page(
            self.request,
            template,
            status,
            actor=self.actor,
            csrf=self.csrf,
            form_key=str(uuid4()),
            places=places_of(self.actor, self.request.url.path, frame.counts),
            wrong=wrong or Wrong(),
            bell_count=frame.waiting,
            session_left_s=frame.left_s,
            is_posted=int(self.request.method == "POST"),
            has_passkeys_here=bool(self.house.settings.public_host),
            **values,
        )


def open_visit(request: Request, action: Action, *, may_be_weak: bool = False) -> Visit:
    """Open a page for somebody signed in whose role allows the action.

    `may_be_weak` is for the pages on which a second factor that is missing is set up.

    Raises SignInError for a stranger and ForbiddenError for another role.
    """
    secret = session_secret(request)
    if not secret:
        raise SignInError("sign_in.missing")
    house = house_of(request)
    actor = find_visitor(house, secret, may_be_weak=may_be_weak)
    actor.require(action)
    return Visit(request, house, actor, secret, language_for(request))


def open_form(
    request: Request, action: Action, typed: Mapping[str, str], *, may_be_weak: bool = False
) -> Visit:
    """Open a visit for a form that was sent; only the page of this session may send it."""
    visit = open_visit(request, action, may_be_weak=may_be_weak)
    if comes_from_elsewhere(request) or not is_our_form(visit.secret, typed.get("csrf", "")):
        raise ForbiddenError("sign_in.csrf")
    request.state.form_key = typed.get("form_key", "")
    return visit


def see_other(address: str) -> Response:
    """Go on to another page after something was recorded."""
    return RedirectResponse(address, 303)

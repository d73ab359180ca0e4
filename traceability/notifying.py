"""Who tells people by e-mail and webhook what waits for them? A worker, one way at a time.

A message goes out first and is noted as told afterwards: a worker that dies in between tells the
same once more, which does less harm than to tell nothing.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlmodel import Session

from consumer_web.civil_time import say_date
from traceability.console.words import say
from traceability.domain.access import Actor, system_actor
from traceability.domain.civil import civil_date
from traceability.domain.desk_kinds import NoticeChannel
from traceability.domain.errors import SignInError
from traceability.domain.notice_rules import is_digest_due, kinds_to_tell
from traceability.gateways.notice_senders import MailSetting, NotSentError, post_webhook
from traceability.routes.desk import House, now, retrying
from traceability.schemas.tasks import OpenTask, OpenTasks
from traceability.services import notice_routes, users
from traceability.services.notice_routes import DueRoute
from traceability.services.open_tasks import list_open_tasks
from traceability.storage.work import Work, reading, transaction
from traceability.worker import work_until

IDLE_S = 20.0
Post = Callable[[str, bytes, str], None]
T = TypeVar("T")


@dataclass
class NoticeWorker:
    """Looks after the ways on which people are told."""

    house: House
    post: Post = post_webhook

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        work_until(stop, "notice", self.step, IDLE_S)

    def step(self) -> bool:
        """Look at the way that is due; tell whether there was one."""
        due = retrying(lambda: self._read(system_actor(), notice_routes.next_look))
        if due is None or due > now():
            return False
        route = self._write(
            lambda work: notice_routes.take_due_route(work, self.house.identity_cipher)
        )
        if route is None:
            return False
        try:
            self._look(route)
        except NotSentError as error:
            trouble = str(error)
            self._write(lambda work: notice_routes.note_trouble(work, route.id, trouble))
        return True

    def _look(self, route: DueRoute) -> None:
        try:
            with Session(self.house.engine) as session:
                actor = users.active_actor(session, route.user_id)
        except SignInError:
            raise NotSentError("the account is closed") from None
        found: OpenTasks = retrying(lambda: self._read(actor, list_open_tasks))
        waiting = {task.kind.value: task.count for task in found.items}
        moment = now()
        kinds = kinds_to_tell(waiting, route.told, route.digest_on, moment, route.telling)
        digest_on = route.digest_on
        if is_digest_due(waiting, route.digest_on, moment, route.telling):
            digest_on = civil_date(moment)
        if kinds:
            self._send(route, actor, [task for task in found.items if task.kind in kinds])
        self._write(lambda work: notice_routes.settle_route(work, route.id, waiting, digest_on))

    def _send(self, route: DueRoute, actor: Actor, tasks: Sequence[OpenTask]) -> None:
        if route.channel is NoticeChannel.WEBHOOK:
            self.post(route.target, webhook_body(actor, tasks), route.secret)
            return
        settings = self.house.settings
        if not settings.smtp_url:
            raise NotSentError("no mail server is set up")
        subject, text = mail_of(actor, tasks, settings.base_url, route.language)
        MailSetting(settings.smtp_url, settings.mail_from).send(route.target, subject, text)

    def _read(self, actor: Actor, story: Callable[[Work], T]) -> T:
        origin = self.house.settings.register_origin
        with reading(self.house.engine, actor, now(), origin) as work:
            return story(work)

    def _write(self, story: Callable[[Work], T]) -> T:
        def once() -> T:
            origin = self.house.settings.register_origin
            with transaction(self.house.engine, system_actor(), now(), origin) as work:
                return story(work)

        return retrying(once)


def mail_of(
    actor: Actor, tasks: Sequence[OpenTask], base_url: str, language: str
) -> tuple[str, str]:
    """Write subject and text of an e-mail; it names numbers and days, never what a record says."""
    total = sum(task.count for task in tasks)
    subject = say("mail_subject", language).format(count=total)
    lines = [actor.org_name, ""]
    for task in tasks:
        due = _due(task.due_on, language)
        lines.append(f"- {say(f'task_{task.kind}', language)}: {task.count}{due}")
    lines += ["", f"{base_url}/console/notices", "", say("mail_foot", language)]
    return subject, "\n".join(lines)


def _due(day: date | None, language: str) -> str:
    if day is None:
        return ""
    words = say_date(day, "en" if language == "en" else "zh")
    return say("mail_due", language).format(day=words)


def webhook_body(actor: Actor, tasks: Sequence[OpenTask]) -> bytes:
    """Write what a webhook gets."""
    said = {
        "organization_id": str(actor.org_id),
        "sent_at": now().isoformat(),
        "items": [task.model_dump(mode="json") for task in tasks],
    }
    return json.dumps(said, ensure_ascii=False).encode()

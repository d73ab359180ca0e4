"""Who asks, in which language, and how does a use case become an answer?

The one module that opens transactions for HTTP. A write is committed before the answer is made;
its answer is kept under the `Idempotency-Key` in the same transaction; a conflict or a lost
connection repeats the whole use case. (A `yield` dependency would commit after the response and
could answer 201 for a row that never was.)
"""

from __future__ import annotations

import hashlib
import hmac
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Query, Request, Response
from fastapi.security import APIKeyCookie, HTTPBearer
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from traceability.domain.access import Action, Actor
from traceability.domain.errors import ConflictError, ForbiddenError, RuleError, SignInError
from traceability.domain.identity_numbers import IdentityCipher
from traceability.gateways.certificate_files import CertificateStore
from traceability.gateways.label_printers import PrinterSetting
from traceability.gateways.public_credit import PublicCreditPort
from traceability.publishing.settling import settle
from traceability.services import users
from traceability.settings import Settings
from traceability.storage.delivery_messages import WITHOUT_IDENTITY_NUMBERS, Compose
from traceability.storage.engine import is_transient
from traceability.storage.tables import IdempotencyKey
from traceability.storage.work import Work, reading, transaction

SESSION_COOKIE = "session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
RETRY_FOR_S = 10.0
MOST_RACES = 3
_BEARER = HTTPBearer(auto_error=False, description="a token from `POST /api/tokens`")
_COOKIE = APIKeyCookie(name=SESSION_COOKIE, auto_error=False)
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class BusyError(Exception):
    """The database did not answer in time; nothing is known to be recorded."""


@dataclass(frozen=True)
class House:
    """What the whole application shares."""

    settings: Settings
    engine: Engine
    code_keys: tuple[bytes, ...]
    certificates: CertificateStore
    identity_cipher: IdentityCipher
    credit: PublicCreditPort | None = None  # None where a city has no interface
    compose: Compose = WITHOUT_IDENTITY_NUMBERS
    printers: Mapping[str, PrinterSetting] = field(default_factory=dict)
    contact_keys: tuple[bytes, ...] = ()
    report_keys: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Desk:
    """One request of somebody known."""

    house: House
    actor: Actor
    idempotency_key: str | None
    request_hash: str

    def read(self, story: Callable[[Work], T]) -> T:
        """Run a story that only reads."""
        return retrying(lambda: self._read_once(story))

    def _read_once(self, story: Callable[[Work], T]) -> T:
        origin = self.house.settings.register_origin
        with reading(self.house.engine, self.actor, now(), origin) as work:
            return story(work)

    def change(self, story: Callable[[Work], T]) -> T:
        """Run a story that writes and whose answer is not JSON: it must bear repetition."""
        return retrying(lambda: self._change_once(story))

    def look(self, story: Callable[[Work], T]) -> T:
        """Run a story that gives out what is personal: the look of an authority is recorded."""
        return self.change(story) if self.actor.is_authority else self.read(story)

    def _change_once(self, story: Callable[[Work], T]) -> T:
        origin = self.house.settings.register_origin
        with transaction(self.house.engine, self.actor, now(), origin) as work:
            given = story(work)
            settle(work)
        return given

    def record(
        self,
        story: Callable[[Work], M],
        status: int = 201,
        location: Callable[[M], str] | None = None,
        *,
        is_secret: bool = False,
    ) -> Response:
        """Run a story that writes; answer with what it gives once it is committed.

        An answer that holds a secret is never kept for repetition.
        """
        desk = replace(self, idempotency_key=None) if is_secret else self
        return retrying(lambda: desk._record_once(story, status, location))

    def _record_once(
        self, story: Callable[[Work], M], status: int, location: Callable[[M], str] | None
    ) -> Response:
        origin = self.house.settings.register_origin
        with transaction(self.house.engine, self.actor, now(), origin) as work:
            kept = self._claim(work)
            if kept is not None and kept.status is not None:
                return _answer(kept.body or "", kept.status, kept.location, is_replay=True)
            given = story(work)
            settle(work)
            body = given.model_dump_json()
            place = location(given) if location else None
            if kept is not None:
                kept.status, kept.body, kept.location = status, body, place
        return _answer(body, status, place)

    def _claim(self, work: Work) -> IdempotencyKey | None:
        """Take the key of this request, or find the answer that it got already."""
        if self.idempotency_key is None:
            return None
        known = work.session.get(IdempotencyKey, (self.idempotency_key, self.actor.org_id))
        if known is None:
            known = IdempotencyKey(
                key=self.idempotency_key,
                org_id=self.actor.org_id,
                request_hash=self.request_hash,
                created_at=work.now,
            )
            work.session.add(known)
            work.session.flush()
        elif known.request_hash != self.request_hash:
            raise ConflictError("idempotency.key_reused", field="Idempotency-Key")
        return known


def _answer(body: str, status: int, location: str | None, *, is_replay: bool = False) -> Response:
    headers = {"Cache-Control": "no-store"}
    if location:
        headers["Location"] = location
    if is_replay:
        headers["Idempotency-Replayed"] = "true"
    return Response(body, status, headers, media_type="application/json")


def retrying(run: Callable[[], T]) -> T:
    """Repeat a whole use case after a conflict or a lost connection, up to ten seconds."""
    give_up = time.monotonic() + RETRY_FOR_S
    races = 0
    while True:
        try:
            return run()
        except IntegrityError as error:
            races += 1
            if not is_lost_race(error) or races > MOST_RACES:
                raise
        except (DBAPIError, PoolTimeoutError) as error:
            if not (isinstance(error, PoolTimeoutError) or is_transient(error)):
                raise
            if time.monotonic() > give_up:
                raise BusyError from error
        time.sleep(random.uniform(0.05, 0.4))  # noqa: S311 - jitter, not a secret


def is_lost_race(error: IntegrityError) -> bool:
    """Tell whether another took a unique key first: the next try finds the winner."""
    state = getattr(error.orig, "sqlstate", None)
    return state == "23505" or "UNIQUE constraint" in str(error.orig)


def now() -> datetime:
    """Read the clock: the only place in the API."""
    return datetime.now(UTC)


def house_of(request: Request) -> House:
    """Give what the application shares."""
    return request.app.state.house  # type: ignore[no-any-return]


async def request_hash(request: Request) -> str:
    """Give the fingerprint of a request: an Idempotency-Key may not be used for another."""
    body = await request.body()
    head = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(head + body).hexdigest()


def find_actor(session: Session, request: Request, settings: Settings) -> Actor:
    """Give who asks: by bearer token, or by session cookie with its CSRF token on writes.

    A session without the second factor that its role must show gets nowhere.
    """
    authorization = request.headers.get("Authorization", "")
    if authorization:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise SignInError("sign_in.scheme")
        return users.actor_by_token(session, token.strip(), now())
    secret = request.cookies.get(SESSION_COOKIE)
    if not secret:
        raise SignInError("sign_in.missing")
    actor = users.actor_by_session(session, secret, now(), settings.session_idle)
    is_weak = users.is_weak(session, secret, settings.second_factor_roles)
    if is_weak and request.url.path != "/api/sessions/current":
        raise ForbiddenError("sign_in.second_factor_missing")
    if request.method not in SAFE_METHODS:
        sent = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(sent.encode(), users.csrf_token(secret).encode()):
            raise ForbiddenError("sign_in.csrf", field=CSRF_HEADER)
    return actor


def needs(action: Action) -> Desk:
    """Declare what a route needs: a known caller whose role allows the action."""

    def open_desk(
        request: Request,
        _bearer: Annotated[object, Depends(_BEARER)],
        _cookie: Annotated[object, Depends(_COOKIE)],
        fingerprint: Annotated[str, Depends(request_hash)],
        key: Annotated[str | None, Header(alias="Idempotency-Key")] = None,
    ) -> Desk:
        house = house_of(request)
        actor = retrying(lambda: _identify(house, request))
        actor.require(action)
        if key is not None and not (0 < len(key) <= 100 and key.isascii() and key.isprintable()):
            raise RuleError("idempotency.key_malformed", field="Idempotency-Key")
        own = hashlib.sha256(f"{actor.user_id} {fingerprint}".encode()).hexdigest()
        return Desk(house, actor, key, own)

    return Depends(open_desk)  # type: ignore[no-any-return]


def _identify(house: House, request: Request) -> Actor:
    with Session(house.engine) as session:
        actor = find_actor(session, request, house.settings)
        secret = request.cookies.get(SESSION_COOKIE)
        if secret and "Authorization" not in request.headers:
            users.keep_session(session, secret, now())
            session.commit()
        return actor


Cursor = Annotated[str | None, Query(max_length=100, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200, description="rows on a page")]

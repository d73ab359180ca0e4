"""Stories: somebody chooses how he is told of what waits; a worker looks after each way."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import col, func, select

from traceability.domain.access import Action
from traceability.domain.desk_kinds import NoticeChannel
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.identity_numbers import IdentityCipher
from traceability.domain.notice_rules import KINDS_OF, telling_of
from traceability.schemas.notice_routes import (
    RouteCreate,
    RouteCreated,
    RouteList,
    RoutePublic,
    RouteTelling,
)
from traceability.storage.ids import new_id
from traceability.storage.sealed_secrets import place_of_route
from traceability.storage.tables import NoticeRoute
from traceability.storage.work import Work

MOST_ROUTES = 5  # of one user
LOOK_EVERY = timedelta(minutes=5)
_LEASE = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class DueRoute:
    """A way that is to be looked at, and what was told on it last."""

    id: UUID
    user_id: UUID
    channel: NoticeChannel
    target: str
    language: str
    secret: str
    told: Mapping[str, int]
    telling: Mapping[str, str]
    digest_on: date | None


def list_routes(work: Work) -> RouteList:
    """List the caller's ways."""
    work.actor.require(Action.READ_SELF)
    query = select(NoticeRoute).where(NoticeRoute.user_id == work.actor.user_id)
    rows = work.session.exec(query.order_by(col(NoticeRoute.id)))
    return RouteList(items=[_public(work, row) for row in rows])


def read_route(work: Work, route_id: UUID) -> RoutePublic:
    """Give one of the caller's ways."""
    return _public(work, _own(work, route_id))


def choose_telling(work: Work, route_id: UUID, entered: RouteTelling) -> RoutePublic:
    """Choose of what the caller is told on a way, and when."""
    route = _own(work, route_id)
    for kind in entered.telling:
        if kind not in KINDS_OF[work.actor.role]:
            raise RuleError("notice.not_yours", field=kind.value)
    route.telling = {kind.value: telling.value for kind, telling in entered.telling.items()}
    route.look_at = work.now
    work.session.flush()
    return _public(work, route)


def _own(work: Work, route_id: UUID) -> NoticeRoute:
    work.actor.require(Action.READ_SELF)
    route = work.session.get(NoticeRoute, route_id)
    if route is None or route.user_id != work.actor.user_id:
        raise NotFoundError("notice.no_route", id=route_id)
    return route


def _public(work: Work, route: NoticeRoute) -> RoutePublic:
    """Show a way with every kind that can wait for its owner."""
    return RoutePublic(
        id=route.id,
        channel=NoticeChannel(route.channel),
        target=route.target,
        telling={kind: telling_of(kind, route.telling) for kind in KINDS_OF[work.actor.role]},
        digest_on=route.digest_on,
        trouble=route.trouble,
    )


def add_route(work: Work, entered: RouteCreate, cipher: IdentityCipher) -> RouteCreated:
    """Tell the caller on one more way."""
    work.actor.require(Action.READ_SELF)
    mine = select(func.count()).select_from(NoticeRoute)
    if (
        work.session.exec(mine.where(NoticeRoute.user_id == work.actor.user_id)).one()
        >= MOST_ROUTES
    ):
        raise RuleError("notice.too_many_routes", most=MOST_ROUTES)
    route_id = new_id()
    secret = secrets.token_hex(32) if entered.channel is NoticeChannel.WEBHOOK else ""
    route = NoticeRoute(
        id=route_id,
        recorded_at=work.now,
        org_id=work.actor.org_id,
        user_id=work.actor.user_id,
        channel=entered.channel.value,
        target=entered.target,
        language=entered.language,
        secret_sealed=cipher.seal(secret, place_of_route(route_id)) if secret else "",
        look_at=work.now,
    )
    work.session.add(route)
    work.session.flush()
    return RouteCreated(**_public(work, route).model_dump(), secret=secret)


def remove_route(work: Work, route_id: UUID) -> RouteList:
    """Tell the caller no more on a way."""
    work.session.delete(_own(work, route_id))
    work.session.flush()
    return list_routes(work)


def take_due_route(work: Work, cipher: IdentityCipher) -> DueRoute | None:
    """Take the way that is due longest; nobody else looks at it for a while."""
    query = (
        select(NoticeRoute)
        .where(NoticeRoute.look_at <= work.now)
        .order_by(col(NoticeRoute.look_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    route = work.session.exec(query).first()
    if route is None:
        return None
    route.look_at = work.now + _LEASE
    sealed = route.secret_sealed
    return DueRoute(
        route.id,
        route.user_id,
        NoticeChannel(route.channel),
        route.target,
        route.language,
        cipher.open(sealed, place_of_route(route.id)) if sealed else "",
        dict(route.told),
        dict(route.telling),
        route.digest_on,
    )


def settle_route(
    work: Work, route_id: UUID, told: Mapping[str, int], digest_on: date | None
) -> None:
    """Note what was told on a way."""
    route = work.session.get(NoticeRoute, route_id)
    if route is not None:
        route.told, route.digest_on = dict(told), digest_on
        route.failures, route.trouble = 0, None
        route.look_at = work.now + LOOK_EVERY


def note_trouble(work: Work, route_id: UUID, trouble: str) -> None:
    """Note that a message did not get through; it is tried later and later."""
    route = work.session.get(NoticeRoute, route_id)
    if route is not None:
        route.failures += 1
        route.trouble = trouble[:200]
        pause = min(LOOK_EVERY * 2 ** min(route.failures, 10), _LONGEST_PAUSE)
        route.look_at = work.now + pause


def next_look(work: Work) -> datetime | None:
    """Give when the next way is due."""
    return work.session.exec(select(func.min(NoticeRoute.look_at))).one()

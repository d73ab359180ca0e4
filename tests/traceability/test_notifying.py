"""People are told of what waits for them: once, on their own way, and again if it failed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from tests.factories import City, refused
from tests.traceability.services.test_samples import take_in
from traceability.app import build_house
from traceability.domain.notice_rules import KINDS_OF
from traceability.gateways.notice_senders import NotSentError
from traceability.notifying import NoticeWorker
from traceability.schemas.notice_routes import RouteCreate, RouteCreated, RouteTelling
from traceability.services import notice_routes, open_tasks
from traceability.settings import Settings
from traceability.storage.tables import NoticeRoute, UserAccount


class Told:
    """A worker whose webhooks end here."""

    def __init__(self, city: City, folder: Path) -> None:
        self.city = city
        self.bodies: list[dict[str, Any]] = []
        self.is_down = False
        house = build_house(Settings(DATA_DIR=folder), city.engine)
        self.worker = NoticeWorker(house, self.take)

    def take(self, address: str, body: bytes, secret: str) -> None:
        """Take what a webhook gets."""
        if self.is_down:
            raise NotSentError("HTTP 500")
        assert (address, len(secret)) == ("https://hooks.example.com/x", 64)
        self.bodies.append(json.loads(body))

    def choose(self, who: str) -> RouteCreated:
        """Choose a webhook."""
        entered = RouteCreate(channel="webhook", target="https://hooks.example.com/x")
        cipher = self.worker.house.identity_cipher
        return self.city.do(who, lambda work: notice_routes.add_route(work, entered, cipher))

    def again(self, route_id: UUID, days: int = 0) -> None:
        """Let the way be due, as if it had been told on that many days ago."""
        with Session(self.city.engine) as session:
            route = session.get(NoticeRoute, route_id)
            assert route is not None
            route.look_at -= timedelta(days=1)
            if days and route.digest_on is not None:
                route.digest_on -= timedelta(days=days)
            session.commit()
        assert self.worker.step()


@pytest.fixture
def told(sqlite_city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setattr("traceability.domain.notice_rules.DIGEST_HOUR", 0)  # whatever the hour is
    return Told(sqlite_city, tmp_path)


def test_the_digest_comes_once_a_day_and_only_when_something_waits(told: Told) -> None:
    city = told.city
    route = told.choose("lab")
    assert told.worker.step()
    assert told.bodies == []
    take_in(city, city.add_batch().id)
    told.again(route.id)
    [body] = told.bodies
    [item] = body["items"]
    assert (item["kind"], item["count"]) == ("samples", 1)
    assert body["organization_id"] == str(city.actors["lab"].org_id)
    told.again(route.id)
    assert len(told.bodies) == 1
    told.again(route.id, days=1)
    assert len(told.bodies) == 2
    assert told.worker.step() is False


def test_one_chooses_for_each_kind_and_only_ones_own(told: Told) -> None:
    city = told.city
    take_in(city, city.add_batch().id)
    route = told.choose("lab")
    never = RouteTelling.model_validate({"telling": {"samples": "never"}})
    chosen = city.do("lab", lambda work: notice_routes.choose_telling(work, route.id, never))
    assert chosen.telling == {"samples": "never", "signatures": "daily", "retests": "daily"}
    assert told.worker.step()
    assert told.bodies == []
    again = RouteTelling.model_validate({"telling": {"samples": "at_once"}})
    city.do("lab", lambda work: notice_routes.choose_telling(work, route.id, again))
    take_in(city, city.add_batch().id)
    told.again(route.id)
    assert [item["kind"] for item in told.bodies[0]["items"]] == ["samples"]
    foreign = RouteTelling.model_validate({"telling": {"cases": "at_once"}})
    refused("notice.not_yours", city.do, "lab",
            lambda work: notice_routes.choose_telling(work, route.id, foreign))  # fmt: skip
    refused("notice.no_route", city.do, "mill",
            lambda work: notice_routes.choose_telling(work, route.id, again))  # fmt: skip


@pytest.mark.parametrize("who", ["regulator", "mill", "lab", "canteen"])
def test_whatever_can_wait_can_be_chosen(sqlite_city: City, who: str) -> None:
    role = sqlite_city.actors[who].role
    found = sqlite_city.look(
        who, lambda work: {task.kind for task in open_tasks._TASKS[role](work)}
    )
    assert found == set(KINDS_OF[role])


def test_a_message_that_failed_is_told_later_and_the_reason_is_shown(told: Told) -> None:
    city = told.city
    take_in(city, city.add_batch().id)
    route = told.choose("lab")
    told.is_down = True
    assert told.worker.step()
    shown = city.look("lab", notice_routes.list_routes).items[0]
    assert shown.trouble == "HTTP 500"
    assert told.worker.step() is False  # not at once
    told.is_down = False
    told.again(route.id)
    assert len(told.bodies) == 1
    assert city.look("lab", notice_routes.list_routes).items[0].trouble is None


def test_a_closed_account_is_told_nothing(told: Told) -> None:
    city = told.city
    take_in(city, city.add_batch().id)
    told.choose("lab")

    def close(work: Any) -> None:
        user = work.session.exec(select(UserAccount).where(UserAccount.username == "lab")).one()
        work.change(user, is_active=False)

    city.do("regulator", close)
    assert told.worker.step()
    assert told.bodies == []


def test_ways_are_ones_own_few_and_sealed(told: Told) -> None:
    city = told.city
    route = told.choose("lab")
    with Session(city.engine) as session:
        kept = session.exec(select(NoticeRoute)).one()
        assert route.secret not in kept.secret_sealed
    refused(
        "notice.no_route",
        city.do, "mill", lambda work: notice_routes.remove_route(work, route.id),
    )  # fmt: skip
    for _ in range(notice_routes.MOST_ROUTES - 1):
        told.choose("lab")
    refused("notice.too_many_routes", told.choose, "lab")
    city.do("lab", lambda work: notice_routes.remove_route(work, route.id))
    assert len(city.look("lab", notice_routes.list_routes).items) == notice_routes.MOST_ROUTES - 1


@pytest.mark.parametrize(
    ("channel", "target"),
    [("email", "no address"), ("email", "a@b\nBcc: c@d"), ("webhook", "http://x.example"),
     ("webhook", "https://user:pw@x.example"), ("webhook", "file:///etc/passwd")],
)  # fmt: skip
def test_what_is_no_address_is_refused(channel: str, target: str) -> None:
    with pytest.raises(ValueError, match=r"address|control"):
        RouteCreate(channel=channel, target=target)  # type: ignore[arg-type]

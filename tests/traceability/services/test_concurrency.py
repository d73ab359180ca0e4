"""Do two people who act in the same moment get past the rules together?

On PostgreSQL only: on SQLite, writers stand in line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from tests.case_story import decide, propose, serve, waive
from tests.conftest import fresh_database
from tests.factories import City, intake, line, shipping
from tests.registers import open_register, settle_in
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import Direction, Standing
from traceability.routes.desk import retrying
from traceability.schemas.parties import StandingCreate
from traceability.services import batches, standings
from traceability.storage import lineage
from traceability.storage.engine import is_transient
from traceability.storage.tables import BatchLink

ROUNDS = 3


@pytest.fixture(params=["postgresql"])
def postgresql_city(
    request: pytest.FixtureRequest, postgresql_people: City, tmp_path: Path
) -> Iterator[City]:
    """Give a small city on PostgreSQL alone."""
    with fresh_database(request, tmp_path, has_people=True) as address:
        engine = open_register(address)
        yield settle_in(postgresql_people, engine)
        engine.dispose()


def at_once(stories: list[Callable[[], Any]]) -> list[str]:
    """Run stories in threads that start together; give each one's refusal, or an empty text.

    Like the routes, it repeats what the database broke off to untie a knot of locks.
    """
    start = Barrier(len(stories))

    def run(story: Callable[[], Any]) -> str:
        start.wait()
        while True:
            try:
                story()
            except RegisterError as error:
                return error.code
            except OperationalError as error:
                if not is_transient(error):
                    raise
            else:
                return ""

    with ThreadPoolExecutor(len(stories)) as threads:
        return list(threads.map(run, stories))


def raw_lots(city: City, count: int) -> list[UUID]:
    ids = [city.add_batch(material="rice_indica", name="散米").id for _ in range(count)]
    city.record("mill", *(intake(batch_id, "20") for batch_id in ids))
    return ids


def blend(parent: UUID, child: UUID) -> dict[str, Any]:
    lines = [line(parent, "1", "t", role="input"), line(child, "1", "t", role="output")]
    return {"step": "blending", "lines": lines}


def is_free_of_circles(engine: Engine, ids: list[UUID]) -> bool:
    with Session(engine) as session:
        for batch_id in ids:
            children = session.exec(
                select(BatchLink.child_id).where(BatchLink.parent_id == batch_id)
            ).all()
            descendants, _ = lineage.trace(session, children, Direction.FORWARD)
            if batch_id in descendants:
                return False
    return True


def test_of_two_who_ship_the_last_bags_one_succeeds(postgresql_city: City) -> None:
    city = postgresql_city
    _, _, bags = city.release_rice()
    to = city.actors["canteen"].org_id
    city.record("mill", shipping(bags.id, "2440", "each", to))
    for share in ("150", "40", "10"):  # of 200, 50 and 10 bags that are left
        last = shipping(bags.id, share, "each", to)
        answers = at_once([lambda event=last: city.record("mill", event)] * 2)
        assert sorted(answers) == ["", "balance.exceeded"]
    balance = city.look("mill", lambda work: batches.read_balance(work, bags.id))
    assert balance.stock == []


@pytest.mark.parametrize("size", [2, 4])
def test_productions_at_the_same_moment_close_no_circle(postgresql_city: City, size: int) -> None:
    city = postgresql_city
    for _ in range(ROUNDS):
        ids = raw_lots(city, size)
        pairs = list(zip(ids, [*ids[1:], ids[0]], strict=True))
        answers = at_once([lambda pair=pair: city.record("mill", blend(*pair)) for pair in pairs])
        assert answers.count("lineage.cycle") == 1
        assert answers.count("") == size - 1
        assert is_free_of_circles(city.engine, ids)


def test_two_halves_of_a_circle_of_four_are_not_closed_by_two_threads(
    postgresql_city: City,
) -> None:
    city = postgresql_city
    for _ in range(ROUNDS):
        first, second, third, fourth = raw_lots(city, 4)
        city.record("mill", blend(second, third), blend(fourth, first))
        closing = [blend(first, second), blend(third, fourth)]
        answers = at_once([lambda event=event: city.record("mill", event) for event in closing])
        assert sorted(answers) == ["", "lineage.cycle"]


def test_two_outputs_of_one_process_share_its_one_input(postgresql_city: City) -> None:
    city = postgresql_city
    for number in range(ROUNDS):
        source, one, other = raw_lots(city, 3)
        process = {"step": "blending", "transformation_id": f"urn:run:{number}"}
        city.record("mill", process | {"lines": [line(source, "10", "t", role="input")]})
        outputs = [
            process | {"lines": [line(lot, "10", "t", role="output")]} for lot in (one, other)
        ]
        answers = at_once([lambda event=event: city.record("mill", event) for event in outputs])
        assert sorted(answers) == ["", "balance.more_out_than_in"]


def test_input_and_output_of_one_process_find_each_other(postgresql_city: City) -> None:
    city = postgresql_city
    for number in range(ROUNDS):
        first, second, made = raw_lots(city, 3)
        process = {"step": "blending", "transformation_id": f"urn:run:{number}"}
        city.record("mill", process | {"lines": [line(first, "10", "t", role="input")]})
        parts = [
            process | {"lines": [line(second, "10", "t", role="input")]},
            process | {"lines": [line(made, "10", "t", role="output")]},
        ]
        answers = at_once([lambda event=event: city.record("mill", event) for event in parts])
        assert answers == ["", ""]
        with Session(city.engine) as session:
            depth, _ = lineage.trace(session, [made], Direction.BACK)
        assert set(depth) == {first, second, made}


def test_two_decisions_at_once_strike_off_once(postgresql_city: City) -> None:
    city = postgresql_city
    back = StandingCreate(
        organization_id=city.actors["rival"].org_id, standing=Standing.LISTED, reason="核查完毕"
    )
    for _ in range(ROUNDS):
        case = propose(city, measure="suspension", ground="cloned_codes")
        serve(city, case.id)
        waive(city, case.id)
        answers = at_once([lambda c=case: decide(city, c.id)] * 2)  # type: ignore[misc]
        assert sorted(answers) == ["", "case.closed"]
        city.do("regulator", lambda work: standings.change_standing(work, back))


def test_two_proposals_at_once_open_one_case(postgresql_city: City) -> None:
    """The one that comes second tries again, as in the routes, and finds the first."""
    answers = at_once([lambda: retrying(lambda: propose(postgresql_city))] * 2)
    assert sorted(answers) == ["", "case.open_already"]


def test_two_grounds_decided_at_once_strike_off_once(postgresql_city: City) -> None:
    city = postgresql_city
    cases = [propose(city, ground=ground) for ground in ("forged_record", "refused_inspection")]
    for case in cases:
        serve(city, case.id)
        waive(city, case.id)
    stories = [lambda c=case: retrying(lambda: decide(city, c.id)) for case in cases]  # type: ignore[misc]
    assert sorted(at_once(stories)) == ["", "case.not_graver"]

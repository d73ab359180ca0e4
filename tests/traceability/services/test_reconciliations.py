"""A regulator compares the books of both sides and mends ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from tests.credit_side import (
    SIGNER,
    CreditSide,
    add_penalty,
    change_penalty,
    penalty_message,
    served_sandbox,
    worker_on,
)
from tests.factories import City
from traceability.domain.errors import RuleError
from traceability.domain.kinds import DeliveryKind
from traceability.gateways.public_credit import HttpPublicCredit, all_records
from traceability.schemas.deliveries import Reconciliation
from traceability.services import reconciliations
from traceability.storage.tables import CreditDelivery

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def side(tmp_path: Path) -> Iterator[CreditSide]:
    with served_sandbox(tmp_path) as opened:
        yield opened


@pytest.fixture
def port(side: CreditSide) -> Iterator[HttpPublicCredit]:
    opened = HttpPublicCredit(side.base, SIGNER)
    yield opened
    opened.close()


def compared(city: City, port: HttpPublicCredit, *, mends: bool = False) -> Reconciliation:
    held = all_records(port, *NOVEMBER)
    return city.do(
        "regulator", lambda work: reconciliations.reconcile(work, *NOVEMBER, held, mends=mends)
    )


def test_both_sides_agree_after_the_worker(city: City, port: HttpPublicCredit) -> None:
    first = add_penalty(city, 1)
    change_penalty(
        city, first.subject_id, DeliveryKind.REPAIR,
        ended_on=date(2026, 11, 20), ended_reason="已履行义务",
    )  # fmt: skip
    add_penalty(city, 2, decided_on=date(2026, 10, 1))  # of another period
    worker = worker_on(city.engine, port)
    while worker.step().settled:
        pass
    found = compared(city, port)
    assert found.agreed == 2
    assert found.model_dump(exclude={"first", "last", "agreed", "mended"}) == {
        "lost_there": [], "receipt_missing": [], "not_delivered": [], "unknown_here": [],
        "different": [],
    }  # fmt: skip


def test_what_is_missing_is_named_and_mended(
    city: City, side: CreditSide, port: HttpPublicCredit
) -> None:
    lost, other = add_penalty(city, 1), add_penalty(city, 2)
    worker = worker_on(city.engine, port)
    worker.step()
    with side.store._transaction() as database:
        database.execute("DELETE FROM receipt WHERE key = ?", (lost.idempotency_key,))
        database.execute("DELETE FROM record WHERE key = ?", (lost.idempotency_key,))
        database.execute(
            "UPDATE record SET receipt_no = 'OTHER' WHERE key = ?", (other.idempotency_key,)
        )
    waiting = add_penalty(city, 3)
    port.send(penalty_message(77))
    found = compared(city, port)
    assert [line.delivery_id for line in found.lost_there] == [lost.id]
    assert [line.delivery_id for line in found.not_delivered] == [waiting.id]
    assert [line.held_receipt_no for line in found.different] == ["OTHER"]
    assert [line.idempotency_key for line in found.unknown_here] == [penalty_message(77).key]
    assert compared(city, port, mends=True).mended == 1
    assert worker.step().settled == 2
    found = compared(city, port)
    assert (found.agreed, found.lost_there, found.not_delivered) == (2, [], [])
    with Session(city.engine) as session:
        states = session.exec(select(CreditDelivery.state)).all()
        assert set(states) == {"acknowledged"}


def test_a_receipt_that_was_lost_is_fetched_by_sending_again(
    city: City, side: CreditSide, port: HttpPublicCredit
) -> None:
    delivery = add_penalty(city, 1)
    worker = worker_on(city.engine, port)
    sent = []

    class Deaf:
        def send(self, message: object) -> object:
            sent.append(port.send(message))  # type: ignore[arg-type]
            raise ValueError("the line broke")

    with pytest.raises(ValueError, match="the line broke"):
        worker_on(city.engine, Deaf()).step()  # type: ignore[arg-type]
    assert [line.delivery_id for line in compared(city, port).receipt_missing] == [delivery.id]
    compared(city, port, mends=True)
    assert worker.step().settled == 1
    assert compared(city, port).agreed == 1
    assert side.store.counts()["records"] == 1


def test_a_period_has_its_bounds(city: City) -> None:
    for first, last in ((2, 1), (1, 5000)):
        with pytest.raises(RuleError, match=r"reconciliation\.period"):
            reconciliations.check_period(
                date.fromordinal(730000 + first), date.fromordinal(730000 + last)
            )

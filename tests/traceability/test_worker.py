"""Does what waits arrive, once, whatever breaks on the way?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from tests.credit_side import add_penalty, change_penalty, worker_on
from tests.factories import City
from traceability.domain.credit_messages import CreditMessage, CreditReceipt, FieldError
from traceability.domain.kinds import DeliveryKind, DeliveryState, PenaltyState
from traceability.gateways.public_credit import (
    CreditRejectedError,
    CreditUnreachableError,
    HeldPage,
)
from traceability.storage.outbox import NEVER
from traceability.storage.tables import CreditAnswer, CreditDelivery, DeliveryWork

Answer = CreditReceipt | Exception


class Booth:
    """The other side, as a script of answers; without one it accepts."""

    def __init__(self, *script: Answer | Callable[[CreditMessage], None]) -> None:
        self.script = list(script)
        self.heard: list[CreditMessage] = []

    def send(self, message: CreditMessage) -> CreditReceipt:
        self.heard.append(message)
        said = self.script.pop(0) if self.script else None
        if isinstance(said, Exception):
            raise said
        if isinstance(said, CreditReceipt):
            return said
        if said is not None:
            said(message)
        return accepted(f"XY-{message.revision}-{len(message.key)}")

    def records(self, first: date, last: date, cursor: str | None = None) -> HeldPage:
        raise NotImplementedError

    def close(self) -> None:
        pass


def accepted(number: str) -> CreditReceipt:
    return CreditReceipt(number, datetime(2026, 11, 3, tzinfo=UTC), is_accepted=True)


def state_of(city: City, delivery_id: UUID) -> tuple[str, int, str | None]:
    with Session(city.engine) as session:
        delivery = session.get_one(CreditDelivery, delivery_id)
        waiting = session.get_one(DeliveryWork, delivery_id)
        return delivery.state, waiting.attempts, waiting.last_trouble


def answers(city: City) -> list[CreditAnswer]:
    with Session(city.engine) as session:
        return list(session.exec(select(CreditAnswer).order_by(col(CreditAnswer.id))))


def set_work(city: City, **values: object) -> None:
    with city.engine.begin() as connection:
        connection.execute(update(DeliveryWork).values(**values))


def test_what_waits_is_sent_once_and_its_receipt_kept(city: City) -> None:
    delivery = add_penalty(city)
    booth = Booth()
    worker = worker_on(city.engine, booth)
    assert worker.step().settled == 1
    assert worker.step().settled == 0
    assert state_of(city, delivery.id) == ("acknowledged", 1, None)
    [message] = booth.heard
    assert message.key == delivery.idempotency_key
    assert message.record["CF_WSH"] == "惠市监处罚〔2026〕1号"
    assert message.record["CF_NR_FK"] == "6.000000"
    [answer] = answers(city)
    assert (answer.is_accepted, answer.channel) == (True, "http")


def test_a_failure_is_tried_again_under_the_same_key(city: City) -> None:
    delivery = add_penalty(city)
    booth = Booth(CreditUnreachableError("timeout"), CreditUnreachableError("signature"))
    worker = worker_on(city.engine, booth)
    for _ in range(3):
        worker.step()
    assert state_of(city, delivery.id) == ("acknowledged", 3, None)
    assert len({message.body() for message in booth.heard}) == 1


def test_the_next_attempt_waits_and_longer_each_time(city: City) -> None:
    add_penalty(city)
    worker = worker_on(city.engine, Booth(*[CreditUnreachableError("timeout")] * 9), first_wait_s=8)
    waits = []
    for _ in range(4):
        worker.step()
        with Session(city.engine) as session:
            waits.append(session.exec(select(DeliveryWork.due_at)).one() - datetime.now(UTC))
        assert worker.step().failed == 0  # not due yet
        set_work(city, due_at=datetime.now(UTC) - timedelta(seconds=1))
    for number, wait in enumerate(waits):
        longest = 8 * 2**number
        assert longest / 2 - 5 < wait.total_seconds() <= longest


def test_a_busy_system_is_left_alone_for_as_long_as_it_asks(city: City) -> None:
    add_penalty(city)
    worker_on(city.engine, Booth(CreditUnreachableError("busy", retry_after_s=900))).step()
    with Session(city.engine) as session:
        due_at = session.exec(select(DeliveryWork.due_at)).one()
    assert due_at > datetime.now(UTC) + timedelta(seconds=800)


def test_a_refusal_is_kept_field_by_field_and_not_sent_again(city: City) -> None:
    refusal = CreditReceipt("XY9", None, False, (FieldError("CF_NR_FK", "必填"),))
    delivery, booth = add_penalty(city), Booth(refusal)
    worker = worker_on(city.engine, booth)
    worker.step()
    worker.step()
    assert state_of(city, delivery.id)[0] == "refused"
    assert answers(city)[0].errors == [{"code": "CF_NR_FK", "message": "必填"}]
    assert len(booth.heard) == 1
    again = change_penalty(city, delivery.subject_id, DeliveryKind.PENALTY, fine_fen=7_000_000)
    worker.step()
    assert state_of(city, delivery.id)[0] == "superseded"
    assert state_of(city, again.id)[0] == "acknowledged"
    assert booth.heard[1].key != booth.heard[0].key


def test_what_is_never_understood_is_for_a_person_at_once(city: City) -> None:
    delivery = add_penalty(city)
    worker_on(city.engine, Booth(CreditRejectedError(409, "key_reused", "x"))).step()
    assert state_of(city, delivery.id) == ("dead", 1, "HTTP 409 key_reused: x")


def test_a_delivery_is_given_up_after_many_failures_and_long(city: City) -> None:
    delivery = add_penalty(city)
    booth = Booth(*[CreditUnreachableError("connect")] * 9)
    worker = worker_on(city.engine, booth, give_up_attempts=3, give_up_after_s=3600)
    for _ in range(4):
        worker.step()
    assert state_of(city, delivery.id)[0] == "queued"  # often, but not for long
    set_work(city, first_attempt_at=datetime.now(UTC) - timedelta(hours=2))
    worker.step()
    assert state_of(city, delivery.id) == ("dead", 5, "connect")
    assert worker.step().failed == 0


def test_while_somebody_holds_the_lease_nobody_else_sends(city: City) -> None:
    delivery = add_penalty(city)
    second = Booth()

    def meanwhile(_: CreditMessage) -> None:
        assert worker_on(city.engine, second).step().settled == 0

    worker_on(city.engine, Booth(meanwhile)).step()
    assert second.heard == []
    assert state_of(city, delivery.id)[0] == "acknowledged"


def test_a_worker_that_died_is_replaced_and_its_late_answer_does_no_harm(city: City) -> None:
    delivery = add_penalty(city)
    second = Booth()

    def dies(_: CreditMessage) -> None:
        set_work(city, leased_until=datetime.now(UTC) - timedelta(seconds=1))
        assert worker_on(city.engine, second).step().settled == 1

    first = Booth(dies)
    worker_on(city.engine, first).step()
    assert second.heard[0].body() == first.heard[0].body()
    assert state_of(city, delivery.id)[0] == "acknowledged"
    assert len(answers(city)) == 1


def test_a_late_failure_of_a_lost_lease_does_not_put_the_winner_back(city: City) -> None:
    delivery = add_penalty(city)

    def loses(_: CreditMessage) -> None:
        set_work(city, leased_until=datetime.now(UTC) - timedelta(seconds=1))
        worker_on(city.engine, Booth()).step()
        raise CreditUnreachableError("timeout")

    worker_on(city.engine, Booth(loses)).step()
    assert state_of(city, delivery.id) == ("acknowledged", 2, None)


def test_a_repair_never_overtakes_its_penalty(city: City) -> None:
    delivery = add_penalty(city)
    repair = change_penalty(
        city, delivery.subject_id, DeliveryKind.REPAIR,
        state=PenaltyState.REPAIRED.value, ended_on=date(2026, 11, 20), repair_no="惠信修1号",
        ended_reason="已履行义务",
    )  # fmt: skip
    booth = Booth(CreditUnreachableError("timeout"))
    worker = worker_on(city.engine, booth)
    for _ in range(4):
        worker.step()
    assert [message.kind for message in booth.heard] == ["penalty", "penalty", "repair"]
    assert booth.heard[2].record["ended_on"] == "2026/11/20"
    assert state_of(city, repair.id)[0] == "acknowledged"


def test_what_was_superseded_on_its_way_keeps_its_receipt(city: City) -> None:
    delivery = add_penalty(city)

    def revised(_: CreditMessage) -> None:
        change_penalty(city, delivery.subject_id, DeliveryKind.PENALTY, fine_fen=7_000_000)

    booth = Booth(revised)
    worker = worker_on(city.engine, booth)
    worker.step()
    assert state_of(city, delivery.id)[0] == "superseded"
    assert worker.step().settled == 1
    assert [message.revision for message in booth.heard] == [1, 2]
    assert len(answers(city)) == 2


def test_nobody_there_is_noticed_before_everything_is_tried(city: City) -> None:
    for number in range(8):
        add_penalty(city, number)
    booth = Booth(*[CreditUnreachableError("connect")] * 20)
    tally = worker_on(city.engine, booth, first_wait_s=60).step()
    assert (tally.failed, len(booth.heard)) == (3, 3)
    with Session(city.engine) as session:
        rows = session.exec(select(DeliveryWork)).all()
        assert sorted(row.attempts for row in rows) == [0] * 5 + [1] * 3
        assert all(row.leased_by is None for row in rows)


def test_a_stuck_lane_does_not_hold_up_the_others(city: City) -> None:
    for number in range(5):
        add_penalty(city, number)
    with city.engine.begin() as connection:
        ids = connection.execute(select(DeliveryWork.delivery_id)).scalars().all()
        connection.execute(
            update(DeliveryWork).where(col(DeliveryWork.delivery_id) == ids[4]).values(lane="z")
        )
    booth = Booth()
    worker_on(city.engine, booth, batch=1).step()
    assert len(booth.heard) == 2


def test_identity_numbers_leave_only_in_the_message(city: City) -> None:
    number = "441302199001011234"
    add_penalty(
        city, party_kind="自然人", party_uscc=None, person_id_kind="身份证",
        person_id_cipher=f"cipher of {number}", party_name="王五",
    )  # fmt: skip
    booth = Booth()
    worker_on(city.engine, booth).step()
    assert booth.heard[0].record["CF_XDR_ZJHM"] == number
    assert booth.heard[0].record["CF_XDR_SHXYM"] == ""
    assert number not in booth.heard[0].key
    with Session(city.engine) as session:
        kept = [*session.exec(select(CreditDelivery)), *session.exec(select(CreditAnswer))]
        assert not any(number in row.model_dump_json() for row in kept)


def test_a_message_that_cannot_be_composed_stops_nobody_else(city: City) -> None:
    broken = add_penalty(city, 1)
    sound = add_penalty(city, 2)
    with city.engine.begin() as connection:
        connection.execute(
            update(CreditDelivery)
            .where(col(CreditDelivery.id) == broken.id)
            .values(kind="feedback"),
            execution_options={"is_logged": True},
        )
    worker_on(city.engine, Booth()).step()
    assert state_of(city, broken.id)[0] == "dead"
    assert state_of(city, sound.id)[0] == "acknowledged"


def test_settled_deliveries_leave_the_queue(city: City) -> None:
    add_penalty(city)
    worker_on(city.engine, Booth()).step()
    with Session(city.engine) as session:
        assert session.exec(select(DeliveryWork.due_at)).one() == NEVER


def test_a_worker_works_until_it_is_told_to_stop(city: City) -> None:
    deliveries = [add_penalty(city, number) for number in range(3)]
    stop = threading.Event()
    booth = Booth()

    def last(_: CreditMessage) -> None:
        stop.set()

    booth.script = [lambda _: None, lambda _: None, last]
    worker_on(city.engine, booth).run(stop)
    assert {state_of(city, each.id)[0] for each in deliveries} == {DeliveryState.ACKNOWLEDGED.value}


@pytest.mark.parametrize("workers", [2])
def test_two_workers_share_the_work(city: City, workers: int) -> None:
    deliveries = [add_penalty(city, number) for number in range(12)]
    booths = [Booth() for _ in range(workers)]
    team = [worker_on(city.engine, booth, batch=2) for booth in booths]

    def work(number: int) -> None:
        while team[number].step().settled:
            pass

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    heard = [message.key for booth in booths for message in booth.heard]
    assert sorted(heard) == sorted(each.idempotency_key for each in deliveries)

"""Every record reaches the credit system exactly once, though workers die and the line breaks.

The suite kills 20 workers over 60 records; CREDIT_CHAOS=500/200 is the long form.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from tests.credit_chaos import Crew, held_there, sandbox_process
from tests.credit_side import add_penalty, change_penalty
from tests.factories import City
from traceability.domain.kinds import DeliveryKind, PenaltyState
from traceability.storage.ledger_check import verify_ledger
from traceability.storage.tables import CreditAnswer, CreditDelivery, DeliveryWork

PENALTIES, KILLS = (int(part) for part in os.environ.get("CREDIT_CHAOS", "40/12").split("/"))
ENDED = {"state": PenaltyState.REPAIRED.value, "ended_on": date(2026, 11, 20),
         "ended_reason": "已履行义务", "repair_no": "惠信修1号"}  # fmt: skip


def test_each_record_arrives_exactly_once(city: City, database_url: str, tmp_path: Path) -> None:
    sent = [add_penalty(city, number) for number in range(PENALTIES)]
    with sandbox_process(tmp_path) as base:
        crew = Crew(
            city.engine,
            {
                "DATABASE_URL": database_url, "DATA_DIR": tmp_path, "CREDIT_URL": base,
                "CREDIT_LEASE": 2.0, "CREDIT_LONGEST_WAIT": 0.5, "LOG_LEVEL": "CRITICAL",
            },
        )  # fmt: skip
        try:
            crew.kill_some(KILLS // 2)
            sent += [
                change_penalty(city, penalty.subject_id, DeliveryKind.REPAIR, **ENDED)
                for penalty in sent[: PENALTIES // 6]
            ]
            crew.kill_some(KILLS)
        finally:
            crew.finish()
    assert crew.kills >= KILLS
    _check(city, tmp_path, [delivery.idempotency_key for delivery in sent])


def _check(city: City, folder: Path, keys: list[str]) -> None:
    records, receipts, repeated = held_there(folder)
    with Session(city.engine) as session:
        ours = session.exec(select(CreditDelivery)).all()
        answers = session.exec(select(CreditAnswer)).all()
        attempts = sum(row.attempts for row in session.exec(select(DeliveryWork)))
    assert {delivery.state for delivery in ours} == {"acknowledged"}
    assert {delivery.idempotency_key: delivery.receipt_no for delivery in ours} == receipts
    assert sorted(receipts) == sorted(keys)
    assert len(records) == len(set(records)) == len(keys)
    assert len(answers) == len(keys)
    assert attempts > len(keys)  # otherwise nothing went wrong and nothing was shown
    assert repeated > 0
    assert verify_ledger(city.engine).is_sound
    print(f"{len(keys)} messages, {attempts} attempts, {repeated} repetitions")

"""The credit system's side in tests: a stand-in on a real socket, and records it understands."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from tests.factories import ORIGIN, City
from traceability.credit_sandbox.app import Sandbox
from traceability.credit_sandbox.faults import Faults
from traceability.credit_sandbox.server import server_of
from traceability.credit_sandbox.store import Store
from traceability.domain.access import system_actor
from traceability.domain.credit_messages import CreditMessage, delivery_key
from traceability.domain.credit_signature import Signer
from traceability.domain.delivery_policy import DeliveryPolicy
from traceability.domain.kinds import DeliveryKind, PartyKind, PenaltySeverity
from traceability.gateways.public_credit import PublicCreditPort
from traceability.storage.delivery_messages import composer
from traceability.storage.ids import new_id
from traceability.storage.outbox import DeliveryOrder, queue_delivery
from traceability.storage.tables import CreditDelivery, Penalty
from traceability.storage.work import Work
from traceability.worker import DeliveryWorker, worker_name

SIGNER = Signer("register", b"a secret of the two sides in tests")
AUTHORITY = "11441300MB2C00000K"
PARTY = "91441303MA4WAD703N"


def penalty_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Give a penalty as it leaves, with its official codes."""
    return {
        "CF_XDR_MC": "惠州市东江粮油有限公司",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": PARTY,
        "CF_FRDB": "陈十一",
        "CF_WSH": f"惠市监处罚〔2026〕{number}号",
        "CF_WFXW": "生产经营不符合食品安全标准的食品",
        "CF_SY": "抽检的花生油黄曲霉毒素 B1 超标。",
        "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
        "CF_CFLB": "罚款;没收违法所得、没收非法财物",
        "CF_NR": "罚款 60000 元，没收违法所得 1234.56 元。",
        "CF_NR_FK": "6.000000",
        "CF_NR_WFFF": "0.123456",
        "CF_JDRQ": "2026/11/02",
        "CF_YXQ": "2099/12/31",
        "CF_GSJZQ": "2027/11/02",
        "CF_CFJG": "惠州市市场监督管理局",
        "CF_CFJGDM": AUTHORITY,
        "CF_SJLY": "惠州市市场监督管理局",
        "CF_SJLYDM": AUTHORITY,
    } | changes


def penalty_message(number: int = 1, revision: int = 1, **changes: Any) -> CreditMessage:
    """Give the message of a penalty."""
    record = penalty_record(number, **changes)
    key = delivery_key(DeliveryKind.PENALTY, PARTY, record["CF_WSH"], AUTHORITY, revision)
    return CreditMessage(DeliveryKind.PENALTY, key, revision, record)


def ending_message(number: int = 1, revision: int = 2, **changes: Any) -> CreditMessage:
    """Give the message that a penalty was repaired."""
    penalty = penalty_record(number)
    record = {name: penalty[name] for name in ("CF_XDR_MC", "CF_XDR_SHXYM", "CF_WSH", "CF_CFJGDM")}
    record |= {"ended_on": "2026/11/20", "reason": "已履行义务", "decision_no": "惠信修〔2026〕1号"}
    key = delivery_key(DeliveryKind.REPAIR, PARTY, penalty["CF_WSH"], AUTHORITY, revision)
    return CreditMessage(DeliveryKind.REPAIR, key, revision, record | changes)


@dataclass
class CreditSide:
    """A stand-in that is being served."""

    base: str
    store: Store


@contextmanager
def served_sandbox(
    folder: Path, faults: Faults | None = None, webhook: str = "", up_for_s: float = 0.0
) -> Iterator[CreditSide]:
    """Serve a stand-in on a real socket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = Store(folder / "credit-sandbox.db")
    sandbox = Sandbox(store, SIGNER, faults or Faults(), webhook)
    sandbox.started -= up_for_s
    server = server_of(sandbox, host="127.0.0.1", port=port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield CreditSide(f"http://127.0.0.1:{port}", store)
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        store.close()


def add_penalty(city: City, number: int = 1, **changes: Any) -> CreditDelivery:
    """Record a penalty against the mill, and queue it in the same transaction."""
    org = city.actors["mill"]
    values = {
        "party_name": "惠州市东江粮油有限公司",
        "party_kind": PartyKind.LEGAL_PERSON.value,
        "party_uscc": org.uscc,
        "legal_representative": "陈十一",
        "decision_no": f"惠市监处罚〔2026〕{number}号",
        "violation_kind": "生产经营不符合食品安全标准的食品",
        "violation_facts": "抽检的花生油黄曲霉毒素 B1 超标。",
        "legal_basis": "《中华人民共和国食品安全法》第一百二十四条",
        "penalty_kinds": "罚款",
        "penalty_content": "罚款 60000 元。",
        "fine_fen": 6_000_000,
        "decided_on": date(2026, 11, 2),
        "valid_until": date(2099, 12, 31),
        "publicity_until": date(2027, 11, 2),
        "authority_name": "惠州市市场监督管理局",
        "authority_uscc": AUTHORITY,
        "source_name": "惠州市市场监督管理局",
        "source_uscc": AUTHORITY,
        "severity": PenaltySeverity.GENERAL.value,
        "rule_version": "order-36-2026",
        "repairable_from": date(2027, 2, 2),
        "due_on": date(2026, 11, 11),
        "recorded_by": city.actors["regulator"].user_id,
    }

    def story(work: Work) -> CreditDelivery:
        penalty = Penalty(
            id=new_id(), recorded_at=work.now, org_id=org.org_id, **(values | changes)
        )
        work.add(penalty)
        work.session.flush()
        return queue_delivery(work, order_of(penalty, DeliveryKind.PENALTY))

    return city.do(system_actor(), story)


def order_of(penalty: Penalty, kind: DeliveryKind) -> DeliveryOrder:
    """Give the order to tell a penalty's present revision."""
    key = delivery_key(
        kind, penalty.party_uscc or penalty.party_name, penalty.decision_no,
        penalty.authority_uscc, penalty.revision,
    )  # fmt: skip
    return DeliveryOrder(kind, penalty.org_id, "penalty", penalty.id, penalty.revision, key)


def change_penalty(
    city: City, penalty_id: UUID, kind: DeliveryKind, **values: Any
) -> CreditDelivery:
    """Change a penalty, and queue what follows from it."""

    def story(work: Work) -> CreditDelivery:
        penalty = work.session.get_one(Penalty, penalty_id)
        work.change(penalty, **values)
        return queue_delivery(work, order_of(penalty, kind))

    return city.do(system_actor(), story)


def worker_on(
    engine: Engine, port: PublicCreditPort, *, name: str = "", **policy: Any
) -> DeliveryWorker:
    """Give a worker that waits for nothing."""
    patience = {"lease_s": 60.0, "first_wait_s": 0.0} | policy
    return DeliveryWorker(
        engine,
        port,
        composer(Revealing()),
        ORIGIN,
        DeliveryPolicy(**patience),
        name or worker_name(),
    )


class Revealing:
    """A cipher that anybody can read: what matters here is where numbers go."""

    def seal(self, number: str, place: str) -> str:
        return f"cipher of {number}"

    def open(self, sealed: str, place: str) -> str:
        return sealed.removeprefix("cipher of ")

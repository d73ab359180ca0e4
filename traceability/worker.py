"""Who sends what waits? A worker: it leases, sends, and settles, each in a short transaction.

A crash at any point leads to the same message under the same key once the lease has run out,
never to a second record. As many workers as one likes may run at once.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from traceability.domain.access import system_actor
from traceability.domain.credit_messages import CreditMessage
from traceability.domain.credit_signature import body_sha256
from traceability.domain.delivery_policy import DeliveryPolicy
from traceability.domain.errors import RegisterError
from traceability.gateways.public_credit import (
    LONGEST_CALL_S,
    CreditRejectedError,
    CreditUnreachableError,
    PublicCreditPort,
)
from traceability.routes.desk import BusyError, retrying
from traceability.services import deliveries
from traceability.storage.delivery_messages import Compose
from traceability.storage.leases import Lease
from traceability.storage.outbox import get_delivery
from traceability.storage.work import Work, reading, transaction

IDLE_S = 1.0
LONGEST_PAUSE_S = 30.0
MOST_FAILURES = 3  # one after the other: then nobody is there, and the rest need not be tried
# A record that is gone, a kind without a message, a number without its key: trying again does not
# help, and the other deliveries must not wait for it.
_CANNOT_COMPOSE = (RegisterError, ValueError, RuntimeError, LookupError, TypeError)
T = TypeVar("T")


def worker_name() -> str:
    """Give a name that no other worker has, not even the next one with our process number."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def work_until(stop: threading.Event, name: str, step: Callable[[], bool], idle_s: float) -> None:
    """Take step after step until told to stop, with a rest when there was nothing to do.

    `name` begins what the log says. A database that does not answer, or a fault of ours, ends the
    step and not the thread.
    """
    while not stop.is_set():
        try:
            is_busy = step()
        except (BusyError, DBAPIError) as error:
            structlog.get_logger().warning(f"{name}.database", error=type(error).__name__)
            is_busy = False
        except Exception as error:  # noqa: BLE001 - the edge of the thread: it must go on
            structlog.get_logger().error(f"{name}.unexpected", exc_info=error)
            is_busy = False
        if not is_busy:
            stop.wait(idle_s)


@dataclass
class Tally:
    """What came of one round."""

    settled: int = 0
    failed: int = 0
    in_a_row: int = 0

    def note(self, *, is_settled: bool) -> None:
        """Count an attempt."""
        self.settled += is_settled
        self.failed += not is_settled
        self.in_a_row = 0 if is_settled else self.in_a_row + 1


@dataclass
class DeliveryWorker:
    """Sends what the outbox holds."""

    engine: Engine
    port: PublicCreditPort
    compose: Compose
    origin: str
    policy: DeliveryPolicy = field(default_factory=DeliveryPolicy)
    name: str = field(default_factory=worker_name)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; when nobody answers, ask less and less often."""
        pause_s = IDLE_S
        while not stop.is_set():
            try:
                tally = self.step()
            except (BusyError, DBAPIError) as error:
                structlog.get_logger().warning("worker.database", error=type(error).__name__)
                tally = Tally(failed=1)
            except Exception as error:  # noqa: BLE001 - the edge of the thread: it must go on
                structlog.get_logger().error("worker.unexpected", exc_info=error)
                tally = Tally(failed=1)
            if tally.settled:
                pause_s = IDLE_S
                continue
            pause_s = min(pause_s * 2, self._longest_pause_s) if tally.failed else IDLE_S
            stop.wait(min(pause_s, self._longest_pause_s))

    @property
    def _longest_pause_s(self) -> float:
        return min(LONGEST_PAUSE_S, self.policy.longest_wait_s)

    def step(self) -> Tally:
        """Take what is due and try each delivery once."""
        tally = Tally()
        leases = self._record(lambda work: deliveries.take_due(work, self.name, self.policy))
        while leases:
            if tally.in_a_row >= MOST_FAILURES or not self._has_time(leases[0]):
                self._record(lambda work: deliveries.return_unsent(work, leases))
                break
            tally.note(is_settled=self._deliver(leases.pop(0)))
        return tally

    def _has_time(self, lease: Lease) -> bool:
        """Tell whether a call could end within the lease, or half of a short one is left."""
        left_s = (lease.until - datetime.now(UTC)).total_seconds()
        return left_s > min(LONGEST_CALL_S, self.policy.lease_s / 2)

    def _deliver(self, lease: Lease) -> bool:
        try:
            message = self._composed(lease)
        except _CANNOT_COMPOSE as error:
            self._note(lease, f"compose: {type(error).__name__} {error}", is_final=True)
            return False
        body = message.body()
        try:
            receipt = self.port.send(message)
        except CreditUnreachableError as error:
            self._note(lease, str(error), asked_s=error.retry_after_s)
            return False
        except CreditRejectedError as error:
            self._note(lease, str(error), is_final=True)
            return False
        self._record(lambda work: deliveries.settle(work, lease, receipt, body_sha256(body)))
        return True

    def _composed(self, lease: Lease) -> CreditMessage:
        def look() -> CreditMessage:
            with reading(self.engine, system_actor(), datetime.now(UTC), self.origin) as work:
                return self.compose(work.session, get_delivery(work.session, lease.delivery_id))

        return retrying(look)

    def _note(
        self, lease: Lease, trouble: str, *, asked_s: float | None = None, is_final: bool = False
    ) -> None:
        structlog.get_logger().warning(
            "worker.trouble", delivery=str(lease.delivery_id), attempt=lease.attempts, said=trouble
        )
        self._record(
            lambda work: deliveries.note_trouble(
                work, lease, trouble, self.policy, asked_s=asked_s, is_final=is_final
            )
        )

    def _record(self, story: Callable[[Work], T]) -> T:
        """Run a story in a transaction of its own, again after a conflict or a lost connection."""

        def once() -> T:
            now = datetime.now(UTC)
            with transaction(self.engine, system_actor(), now, self.origin) as work:
                return story(work)

        return retrying(once)

"""When is a delivery tried again, and when does a person have to look?"""

from __future__ import annotations

from dataclasses import dataclass

_DOUBLINGS = 40  # more would only overflow; the longest wait is reached far earlier


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """How patient the worker is; times in seconds.

    A delivery is given up only if it failed often *and* for long: neither a burst of failures nor
    a worker that was switched off for days makes a dead letter.
    """

    lease_s: float = 120.0  # after it, another worker may take the delivery
    batch: int = 20  # deliveries under one lease
    first_wait_s: float = 2.0
    longest_wait_s: float = 1800.0
    give_up_attempts: int = 30
    give_up_after_s: float = 72 * 3600.0

    def wait_s(self, attempts: int, roll: float, asked_s: float | None = None) -> float:
        """Give the time until the next attempt: doubled each time, half of it by chance.

        `roll` is a chance of 0 – 1; `asked_s` is the patience that the other side asked for.
        """
        most = self.first_wait_s * 2.0 ** min(max(attempts - 1, 0), _DOUBLINGS)
        wait = min(most, self.longest_wait_s) * (0.5 + roll / 2)
        return max(wait, asked_s or 0.0)

    def is_hopeless(self, attempts: int, tried_for_s: float) -> bool:
        """Tell whether a person must look."""
        return attempts >= self.give_up_attempts and tried_for_s >= self.give_up_after_s

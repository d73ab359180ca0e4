"""What do the register and the public credit system say to each other?

The contract is `docs/credit-interface.md`, with the JSON Schemas beside it. A body is written in
one way only, so that a repeated request is the same request byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from traceability.domain.kinds import DeliveryKind

IDEMPOTENCY_HEADER = "Idempotency-Key"
RECORDS_PATH = "/v1/records"
PATHS: dict[DeliveryKind, str] = {
    DeliveryKind.PENALTY: "/v1/penalties",
    DeliveryKind.REPAIR: "/v1/repairs",
    DeliveryKind.WITHDRAWAL: "/v1/withdrawals",
    DeliveryKind.FEEDBACK: "/v1/joint-feedback",
}


@dataclass(frozen=True, slots=True)
class CreditMessage:
    """One record, as it leaves: `record` has the official codes (CF_…) of its kind."""

    kind: DeliveryKind
    key: str
    revision: int
    record: Mapping[str, object]

    @property
    def path(self) -> str:
        """Give where it is sent."""
        return PATHS[self.kind]

    @property
    def header_key(self) -> str:
        """Give the key as a header may hold it: decision numbers are Chinese."""
        return quote(self.key, safe="")

    def body(self) -> bytes:
        """Write it; the key stands in it too, because only the body is signed."""
        said = {"idempotency_key": self.key, "revision": self.revision, "record": self.record}
        return json.dumps(
            said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        ).encode()


@dataclass(frozen=True, slots=True)
class FieldError:
    """Why a record was refused: the code of a field (CF_…), or empty for the whole."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CreditReceipt:
    """What the credit system answered: it has the record, or refuses it by field."""

    receipt_no: str | None  # a returned sheet may have none
    received_at: datetime | None  # by the clock of the credit system
    is_accepted: bool
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One record that the credit system says it holds, for reconciliation."""

    kind: DeliveryKind
    key: str
    revision: int
    dated_on: date  # of the decision, the ending or the deed: both sides know it
    body_sha256: str
    receipt_no: str


def delivery_key(
    kind: DeliveryKind, party: str, decision_no: str, authority_uscc: str, revision: int
) -> str:
    """Give the key under which a revision of a record counts once.

    `party` is the USCC, for a natural person the name: identity numbers stand in no key.
    """
    head = "" if kind is DeliveryKind.PENALTY else f"{kind.value}/"
    return f"{head}{party}/{decision_no}/{authority_uscc}/{revision}"

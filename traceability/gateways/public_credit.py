"""How is the public credit system spoken to? One port, and its HTTP adapter.

The contract is `docs/credit-interface.md`. Whatever the other side or the line does, a call ends
in time, takes no more memory than it may, and gives either a signed answer or an error that says
whether trying again can help.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from traceability.domain.credit_messages import (
    IDEMPOTENCY_HEADER,
    RECORDS_PATH,
    CreditMessage,
    CreditReceipt,
    FieldError,
    HeldRecord,
)
from traceability.domain.credit_signature import SignatureError, Signer, read_stamp
from traceability.domain.kinds import DeliveryKind

LARGEST_ANSWER = 1024 * 1024
LONGEST_CALL_S = 20.0
LONGEST_WAIT_S = 3600
PAGE = 200
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
T = TypeVar("T", bound=BaseModel)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class CreditAddressError(ValueError):
    """The address in the settings may not be used."""


class CreditUnreachableError(Exception):
    """Nobody knows whether the message arrived: it is sent again under the same key.

    `kind`: connect, timeout, closed, server, busy, redirect, too_large, garbage, signature,
    skewed or key_refused.
    """

    def __init__(self, kind: str, text: str = "", retry_after_s: int | None = None) -> None:
        super().__init__(f"{kind}: {text}" if text else kind)
        self.kind = kind
        self.retry_after_s = retry_after_s


class CreditRejectedError(Exception):
    """The message is not understood, and will not be the next time: a person must look."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(f"HTTP {status} {code}: {text}")
        self.code = code


@dataclass(frozen=True, slots=True)
class HeldPage:
    """One page of what the credit system holds, and where the next one begins."""

    items: tuple[HeldRecord, ...]
    next: str | None


class PublicCreditPort(Protocol):
    """What the register needs of a public credit system."""

    def send(self, message: CreditMessage) -> CreditReceipt:
        """Deliver a message; raise CreditUnreachableError or CreditRejectedError."""

    def records(self, first: date, last: date, cursor: str | None = None) -> HeldPage:
        """Give what is held for a period, by the records' own dates; raise as `send` does."""

    def close(self) -> None:
        """Close its connections."""


MOST_PAGES = 1000


def all_records(port: PublicCreditPort, first: date, last: date) -> list[HeldRecord]:
    """Give all that is held for a period; an endless list is as good as no answer."""
    held: list[HeldRecord] = []
    cursor = None
    for _ in range(MOST_PAGES):
        page = port.records(first, last, cursor)
        held += page.items
        cursor = page.next
        if cursor is None:
            return held
    raise CreditUnreachableError("too_large", f"more than {MOST_PAGES} pages")


_Key = Annotated[str, StringConstraints(min_length=1, max_length=400)]
_ReceiptNo = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,100}$")]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FieldError(_Said):
    code: Annotated[str, StringConstraints(max_length=40)]
    message: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class _Receipt(_Said):
    idempotency_key: _Key
    receipt_no: _ReceiptNo
    received_at: AwareDatetime
    state: Literal["accepted", "refused"]
    errors: list[_FieldError]


class _Held(_Said):
    kind: DeliveryKind
    idempotency_key: _Key
    revision: int
    dated_on: date
    body_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    receipt_no: _ReceiptNo


class _Records(_Said):
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    items: list[_Held]
    next: Annotated[str, StringConstraints(max_length=200)] | None


class _Trouble(BaseModel):
    code: Annotated[str, StringConstraints(max_length=40)] = ""
    message: Annotated[str, StringConstraints(max_length=500)] = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes


class HttpPublicCredit:
    """Speaks JSON over HTTPS, both directions signed; follows no redirect and no proxy variable."""

    def __init__(
        self,
        address: str,
        signer: Signer,
        *,
        ca_file: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        parts = urlsplit(address)
        is_private = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not (parts.hostname and (parts.scheme == "https" or is_private)):
            raise CreditAddressError(f"{parts.scheme}://{parts.hostname}: https is wanted")
        self._prefix = parts.path.rstrip("/")
        self._signer = signer
        self._clock = clock
        self._client = httpx.Client(
            base_url=f"{parts.scheme}://{parts.netloc}",
            verify=ssl.create_default_context(cafile=ca_file or None),
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def send(self, message: CreditMessage) -> CreditReceipt:
        """Deliver a message; the same key twice gets the same receipt."""
        answer = self._ask("POST", message.path, message.body(), message.header_key)
        said = _read(_Receipt, answer)
        is_accepted = said.state == "accepted"
        if said.idempotency_key != message.key or is_accepted != (answer.status == 200):
            raise CreditUnreachableError("garbage", "a receipt of another message")
        if is_accepted == bool(said.errors):
            raise CreditUnreachableError("garbage", "a refusal without reasons, or the reverse")
        return CreditReceipt(
            receipt_no=said.receipt_no,
            received_at=said.received_at,
            is_accepted=is_accepted,
            errors=tuple(FieldError(error.code, error.message) for error in said.errors),
        )

    def records(self, first: date, last: date, cursor: str | None = None) -> HeldPage:
        """Give one page of what is held for a period."""
        asked = {"from": first.isoformat(), "to": last.isoformat(), "limit": str(PAGE)}
        query = urlencode(asked | ({"cursor": cursor} if cursor else {}))
        answer = self._ask("GET", f"{RECORDS_PATH}?{query}", b"")
        if answer.status != 200:
            raise CreditUnreachableError("garbage", f"HTTP {answer.status}")
        page = _read(_Records, answer)
        if (page.first, page.last) != (first, last):
            raise CreditUnreachableError("garbage", "records of another period")
        items = tuple(
            HeldRecord(
                held.kind, held.idempotency_key, held.revision, held.dated_on, held.body_sha256,
                held.receipt_no,
            )
            for held in page.items
        )  # fmt: skip
        return HeldPage(items, page.next)

    def _ask(self, method: str, path: str, body: bytes, key: str = "") -> _Answer:
        target = self._prefix + path
        headers = self._signer.stamp_request(method, target, body, self._clock()).headers()
        if body:
            headers |= {"Content-Type": "application/json", IDEMPOTENCY_HEADER: key}
        try:
            answer = self._call(method, target, body, headers)
        except httpx.TimeoutException as error:
            raise CreditUnreachableError("timeout", type(error).__name__) from None
        except (httpx.ConnectError, httpx.UnsupportedProtocol) as error:
            raise CreditUnreachableError("connect", str(error)[:200]) from None
        except httpx.HTTPError as error:
            raise CreditUnreachableError("closed", type(error).__name__) from None
        self._check(answer)
        return answer

    def _call(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> _Answer:
        end = time.monotonic() + LONGEST_CALL_S
        pieces, size = [], 0
        with self._client.stream(method, target, content=body, headers=headers) as answer:
            for piece in answer.iter_raw():
                size += len(piece)
                if size > LARGEST_ANSWER:
                    raise CreditUnreachableError("too_large")
                if time.monotonic() > end:
                    raise CreditUnreachableError("timeout", "the answer trickles")
                pieces.append(piece)
        return _Answer(answer.status_code, answer.headers, b"".join(pieces))

    def _check(self, answer: _Answer) -> None:
        """Let signed answers through that say something about the message."""
        _refuse_by_status(answer)
        try:
            stamp = read_stamp(answer.headers)
            self._signer.check_answer(stamp, answer.status, answer.body, self._clock())
        except SignatureError as error:
            kind = "skewed" if error.reason == "skewed" else "signature"
            raise CreditUnreachableError(kind, error.reason) from None
        if answer.status not in {200, 422}:
            said = _read(_Trouble, answer)
            raise CreditRejectedError(answer.status, said.code, said.message)


def _refuse_by_status(answer: _Answer) -> None:
    """Refuse what a proxy may have said in the place of the credit system."""
    status = answer.status
    if status in {401, 403}:
        raise CreditUnreachableError("key_refused", f"HTTP {status}")
    if status in {429, 503}:
        raise CreditUnreachableError("busy", f"HTTP {status}", _retry_after(answer))
    if status >= 500:
        raise CreditUnreachableError("server", f"HTTP {status}")
    if 300 <= status < 400:
        raise CreditUnreachableError("redirect", f"HTTP {status}")


def _retry_after(answer: _Answer) -> int | None:
    text = answer.headers.get("Retry-After", "")
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return min(int(text), LONGEST_WAIT_S) if is_number else None


def _read(model: type[T], answer: _Answer) -> T:
    try:
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        raise CreditUnreachableError("garbage", f"{error.error_count()} faults") from None

"""What does the stand-in answer? The contract of `docs/credit-interface.md`, with faults."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from traceability.credit_sandbox.faults import Fate, Faults, draw_fate, is_down
from traceability.credit_sandbox.pages import page_routes
from traceability.credit_sandbox.store import Arrival, Outcome, Store
from traceability.domain.civil import civil_date
from traceability.domain.credit_messages import IDEMPOTENCY_HEADER, PATHS, RECORDS_PATH
from traceability.domain.credit_signature import SignatureError, Signer, body_sha256, read_stamp
from traceability.domain.kinds import DeliveryKind

LARGEST_BODY = 256 * 1024
LARGEST_PAGE = 200
LONGEST_KEY = 400
_GARBAGE = (b"<html><body>Bad gateway</body></html>", b"\x00\xff\x00", b"")


@dataclass
class Sandbox:
    """What the whole stand-in shares."""

    store: Store
    signer: Signer
    faults: Faults = field(default_factory=Faults)
    webhook: str = ""
    dice: Random = field(default_factory=Random)
    started: float = field(default_factory=time.monotonic)


class RefusedError(Exception):
    """A request is not understood; nothing of it was stored."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.outcome = Outcome(status, {"code": code, "message": message})


def create_sandbox(sandbox: Sandbox) -> Starlette:
    """Put the stand-in together on its open store."""
    routes = [
        Route(path, _with_faults(sandbox, _taking(sandbox, kind)), methods=["POST", "PUT"])
        for kind, path in PATHS.items()
    ]
    routes.append(
        Route(RECORDS_PATH, _with_faults(sandbox, _listing(sandbox)), methods=["GET"]),
    )
    return Starlette(routes=routes + page_routes(sandbox.store, sandbox.signer, sandbox.webhook))


Handler = Callable[[Request, bytes], Outcome]


def _with_faults(sandbox: Sandbox, handle: Handler) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        if is_down(sandbox.faults, time.monotonic() - sandbox.started):
            return await _hang_up(request)
        fate = draw_fate(sandbox.faults, sandbox.dice)
        if fate.is_lost_before:
            return await _hang_up(request)
        if fate.is_error_before:
            return _trouble(sandbox)
        await asyncio.sleep(fate.delay_s)
        outcome = await _handle(sandbox, request, handle, is_twice=fate.is_duplicate)
        return await _answer(sandbox, request, outcome, fate)

    return endpoint


async def _handle(
    sandbox: Sandbox, request: Request, handle: Handler, *, is_twice: bool
) -> Outcome:
    try:
        body = await _read(request)
        _check_signature(sandbox.signer, request, body)
        if is_twice:
            await run_in_threadpool(handle, request, body)
        return await run_in_threadpool(handle, request, body)
    except RefusedError as refused:
        return refused.outcome


async def _answer(sandbox: Sandbox, request: Request, outcome: Outcome, fate: Fate) -> Response:
    if fate.is_lost_after:
        return await _hang_up(request)
    if fate.is_error_after:
        return _trouble(sandbox)
    body = json.dumps(outcome.said, ensure_ascii=False).encode()
    stamp = sandbox.signer.stamp_answer(outcome.status, body, time.time())
    if fate.is_garbage:
        body = sandbox.dice.choice((*_GARBAGE, body[: len(body) // 2]))
    return Response(body, outcome.status, stamp.headers(), media_type="application/json")


def _trouble(sandbox: Sandbox) -> Response:
    status = sandbox.dice.choice((500, 502, 503))
    return Response("upstream trouble", status, media_type="text/plain")


async def _hang_up(request: Request) -> Response:
    """Close the connection without a word, as a broken line does."""
    transport = request.scope.get("transport")
    if transport is None:  # served by another server than ours: the nearest thing
        return Response(status_code=502)
    transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()


async def _read(request: Request) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST_BODY:
            raise RefusedError(413, "too_large", "内容过大 the body is too large")
        pieces.append(piece)
    return b"".join(pieces)


def _check_signature(signer: Signer, request: Request, body: bytes) -> None:
    query = request.url.query
    target = request.scope["raw_path"].decode("ascii") + (f"?{query}" if query else "")
    try:
        stamp = read_stamp(request.headers)
        signer.check_request(stamp, request.method, target, body, time.time())
    except SignatureError as error:
        raise RefusedError(
            401, f"signature_{error.reason}", "签名或时间不正确 signature or time is wrong"
        ) from None


def _taking(sandbox: Sandbox, kind: DeliveryKind) -> Handler:
    def take(request: Request, body: bytes) -> Outcome:
        arrival = _read_arrival(kind, request, body)
        now = datetime.now(UTC)
        return sandbox.store.take(arrival, now, civil_date(now))

    return take


def _read_arrival(kind: DeliveryKind, request: Request, body: bytes) -> Arrival:
    try:
        said = json.loads(body)
        key, revision, record = said["idempotency_key"], said["revision"], said["record"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise RefusedError(400, "malformed", "不是约定的 JSON not the JSON agreed on") from None
    is_formed = (
        isinstance(key, str)
        and 0 < len(key) <= LONGEST_KEY
        and type(revision) is int
        and revision > 0
        and isinstance(record, dict)
    )
    if not is_formed or len(said) != 3:
        raise RefusedError(400, "malformed", "不是约定的 JSON not the JSON agreed on")
    if unquote(request.headers.get(IDEMPOTENCY_HEADER, "")) != key:
        raise RefusedError(400, "key_differs", "请求头与正文的键不同 the key in the header differs")
    return Arrival(kind.value, key, revision, record, body_sha256(body))


def _listing(sandbox: Sandbox) -> Handler:
    def held(request: Request, _: bytes) -> Outcome:
        asked = request.query_params
        try:
            first, last = date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"])
            after = int(asked.get("cursor", "0"))
            limit = int(asked.get("limit", LARGEST_PAGE))
        except (KeyError, ValueError):
            raise RefusedError(400, "malformed", "期间不正确 the period is malformed") from None
        if not (1 <= limit <= LARGEST_PAGE and 0 <= after < 2**63):
            raise RefusedError(400, "malformed", "分页不正确 the page is malformed")
        rows = sandbox.store.held(first, last, after, limit + 1)
        items = [
            {
                "kind": row["kind"],
                "idempotency_key": row["key"],
                "revision": row["revision"],
                "dated_on": row["dated_on"],
                "body_sha256": row["body_sha256"],
                "receipt_no": row["receipt_no"],
            }
            for row in rows[:limit]
        ]
        following = str(rows[limit - 1]["id"]) if len(rows) > limit else None
        said = {"from": str(first), "to": str(last), "items": items, "next": following}
        return Outcome(200, said)

    return held

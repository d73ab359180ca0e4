"""What did the stand-in get? A page for people, and a form that sends a notice to the register."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from traceability.credit_sandbox.store import Store
from traceability.domain.civil import CHINA, civil_date
from traceability.domain.credit_signature import Signer
from traceability.domain.uscc import is_valid_uscc

SHOWN = 200
MOST_NOTICES = 1000
LONGEST_FORM = 10_000
LIST_NAME = "市场监管领域严重违法失信名单"
_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_KINDS = {
    "penalty": ("行政处罚", "Penalty"),
    "repair": ("信用修复", "Repair"),
    "withdrawal": ("处罚撤销", "Withdrawal"),
    "feedback": ("联合奖惩反馈", "Joint-action feedback"),
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True
)


def page_routes(store: Store, signer: Signer, webhook: str) -> list[Route]:
    """Give the routes of the pages."""

    async def home(_: Request) -> Response:
        return _page(await run_in_threadpool(_show, store, webhook))

    async def send(request: Request) -> Response:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            return Response("从其他网站提交 sent from another site", 403)
        body = await request.body()
        if len(body) > LONGEST_FORM:
            return Response("内容过大 too large", 413)
        form = await request.form()
        said = {name: str(value).strip() for name, value in form.items()}
        await run_in_threadpool(send_notice, store, signer, webhook, said)
        return RedirectResponse("/#notices", 303)

    return [Route("/", home, methods=["GET"]), Route("/notices", send, methods=["POST"])]


def _page(text: str) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(text, headers=headers)


def _show(store: Store, webhook: str) -> str:
    return _templates.get_template("home.html").render(
        counts=store.counts(),
        rows=[_row(row) for row in store.newest(SHOWN)],
        notices=[_notice(row) for row in store.notices(20)],
        webhook=webhook,
        list_name=LIST_NAME,
    )


def _row(row: Any) -> dict[str, Any]:
    said = json.loads(row["body"] or "{}")
    zh, en = _KINDS[row["kind"]]
    is_ended = bool(row["ended"]) or row["kind"] in {"repair", "withdrawal"}
    return {
        "zh": zh,
        "en": en,
        "party": said.get("CF_XDR_MC") or said.get("subject_name") or "",
        "number": row["number"] or "",
        # Who is repaired may not be read about any more, not even here.
        "matter": "" if is_ended else said.get("CF_NR") or said.get("measure") or "",
        "is_accepted": row["state"] == "accepted",
        "is_ended": bool(row["ended"]),
        "errors": json.loads(row["errors"]),
        "receipt_no": row["receipt_no"],
        "revision": row["revision"],
        "at": _local(row["received_at"]),
        "times": row["times"],
    }


def _notice(row: Any) -> dict[str, Any]:
    body = json.loads(row["body"])
    return {"at": _local(row["sent_at"]), "outcome": row["outcome"], **body}


def _local(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def send_notice(store: Store, signer: Signer, webhook: str, said: Mapping[str, str]) -> None:
    """Tell the register that an enterprise was put on, or taken off, the list."""
    now = datetime.now(UTC)
    notice = _write_notice(store, said, now)
    if not is_valid_uscc(notice["uscc"] or ""):
        outcome = "未发送：统一社会信用代码不正确 not sent: the USCC is wrong"
    elif not webhook:
        outcome = "未发送：没有设置 --webhook not sent: no --webhook is set"
    else:
        outcome = _post(signer, webhook, notice)
    store.note_notice(notice, outcome, now)


def _write_notice(store: Store, said: Mapping[str, str], now: datetime) -> dict[str, str | None]:
    """Write a notice; whoever is taken off is named by the task that put him on."""
    today = civil_date(now).isoformat()
    uscc = said.get("uscc", "").strip().upper()[:18]
    is_off = said.get("event") == "taken_off"
    bodies = [json.loads(row["body"]) for row in store.notices(MOST_NOTICES)] if is_off else []
    earlier: dict[str, str] = next(
        (b for b in bodies if (b["uscc"], b["event"]) == (uscc, "put_on")), {}
    )
    return {
        "event": "taken_off" if is_off else "put_on",
        "task_no": earlier.get("task_no") or f"LH{now:%Y%m%d}-{secrets.token_hex(4).upper()}",
        "uscc": uscc,
        "list_name": said.get("list_name", "").strip()[:100] or LIST_NAME,
        "basis_no": f"惠市监严字〔{now:%Y}〕1号",
        "authority_name": "惠州市市场监督管理局",
        "authority_uscc": "11441300MB2C00000K",
        "listed_on": earlier.get("listed_on") or today,
        "valid_until": None,
        "removed_on": today if is_off else None,
    }


def _post(signer: Signer, webhook: str, notice: Mapping[str, Any]) -> str:
    body = json.dumps(notice, ensure_ascii=False).encode()
    parts = urlsplit(webhook)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    nonce = secrets.token_urlsafe(24)
    stamp = signer.stamp_request("POST", target, body, time.time(), nonce)
    headers = stamp.headers() | {"Content-Type": "application/json"}
    try:
        answer = httpx.post(webhook, content=body, headers=headers, timeout=10.0)
    except httpx.HTTPError as error:
        return f"无人应答 no answer: {type(error).__name__}"
    return f"HTTP {answer.status_code} · {answer.text[:300]}"

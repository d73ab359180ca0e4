"""How does a consumer's report arrive, and how is its answer followed?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import unquote

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from consumer_web.answers import HTML, Answer, Body, make_problem, make_redirect
from consumer_web.asking import Asking
from consumer_web.civil_time import utc_now
from consumer_web.codes import CodeBook, CodeError, fold_code
from consumer_web.contacts import seal_contact
from consumer_web.digital_link import DigitalLinkError, normalise_gtin
from consumer_web.photos import LARGEST_PHOTO, PhotoError, redraw_photo
from consumer_web.receipts import fold_receipt, make_receipt
from consumer_web.report_limits import ReportLimits
from consumer_web.report_pages import ReportPages
from consumer_web.report_store import ReportStore, Told
from consumer_web.report_words import KINDS
from consumer_web.scans import FoundTrace
from consumer_web.settings import PublicSettings
from consumer_web.store import PublishedStore

REPORT_PATH = b"/report"
LARGEST_FORM = LARGEST_PHOTO + 50_000
_AT_ONCE = 4  # so many photos are held in memory at most
_LENGTHS = {"words": 500, "place": 100, "code": 40, "contact": 60, "gtin": 14, "lot": 20}


class ReportError(ValueError):
    """A form that is not taken as it is; `code` names the words, `status` the answer."""

    def __init__(self, code: str, status: int = 422) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class _Sent:
    fields: Mapping[str, str]
    photo: bytes | None


class ReportDesk:
    """Takes reports; everything a stranger sends is bounded before it is read."""

    def __init__(
        self,
        settings: PublicSettings,
        published: PublishedStore,
        reports: ReportStore,
        today: Callable[[], date],
    ) -> None:
        self._settings = settings
        self._published = published
        self._reports = reports
        self._pages = ReportPages(settings)
        self._limits = ReportLimits(today)
        self._codes = CodeBook(settings.code_keys) if settings.code_keys else None
        self._gate = asyncio.Semaphore(_AT_ONCE)

    def answer(self, asking: Asking) -> Answer:
        """Show the form, or what became of a report."""
        _, _, receipt = asking.raw_path.removesuffix(b"/").partition(REPORT_PATH + b"/")
        typed = unquote(receipt.decode("latin-1")) or asking.parameters.get("receipt", "")
        if not typed:
            said = {name: asking.parameters.get(name, "") for name in ("gtin", "lot")}
            return self._show_form(_bound(said), "", asking, 200)
        try:
            folded = fold_receipt(typed)
        except CodeError:
            return self._show_form({}, "receipt_wrong", asking, 400)
        if not receipt:
            return make_redirect(303, f"/report/{folded}?lang={asking.lang}")
        report = self._reports.follow(folded)
        if report is None:
            return self._show_form({}, "receipt_unknown", asking, 404)
        page = self._pages.write_followed(folded, report, asking.lang)
        return _private(page, 200, asking)

    async def take(self, scope: Scope, receive: Receive, asking: Asking) -> Answer:
        """Take a report; what is wrong with it is told above the form."""
        if asking.headers.get("sec-fetch-site") == "cross-site":
            return make_problem(403, "report.from_elsewhere", "a report is sent from its own form")
        async with self._gate:
            fields: Mapping[str, str] = {}
            try:
                sent = await _read_form(scope, receive)
                fields = sent.fields
                receipt = await run_in_threadpool(self._keep, sent, _address(scope))
            except ReportError as error:
                return self._show_form(fields, error.code, asking, error.status)
            except SQLAlchemyError:
                return self._show_form(fields, "unavailable", asking, 503)
        return make_redirect(303, f"/report/{receipt}?lang={asking.lang}")

    def _keep(self, sent: _Sent, address: str) -> str:
        receipt = make_receipt()
        if sent.fields.get("website"):
            return receipt  # only a machine fills a field that nobody sees; it may think it passed
        told = self._read(sent.fields)
        photo = _redraw(sent.photo)
        if not self._limits.allow(address):
            raise ReportError("too_many", 429)
        self._reports.keep(replace(told, photo=photo), receipt, utc_now())
        return receipt

    def _read(self, fields: Mapping[str, str]) -> Told:
        """Read the form; which lot and which maker it is about is looked up, not believed."""
        for name in ("kind", "words", "place"):
            if not fields.get(name):
                raise ReportError(f"missing.{name}")
        if fields["kind"] not in KINDS:
            raise ReportError("missing.kind")
        code = _read_code(fields.get("code", ""))
        found = self._find(fields, code)
        contact, key = fields.get("contact", ""), self._settings.contact_public_key
        return Told(
            kind=fields["kind"],
            words=fields["words"],
            place=fields["place"],
            gtin=found.gtin if found else fields.get("gtin") or None,
            lot=found.row.lot if found else fields.get("lot") or None,
            code=code,
            uscc=json.loads(found.document_text)["enterprise"]["uscc"] if found else None,
            contact_sealed=seal_contact(contact, key) if contact and key else None,
        )

    def _find(self, fields: Mapping[str, str], code: str | None) -> FoundTrace | None:
        if code is not None:
            issued = self._codes.verify(code) if self._codes else None
            return self._published.find_package(code, *issued) if issued else None
        try:
            gtin = normalise_gtin(fields.get("gtin", ""))
        except DigitalLinkError:
            return None
        return self._published.find_lot(gtin, fields.get("lot", ""))

    def _show_form(
        self, said: Mapping[str, str], fault: str, asking: Asking, status: int
    ) -> Answer:
        return _private(self._pages.write_form(said, fault, asking.lang), status, asking)


def _private(page: str, status: int, asking: Asking) -> Answer:
    body = Body(page.encode())
    return Answer(status, body, HTML, None, asking.lang, cache_control="private, no-store")


def _read_code(typed: str) -> str | None:
    if not typed:
        return None
    try:
        return fold_code(typed)
    except CodeError as error:
        raise ReportError(error.code) from None


def _redraw(photo: bytes | None) -> bytes | None:
    try:
        return redraw_photo(photo) if photo else None
    except PhotoError as error:
        raise ReportError(error.code) from None


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _bound(fields: Mapping[str, str]) -> dict[str, str]:
    """Keep of each field what it may hold: printable text of its length."""
    bounded = {}
    for name, text in fields.items():
        kept = "".join(c if c.isprintable() else " " for c in text.replace("\r\n", " "))
        bounded[name] = kept.strip()[: _LENGTHS.get(name, 100)]
    return bounded


async def _read_form(scope: Scope, receive: Receive) -> _Sent:
    """Read a form of bounded size into memory."""
    body = await _read_body(scope, receive)

    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        async with Request(scope, replay).form(max_files=1, max_fields=12) as form:
            return await _take_apart(form)
    except (HTTPException, MultiPartException, ValueError, KeyError) as error:
        raise ReportError("form.unreadable", 400) from error


async def _read_body(scope: Scope, receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ReportError("form.unreadable", 400)
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > LARGEST_FORM:
            raise ReportError("form.too_large", 413)
        if not message.get("more_body"):
            return b"".join(chunks)


async def _take_apart(form: FormData) -> _Sent:
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    photo = form.get("photo")
    content = await photo.read() if isinstance(photo, UploadFile) else b""
    return _Sent(_bound(texts), content or None)

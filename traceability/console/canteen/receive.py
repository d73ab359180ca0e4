"""Pages: scan what stands at the door, take it in or send it back, and sign for it by two."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.canteen.last_scans import last_scans, note_scan
from traceability.console.canteen.views import clock, view_answer, view_line
from traceability.console.forms import (
    Sent,
    Typed,
    TypedWithFiles,
    Wrong,
    as_written,
    said,
    wrong_with,
)
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.canteens import SignedHow
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError, RuleError, SignInError
from traceability.gateways.code_reading import read_code
from traceability.routes.auth import close_session, sign_in
from traceability.routes.desk import Desk, now
from traceability.schemas.parties import SignIn
from traceability.schemas.purchases import AcceptanceAnswer, PurchaseCreate, PurchasePublic
from traceability.services import acceptance, purchase_photos, purchases, signatures, users
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_BUYS = Action.RECORD_PURCHASES
_FIELDS = ("batch_id", "amount", "unit", "acceptance", "trace_code", "delivery_note")


@router.get("/receive")
def receive(
    request: Request,
    code: Annotated[str, Query(max_length=300)] = "",
    refuse: Annotated[str, Query(max_length=1)] = "",
) -> Response:
    """Show the camera and the field to scan into; with a code, the answer."""
    visit = open_visit(request, _BUYS)
    if not code.strip():
        return _scan_page(visit)
    return _answer_page(visit, code.strip(), is_refusing=bool(refuse))


def _scan_page(visit: Visit, wrong: Wrong | None = None) -> Response:
    scans = last_scans(visit)
    return visit.page("canteen/receive.html", 422 if wrong else 200, wrong=wrong, scans=scans)


def _answer_page(
    visit: Visit,
    code: str,
    *,
    is_refusing: bool = False,
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    keys = visit.house.code_keys
    answer: AcceptanceAnswer = visit.read(
        lambda work: acceptance.check_acceptance(work, code, keys)
    )
    shown = view_answer(answer, civil_date(now()), visit.language)
    kept = {"amount": shown["amount"], "reason": shown["reason"]} | (typed or {})
    refuses = is_refusing or not shown["is_fine"]
    page = visit.page(
        "canteen/answer.html", 422 if wrong else 200, wrong=wrong, code=code, refuses=refuses,
        values=kept, **shown,
    )  # fmt: skip
    note_scan(page, visit, code, answer)
    return page


@router.post("/receive/photo")
def read_photo(request: Request, sent: TypedWithFiles) -> Response:
    """Read the code in a photo; a frame of the camera is answered to its script."""
    visit = open_form(request, _BUYS, sent.typed)
    is_frame = request.headers.get("Accept", "").startswith("application/json")
    try:
        code = read_code(_photo(sent))
        if code is None and not is_frame:
            raise RuleError("photo.no_code", field="photo")
    except RuleError as error:
        return _scan_page(visit, wrong_with(error, visit.language))
    if is_frame:
        return Response(json.dumps({"code": code}), media_type="application/json")
    return see_other("/console/receive?" + urlencode({"code": code}))


@router.post("/receive")
def book(request: Request, sent: TypedWithFiles) -> Response:
    """Book what was decided at the door, with its photo, in one transaction."""
    visit = open_form(request, _BUYS, sent.typed)
    typed = sent.typed | {name: file.sha256 for name, file in sent.files.items()}
    try:
        entered = _entered(typed)
        photo = _photo(sent)
        jpeg = purchase_photos.draw_photo(photo) if photo else b""
        made = visit.record(lambda work: _book(work, visit, entered, jpeg), typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        refusing = typed.get("acceptance") != "accepted"
        code = typed.get("code", "")
        return _answer_page(visit, code, is_refusing=refusing, wrong=wrong, typed=typed)
    return see_other(f"/console/receive/{made['id']}/sign")


def _photo(sent: Sent) -> bytes:
    return sent.files["photo"].content if "photo" in sent.files else b""


def _entered(typed: dict[str, str]) -> PurchaseCreate:
    given = said(typed, *_FIELDS) | as_written(typed, "reason")
    if "amount" not in given:
        raise RuleError("purchase.amount_unknown", field="amount")
    if given.get("acceptance") != "accepted" and "reason" not in given:
        raise RuleError("purchase.reason_needed", field="reason")
    return PurchaseCreate.model_validate(given | {"delivered_at": now()})


def _book(work: Work, visit: Visit, entered: PurchaseCreate, jpeg: bytes) -> PurchasePublic:
    made = purchases.record_purchase(work, entered)
    if jpeg:
        purchase_photos.keep_photo(work, made.id, jpeg, visit.house.certificates)
    return made


@router.get("/receive/{purchase_id}/sign")
def ask_signature(request: Request, purchase_id: UUID) -> Response:
    """Show the delivery to the second person."""
    return _sign_page(open_visit(request, _BUYS), purchase_id)


def _sign_page(
    visit: Visit, purchase_id: UUID, wrong: Wrong | None = None, signer: str = ""
) -> Response:
    line = visit.read(lambda work: purchases.read_purchase(work, purchase_id))
    if not line.waits_for_second:
        return see_other(f"/console/purchases/{purchase_id}")
    colleagues = visit.read(signatures.list_colleagues)
    chosen = next((c for c in colleagues if str(c.id) == signer), None)
    return visit.page(
        "canteen/sign.html",
        422 if wrong else 200,
        wrong=wrong,
        colleagues=colleagues,
        chosen=chosen or (colleagues[0] if colleagues else None),
        is_first=line.recorded_by == visit.actor.user_id,
        booked=clock(line.recorded_at),
        **view_line(line, visit.language),
    )


@router.post("/receive/{purchase_id}/sign")
def sign(request: Request, purchase_id: UUID, typed: Typed) -> Response:
    """Sign: on the own phone by a tap, on the first person's by a code or a password."""
    visit = open_form(request, _BUYS, typed)
    try:
        if "signer" not in typed:
            visit.record(lambda work: signatures.sign_purchase(work, purchase_id), typed)
        else:
            _sign_for(visit, purchase_id, typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _sign_page(visit, purchase_id, wrong, typed.get("signer", ""))
    return see_other(f"/console?told=signed&line={purchase_id}")


def _sign_for(visit: Visit, purchase_id: UUID, typed: dict[str, str]) -> None:
    try:
        signer = UUID(typed["signer"])
    except ValueError:
        raise RuleError("signature.not_a_colleague", field="signer") from None
    line = visit.read(lambda work: purchases.read_purchase(work, purchase_id))
    if signer == line.recorded_by:
        raise RuleError("signature.same_person", field="signer")
    how = SignedHow.PASSWORD if typed.get("password") else SignedHow.CODE
    if how is SignedHow.PASSWORD:
        _check_password(visit, signer, typed["password"])
    else:
        _check_code(visit, signer, typed.get("code", ""))
    once = {name: text for name, text in typed.items() if name not in {"code", "password"}}
    visit.record(lambda work: signatures.sign_for(work, purchase_id, signer, how), once)


def _check_code(visit: Visit, signer: UUID, code: str) -> None:
    """Compare outside of any transaction: it is slow on purpose. The try was counted before."""
    desk = Desk(visit.house, visit.actor, None, "")
    code_hash = desk.change(lambda work: signatures.take_try(work, signer))
    if users.is_password_right(code_hash, code):
        return
    left = visit.read(lambda work: signatures.tries_left(work, signer))
    if left == 0:
        raise RuleError("signature.code_locked", field="password")
    raise RuleError("signature.code_wrong", field="code", left=left)


def _check_password(visit: Visit, signer: UUID, password: str) -> None:
    username = visit.read(lambda work: signatures.username_of(work, signer))
    client = visit.request.client
    try:
        entered = SignIn(username=username, password=password)
        secret, _ = sign_in(visit.house, entered, client.host if client else "")
    except (SignInError, ValidationError):
        raise RuleError("signature.password_wrong", field="password") from None
    close_session(visit.house, secret)


@router.get("/signing-code")
def show_code_form(request: Request, told: Annotated[str, Query(max_length=10)] = "") -> Response:
    """Show the form for the own four figures."""
    visit = open_visit(request, _BUYS)
    has_code = visit.read(signatures.has_signing_code)
    return visit.page("canteen/signing_code.html", has_code=has_code, told=told)


@router.post("/signing-code")
def set_code(request: Request, typed: Typed) -> Response:
    """Keep the own four figures."""
    visit = open_form(request, _BUYS, typed)
    code = said(typed, "code").get("code", "")
    try:
        check_code_shape(code)
    except RuleError as error:
        has_code = visit.read(signatures.has_signing_code)
        wrong = wrong_with(error, visit.language)
        return visit.page("canteen/signing_code.html", 422, wrong=wrong, has_code=has_code, told="")
    code_hash = users.hash_password(code)
    visit.record(lambda work: signatures.set_signing_code(work, code_hash), {})
    return see_other("/console/signing-code?told=kept")


def check_code_shape(code: str) -> None:
    """Refuse what is no code of four figures, or is guessed first."""
    if len(code) != 4 or not code.isascii() or not code.isdigit():
        raise RuleError("signature.code_shape", field="code")
    steps = {ord(b) - ord(a) for a, b in pairwise(code)}
    if steps in ({0}, {1}, {-1}):
        raise RuleError("signature.code_too_easy", field="code")

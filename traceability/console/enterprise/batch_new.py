"""How is the next lot made? As a copy of the last one: most fields are right before one looks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.enterprise.goods_views import (
    say_day,
    say_goods,
    say_net_content,
    say_product,
    spoken,
)
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import Approval, Unit
from traceability.publishing.words import PROCESS_WORDS, say_shelf_life
from traceability.routes.desk import now
from traceability.schemas.batches import BatchPublic
from traceability.schemas.goods import BatchStart, RawOffer, RawTaken, StartProposal
from traceability.services import batch_starts, batches, goods_lists, products
from traceability.services.code_lookup import find_batch_by_code

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_WRITE = Action.WRITE_BATCHES
_USE = re.compile(r"use\.([0-9a-f-]{36})")
_FIELDS = ("quantity", "lot", "produced_on", "best_before", "site_id")
_LARGEST = 10_000_000


@router.get("/batches/new")
def new_batch(
    request: Request,
    copy: UUID | None = None,
    product: UUID | None = None,
    lang: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show the form for the next lot of a product, filled in like its last one."""
    visit = open_visit(request, _WRITE)
    if copy is not None:
        product = visit.read(lambda work: batches.read_batch(work, copy)).product_id
    if product is None:
        found = visit.read(lambda work: products.list_products(work, None, None, 100))
        shown = [p for p in found.items if p.approval is not Approval.WITHDRAWN]
        return visit.page(
            "enterprise/batch_choose.html",
            products=[{"id": p.id, "name": say_product(p)} for p in shown],
        )
    chosen = product
    proposal = visit.read(lambda work: batch_starts.propose_start(work, chosen))
    return _page(visit, proposal, _values(proposal))


def _values(proposal: StartProposal) -> dict[str, str]:
    return {
        "quantity": str(proposal.quantity or ""),
        "lot": proposal.lot,
        "produced_on": proposal.produced_on.isoformat(),
        "best_before": proposal.best_before.isoformat(),
        "site_id": str(proposal.site_id or ""),
        "first_in": "on" if proposal.has_recipe else "",
        **{f"use.{offer.batch_id}": _number(offer) for offer in proposal.offers},
    }


def _number(offer: RawOffer) -> str:
    return spoken(offer.planned, offer.unit)[0] if offer.planned else ""


@router.post("/batches/new")
def start_batch(request: Request, product: UUID, typed: Typed) -> Response:
    """Make the lot and take its raw lots; a mistake shows the form with everything typed."""
    visit = open_form(request, _WRITE, typed)
    for name in ("lot", "quantity"):  # a repair that was offered, taken with one tap
        if typed.get(f"use_{name}"):
            typed[name] = typed[f"use_{name}"]
    if typed.get("then") in {"share", "add"}:
        return _again(visit, product, typed, 200)
    try:
        entered = read_start(typed, product)
        made = visit.record(lambda work: batch_starts.start_batch(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _again(visit, product, typed, 422, error)
    told = f"started&event={made['event_id']}" if made["event_id"] else "registered"
    return see_other(f"/console/batches/{made['batch']['id']}?told={told}")


@router.get("/batches/{batch_id}/raws")
def show_raws(request: Request, batch_id: UUID) -> Response:
    """Show which raw lots would be taken for a lot that was registered without them."""
    visit = open_visit(request, _WRITE)
    batch = visit.read(lambda work: batches.read_batch(work, batch_id))
    product = batch.product_id
    if product is None:
        return see_other(f"/console/batches/{batch_id}")
    proposal = visit.read(
        lambda work: batch_starts.propose_start(work, product, batch.quantity, batch.produced_on)
    )
    return _page(visit, proposal, _values(proposal) | _kept(batch), batch=batch)


def _kept(batch: BatchPublic) -> dict[str, str]:
    """Give the fields of a lot that is registered already."""
    return {
        "quantity": str(batch.quantity),
        "lot": batch.lot,
        "produced_on": batch.produced_on.isoformat(),
        "best_before": batch.best_before.isoformat() if batch.best_before else "",
    }


@router.post("/batches/{batch_id}/raws")
def take_raws(request: Request, batch_id: UUID, typed: Typed) -> Response:
    """Take the raw lots of a lot that is registered already."""
    visit = open_form(request, _WRITE, typed)
    batch = visit.read(lambda work: batches.read_batch(work, batch_id))
    product = batch.product_id
    if product is None:
        return see_other(f"/console/batches/{batch_id}")
    typed |= _kept(batch)
    if typed.get("then") in {"share", "add"}:
        return _again(visit, product, typed, 200, batch=batch)
    try:
        entered = read_start(typed, product)
        made = visit.record(lambda work: batch_starts.take_raw_lots(work, batch_id, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _again(visit, product, typed, 422, error, batch)
    return see_other(f"/console/batches/{batch_id}?told=started&event={made['event_id']}")


def read_start(typed: Mapping[str, str], product_id: UUID) -> BatchStart:
    """Read the fields of a new lot and of its raw lots."""
    fields = said(typed, *_FIELDS)
    if "quantity" in fields:
        fields["quantity"] = _amount(fields["quantity"])
    if fields.get("lot"):
        fields["lot"] = fields["lot"].upper()
    raws = [
        RawTaken(
            batch_id=UUID(found[1]), amount=_amount(text), unit=typed.get(f"unit.{found[1]}", "kg")
        )
        for name, text in typed.items()
        if (found := _USE.fullmatch(name)) and _amount(text) not in {"", "0"}
    ]
    return BatchStart.model_validate(
        {
            "product_id": product_id,
            "first_in": typed.get("first_in") == "on",
            "raws": raws,
            **fields,
        }
    )


def _amount(text: str) -> str:
    return said({"text": text}, "text").get("text", "").replace(",", "").replace(" ", "")


def _again(
    visit: Visit,
    product_id: UUID,
    typed: dict[str, str],
    status: int,
    error: RegisterError | ValidationError | None = None,
    batch: BatchPublic | None = None,
) -> Response:
    """Show the form again: what was typed stays, what follows from it is computed anew."""
    count, day = _count(typed), _day(typed)
    proposal: StartProposal = visit.read(
        lambda work: batch_starts.propose_start(work, product_id, count, day)
    )
    values = _values(proposal) | typed
    if typed.get("first_in") == "on":  # shared out by the register, not typed
        values |= {f"use.{offer.batch_id}": _number(offer) for offer in proposal.offers}
    wrong = wrong_with(error, visit.language) if error else Wrong()
    if typed.get("then") == "add":
        wrong = _add_raw(visit, proposal, values) or wrong
    fixes = _fixes(proposal, error)
    return _page(visit, proposal, values, status, wrong, fixes=fixes, batch=batch)


def _count(typed: Mapping[str, str]) -> int | None:
    text = _amount(typed.get("quantity", ""))
    return int(text) if text.isdecimal() and 0 < int(text) <= _LARGEST else None


def _day(typed: Mapping[str, str]) -> date | None:
    try:
        return min(date.fromisoformat(typed.get("produced_on", "")), civil_date(now()))
    except ValueError:
        return None


def _fixes(
    proposal: StartProposal, error: RegisterError | ValidationError | None
) -> dict[str, str]:
    """Offer the repair of a mistake as one tap: the number that would be right."""
    code = error.code if isinstance(error, RegisterError) else ""
    if code == "batch.lot_taken":
        return {"lot": proposal.lot}
    if code == "batch.not_enough_raw" and proposal.most:
        return {"quantity": str(proposal.most)}
    return {}


def _add_raw(visit: Visit, proposal: StartProposal, values: dict[str, str]) -> Wrong | None:
    """Add a raw lot that was scanned or typed; it must be in stock."""
    values["first_in"] = ""
    code = values.get("raw_code", "")
    try:
        keys = visit.house.code_keys
        batch = visit.read(lambda work: find_batch_by_code(work, code, keys))
        offer = visit.read(lambda work: batch_starts.offer_raw_lot(work, batch.id))
    except RegisterError as error:
        said_wrong = wrong_with(error, visit.language)
        sentence = said_wrong.sentences[0]
        return Wrong((), {"raw_code": sentence})
    if offer is None:
        sentence = say("g_not_at_hand", visit.language).format(lot=batch.lot)
        return Wrong((), {"raw_code": sentence})
    if offer.batch_id not in {each.batch_id for each in proposal.offers}:
        proposal.offers.append(offer)
    if not values.get(f"use.{offer.batch_id}"):
        values[f"use.{offer.batch_id}"] = spoken(offer.stock, offer.unit)[0]
    values["raw_code"] = ""
    return None


def _page(
    visit: Visit,
    proposal: StartProposal,
    values: Mapping[str, str],
    status: int = 200,
    wrong: Wrong | None = None,
    **more: Any,
) -> Response:
    """Write the form; `fixes` are repairs of one tap, `batch` a lot that is registered already."""
    language = visit.language
    product = proposal.product
    today = civil_date(now())
    places = visit.read(goods_lists.list_places)
    shelf = say_shelf_life(product.shelf_life, product.shelf_life_unit)
    return visit.page(
        "enterprise/batch_new.html",
        status,
        wrong=wrong,
        proposal=proposal,
        batch=more.get("batch"),
        product=product,
        name=say_product(product),
        values=values,
        fixes=more.get("fixes") or {},
        offers=[_view_offer(offer, language) for offer in proposal.offers],
        site_options=[(str(place.id), place.name) for place in places],
        shelf=shelf.en if language == "en" else shelf.zh,
        facts=_facts(product, language),
        sum=_say_sum(proposal, language),
        lacking=_say_lacking(proposal, language),
        yields=_say_yield(proposal, language),
        until=say_day(proposal.best_before, today, language),
    )


def _view_offer(offer: RawOffer, language: str) -> dict[str, Any]:
    reason = ""
    if offer.reason:
        reason = say(f"g_unfit_{offer.reason}", language).format(detail=offer.detail)
    if offer.reason == "held" and offer.detail and language != "en":
        reason = f"{offer.detail}，不能用"
    return {
        "offer": offer,
        "stock": say_goods(offer.stock, offer.unit, offer.material, language),
        "unit": spoken(offer.stock, offer.unit)[1],
        "reason": reason,
    }


def _facts(product: Any, language: str) -> list[tuple[str, str]]:
    process = PROCESS_WORDS.get(product.process or "")
    said_process = (process.en if language == "en" else process.zh) if process else ""
    rows = (
        ("g_gtin", product.gtins[0] if product.gtins else ""),
        ("g_grade", product.grade or ""),
        ("g_process", said_process),
        ("g_standard", product.standard or ""),
        ("g_net_content", say_net_content(product)),
    )
    return [(say(key, language), text) for key, text in rows if text]


def _say_sum(proposal: StartProposal, language: str) -> str:
    """Write the sum that a count stands for: × 5 L = 13,000 L = 11,960 kg."""
    if not proposal.quantity:
        return ""
    product = proposal.product
    content = product.net_content * proposal.quantity
    parts = [say_goods(content, product.net_content_unit, "", language)]
    if product.net_content_unit != Unit.GRAM:
        mass = proposal.package_mg * proposal.quantity // 1_000
        parts.append(say_goods(mass, Unit.GRAM, "", language))
    return f"× {say_net_content(product)} = " + " = ".join(parts)


def _say_lacking(proposal: StartProposal, language: str) -> str:
    if not proposal.missing_g:
        return ""
    amount = say_goods(proposal.missing_g, Unit.GRAM, "", language)
    return say("g_lacking", language).format(amount=amount, most=f"{proposal.most or 0:,}")


def _say_yield(proposal: StartProposal, language: str) -> str:
    if proposal.yield_permille is None or proposal.yield_permille == 1_000:
        return ""
    told = say("g_yield", language).format(now=proposal.yield_permille / 10)
    if proposal.last_yield_permille:
        told += say("g_yield_last", language).format(last=proposal.last_yield_permille / 10)
    return told

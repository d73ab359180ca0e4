"""How does a lot read on its page: its state, its next step filled in, and what it lacks?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from consumer_web.civil_time import say_date
from traceability.console.enterprise.goods_views import (
    local_input,
    say_goods,
    say_net_content,
    say_product,
    say_state,
    say_step,
    short,
    spoken,
    view_history,
    view_marks,
)
from traceability.console.words import say, tone
from traceability.domain.batch_progress import NextStep
from traceability.domain.kinds import BatchStatus, Unit
from traceability.schemas.goods import BatchDesk

_NEEDS = (
    ("release.no_production", "g_lack_production"),
    ("release.no_inspection", "g_lack_report"),
    ("release.inspection_failed", "g_lack_failed"),
    ("release.product_not_approved", "g_lack_product"),
    ("enterprise.not_trusted", "g_lack_enterprise"),
    ("release.expired", "g_lack_date"),
)
_OTHERS = {
    NextStep.PRODUCE: ("receiving", "storing"),
    NextStep.PACK: ("storing", "sampling"),
    NextStep.INSPECT: ("storing", "sampling"),
    NextStep.RELEASE: ("storing", "sampling"),
    NextStep.SHIP: ("storing", "return_in", "stock_counting", "destruction"),
    NextStep.NOTHING: ("receiving", "return_in", "storing"),
    NextStep.LIFT: ("return_in", "destruction", "receiving"),
}


def view_desk(desk: BatchDesk, now: datetime, language: str) -> dict[str, Any]:
    """Give a lot for its page."""
    batch = desk.batch
    next_step = desk.progress.next if desk.product is not None else NextStep.NOTHING
    state, state_tone = say_state(desk.progress, language)
    values, default_loss = _defaults(desk, now)
    amount = say_goods(batch.quantity, batch.unit, batch.material, language)
    return {
        "desk": desk,
        "batch": batch,
        "name": say_product(desk.product) if desk.product else batch.name,
        "headline": _headline(desk, amount, language),
        "amount": amount,
        "state": state,
        "tone": state_tone or tone(batch.status.value),
        "status_said": say(batch.status.value, language),
        "steps": _steps(desk, language) if desk.product else [],
        "next": next_step.value,
        "next_said": say(f"g_do_step_{next_step}", language),
        "others": [(step, say_step(step, language)) for step in _OTHERS[next_step]],
        "values": values,
        "now_shown": local_input(now),
        "loss": say_goods(default_loss, Unit.GRAM, "", language) if default_loss else "0",
        "taken": [
            {
                "each": each,
                "amount": say_goods(each.amount or 0, each.unit or "g", each.name, language),
            }
            for each in desk.taken
        ],
        "after_pack": _after_packing(desk),
        "needs": _needs(desk, language),
        "reports": [_report(report, language) for report in desk.reports],
        "amounts": _amounts(desk, language),
        "history": view_history(desk.history, now, language, batch),
        "receivers": [
            ("", say("g_choose", language)),
            *((str(each.id), each.name) for each in desk.receivers),
        ]
        if desk.receivers
        else [],
        "site_options": [(str(place.id), place.name) for place in desk.places],
        "started": _started(desk, language),
        "may_hold": batch.status in (BatchStatus.DRAFT, BatchStatus.RELEASED),
        "may_lift": batch.status is BatchStatus.HELD and not desk.is_stopped_by_authority,
        "may_recall": batch.status in (BatchStatus.RELEASED, BatchStatus.HELD)
        or (desk.product is None and batch.status is not BatchStatus.RECALLED),
    }


def _headline(desk: BatchDesk, amount: str, language: str) -> str:
    batch, lang = desk.batch, short(language)
    parts = [f"{amount} × {say_net_content(desk.product)}" if desk.product else amount]
    parts.append(say("g_made_on", language).format(day=say_date(batch.produced_on, lang)))
    if batch.best_before is not None:
        parts.append(say("g_until", language).format(day=say_date(batch.best_before, lang)))
    if not desk.is_own:
        parts.append(desk.org_name)
    return (", " if language == "en" else "，").join(parts)


def _steps(desk: BatchDesk, language: str) -> list[dict[str, str]]:
    return [
        step | {"said": say(f"g_mark_{step['mark']}", language)}
        for step in view_marks(desk.progress.marks, language)
    ]


def _defaults(desk: BatchDesk, now: datetime) -> tuple[dict[str, str], int]:
    """Fill in the next step: what is packed as ordered, what is sent as all that is there."""
    batch = desk.batch
    count = batch.quantity
    loss = 0
    if desk.package_mg and desk.taken_mg:
        count = min(count, desk.taken_mg // desk.package_mg)
        loss = max(0, desk.taken_mg - count * desk.package_mg) // 1_000
    stock, unit = spoken(desk.in_stock, batch.unit) if desk.in_stock else ("", "")
    when = local_input(now)
    return {
        "count": str(count),
        "loss": "",
        "amount": stock,
        "unit": unit or spoken(1, batch.unit)[1],
        "event_time": when,
        "site_id": str(desk.last_place_id or (desk.places[0].id if desk.places else "")),
        "to": "",  # nobody beforehand: one careless tap would send a whole lot to the wrong school
        "to_name": "",
        "note": "",
    }, loss


def _needs(desk: BatchDesk, language: str) -> list[dict[str, Any]]:
    """List what a release needs, done or not; what is always so is said only when it is not."""
    if desk.batch.status is not BatchStatus.DRAFT or desk.product is None:
        return []
    quiet = {"release.inspection_failed", "release.expired"}
    rows = [
        {"code": code, "word": say(key, language), "is_done": code not in desk.lacks}
        | _mending(desk, code, language)
        for code, key in _NEEDS
        if code in desk.lacks or code not in quiet
    ]
    return sorted(rows, key=lambda row: bool(row["is_done"]))


def _mending(desk: BatchDesk, code: str, language: str) -> dict[str, str]:
    """Say where a need is met; packing stands on the page of the lot itself."""
    if code not in desk.lacks or desk.product is None:
        return {}
    batch, product = desk.batch.id, desk.product.id
    where = {
        "release.no_production": (f"/console/batches/{batch}", "g_record"),
        "release.no_inspection": (f"/console/inspections/new?batch={batch}", "g_upload"),
        "release.product_not_approved": (f"/console/products/{product}", "g_see_product"),
        "enterprise.not_trusted": ("/console/credit", "g_credit_why"),
    }
    if code not in where:
        return {}
    href, key = where[code]
    return {"href": href, "act": say(key, language)}


def _after_packing(desk: BatchDesk) -> str:
    """Tell what follows packing: labels are printed once the lot is released, not before."""
    if desk.batch.status is BatchStatus.RELEASED:
        return "print"
    return "report" if "release.no_inspection" in desk.lacks else "release"


def _report(report: Any, language: str) -> dict[str, Any]:
    return {
        "report": report,
        "kind": say(f"kind_{report.kind}", language),
        "verdict": say(report.verdict.value, language),
        "tone": tone(report.verdict.value),
        "day": say_date(report.reported_on, short(language)),
    }


def _amounts(desk: BatchDesk, language: str) -> list[tuple[str, str]]:
    batch = desk.batch
    if not desk.made:
        return []
    rows = [
        (say("g_made", language), desk.made),
        (say("g_left_here", language), desk.in_stock),
        *((each.name or say("g_outside", language), each.amount) for each in desk.sent[:6]),
    ]
    return [(name, say_goods(n, batch.unit, batch.material, language)) for name, n in rows]


def _started(desk: BatchDesk, language: str) -> dict[str, Any]:
    mass = say_goods(desk.taken_mg // 1_000, Unit.GRAM, "", language) if desk.taken_mg else ""
    return {"lot": desk.batch.lot, "n": len(desk.taken), "amount": mass}

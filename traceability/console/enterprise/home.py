"""What does an enterprise see first? What waits for it, by deadline, and its newest lots."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from consumer_web.civil_time import CHINA, as_utc
from traceability.console.answers import PageRoute
from traceability.console.enterprise.goods_views import (
    say_day,
    say_goods,
    say_product,
    say_span,
    view_lot,
)
from traceability.console.visits import Visit, open_visit
from traceability.console.words import say, tone
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import Approval
from traceability.domain.licences import LicenceState
from traceability.routes.desk import now
from traceability.schemas.goods import EnterpriseHome, LotQuery, ProductLine, Task
from traceability.schemas.trust import CreditScoreDetail
from traceability.services import enterprise_home, goods_lists, trust_scores

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_NEWEST = 8
_SHOWN_TASKS = 12
_WEEKDAYS = {
    "zh": ("一", "二", "三", "四", "五", "六", "日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


# What is said in other words once it went wrong.
_KINDS = {("inspect", "fail"): "failed", ("licence", LicenceState.EXPIRED.value): "expired"}


def enterprise_page(request: Request) -> Response:
    """Show the home of an enterprise."""
    visit = open_visit(request, Action.WRITE_BATCHES)
    home: EnterpriseHome = visit.read(enterprise_home.read_home)
    lots = visit.read(lambda work: goods_lists.list_lots(work, LotQuery(limit=_NEWEST)))
    instant, language = now(), visit.language
    tasks = [view_task(task, instant, language) for task in home.tasks]
    return visit.page(
        "enterprise/home.html",
        today=_say_today(instant, language),
        tasks=tasks[:_SHOWN_TASKS],
        more_tasks=max(0, len(tasks) - _SHOWN_TASKS),
        late=sum(1 for task in tasks if task["tone"] == "bad"),
        count=len(tasks),
        lots=[view_lot(lot, instant, language) for lot in lots.items],
        products=[_product(line, language) for line in home.products],
        standing=say(f"you_{home.standing}", language) if home.standing != "listed" else "",
        standing_tone=tone(home.standing),
        case_id=home.case_id,
        is_stopped=home.standing in {"suspended", "delisted"},
        is_out=home.standing == "delisted",
        score=_score(visit),
    )


def _say_today(instant: datetime, language: str) -> str:
    local = as_utc(instant).astimezone(CHINA)
    day = say_day(local.date(), local.date(), language)
    if language == "en":
        return f"{_WEEKDAYS['en'][local.weekday()]} {day}"
    return f"{day}，星期{_WEEKDAYS['zh'][local.weekday()]}"


def view_task(task: Task, instant: datetime, language: str) -> dict[str, Any]:
    """Give one thing that waits: when it is due, what it is, and where it is done."""
    kind = _KINDS.get((task.kind, task.detail), task.kind)
    due, mark = _due(task, kind, instant, language)
    amount = _amount(task, language)
    day = (
        say_day(task.due_at.astimezone(CHINA).date(), civil_date(instant), language)
        if (task.due_at)
        else ""
    )
    measure = say(f"ec_measure_{task.detail}", language) if kind == "defence" else ""
    title = say(f"g_task_{kind}", language).format(
        lot=task.lot, name=task.name, day=day, amount=amount, measure=measure
    )
    return {
        "due": due,
        "tone": mark,
        "title": title,
        "about": _about(task, kind, amount, language),
        "act": say(f"g_do_{kind}", language),
        "href": task.address,
    }


def _due(task: Task, kind: str, instant: datetime, language: str) -> tuple[str, str]:
    if kind in {"inspect", "release"}:
        return say("g_before_release" if kind == "inspect" else "g_open", language), "careful"
    if kind in {"held", "failed"}:
        return say(f"{'held' if kind == 'held' else 'fail'}", language), "bad"
    if kind == "labels_refused":
        return say("lb_refused", language), "bad"
    if task.due_at is None:
        return say("g_running" if kind == "labels" else "g_open", language), "wait"
    left = (task.due_at - instant).total_seconds()
    key, mark = ("g_overdue", "bad") if left < 0 else ("g_left", "careful")
    if kind == "defence":
        mark = "bad"
    if task.detail == LicenceState.ENDS:
        mark = "wait"
    return say(key, language).format(span=say_span(left, language)), mark


def _amount(task: Task, language: str) -> str:
    if task.amount is None:
        return ""
    if task.unit is None:
        return f"{task.amount:,}"
    return say_goods(task.amount, task.unit, task.name, language)


def _about(task: Task, kind: str, amount: str, language: str) -> str:
    if kind == "defence":
        return say("g_defence_why", language)
    parts = [task.name if kind not in {"consumer", "licence", "expired"} else task.lot or task.name]
    if kind != "labels":
        parts.append(amount)
    if kind == "receive":
        parts.append(say("g_from_who", language).format(who=task.detail))
    elif kind in {"held", "consumer", "labels_approved", "labels_refused"}:
        parts.append(task.detail)
    if kind in {"produce", "pack", "receive"}:
        parts.append(say("g_within_24h", language))
    return " · ".join(part for part in parts if part)


def _product(line: ProductLine, language: str) -> dict[str, Any]:
    last = line.last
    if last is None:
        said = say("g_no_lot_yet", language)
    else:
        amount = say_goods(last.quantity, last.unit, last.material, language)
        said = say("g_last_lot", language).format(lot=last.lot, amount=amount)
    if line.product.approval is Approval.PENDING:
        said += f" · {say('g_waits_approval', language)}"
    copied = f"copy={last.id}" if last else f"product={line.product.id}"
    return {
        "name": say_product(line.product),
        "last": said,
        "href": f"/console/batches/new?{copied}",
    }


def _score(visit: Visit) -> dict[str, str] | None:
    """Write the credit score as the sum that it is."""
    org_id = visit.actor.org_id
    try:
        score: CreditScoreDetail = visit.read(lambda work: trust_scores.read_score(work, org_id))
    except NotFoundError:
        return None
    language = visit.language
    parts = [say("g_credit_start", language)]
    for line in score.lines[:8]:
        until = ""
        if line.ends_on is not None:
            day = line.ends_on.isoformat()
            until = "，" + say("g_credit_until", "zh").format(day=day)
            if language == "en":
                until = ", " + say("g_credit_until", "en").format(day=day)
        sign = "−" if line.points.startswith("-") else "+"
        name = line.name_en if language == "en" else line.name_zh
        brackets = f" ({name}{until})" if language == "en" else f"（{name}{until}）"
        parts.append(f" {sign} {line.points.lstrip('-+')}{brackets}")
    heading = say("g_credit", language).format(grade=score.grade, score=score.score)
    return {"heading": heading, "sum": "".join(parts)}

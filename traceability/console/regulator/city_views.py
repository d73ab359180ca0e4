"""How does the city become words and pictures, ready for its page?"""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup

from consumer_web.civil_time import say_date, say_instant
from traceability.console.charts import Point, Stack, bars, stacks
from traceability.console.regulator.coverage_views import coverage_figures, coverage_number
from traceability.console.regulator.figures import (
    Aside,
    Figure,
    Number,
    say_month,
    short,
    short_month,
)
from traceability.console.words import say
from traceability.domain.access import Action, Actor
from traceability.domain.civil import civil_date
from traceability.domain.penalty_windows import add_months
from traceability.domain.tasks import TaskKind
from traceability.schemas.canteens import Coverage
from traceability.schemas.city import CityNumbers, CityPublic, CityTask

_PLACES = {
    TaskKind.CASE: "/console/delistings/{id}",
    TaskKind.RELISTING: "/console/relistings/{id}",
    TaskKind.DELIVERY: "/console/credit-deliveries/{id}",
    TaskKind.FAILURE: "/console/inspections/{id}",
    TaskKind.OBJECTION: "/console/objections/{id}",
    TaskKind.REPAIR: "/console/repairs/{id}",
    TaskKind.COMPLAINT: "/console/enterprises/{org}#complaints",
    TaskKind.RECTIFICATION: "/console/enterprises/{org}#rectifications",
    TaskKind.REPORT: "/console/consumer-reports/{id}",
    TaskKind.NOTICE: "/console/delistings/{id}",
    TaskKind.RECALL: "/console/recalls/{id}",
    TaskKind.PRODUCT: "/console/approvals",
    TaskKind.APPLICATION: "/console/approvals/enterprises",
    TaskKind.LABEL_REQUEST: "/console/label-approvals",
}
_IN_ONE_LINE = frozenset(
    {
        TaskKind.PRODUCT,
        TaskKind.APPLICATION,
        TaskKind.NOTICE,
        TaskKind.RECALL,
        TaskKind.LABEL_REQUEST,
    }
)
_GRAVE = frozenset({TaskKind.CASE, TaskKind.DELIVERY, TaskKind.FAILURE})


def view_city(
    city: CityPublic, coverage: Coverage | None, actor: Actor, language: str
) -> dict[str, Any]:
    """Give numbers, tasks and charts; the traced share only to who may read it."""
    today = civil_date(city.counted_at)
    return {
        "month": say_month(today, language),
        "counted": say_instant(city.counted_at, short(language)),
        "numbers": _numbers(city.numbers, coverage, today, actor, language),
        "dead": city.numbers.deliveries_dead,
        "tasks": [_task(task, today, language) for task in city.tasks],
        "tasks_in_all": city.tasks_in_all,
        "figures": [
            *(coverage_figures(coverage, language) if coverage else ()),
            _reports_by_month(city, language),
            *(() if coverage else (_reports_by_district(city, language),)),
            _scans(city, actor, language),
        ],
    }


def _numbers(
    said: CityNumbers, coverage: Coverage | None, today: date, actor: Actor, language: str
) -> list[Number]:
    def more(key: str, value: int, href: str, mark: str = "") -> Aside:
        return Aside(say(f"city_{key}", language).format(f"{value:,}"), href, mark if value else "")

    def number(key: str, value: int, href: str, *asides: Aside) -> Number:
        return Number(say(key, language), f"{value:,}", href, asides)

    month = today.replace(day=1).isoformat()
    lots = "/console/batches" if actor.may(Action.STOP_BATCHES) else ""
    copies = "/console/suspicions" if actor.may(Action.READ_SUSPICIONS) else ""
    return [
        number(
            "enterprises", said.enterprises, "/console/enterprises",
            more("listed", said.enterprises_listed, "/console/enterprises?standing=listed"),
        ),
        number(
            "products", said.products, "/console/approvals",
            more("pending", said.products_pending, "/console/approvals?approval=pending"),
        ),
        number(
            "city_batches", said.batches, lots,
            more("new", said.batches_this_month, lots and f"{lots}?from={month}"),
        ),
        number(
            "city_scans", said.scans_this_month, "/console/scans",
            more("suspected", said.codes_suspected, copies),
        ),
        *([coverage_number(coverage, language)] if coverage else []),
        number(
            "city_failures", said.failures_this_month, f"/console/failures?from={month}",
            more(
                "of_reports", said.reports_this_month,
                f"/console/failures?verdict=any&from={month}",
            ),
            more("open", said.failures_open, "/console/failures?open=1", "bad"),
        ),
        number(
            "delisted", said.delisted, "/console/enterprises?standing=delisted",
            more("ever", said.delisted_ever, "/console/enterprises?past=delisted"),
        ),
        number(
            "city_deliveries", said.deliveries_waiting, "/console/credit-deliveries?state=open",
            more(
                "in_trouble", said.deliveries_in_trouble,
                "/console/credit-deliveries?state=trouble", "bad",
            ),
        ),
    ]  # fmt: skip


def _task(task: CityTask, today: date, language: str) -> dict[str, str]:
    place = _PLACES[task.kind].format(id=task.record_id, org=task.enterprise_id)
    said = _said(task, language)
    if task.enterprise and task.count == 1:
        said = f"{task.enterprise}{': ' if language == 'en' else '：'}{said}"
    return {
        "kind": say(f"task_{task.kind}", language),
        "tone": "bad" if task.kind in _GRAVE else "careful" if _is_late(task, today) else "",
        "said": said,
        "when": _when(task, today, language),
        "when_tone": "bad" if _is_late(task, today) else "",
        "href": place,
        "act": say(f"task_{task.kind}_do", language),
    }


def _said(task: CityTask, language: str) -> str:
    if task.count > 1 or task.kind in _IN_ONE_LINE:
        return say(f"task_{task.kind}_many", language).format(
            count=task.count, oldest=say_date(civil_date(task.since), short(language))
        )
    if task.kind is TaskKind.DELIVERY:
        return say(f"delivery_{task.said}", language)
    return task.said


def _is_late(task: CityTask, today: date) -> bool:
    return task.due_on is not None and task.due_on < today


def _when(task: CityTask, today: date, language: str) -> str:
    if task.due_on is None:
        return say_instant(task.since, short(language))
    days = (task.due_on - today).days
    if days < 0:
        return say("overdue", language).format(days=-days)
    if days == 0:
        return say("due_today", language)
    return say("city_until", language).format(day=say_date(task.due_on, short(language)))


def _reports_by_month(city: CityPublic, language: str) -> Figure:
    columns = [
        Stack(
            short_month(each.month, language),
            (("good", each.passed), ("bad", each.failed)),
            say("city_of_month", language).format(passed=each.passed, failed=each.failed),
            _failures_of(each.month),
            str(each.failed) if each.failed else "",
        )
        for each in city.months
    ]
    failed = sum(each.failed for each in city.months)
    return Figure(
        heading=say("city_reports", language),
        note=say("city_failed_in_all", language).format(failed),
        href=f"/console/failures?from={city.months[0].month}",
        legend=(("good", say("pass", language)), ("bad", say("fail", language))),
        picture=stacks(columns),
        columns=(say("city_month", language), say("pass", language), say("fail", language)),
        rows=tuple(
            (
                say_month(each.month, language),
                _failures_of(each.month),
                (f"{each.passed:,}", f"{each.failed:,}"),
            )
            for each in city.months
        ),
    )


def _failures_of(month: date) -> str:
    last = date.fromordinal(add_months(month, 1).toordinal() - 1)
    return f"/console/failures?from={month}&to={last}"


def _reports_by_district(city: CityPublic, language: str) -> Figure:
    points = [
        Point(
            each.district,
            each.reports,
            f"{each.reports:,}",
            f"/console/enterprises?district={each.district}",
        )
        for each in sorted(city.districts, key=lambda each: -each.reports)
    ]
    return Figure(
        heading=say("city_by_district", language),
        note=say("city_sampling_link", language),
        href="/console/sampling",
        legend=(),
        picture=bars(points),
        columns=(
            say("district", language), say("city_sampled", language), say("fail", language),
        ),
        rows=tuple(
            (
                each.district,
                f"/console/enterprises?district={each.district}",
                (f"{each.reports:,}", f"{each.failed:,}"),
            )
            for each in city.districts
        ),
    )  # fmt: skip


def _scans(city: CityPublic, actor: Actor, language: str) -> Figure:
    columns = [
        Stack(
            str(each.day.day),
            (("plain", each.scans - min(each.suspected, each.scans)), ("odd", each.suspected)),
            f"{each.scans:,}",
            f"/console/scans?day={each.day}",
        )
        for each in city.scans
    ]
    return Figure(
        heading=say("city_scans_by_day", language).format(short_month(city.scans[0].day, language)),
        note=say("city_suspected", language).format(city.numbers.codes_suspected),
        href="/console/suspicions" if actor.may(Action.READ_SUSPICIONS) else "",
        legend=(("plain", say("city_plain", language)), ("odd", say("city_odd", language))),
        picture=stacks(columns) if city.numbers.scans_this_month else Markup(""),
        columns=(say("city_day", language), say("city_scans", language), say("city_odd", language)),
        rows=tuple(
            (
                say_date(each.day, short(language)),
                f"/console/scans?day={each.day}",
                (f"{each.scans:,}", f"{each.suspected:,}"),
            )
            for each in city.scans
        ),
    )

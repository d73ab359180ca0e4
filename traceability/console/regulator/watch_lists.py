"""Which lists watch what goes wrong?"""

from __future__ import annotations

from datetime import date

from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.regulator.city_lists import day, moment
from traceability.console.words import say, tone
from traceability.domain.kinds import InspectionKind, ResultVerdict
from traceability.schemas.recalls import RecallLine, RecallQuery
from traceability.schemas.trust import SamplingItem
from traceability.schemas.watch import FailureLine, FailureQuery, ScanLine, ScanPage, SuspectedCode
from traceability.services import recalls, watch
from traceability.services.sampling import plan_sampling
from traceability.storage.work import Work

_KINDS = ("supervision", "commissioned", "type", "factory")
_YES_NO = (("1", "watch_open"), ("0", "watch_closed"))


def failures_list(language: str, *, with_passed: bool = False) -> Listing[FailureLine]:
    """Give the reports that failed, or all that were signed, newest first."""

    def asked_for(asked: Asked) -> FailureQuery:
        kind, is_open = asked.get("kind"), asked.get("open")
        return FailureQuery(
            q=asked.q or None,
            is_open=is_open == "1" if is_open else None,
            with_passed=asked.get("verdict") == "any",
            kind=InspectionKind(kind) if kind else None,
            reported_from=asked.day("from"),
            reported_to=asked.day("to"),
            cursor=asked.after,
            limit=asked.limit,
        )

    def state(row: FailureLine) -> Said:
        if row.verdict is ResultVerdict.PASS:
            return Said(say("pass", language), tone=tone("pass"))
        if row.is_open:
            return Said(say("watch_open", language), tone="bad")
        if row.replaced_by:
            place = f"/console/inspections/{row.replaced_by}"
            return Said(say("watch_replaced", language), place)
        return Said(say("watch_grade_only", language), tone="careful")

    return Listing(
        address="/console/failures",
        heading="watch_all_reports" if with_passed else "place_failures",
        search="find_failure",
        filters=(
            Filter("open", "status", [(value, say(key, language)) for value, key in _YES_NO]),
            Filter("kind", "kind", [(each, say(f"kind_{each}", language)) for each in _KINDS]),
            Filter("verdict", "verdict", [("any", say("watch_any", language))]),
            Filter("from", "watch_from"),
            Filter("to", "watch_to"),
        ),
        columns=(
            Column(
                "report",
                lambda row: Said(row.report_no, f"/console/inspections/{row.id}"),
                "lead code",
            ),
            Column(
                "dir_product_lot",
                lambda row: Said(row.lot, f"/console/batches/{row.batch_id}", more=row.product),
            ),
            Column(
                "enterprise",
                lambda row: Said(row.enterprise.name, f"/console/enterprises/{row.enterprise.id}"),
            ),
            Column("failed_items", lambda row: "；".join(row.items) or "—"),
            Column("kind", lambda row: say(f"kind_{row.kind}", language)),
            Column("reported", lambda row: day(row.reported_on, language)),
            Column("status", state, "state"),
        ),
        find=lambda work, asked: watch.list_failures(work, asked_for(asked)),
        count=lambda work, asked: watch.count_failures(work, asked_for(asked)),
        empty="watch_no_reports" if with_passed else "watch_no_failures",
    )


def sampling_list(today: date, language: str) -> Listing[SamplingItem]:
    """Give where sampling or an inspection is due, the lowest grade first."""

    def due(row: SamplingItem) -> Said:
        if not row.is_inspection_due:
            shown = day(row.inspection_due_on, language)
            return Said(shown.text, instant=shown.instant, exported=shown.exported)
        days = (today - row.inspection_due_on).days
        words = say("overdue" if days else "due_today", language).format(days=days)
        return Said(words, tone="bad" if days else "careful")

    return Listing(
        address="/console/sampling",
        heading="place_sampling",
        columns=(
            Column(
                "enterprise", lambda row: Said(row.name, f"/console/enterprises/{row.org_id}"),
                "lead",
            ),
            Column("district", lambda row: row.district),
            Column(
                "dir_grade", lambda row: Said(row.grade, more=f"{row.sampling_percent} %"),
                is_named=True,
            ),
            Column("watch_released", lambda row: f"{row.released:,}", "right", is_named=True),
            Column("watch_sampled", lambda row: f"{row.sampled:,}", "right", is_named=True),
            Column(
                "watch_to_sample",
                lambda row: Said(f"{row.due_samples:,}") if row.due_samples else Said("—"),
                "right",
                is_named=True,
            ),
            Column("watch_last", lambda row: day(row.last_sampled_on, language)),
            Column("watch_inspection", due, "state"),
        ),
        find=lambda work, asked: plan_sampling(work, asked.after, asked.limit),
        empty="watch_no_sampling",
    )  # fmt: skip


def scans_list(today: date, language: str) -> Listing[ScanLine]:
    """Give the lots that were looked at most this month, or on a day."""

    def place(row: ScanLine) -> Said:
        href = f"/console/batches/{row.batch_id}" if row.batch_id else ""
        return Said(row.lot, href, more=row.product or row.gtin)

    def find(work: Work, asked: Asked) -> ScanPage:
        return watch.list_scans(work, *days_of_scans(asked.day("day"), today))

    return Listing(
        address="/console/scans",
        heading="place_scans",
        filters=(Filter("day", "city_day"),),
        columns=(
            Column("dir_product_lot", place, "lead"),
            Column("enterprise", lambda row: row.enterprise or "—"),
            Column("watch_scans", lambda row: f"{row.scans:,}", "right", is_named=True),
            Column("watch_regions", lambda row: f"{row.regions:,}", "right", is_named=True),
        ),
        find=find,
        empty="watch_no_scans",
    )


def days_of_scans(on: date | None, today: date) -> tuple[date, date]:
    """Give the first and the last day that are looked at: one day, or the running month."""
    return on or today.replace(day=1), on or today


def suspicions_list(language: str, *, is_authority: bool) -> Listing[SuspectedCode]:
    """Give the package codes that look copied, newest first."""

    def maker(row: SuspectedCode) -> Said:
        href = f"/console/enterprises/{row.enterprise.id}" if is_authority else ""
        return Said(row.enterprise.name, href)

    return Listing(
        address="/console/suspicions",
        heading="place_suspicions",
        columns=(
            Column("watch_code", lambda row: Said(grouped(row.code), f"/T/{row.code}"),
                   "lead code"),
            Column(
                "dir_product_lot",
                lambda row: Said(row.lot, f"/console/batches/{row.batch_id}", more=row.product),
            ),
            Column("enterprise", maker),
            Column("watch_scans", lambda row: f"{row.scans:,}", "right", is_named=True),
            Column("watch_regions", lambda row: f"{row.places:,}", "right", is_named=True),
            Column("watch_why", lambda row: row.reason),
            Column("watch_since", lambda row: moment(row.since, language), "state"),
        ),
        find=lambda work, asked: watch.list_suspected(work, asked.after, asked.limit),
        count=lambda work, _asked: watch.count_suspected(work),
        empty="watch_no_suspicions",
    )  # fmt: skip


def grouped(code: str) -> str:
    """Write a package code as it is printed: in groups of four."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def recalls_list(language: str) -> Listing[RecallLine]:
    """Give the recalled lots, newest first."""

    def asked_for(asked: Asked) -> RecallQuery:
        return RecallQuery(q=asked.q or None, cursor=asked.after, limit=asked.limit)

    def answers(row: RecallLine) -> Said:
        if not row.told:
            return Said(say("watch_nobody_told", language))
        words = say("watch_answered", language).format(answered=row.answered, told=row.told)
        return Said(words, tone="good" if row.answered == row.told else "careful")

    return Listing(
        address="/console/recalls",
        heading="place_recalled",
        search="find_recall",
        columns=(
            Column("lot", lambda row: Said(row.lot, f"/console/recalls/{row.batch_id}"),
                   "lead code"),
            Column("product", lambda row: row.name),
            Column(
                "enterprise",
                lambda row: Said(row.enterprise.name, f"/console/enterprises/{row.enterprise.id}"),
            ),
            Column("reason", lambda row: Said(row.reason or "—", more=row.number or "")),
            Column("watch_recalled_at", lambda row: moment(row.recalled_at, language)),
            Column("watch_canteens", answers, "state"),
        ),
        find=lambda work, asked: recalls.list_recalls(work, asked_for(asked)),
        count=lambda work, asked: recalls.count_recalls(work, asked_for(asked)),
        empty="watch_no_recalls",
    )  # fmt: skip

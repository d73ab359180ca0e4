"""Which lists has the laboratory? Samples that wait, reports to sign, reports signed."""

from __future__ import annotations

from datetime import date

from consumer_web.civil_time import say_date
from traceability.console.laboratory.views import failed_items, name_of, say_due
from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.words import say, tone
from traceability.domain.access import Actor
from traceability.domain.kinds import InspectionKind, ReportState
from traceability.schemas.inspections import InspectionPublic, InspectionQuery
from traceability.schemas.samples import SampleListed, SampleQuery
from traceability.services import inspections, samples

_KINDS = ("supervision", "commissioned", "type", "factory")


def samples_list(today: date, language: str) -> Listing[SampleListed]:
    """Give the worklist: the samples that wait, first due first."""

    def due(row: SampleListed) -> Said:
        left = say_due(row.due_on, today, language)
        instant = row.due_on.isoformat()
        return Said(left.text, tone=left.tone, instant=instant, exported=instant)

    return Listing(
        address="/console/samples",
        heading="place_samples",
        search="find_sample",
        filters=(_kind_filter(language),),
        sort="due",
        columns=(
            Column(
                "sample_no",
                lambda row: Said(row.sample_no, f"/console/samples/{row.id}/results"),
                "lead code",
            ),
            Column("product", lambda row: Said(row.product, more=row.lot)),
            Column("kind", lambda row: say(f"kind_{row.kind}", language)),
            Column("enterprise", lambda row: row.enterprise),
            Column("received", lambda row: _day(row.received_on, language), is_named=True),
            Column(
                "typed", lambda row: f"{row.typed} / {len(row.parameters)}", "right", is_named=True
            ),
            Column("due", due, "state", sort="due"),
        ),
        find=lambda work, asked: samples.list_samples(work, _samples_asked(asked)),
        count=lambda work, asked: samples.count_samples(work, _samples_asked(asked)),
        empty="no_samples",
        first_step=("/console/samples/new", "place_new_sample"),
        takes_focus=True,
    )


def _samples_asked(asked: Asked) -> SampleQuery:
    return SampleQuery(
        q=asked.q or None,
        kind=_kind(asked),
        sort="-due" if asked.is_descending else "due",
        cursor=asked.after,
        limit=asked.limit,
    )


def reports_list(state: ReportState, actor: Actor, language: str) -> Listing[InspectionPublic]:
    """Give the reports to sign, or those that were signed; nobody signs what he entered."""
    is_open = state is ReportState.ENTERED

    def failed(row: InspectionPublic) -> Said:
        names = [name_of(result, language) for result in failed_items(row)]
        is_mine = is_open and row.entered_by == actor.user_id
        return Said(
            (", " if language == "en" else "、").join(names) or "—",
            more=say("entered_by_you", language) if is_mine else "",
        )

    def asked_for(asked: Asked) -> InspectionQuery:
        return InspectionQuery(
            state=state,
            own=True,
            q=asked.q or None,
            kind=_kind(asked),
            newest_first=not is_open,
            cursor=asked.after,
            limit=asked.limit,
        )

    return Listing(
        address="/console/inspections" if is_open else "/console/inspections/signed",
        heading="place_review" if is_open else "place_signed",
        search="find_report",
        filters=(_kind_filter(language),),
        columns=(
            Column(
                "report",
                lambda row: Said(row.report_no, f"/console/inspections/{row.id}"),
                "lead code",
            ),
            Column("sample_no", lambda row: row.sample_no, "code"),
            Column("kind", lambda row: say(f"kind_{row.kind}", language)),
            Column("reported", lambda row: _day(row.reported_on, language)),
            Column("failed_items", failed),
            Column(
                "verdict",
                lambda row: Said(say(row.verdict, language), tone=tone(row.verdict)),
                "state",
            ),
        ),
        find=lambda work, asked: inspections.list_inspections(work, asked_for(asked)),
        count=lambda work, asked: inspections.count_inspections(work, asked_for(asked)),
        empty="no_review" if is_open else "no_reports_yet",
        first_step=("/console/samples", "place_samples"),
        takes_focus=True,
    )


def _kind_filter(language: str) -> Filter:
    return Filter("kind", "kind", [(name, say(f"kind_{name}", language)) for name in _KINDS])


def _kind(asked: Asked) -> InspectionKind | None:
    kind = asked.get("kind")
    return InspectionKind(kind) if kind else None


def _day(day: date, language: str) -> Said:
    words = say_date(day, "en" if language == "en" else "zh")
    return Said(words, instant=day.isoformat(), exported=day.isoformat())

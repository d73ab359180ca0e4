"""Which lists does the enterprise have of its labels?"""

from __future__ import annotations

from consumer_web.civil_time import say_instant
from traceability.console.enterprise.label_orders import say_where
from traceability.console.enterprise.label_views import say_state, state_tone
from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.words import say
from traceability.domain.kinds import LabelOutput
from traceability.schemas.labels import LabelJobListed, LabelJobQuery
from traceability.services import label_sheets


def jobs_list(language: str) -> Listing[LabelJobListed]:
    """Give the label jobs, the newest first."""

    def done(row: LabelJobListed) -> str:
        progress = row.progress
        if progress is None or progress.output is not LabelOutput.PRINTER:
            return f"{row.count:,}"
        return f"{progress.done:,} / {progress.total:,}"

    def goes_to(row: LabelJobListed) -> str:
        progress = row.progress
        return say_where(progress.output, progress.printer, language) if progress else "—"

    def state(row: LabelJobListed) -> Said:
        if row.progress is None:
            return Said("—")
        return Said(say_state(row.progress.state, language), tone=state_tone(row.progress.state))

    def ordered(row: LabelJobListed) -> Said:
        words = say_instant(row.recorded_at, "en" if language == "en" else "zh")
        return Said(words, instant=row.recorded_at.isoformat())

    return Listing(
        address="/console/label-jobs",
        heading="place_label_jobs",
        search="lb_search",
        filters=(
            Filter(
                "open",
                "status",
                [("yes", say("lb_open_only", language)), ("no", say("lb_over_only", language))],
            ),
        ),
        columns=(
            Column(
                "lb_job",
                lambda row: Said(f"T-{row.job_no:04d}", f"/console/label-jobs/{row.id}"),
                "lead code",
            ),
            Column("product", lambda row: Said(row.product, more=row.lot)),
            Column("lb_facts_where", goes_to),
            Column("lb_progress", done, "right", is_named=True),
            Column("lb_ordered", ordered),
            Column("status", state, "state"),
        ),
        find=lambda work, asked: label_sheets.find_label_jobs(work, _query(asked)),
        count=lambda work, asked: label_sheets.count_label_jobs(work, _query(asked)),
        empty="lb_no_jobs",
        first_step=("/console/batches", "lb_batches"),
        takes_focus=True,
    )


def _query(asked: Asked) -> LabelJobQuery:
    state = asked.get("open")
    return LabelJobQuery(
        q=asked.q or None,
        is_open=None if state is None else state == "yes",
        cursor=asked.after,
        limit=asked.limit,
    )

"""How does a label job become words: how far it is, what is asked, and what was done?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from consumer_web.civil_time import CHINA, as_utc, say_instant
from label_printer.language import PrinterStatus
from label_printer.stock import load_stock
from traceability.console.enterprise.label_orders import say_stock, say_where
from traceability.console.words import say
from traceability.domain.kinds import OPEN_RUNS, LabelOutput, LabelState, RunState
from traceability.routes.words import say as say_refusal
from traceability.schemas.labels import LabelProgress, LabelSpan
from traceability.services.label_sheets import JobSheet

MOVING = frozenset({RunState.QUEUED, RunState.PRINTING})
_TONES = {
    LabelState.CONFIRMED: "good",
    LabelState.UNKNOWN: "careful",
    LabelState.VOID: "bad",
}
_STATE_TONES = {
    RunState.DONE: "good",
    RunState.UNANSWERED: "careful",
    RunState.FIRST_ARTICLE: "careful",
    RunState.PAUSED: "careful",
    RunState.STOPPED: "bad",
    RunState.CANCELLED: "bad",
}


def view_job(sheet: JobSheet, now: datetime, language: str) -> dict[str, Any]:
    """Give the page of a job."""
    progress, job = sheet.job.progress, sheet.job
    short = _short(language)
    return {
        "sheet": sheet,
        "job": job,
        "progress": progress,
        "no": f"T-{job.job_no:04d}",
        "ordered": say_instant(job.recorded_at, short),
        "orderer": _orderer(sheet),
        "stock": say_stock(load_stock(job.stock), language),
        "codes": say("lb_codes_package" if job.is_serialised else "lb_codes_lot", language),
        "history": list(_history(sheet, language)),
    } | (_view_progress(sheet, progress, now, language) if progress else {"is_moving": False})


def _orderer(sheet: JobSheet) -> str:
    return sheet.people.get(sheet.job.runs[0].ordered_by, "") if sheet.job.runs else ""


def _view_progress(
    sheet: JobSheet, progress: LabelProgress, now: datetime, language: str
) -> dict[str, Any]:
    whole = sheet.whole or progress
    state = say_state(progress.state, language)
    counted = progress.done + progress.void
    return {
        "is_moving": progress.state in MOVING,
        "is_file": progress.output is not LabelOutput.PRINTER,
        "title": say_title(progress, language),
        "state": state,
        "state_tone": state_tone(progress.state),
        "where": say_where(progress.output, progress.printer, language),
        "percent": counted * 100 // progress.total,
        "counted": counted,
        "left": progress.total - counted,
        "rate": f"{progress.rate:.1f}" if progress.rate else "",
        "until": _say_left(progress, now, language),
        "trouble": say_trouble(progress.trouble, language),
        "stopped": say_refusal(progress.stopped_by, language, {})[1] if progress.stopped_by else "",
        "asked": sheet.asked,
        "spans": [_Span.of(span, sheet, language) for span in whole.spans],
        "may_pause": progress.state in MOVING,
        "may_resume": progress.state in {RunState.PAUSED, RunState.STOPPED},
        "may_cancel": progress.state in OPEN_RUNS,
        "waits_for_first": progress.state is RunState.FIRST_ARTICLE,
        "has_file": progress.output is not LabelOutput.PRINTER
        and progress.state is not RunState.CANCELLED,
        "is_drawn": any(span.state is LabelState.RENDERED for span in progress.spans),
        "sheet_places": _places(sheet, progress),
        "last_printed": _last_printed(whole),
    }


def say_title(progress: LabelProgress, language: str) -> str:
    """Say how far a job is, in one line; a file is there as a whole."""
    state = say_state(progress.state, language)
    if progress.run_no:
        state = f"{say('lb_reprint', language)} · {state}"
    is_file = progress.output is not LabelOutput.PRINTER
    key, done = "lb_title_file" if is_file else "lb_title", f"{progress.done:,}"
    return say(key, language).format(state=state, done=done, total=f"{progress.total:,}")


def say_state(state: RunState, language: str) -> str:
    """Name the state of a run."""
    return say(f"lb_state_{state.value}", language)


def state_tone(state: RunState) -> str:
    """Give the mark beside the state of a run."""
    return _STATE_TONES.get(state, "plain")


@dataclass(frozen=True, slots=True)
class _Span:
    """Labels in a row, as the page shows them."""

    first: int
    last: int
    word: str
    tone: str
    is_asked: bool
    may_reprint: bool
    may_void: bool

    @classmethod
    def of(cls, span: LabelSpan, sheet: JobSheet, language: str) -> _Span:
        """Put a span into words."""
        is_known = span.state not in {LabelState.VOID, LabelState.UNKNOWN, LabelState.SENT}
        return cls(
            span.first,
            span.last,
            say(f"lb_label_{span.state.value}", language),
            _TONES.get(span.state, "plain"),
            span.state is LabelState.UNKNOWN,
            span.state is LabelState.CONFIRMED,
            is_known and sheet.job.is_serialised,
        )


def _say_left(progress: LabelProgress, now: datetime, language: str) -> str:
    """Say how long it takes still, and until when."""
    if progress.seconds_left is None or progress.state is not RunState.PRINTING:
        return ""
    seconds = progress.seconds_left
    at = as_utc(now + timedelta(seconds=seconds)).astimezone(CHINA)
    left = say_duration(seconds, language)
    return say("lb_left", language).format(left=left, at=f"{at:%H:%M}")


def say_duration(seconds: int, language: str) -> str:
    """Say a duration in the two largest units."""
    minutes, rest = divmod(seconds, 60)
    if minutes == 0:
        return say("lb_seconds", language).format(seconds=rest)
    if minutes < 60:
        return say("lb_minutes", language).format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return say("lb_hours", language).format(hours=hours, minutes=minutes)


def say_trouble(trouble: str | None, language: str) -> str:
    """Say why a printer does not go on."""
    if not trouble:
        return ""
    zh, _, en = PrinterStatus(trouble.removeprefix("printer.")).words.partition(" · ")
    return en if language == "en" else zh


def _places(sheet: JobSheet, progress: LabelProgress) -> int:
    """Count the places of the sheet that a file is laid out for; 0 where there is none."""
    sheet_of = load_stock(sheet.job.stock).sheet
    return sheet_of.positions if sheet_of and progress.output is LabelOutput.PDF else 0


def _last_printed(whole: LabelProgress) -> int:
    confirmed = [span.last for span in whole.spans if span.state is LabelState.CONFIRMED]
    return max(confirmed, default=0)


def _history(sheet: JobSheet, language: str) -> Iterator[dict[str, str]]:
    """Tell what was ordered, reprinted and voided, the newest first."""
    job = sheet.job
    done = [
        (
            run.recorded_at,
            "lb_did_reprint" if run.run_no else "lb_did_first",
            {"first": run.first, "last": run.last, "count": f"{job.count:,}"},
            run.reason or run.note or "",
            run.ordered_by,
        )
        for run in job.runs
    ]
    done += [
        (
            void.recorded_at,
            "lb_did_void",
            {"first": void.first, "last": void.last},
            void.reason,
            void.voided_by,
        )
        for void in job.voids
    ]
    for at, key, values, why, who in sorted(done, key=lambda entry: entry[0], reverse=True):
        yield {
            "at": say_instant(at, _short(language)),
            "instant": at.isoformat(),
            "what": say(key, language).format(**values),
            "why": why,
            "who": sheet.people.get(who, ""),
        }


def _short(language: str) -> str:
    return "en" if language == "en" else "zh"

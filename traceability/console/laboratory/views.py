"""How do samples, sheets and reports become words, ready for the page?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from consumer_web.civil_time import say_date, say_instant
from traceability.console.words import WORDS, say, tone
from traceability.domain.access import Actor
from traceability.domain.kinds import ReportState, ResultVerdict
from traceability.domain.limit_clauses import cite_beside
from traceability.domain.limit_words import word_bound
from traceability.domain.limits import LimitOperator
from traceability.schemas.batches import BatchPublic
from traceability.schemas.inspections import InspectionPublic, ResultPublic
from traceability.schemas.samples import SampleRow, SampleSheet


@dataclass(frozen=True, slots=True)
class Due:
    """When a report is due, said with a mark."""

    text: str
    tone: str


def say_due(due_on: date, today: date, language: str) -> Due:
    """Tell how many days are left, or by how many a report is late."""
    days = (due_on - today).days
    if days < 0:
        return Due(say("overdue", language).format(days=-days), "bad")
    if days == 0:
        return Due(say("due_today", language), "careful")
    return Due(say_date(due_on, short(language)), "")


def say_told(name: str, language: str) -> str:
    """Say what was just done, by the name in the address; nothing for a name nobody knows."""
    key = f"told_{name}"
    return say(key, language) if key in WORDS else ""


def view_sheet(sheet: SampleSheet, today: date, language: str) -> dict[str, Any]:
    """Give the sheet of a sample: each item with its limit, what was typed, and its verdict."""
    rows = [_sheet_row(number, row, language) for number, row in enumerate(sheet.rows, 1)]
    verdicts = [row.verdict for row in sheet.rows if row.value]
    return {
        "sheet": sheet,
        "rows": rows,
        "kind": say(f"kind_{sheet.kind}", language),
        "due": say_due(sheet.due_on, today, language),
        "produced": say_date(sheet.produced_on, short(language)),
        "sampled": say_date(sheet.sampled_on, short(language)),
        "received": say_date(sheet.received_on, short(language)),
        "saved": say_instant(sheet.saved_at, short(language)) if sheet.saved_at else "",
        "summary": _summary(verdicts, len(rows)),
        "missing": len(rows) - len(verdicts),
        "is_open": sheet.state == "waiting",
    }


def _summary(verdicts: Sequence[ResultVerdict | None], total: int) -> dict[str, int]:
    failed = sum(1 for verdict in verdicts if verdict is ResultVerdict.FAIL)
    unclear = sum(1 for verdict in verdicts if verdict is ResultVerdict.ERROR)
    passed = sum(1 for verdict in verdicts if verdict is ResultVerdict.PASS)
    return {
        "typed": len(verdicts),
        "total": total,
        "passed": passed,
        "failed": failed,
        "unclear": unclear,
    }


def _sheet_row(number: int, row: SampleRow, language: str) -> dict[str, Any]:
    is_english = language == "en"
    verdict = row.verdict.value if row.verdict else ""
    return {
        "number": number,
        "parameter": row.parameter,
        "name": row.parameter_en if is_english else row.parameter_zh,
        "method": row.method or "",
        "unit": row.unit,
        "limit": (row.limit_en if is_english else row.limit_zh) or "",
        "standard": row.standard or "",
        "value": row.value,
        "verdict": say(verdict, language) if verdict else "",
        "tone": tone(verdict) if verdict else "",
        "message": (row.message_en if is_english else row.message_zh) or "",
        "is_failed": row.verdict is ResultVerdict.FAIL,
        "is_unclear": row.verdict is ResultVerdict.ERROR,
    }


def failed_items(report: InspectionPublic) -> list[ResultPublic]:
    """Give the results of a report that failed."""
    return [result for result in report.results if result.verdict is ResultVerdict.FAIL]


def name_of(result: ResultPublic, language: str) -> str:
    """Name the measured item in the reader's language."""
    return result.parameter_en if language == "en" else result.parameter_zh


def view_report(
    report: InspectionPublic, batch: BatchPublic, actor: Actor, language: str
) -> dict[str, Any]:
    """Give a report with its results, and whether its reader may sign or send it back."""
    is_ours = actor.owns(report.org_id)
    is_entered = report.state is ReportState.ENTERED
    return {
        "report": report,
        "batch": batch,
        "kind": say(f"kind_{report.kind}", language),
        "state": say(f"state_{report.state}", language),
        "sampled": say_date(report.sampled_on, short(language)),
        "reported": say_date(report.reported_on, short(language)),
        "signed": say_instant(report.signed_at, short(language)) if report.signed_at else "",
        "results": [view_result(result, language) for result in report.results],
        "verdict": say(report.verdict.value, language),
        "tone": tone(report.verdict.value),
        "safety": (say(report.safety_verdict.value, language), tone(report.safety_verdict.value)),
        "grade": (say(report.grade_verdict.value, language), tone(report.grade_verdict.value)),
        "may_sign": is_ours and is_entered and report.entered_by != actor.user_id,
        "waits_for_other": is_ours and is_entered and report.entered_by == actor.user_id,
        "may_withdraw": is_ours and is_entered,
    }


def view_result(result: ResultPublic, language: str) -> dict[str, Any]:
    """Give one result of a report with its limit and verdict."""
    return {
        "name": name_of(result, language),
        "method": result.method or "",
        "value": result.value,
        "unit": result.unit,
        "limit": _bound(result, language),
        "standard": cite_beside(result.limit_standard, result.limit_clause, result.parameter_zh),
        "verdict": say(result.verdict.value, language),
        "tone": tone(result.verdict.value),
        "is_failed": result.verdict is ResultVerdict.FAIL,
    }


def _bound(result: ResultPublic, language: str) -> str:
    if result.operator is None:
        return ""
    words = word_bound(LimitOperator(result.operator), result.limit_value or "")
    bound = words.en if language == "en" else words.zh
    is_other = result.limit_value and result.limit_unit and result.limit_unit != result.unit
    return f"{bound} {result.limit_unit}" if is_other else bound


def short(language: str) -> str:
    """Give the language as dates know it."""
    return "en" if language == "en" else "zh"

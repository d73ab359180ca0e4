"""Which reports does a page show, and with what introduction?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consumer_web.civil_time import say_date
from consumer_web.document import InspectionFacts, TraceDocument, Verdict
from consumer_web.labels import get_labels
from consumer_web.results import ReportView, find_own_reports, summarise, view_report
from consumer_web.words import Lang

# More tables would make the page too heavy; further reports get a line each.
_MOST_TABLES = 2
_MOST_LINES = 6
# No tick on a page whose verdict is not our warranty.
_UNMARKED = (Verdict.DELISTED, Verdict.SUSPICIOUS)


@dataclass(frozen=True)
class ShownReport:
    """One report with its table."""

    facts: InspectionFacts
    view: ReportView
    summary: str
    succession: str  # which report took the place of which; empty for most


@dataclass(frozen=True)
class TestSection:
    """The section on tests."""

    heading: str
    summary: str
    caution: str
    caption: str
    reports: tuple[ShownReport, ...]
    earlier: tuple[str, ...]


def view_tests(document: TraceDocument, verdict: Verdict, lang: Lang) -> TestSection:
    """Lay out all reports on a batch: tables for its own, lines for the rest of the chain."""
    own = find_own_reports(document.inspections)
    shown = tuple(
        _show(inspection, lang, marked=verdict not in _UNMARKED)
        for inspection in own[:_MOST_TABLES]
    )
    rest = own[_MOST_TABLES:] + [i for i in document.inspections if i.subject is not None]
    t = get_labels(lang)
    heading, summary = _introduce(verdict, shown, lang)
    return TestSection(
        heading=heading,
        summary=summary,
        caution=t["old_food"] if verdict is Verdict.EXPIRED and shown else "",
        caption=t["results_then" if verdict is Verdict.DELISTED else "each_result"],
        reports=shown,
        earlier=tuple(_say_line(inspection, lang) for inspection in rest[:_MOST_LINES]),
    )


def _show(inspection: InspectionFacts, lang: Lang, *, marked: bool) -> ShownReport:
    view = view_report(inspection, lang, marked=marked)
    return ShownReport(
        inspection, view, summarise(view, lang), _say_succession(inspection, get_labels(lang))
    )


def _say_succession(inspection: InspectionFacts, t: Mapping[str, str]) -> str:
    """Say which report counts, where one took the place of another."""
    if inspection.replaced_by is not None:
        return t["replaced_by"].format(inspection.replaced_by)
    if inspection.replaces is None:
        return ""
    key = "retest_of" if inspection.succession == "retest" else "correction_of"
    return t[key].format(inspection.replaces)


def _introduce(verdict: Verdict, shown: tuple[ShownReport, ...], lang: Lang) -> tuple[str, str]:
    t = get_labels(lang)
    headings = {
        Verdict.EXPIRED: "tests_when_new",
        Verdict.DELISTED: "tests_before",
        Verdict.SUSPICIOUS: "tests_of_real",
    }
    heading = t[headings.get(verdict, "tests")]
    if not shown:
        return heading, t["no_tests"]
    if verdict is Verdict.DELISTED:
        return heading, t["for_reading_only"]
    view = shown[0].view
    if view.failed == 0 and view.facts.verdict == "pass":
        if verdict is Verdict.EXPIRED:
            return heading, {
                "zh": f"出厂时 {view.total} 项全部合格",
                "en": f"All {view.total} tests passed when it was new",
            }[lang]
        if verdict is Verdict.SUSPICIOUS:
            return heading, {
                "zh": f"真品这一批 {view.total} 项合格",
                "en": f"The real batch passed {view.total} tests",
            }[lang]
    return heading, shown[0].summary


def _say_line(inspection: InspectionFacts, lang: Lang) -> str:
    t = get_labels(lang)
    line = t["report_line"].format(
        say_date(inspection.reported_on, lang),
        inspection.laboratory,
        getattr(inspection.kind_words, lang),
        summarise(view_report(inspection, lang, marked=False), lang),
    )
    return (t["of_lot"].format(inspection.subject) if inspection.subject else "") + line

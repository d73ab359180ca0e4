"""How do the form of a report and the way to its answer look?"""

from __future__ import annotations

from collections.abc import Mapping

from consumer_web.civil_time import say_instant
from consumer_web.markup import trust
from consumer_web.receipts import group_receipt
from consumer_web.report_store import FollowedReport
from consumer_web.report_words import get_report_words, list_kinds
from consumer_web.settings import PublicSettings
from consumer_web.shell import PageShell
from consumer_web.tellings import LoudWords
from consumer_web.words import Lang


class ReportPages:
    """Writes the pages of consumer reports."""

    def __init__(self, settings: PublicSettings) -> None:
        self._shell = PageShell(settings)
        self._asks_contact = bool(settings.contact_public_key)

    def write_form(self, said: Mapping[str, str], fault: str, lang: Lang) -> str:
        """Write the form with what was said already, and what is wrong with it."""
        words = get_report_words(lang)
        headline = words["not_sent"] if fault else words["headline"]
        reason = words[fault] if fault else words["reason"]
        return self._shell.render(
            "report.html",
            lang,
            verdict="home",
            telling=LoudWords(headline, trust(reason), ()),
            w=words,
            kinds=list_kinds(lang),
            said=said,
            asks_contact=self._asks_contact,
        )

    def write_followed(self, receipt: str, report: FollowedReport, lang: Lang) -> str:
        """Write what became of a report."""
        words = get_report_words(lang)
        if report.found_true is None:
            telling = LoudWords(words["waiting"], trust(words["waiting_why"]), ())
        else:
            headline = words["upheld" if report.found_true else "dismissed"]
            telling = LoudWords(headline, trust(words["answered_why"]), ())
        rows = [
            (words["what"], dict(list_kinds(lang))[report.kind]),
            (words["reported_at"], say_instant(report.reported_at, lang)),
        ]
        if report.answered_at is not None:
            rows.append((words["answered_at"], say_instant(report.answered_at, lang)))
            rows.append((words["answer"], report.answer or ""))
        return self._shell.render(
            "receipt.html",
            lang,
            verdict="home",
            telling=telling,
            w=words,
            receipt=group_receipt(receipt),
            rows=rows,
        )

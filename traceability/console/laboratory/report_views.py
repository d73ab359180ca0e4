"""How do a report's relatives, its re-test and its successor become words?"""

from __future__ import annotations

from typing import Any

from consumer_web.civil_time import say_date
from traceability.console.laboratory.views import failed_items, name_of, short
from traceability.console.words import say, tone
from traceability.domain.kinds import STOPPED, RetestState
from traceability.schemas.inspections import InspectionPublic, RelativePublic, RelativesPublic
from traceability.schemas.report_follow_ups import ReportFollowUp


def view_relatives(
    report: InspectionPublic, related: RelativesPublic, language: str
) -> dict[str, Any]:
    """Give the lots that share a raw lot with a failed one, and the reason to hold them by."""
    rows = [_relative(lot, language) for lot in related.items]
    names = (", " if language == "en" else "、").join(
        name_of(result, language) for result in failed_items(report)
    )
    return {
        "relatives": rows,
        "free": sum(1 for row in rows if row["is_free"]),
        "hold_reason": say("hold_reason_said", language).format(no=report.report_no, items=names),
    }


def _relative(lot: RelativePublic, language: str) -> dict[str, Any]:
    return {
        "id": lot.batch_id,
        "lot": lot.lot,
        "name": lot.name,
        "enterprise": lot.org_name,
        "shared": (", " if language == "en" else "、").join(lot.shared),
        "status": say(lot.status, language),
        "tone": tone(lot.status),
        "is_free": lot.status not in STOPPED,
    }


def view_follow_up(follow_up: ReportFollowUp, language: str) -> dict[str, Any]:
    """Give what replaced a report, its re-test, and until when it may be contested."""
    retest = follow_up.retest
    return {
        "follow_up": follow_up,
        "contest_until": say_date(follow_up.contest_until, short(language))
        if follow_up.contest_until
        else "",
        "retest_said": say(
            "retest_waits" if retest.state is RetestState.REQUESTED else "retest_decided", language
        ).format(agency=retest.agency.name, day=say_date(retest.asked_on, short(language)))
        if retest
        else "",
    }

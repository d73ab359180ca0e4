"""How does the file of an enterprise become words and pictures, ready for its page?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from consumer_web.civil_time import say_date, say_instant
from traceability.console.charts import Point, Threshold, line
from traceability.console.regulator.city_lists import licence_until
from traceability.console.regulator.figures import short
from traceability.console.words import say, tone
from traceability.domain.civil import civil_date
from traceability.domain.kinds import ResultVerdict, Standing
from traceability.domain.supervision import SCHEME_NAMES, ComplaintState
from traceability.domain.trust_rules import TrustGrade
from traceability.publishing.words import say_amount
from traceability.routes.desk import now
from traceability.schemas.directory import DelistingOutlook, EnterpriseFile, TestedLot
from traceability.schemas.penalties import PenaltyPublic
from traceability.schemas.products import ProductPublic
from traceability.schemas.trust import CreditScoreDetail, TrustLinePublic

_RECORDS = {
    "inspection": "/console/inspections/{}",
    "penalty": "/console/penalties/{}",
    "batch": "/console/batches/{}",
}


def view_enterprise(
    file: EnterpriseFile,
    score: CreditScoreDetail | None,
    penalties: Sequence[PenaltyPublic],
    language: str,
) -> dict[str, Any]:
    """Give the whole file in words."""
    organization, today = file.organization, civil_date(now())
    standing = organization.standing or Standing.LISTED
    return {
        "file": file,
        "organization": organization,
        "standing": (say(f"standing_{standing}", language), tone(standing)),
        "standing_key": standing.value,
        "choices": [
            (each.value, say(f"standing_{each.value}", language))
            for each in (Standing.WARNED, Standing.SUSPENDED, Standing.LISTED)
            if each is not standing
        ],
        "today": today.isoformat(),
        "licence": licence_until(organization.sc_valid_until, language, today),
        "entered": say_date(civil_date(organization.recorded_at), short(language)),
        "signed": (
            say_date(file.commitment_signed_on, short(language))
            if file.commitment_signed_on
            else ""
        ),
        "score": _score(score, language) if score else None,
        "outlook": list(_outlook(file.outlook, today, language)),
        "reach": _reach(file, language),
        "reports": [_report(each, language) for each in file.reports],
        "products": [_product(each, language) for each in file.products],
        "penalties": [_penalty(each, language) for each in penalties],
        "standings": [
            {
                "at": _instant(each.effective_at or each.recorded_at, language),
                "standing": (say(f"standing_{each.standing}", language), tone(each.standing)),
                "reason": each.reason,
                "decision_no": each.decision_no or "",
                "case_id": each.case_id,
                "place": "relistings" if each.standing is Standing.LISTED else "delistings",
            }
            for each in file.standings
        ],
        "supervision": _supervision(file, today, language),
    }


def _instant(at: Any, language: str) -> str:
    return say_instant(at, short(language))


def _score(score: CreditScoreDetail, language: str) -> dict[str, Any]:
    points = [_signed(row.points) for row in score.lines]
    return {
        "grade": score.grade,
        "score": score.score,
        "rule_set": score.rule_set,
        "public_grade": score.public_grade,
        "lines": [_line(row, language) for row in score.lines],
        "sum": f"100 {' '.join(points)}" if points else "100",
        "capped": [
            say("dir_capped", language).format(
                group=say(f"group_{group.rule_group}", language),
                points=_signed(group.points),
                counted=_signed(group.counted),
            )
            for group in score.groups
            if group.points != group.counted
        ],
        "means": say("dir_means", language).format(
            percent=score.sampling_percent,
            months=score.inspection_months,
            labels=say(f"labels_{score.label_quota}", language),
        ),
        "history": _history(score, language),
        "probation": (
            say_date(score.probation_until, short(language)) if score.probation_until else ""
        ),
    }


def _signed(points: str) -> str:
    return f"−{points[1:]}" if points.startswith("-") else f"+{points.removeprefix('+')}"


def _line(row: TrustLinePublic, language: str) -> dict[str, str]:
    until = say_date(row.ends_on, short(language)) if row.ends_on else say("dir_lasting", language)
    place = _RECORDS.get(row.record_kind, "")
    return {
        "rule_no": row.rule_no,
        "name": row.name_en if language == "en" else row.name_zh,
        "detail": row.detail,
        "href": place.format(row.record_id),
        "window": say("dir_window", language).format(
            say_date(row.starts_on, short(language)), until
        ),
        "points": _signed(row.points),
    }


def _history(score: CreditScoreDetail, language: str) -> Any:
    points = [
        Point(
            f"{day.computed_on:%m-%d}",
            float(day.score),
            f"{say_date(day.computed_on, short(language))} {day.score} {day.grade}",
        )
        for day in score.history
    ]
    bound = Threshold(60, f"{TrustGrade.C} 60")
    return {
        "picture": line(points, bound) if len(points) > 1 else "",
        "rows": [(point.said, "") for point in points],
    }


def _outlook(outlook: DelistingOutlook, today: date, language: str) -> list[tuple[str, str]]:
    """Say what would lead to delisting; (words, mark) each."""
    said = []
    missing = outlook.failures_wanted - outlook.failures
    if outlook.failures:
        words = say("dir_failures_far" if missing > 0 else "dir_failures_met", language)
        said.append(
            (words.format(count=outlook.failures, missing=missing), "bad" if missing <= 0 else "")
        )
    if outlook.contestable_until:
        day = say_date(outlook.contestable_until, short(language))
        said.append((say("dir_contestable", language).format(day), ""))
    if outlook.low_since:
        days = (today - outlook.low_since).days
        words = say("dir_low", language).format(days=days, wanted=outlook.low_days_wanted)
        said.append((words, "bad" if days >= outlook.low_days_wanted else ""))
    if not said:
        said.append((say("dir_nothing_near", language), "good"))
    if not outlook.has_commitment:
        said.append((say("dir_no_commitment", language), "careful"))
    return said


def _reach(file: EnterpriseFile, language: str) -> list[dict[str, str]]:
    reach, name = file.reach, file.organization.uscc
    stock = f"{reach.mass_in_stock_g // 1000:,} kg"
    return [
        {
            "name": say("dir_batches", language),
            "value": f"{reach.batches:,}",
            "href": f"/console/batches?q={name}",
            "more": say("dir_of_batches", language).format(held=reach.held, drafts=reach.drafts),
        },
        {
            "name": say("dir_supplies", language),
            "value": f"{reach.canteens:,}",
            "href": "",
            "more": say("dir_stock", language).format(stock),
        },
        {
            "name": say("dir_codes", language),
            "value": f"{reach.codes:,}",
            "href": "",
            "more": "",
        },
    ]


def _report(each: TestedLot, language: str) -> dict[str, Any]:
    report = each.report
    failed = sum(result.verdict is ResultVerdict.FAIL for result in report.results)
    verdict = say(report.verdict.value, language)
    return {
        "no": report.report_no,
        "href": f"/console/inspections/{report.id}",
        "product": each.product,
        "lot": each.lot,
        "batch_href": f"/console/batches/{report.batch_id}",
        "kind": say(f"kind_{report.kind}", language),
        "agency": each.agency,
        "reported": say_date(report.reported_on, short(language)),
        "verdict": say("dir_failed", language).format(failed) if failed else verdict,
        "tone": tone(report.verdict.value),
        "penalty_href": f"/console/penalties/new?inspection={report.id}" if failed else "",
    }


def _product(product: ProductPublic, language: str) -> dict[str, str]:
    words = say_amount(product.net_content, product.net_content_unit)
    return {
        "name": product.name,
        "href": f"/console/products/{product.id}",
        "content": words.en if language == "en" else words.zh,
        "standard": " ".join(filter(None, (product.standard, product.grade))),
        "gtin": product.gtins[0] if product.gtins else "",
        "approval": say(f"approval_{product.approval}", language),
        "tone": tone(f"approval_{product.approval}"),
    }


def _penalty(penalty: PenaltyPublic, language: str) -> dict[str, str]:
    return {
        "no": penalty.decision_no,
        "href": f"/console/penalties/{penalty.id}",
        "kind": penalty.violation_kind,
        "content": penalty.penalty_content,
        "decided": say_date(penalty.decided_on, short(language)),
        "severity": say(f"severity_{penalty.severity}", language),
        "until": say_date(penalty.publicity_until, short(language)),
    }


def _supervision(file: EnterpriseFile, today: date, language: str) -> dict[str, Any]:
    def due(day: date, done: date | None) -> tuple[str, str]:
        if done is not None:
            return say("dir_done", language).format(say_date(done, short(language))), ""
        words = say("city_until", language).format(day=say_date(day, short(language)))
        return words, "bad" if day < today else "careful"

    return {
        "complaints": [
            {
                "id": each.id,
                "open": each.state is ComplaintState.OPEN,
                "no": each.complaint_no,
                "subject": each.subject,
                "answer": each.answer or each.finding or "",
                "state": say(f"complaint_{each.state}", language),
                "due": due(each.due_on, each.answered_on or each.found_on),
            }
            for each in file.complaints
        ],
        "rectifications": [
            {
                "id": each.id,
                "open": each.done_on is None,
                "no": each.order_no,
                "subject": each.subject,
                "due": due(each.due_on, each.done_on),
            }
            for each in file.rectifications
        ],
        "certificates": [
            {
                "no": each.certificate_no,
                "scheme": SCHEME_NAMES[each.scheme],
                "until": say_date(each.valid_until, short(language)),
                "tone": "bad" if each.withdrawn_on or each.valid_until < today else "",
            }
            for each in file.certificates
        ],
    }

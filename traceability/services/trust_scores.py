"""Stories: who is trusted how far, why, and computing it again when time has passed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import Session, col

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError
from traceability.domain.penalty_windows import add_months
from traceability.domain.trust import TrustLine, sum_groups
from traceability.domain.trust_consequences import (
    canteen_advice,
    inspection_months,
    label_quota,
    sampling_percent,
)
from traceability.domain.trust_rules import (
    RuleNo,
    TrustGrade,
    TrustRules,
    say_points,
)
from traceability.publishing.trust import settle_trust
from traceability.schemas.trust import (
    CreditScoreDetail,
    CreditScorePage,
    CreditScorePublic,
    TrustGroupPublic,
    TrustLinePublic,
    TrustScoreDay,
)
from traceability.storage.hard_rules import propose_low_grade
from traceability.storage.paging import page_of
from traceability.storage.parties import get_organization, organizations_by_id
from traceability.storage.tables import Organization, TrustLineRow, TrustScoreRow
from traceability.storage.trust_rules import rule_rows, to_trust_rule
from traceability.storage.trust_scores import (
    counting_lines,
    due_enterprises,
    find_score,
    history_of,
    newest_scores,
)
from traceability.storage.work import Work

MOST_AT_ONCE = 5  # enterprises in one transaction: with years behind them each takes a while
_HISTORY_MONTHS = 12


def recompute_due(work: Work, most: int = MOST_AT_ONCE) -> int:
    """Compute scores whose time has come; give their number. Call it until it gives 0.

    Lines end, windows move, weeks pass and certificates expire without anybody's doing.
    """
    due = due_enterprises(work.session, civil_date(work.now), most)
    work.touch_trust(*due)
    return settle_trust(work)


def propose_lasting_low_grades(work: Work) -> int:
    """Propose to strike off whoever has had grade D for ninety days; give how many were new."""
    low = work.session.exec(newest_scores().where(TrustScoreRow.grade == TrustGrade.D.value)).all()
    proposed = [propose_low_grade(work, row.org_id, row.grade_since) for row in low]
    return sum(case is not None for case in proposed)


def list_scores(
    work: Work, grade: TrustGrade | None, after: str | None, limit: int
) -> CreditScorePage:
    """List scores: the authority all, an enterprise its own, a canteen all public grades."""
    work.actor.require(Action.READ_CREDIT_SCORES)
    query = newest_scores()
    if _knows_everything(work, None):
        shown = col(TrustScoreRow.grade)
    elif work.actor.may(Action.RECORD_PURCHASES):
        shown = col(TrustScoreRow.public_grade)
    else:
        query = query.where(TrustScoreRow.org_id == work.actor.org_id)
        shown = col(TrustScoreRow.grade)
    if grade is not None:
        query = query.where(shown == grade.value)
    rows, following = page_of(work.session, query, col(TrustScoreRow.org_id), after, limit)
    names = organizations_by_id(work.session, (row.org_id for row in rows))
    items = [CreditScorePublic(**_said(work, row, names[row.org_id])) for row in rows]
    return CreditScorePage(items=items, next=following)


def read_score(work: Work, org_id: UUID) -> CreditScoreDetail:
    """Give a score; authority and enterprise see every line, its record, and until when."""
    work.actor.require(Action.READ_CREDIT_SCORES)
    is_canteen = work.actor.may(Action.RECORD_PURCHASES)
    row = find_score(work.session, org_id)
    if row is None or not (is_canteen or _knows_everything(work, org_id)):
        raise NotFoundError("trust.not_scored", id=org_id)
    said = _said(work, row, get_organization(work.session, org_id))
    if is_canteen:
        return CreditScoreDetail(**said)
    lines, groups = _lines(work.session, org_id)
    since = add_months(civil_date(work.now), -_HISTORY_MONTHS)
    history = [
        TrustScoreDay(
            computed_on=day.computed_on, score=say_points(day.score), grade=TrustGrade(day.grade)
        )
        for day in history_of(work.session, org_id, since)
    ]
    return CreditScoreDetail(**said, lines=lines, groups=groups, history=history)


def _knows_everything(work: Work, org_id: UUID | None) -> bool:
    return work.actor.is_authority or (org_id is not None and work.actor.owns(org_id))


def _said(work: Work, row: TrustScoreRow, organization: Organization) -> dict[str, Any]:
    public = TrustGrade(row.public_grade)
    said: dict[str, Any] = {
        "org_id": row.org_id,
        "name": organization.name,
        "uscc": organization.uscc,
        "district": organization.district,
        "grade": public,
        "grade_since": row.public_grade_since,
        "advice": canteen_advice(public),
        "public_grade": public,
        "rule_set": row.rule_set,
    }
    if not _knows_everything(work, row.org_id):
        return said
    grade = TrustGrade(row.grade)
    return said | {
        "grade": grade,
        "grade_since": row.grade_since,
        "score": say_points(row.score),
        "sampling_percent": sampling_percent(grade),
        "inspection_months": inspection_months(grade),
        "label_quota": label_quota(grade),
        "probation_until": row.probation_until,
    }


def _lines(session: Session, org_id: UUID) -> tuple[list[TrustLinePublic], list[TrustGroupPublic]]:
    rows = rule_rows(session)
    names = {row.rule_no: row for row in rows}
    rules = TrustRules.of(to_trust_rule(row.model_dump()) for row in rows)
    counting = counting_lines(session, org_id)
    lines = [
        TrustLinePublic(
            id=line.id,
            rule_no=line.rule_no,
            name_zh=names[line.rule_no].name_zh,
            name_en=names[line.rule_no].name_en,
            points=say_points(line.points),
            record_kind=line.record_kind,
            record_id=line.record_id,
            detail=line.detail,
            starts_on=line.starts_on,
            ends_on=line.ends_on,
        )
        for line in counting
    ]
    pure = [_pure(line) for line in counting]
    raw, counted = sum_groups(pure, rules, is_capped=False), sum_groups(pure, rules)
    groups = [
        TrustGroupPublic(
            rule_group=group, points=say_points(raw[group]), counted=say_points(points)
        )
        for group, points in counted.items()
    ]
    return lines, groups


def _pure(line: TrustLineRow) -> TrustLine:
    return TrustLine(
        RuleNo(line.rule_no), line.points, line.record_kind, line.record_id, line.starts_on
    )

"""REST: the trust rules, credit scores and where sampling is due."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.domain.trust_rules import TrustGrade
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.trust import (
    CreditScoreDetail,
    CreditScorePage,
    SamplingPlan,
    TrustRuleList,
    TrustRulePublic,
    TrustRuleRevision,
)
from traceability.services import sampling, trust_rules, trust_scores

router = APIRouter(tags=["trust"])
Grade = Annotated[TrustGrade | None, Query(description="only this grade")]


@router.get("/trust-rules")
def list_trust_rules(desk: Annotated[Desk, needs(Action.READ_CATALOGUE)]) -> TrustRuleList:
    """List the rules of the score, the caps of their groups and the bounds of the grades."""
    return desk.read(trust_rules.list_rules)


@router.post("/trust-rules/{rule_id}/revision", status_code=201, response_model=TrustRulePublic)
def create_rule_revision(
    rule_id: UUID,
    entered: TrustRuleRevision,
    desk: Annotated[Desk, needs(Action.WRITE_TRUST_RULES)],
) -> Response:
    """Change a rule; its earlier versions stay in the log, every score follows at once."""
    return desk.record(lambda work: trust_rules.revise_rule(work, rule_id, entered))


@router.get("/credit-scores")
def list_credit_scores(
    desk: Annotated[Desk, needs(Action.READ_CREDIT_SCORES)],
    grade: Grade = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CreditScorePage:
    """List scores: the authority all, an enterprise its own, a canteen all public grades."""
    return desk.read(lambda work: trust_scores.list_scores(work, grade, cursor, limit))


@router.get("/credit-scores/{org_id}")
def read_credit_score(
    org_id: UUID, desk: Annotated[Desk, needs(Action.READ_CREDIT_SCORES)]
) -> CreditScoreDetail:
    """Give a score with every line, its record, and from when until when it counts."""
    return desk.read(lambda work: trust_scores.read_score(work, org_id))


@router.get("/sampling-plan")
def read_sampling_plan(
    desk: Annotated[Desk, needs(Action.READ_SAMPLING_PLAN)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> SamplingPlan:
    """List the enterprises where sampling or an inspection is due, the lowest grade first."""
    return desk.read(lambda work: sampling.plan_sampling(work, cursor, limit))

"""Which grounds of a case do the register's own records show, and how are their facts told?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.cases import Ground
from traceability.domain.hard_rules import (
    PenaltyFacts,
    ground_of_penalty,
    is_low_for_long,
    standing_failures,
)
from traceability.domain.joint_action import ON_LIST
from traceability.domain.kinds import PenaltySeverity, PenaltyState
from traceability.storage.hard_rules import failures_of
from traceability.storage.tables import JointTask, Organization, Penalty
from traceability.storage.trust_scores import grade_d_since

COMMITMENT = "《粮油二维码溯源系统入驻信用承诺书》"
_LONGEST = 5000


@dataclass(frozen=True, slots=True)
class GroundFacts:
    """A ground, and what the records say of it."""

    ground: Ground
    facts: str
    basis: str = COMMITMENT
    penalty_id: UUID | None = None


def shown_grounds(session: Session, organization: Organization, today: date) -> list[GroundFacts]:
    """Give the grounds that the records of an enterprise show today, the gravest first."""
    found = _of_lists(session, organization.id) + _of_penalties(session, organization.id)
    found += _of_failures(session, organization.id, today)
    low_since = grade_d_since(session, organization.id)
    if low_since is not None and is_low_for_long(low_since, today):
        found.append(GroundFacts(Ground.LOW_GRADE, f"自{low_since}起信用等级为 D，已满90天"))
    expired = organization.sc_valid_until
    if expired is not None and expired < today:
        facts = f"食品生产许可证{organization.sc_licence or ''}已于{expired}到期"
        found.append(GroundFacts(Ground.LICENCE_EXPIRED, facts))
    return _once(found)


def _of_lists(session: Session, org_id: UUID) -> list[GroundFacts]:
    tasks = session.exec(
        select(JointTask)
        .where(
            JointTask.org_id == org_id,
            col(JointTask.state).in_([state.value for state in ON_LIST]),
        )
        .order_by(col(JointTask.id).desc())
    )
    return [
        GroundFacts(
            Ground.SERIOUS_LIST,
            f"{task.authority_name}于{task.listed_on}将该企业列入{task.list_name}，"
            f"文号 {task.basis_no}",
            f"{task.list_name}，联合惩戒任务 {task.task_no}",
        )
        for task in tasks
    ]


def _of_penalties(session: Session, org_id: UUID) -> list[GroundFacts]:
    penalties = session.exec(
        select(Penalty)
        .where(Penalty.org_id == org_id, Penalty.state == PenaltyState.IN_FORCE.value)
        .order_by(col(Penalty.id).desc())
    )
    found = []
    for penalty in penalties:
        facts = PenaltyFacts(PenaltySeverity(penalty.severity), penalty.penalty_kinds)
        ground = ground_of_penalty(facts)
        if ground is not None:
            told = f"行政处罚决定书 {penalty.decision_no}：{penalty.violation_facts}"
            found.append(GroundFacts(ground, told[:_LONGEST], penalty.legal_basis, penalty.id))
    return found


def _of_failures(session: Session, org_id: UUID, today: date) -> list[GroundFacts]:
    failures = standing_failures(failures_of(session, org_id, today), today)
    if not failures:
        return []
    numbers = "、".join(each.report_no for each in failures)
    if len({each.lot for each in failures}) > 1:
        facts = f"12个月内两批以上安全指标监督抽检不合格，报告：{numbers}"
        return [GroundFacts(Ground.REPEATED_FAILURES, facts[:_LONGEST])]
    facts = f"监督抽检安全指标不合格，报告：{numbers}"
    return [GroundFacts(Ground.FAILED_TEST, facts[:_LONGEST])]


def _once(found: list[GroundFacts]) -> list[GroundFacts]:
    """Keep the first of each ground."""
    known: dict[Ground, GroundFacts] = {}
    for each in found:
        known.setdefault(each.ground, each)
    return list(known.values())

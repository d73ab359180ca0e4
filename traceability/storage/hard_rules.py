"""Which records propose a delisting by themselves? Called where the record is made.

A proposal is no more than that: a regulator takes it up with the notice, and a second one decides.
There is one open case of an enterprise and a ground at most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.cases import LEGAL_GROUNDS, Ground, Measure
from traceability.domain.civil import civil_date
from traceability.domain.hard_rules import (
    FailureFacts,
    PenaltyFacts,
    are_confirmed,
    ground_of_penalty,
    has_repeated_failures,
    is_low_for_long,
    standing_failures,
)
from traceability.domain.kinds import (
    InspectionKind,
    OrganizationKind,
    PenaltySeverity,
    ReportState,
    ResultVerdict,
    RetestState,
    Standing,
    Succession,
)
from traceability.storage.cases import (
    CaseOrder,
    find_open_case,
    newest_commitment,
    open_case,
    was_proposed_since,
)
from traceability.storage.inspections import replacing
from traceability.storage.parties import get_organization, standing_of
from traceability.storage.tables import Inspection, Penalty, RetestRequest, StandingCase
from traceability.storage.work import Work

_LOOKED_BACK = timedelta(days=400)  # a little more than the rule's twelve months
_RULES_BASIS = "《粮油二维码溯源系统入驻信用承诺书》"


def propose_by_rule(work: Work, order: CaseOrder) -> StandingCase | None:
    """Open a case by a rule; nothing where one is open, or where it could not be decided.

    What rests on the commitment alone is not proposed against who never signed one.
    """
    session = work.session
    organization = get_organization(session, order.org_id)
    if (
        organization.kind != OrganizationKind.ENTERPRISE
        or standing_of(session, order.org_id) is Standing.DELISTED
        or find_open_case(session, order.org_id, order.ground) is not None
    ):
        return None
    if order.ground not in LEGAL_GROUNDS and newest_commitment(session, order.org_id) is None:
        return None
    return open_case(work, order)


def propose_after_report(work: Work, report: Inspection) -> StandingCase | None:
    """Propose after a signed report, if safety failed in two lots within twelve months."""
    if ResultVerdict(report.safety_verdict) is not ResultVerdict.FAIL:
        return None
    today = civil_date(work.now)
    failures = failures_of(work.session, report.batch_org_id, today)
    if not has_repeated_failures(failures, today):
        return None
    numbers = "、".join(each.report_no for each in standing_failures(failures, today))
    return propose_by_rule(
        work,
        CaseOrder(
            org_id=report.batch_org_id,
            measure=Measure.DELISTING,
            ground=Ground.REPEATED_FAILURES,
            facts=f"12个月内两批以上安全指标监督抽检不合格，报告：{numbers}"[:5000],
            basis=_RULES_BASIS,
            trigger_id=report.id,
        ),
    )


def are_failures_confirmed(
    session: Session, org_id: UUID, today: date, is_working_day: Callable[[date], bool]
) -> bool:
    """Tell whether two failures stand for good when the case is decided."""
    return are_confirmed(failures_of(session, org_id, today), today, is_working_day)


def failures_of(session: Session, org_id: UUID, today: date) -> list[FailureFacts]:
    """Give the official reports of the last year in which safety failed in an enterprise's lots."""
    reports = session.exec(
        select(Inspection).where(
            Inspection.batch_org_id == org_id,
            Inspection.org_id != org_id,
            Inspection.kind == InspectionKind.SUPERVISION.value,
            Inspection.state == ReportState.SIGNED.value,
            Inspection.safety_verdict == ResultVerdict.FAIL.value,
            col(Inspection.reported_on) > today - _LOOKED_BACK,
        )
    ).all()
    return _facts(session, reports)


def _facts(session: Session, reports: Sequence[Inspection]) -> list[FailureFacts]:
    ids = [report.id for report in reports]
    replaced = replacing(session, ids)
    contested = set(
        session.exec(
            select(RetestRequest.inspection_id).where(
                col(RetestRequest.inspection_id).in_(ids),
                RetestRequest.state == RetestState.REQUESTED.value,
            )
        )
    )
    return [
        FailureFacts(
            lot=report.batch_id,
            report_no=report.report_no,
            reported_on=report.reported_on,
            signed_on=civil_date(report.signed_at) if report.signed_at else report.reported_on,
            is_official=True,
            is_replaced=report.id in replaced,
            is_contested=report.id in contested,
            is_retest=report.succession == Succession.RETEST,
        )
        for report in reports
    ]


def propose_after_penalty(work: Work, penalty: Penalty) -> StandingCase | None:
    """Propose after a penalty was recorded, if it revokes a licence or is a serious one."""
    facts = PenaltyFacts(PenaltySeverity(penalty.severity), penalty.penalty_kinds)
    ground = ground_of_penalty(facts)
    if ground is None:
        return None
    return propose_by_rule(
        work,
        CaseOrder(
            org_id=penalty.org_id,
            measure=Measure.DELISTING,
            ground=ground,
            facts=f"行政处罚决定书 {penalty.decision_no}：{penalty.violation_facts}"[:5000],
            basis=penalty.legal_basis,
            penalty_id=penalty.id,
            trigger_id=penalty.id,
        ),
    )


def propose_low_grade(work: Work, org_id: UUID, low_since: date | None) -> StandingCase | None:
    """Propose after ninety days with grade D; called where grades are computed."""
    if low_since is None or not is_low_for_long(low_since, civil_date(work.now)):
        return None
    if was_proposed_since(work.session, org_id, Ground.LOW_GRADE, low_since):
        return None  # what a regulator turned down is not proposed again for the same ninety days
    return propose_by_rule(
        work,
        CaseOrder(
            org_id=org_id,
            measure=Measure.DELISTING,
            ground=Ground.LOW_GRADE,
            facts=f"自{low_since}起信用等级为 D，已满90天",
            basis=_RULES_BASIS,
        ),
    )

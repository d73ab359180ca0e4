"""How a case goes: what people do in it, one after the other, at the instants that they choose."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlmodel import select

from tests.factories import City
from traceability.domain.kinds import PenaltyState
from traceability.schemas.cases import (
    CaseCreate,
    CaseDecision,
    CasePublic,
    CaseReason,
    DefenceCreate,
    NoticeServe,
)
from traceability.services import decisions, delistings
from traceability.storage.tables import Penalty
from traceability.storage.work import Work

# Long after the register is founded: a test that goes back in time would find no enterprise.
FRIDAY = datetime(2050, 3, 4, 2, 0, tzinfo=UTC)  # 10:00 in China
LAST_DAY = datetime(2050, 3, 11, 15, 59, tzinfo=UTC)  # Friday, one minute to midnight in China
DAY_AFTER = datetime(2050, 3, 11, 16, 0, tzinfo=UTC)  # Saturday 00:00 in China


def propose(
    city: City,
    against: str = "rival",
    who: str = "regulator",
    at: datetime | None = None,
    **more: Any,
) -> CasePublic:
    """Propose to strike an enterprise off."""
    said = {
        "organization_id": city.actors[against].org_id,
        "ground": "forged_record",
        "facts": "监督检查发现伪造出厂检验报告三份",
        "basis": "信用承诺书第一条",
    }
    entered = CaseCreate.model_validate(said | more)
    return city.do(who, lambda work: delistings.propose_case(work, entered), at)


def serve(
    city: City, case_id: UUID, who: str = "regulator", at: datetime | None = None
) -> CasePublic:
    """Serve the notice."""
    return city.do(who, lambda w: delistings.serve_notice(w, case_id, NoticeServe()), at)


def answer(city: City, case_id: UUID, who: str = "rival", at: datetime | None = None) -> CasePublic:
    """State a defence."""
    entered = DefenceCreate(statement="报告系打印错误，请求从轻。")
    return city.do(who, lambda work: delistings.answer_notice(work, case_id, entered), at)


def waive(city: City, case_id: UUID, who: str = "rival", at: datetime | None = None) -> CasePublic:
    """Waive the time for a defence."""
    entered = DefenceCreate(is_waived=True)
    return city.do(who, lambda work: delistings.answer_notice(work, case_id, entered), at)


def decide(
    city: City,
    case_id: UUID,
    who: str = "regulator2",
    at: datetime | None = None,
    *,
    is_approved: bool = True,
) -> CasePublic:
    """Decide as the second person."""
    entered = CaseDecision(
        is_approved=is_approved,
        reason="伪造检验报告，依据入驻承诺移出",
        decision_no="惠市监移〔2026〕7号",
    )
    return city.do(who, lambda work: decisions.decide_case(work, case_id, entered), at)


def suspend(
    city: City, case_id: UUID, who: str = "regulator", at: datetime | None = None
) -> CasePublic:
    """Suspend at once, until the decision."""
    entered = CaseReason(reason="证据可能灭失，先行暂停")
    return city.do(who, lambda work: delistings.suspend_enterprise(work, case_id, entered), at)


def withdraw(city: City, case_id: UUID, who: str = "regulator") -> CasePublic:
    """Take the proposal back."""
    entered = CaseReason(reason="事实不清")
    return city.do(who, lambda work: delistings.withdraw_case(work, case_id, entered))


def strike_off(city: City, against: str = "rival", **more: Any) -> CasePublic:
    """Strike an enterprise off that waives its time."""
    case = propose(city, against, **more)
    at = more.get("at")
    serve(city, case.id, at=at)
    waive(city, case.id, against, at=at)
    return decide(city, case.id, at=at)


def repair_penalty(city: City, number: str | None) -> None:
    """Let the one penalty of the register be repaired."""

    def story(work: Work) -> None:
        penalty = work.session.exec(select(Penalty)).one()
        work.change(penalty, state=PenaltyState.REPAIRED.value, repair_no=number)

    city.do("regulator", story)

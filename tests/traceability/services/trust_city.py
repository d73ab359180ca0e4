"""What weighs on the trust of a mill: penalties, failed tests, and the passing of time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from consumer_web.document import TrustFacts
from consumer_web.tables import PublishedTrust
from tests.factories import ORIGIN, City, uscc_of
from traceability.domain.access import system_actor
from traceability.domain.civil import civil_date
from traceability.domain.kinds import PenaltySeverity
from traceability.domain.penalty_windows import windows_of
from traceability.publishing.settling import settle
from traceability.schemas.inspections import InspectionPublic
from traceability.schemas.trust import CreditScoreDetail
from traceability.services import trust_scores
from traceability.storage.ids import new_id
from traceability.storage.tables import Penalty
from traceability.storage.work import Work, transaction

TODAY = civil_date(datetime.now(UTC))
T = TypeVar("T")


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def read(city: City, who: str = "regulator", of: str = "mill") -> CreditScoreDetail:
    org_id = city.actors[of].org_id
    return city.look(who, lambda work: trust_scores.read_score(work, org_id))


def rules_of(score: CreditScoreDetail) -> list[tuple[str, str]]:
    return [(line.rule_no, line.points) for line in score.lines]


def published(city: City, of: str = "mill") -> TrustFacts:
    """Give what the public reads."""

    def story(work: Work) -> TrustFacts:
        row = work.session.get(PublishedTrust, (city.actors[of].uscc, ORIGIN))
        assert row is not None
        return TrustFacts.model_validate_json(row.trust_text)

    return city.look("regulator", story)


def later(city: City, days: int, story: Callable[[Work], T]) -> T:
    """Run a story some days from now, committed."""
    when = datetime.now(UTC) + timedelta(days=days)
    with transaction(city.engine, system_actor(), when, ORIGIN) as work:
        given = story(work)
        settle(work)
        return given


def fail_official_test(city: City, **more: Any) -> InspectionPublic:
    """Let the laboratory find too much cadmium in a raw lot of the mill, as the authority asked."""
    lot = city.add_batch()
    return city.inspect(lot.id, "lab", "fail", kind="supervision", **more)


def punish(
    city: City, severity: str = "general", on: date | None = None, fine_fen: int = 0, **more: Any
) -> UUID:
    """Put a penalty on record."""
    decided_on = on or days_ago(5)
    windows = windows_of(PenaltySeverity(severity), decided_on)
    said: dict[str, Any] = {
        "party_name": "惠州市禾坪里米业有限公司",
        "party_kind": "法人及非法人组织",
        "violation_kind": "标签标示不实",
        "violation_facts": "净含量不足",
        "legal_basis": "《中华人民共和国食品安全法》第一百二十五条",
        "penalty_kinds": "罚款",
        "penalty_content": "罚款",
        "authority_name": "惠州市市场监督管理局",
        "authority_uscc": uscc_of(1, "11441300"),
        "source_name": "惠州市市场监督管理局",
        "source_uscc": uscc_of(1, "11441300"),
        "rule_version": "order-36-2026",
        "due_on": decided_on,
        "valid_until": date(2099, 12, 31),
    }
    penalty = Penalty(
        **(said | more),
        id=new_id(),
        recorded_at=datetime.now(UTC),
        org_id=city.actors["mill"].org_id,
        decision_no=f"惠市监罚〔2026〕{city.number()}号",
        severity=severity,
        fine_fen=fine_fen,
        decided_on=decided_on,
        repairable_from=windows.repairable_from,
        publicity_until=windows.publicity_until,
        recorded_by=city.actors["regulator"].user_id,
    )
    city.do("regulator", lambda work: work.add(penalty))
    return penalty.id


def end_penalty(city: City, penalty_id: UUID, state: str) -> None:
    """Repair or withdraw a penalty."""

    def story(work: Work) -> None:
        work.change(work.session.get_one(Penalty, penalty_id), state=state)

    city.do("regulator", story)

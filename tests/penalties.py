"""Penalty decisions for tests: good ones to begin with, changed where a test wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.factories import CIPHER, City
from traceability.domain.civil import civil_date
from traceability.schemas.penalties import PenaltyCreate, PenaltyPublic
from traceability.services import penalties

CARD_NUMBER = "441302199001011231"


def today_plus(days: int = 0) -> Any:
    return civil_date(datetime.now(UTC)) + timedelta(days=days)


def decision_against(org_id: UUID | str, **more: Any) -> dict[str, Any]:
    """Give the body of `POST /api/penalties` for a general penalty."""
    said = {
        "organization_id": str(org_id),
        "decision_no": "惠市监罚【2026】 9号",
        "violation_kind": "生产经营不合格食品",
        "violation_facts": "抽检镉超标",
        "legal_basis": "《中华人民共和国食品安全法》第一百二十四条",
        "penalty_kinds": ["罚款"],
        "penalty_content": "罚款人民币五万元",
        "fine_10k_yuan": "5",
        "decided_on": str(today_plus(-5)),
        "legal_representative": "陈大文",
    }
    return said | more


PERSON = {
    "party_name": "王小明",
    "party_kind": "自然人",
    "person_id_kind": "身份证",
    "person_id_no": CARD_NUMBER,
    "legal_representative": None,
}


def punish(city: City, who: str = "regulator", party: str = "mill", **more: Any) -> PenaltyPublic:
    body = decision_against(city.actors[party].org_id, **more)
    decision = PenaltyCreate.model_validate(body)
    return city.do(who, lambda work: penalties.record_penalty(work, decision, CIPHER))

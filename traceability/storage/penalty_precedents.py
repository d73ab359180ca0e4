"""What do an authority's earlier decisions already say of the next one?"""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.penalty_contents import next_number
from traceability.storage.penalty_prefill import VIOLATION
from traceability.storage.tables import Penalty

UNSAFE_FOOD = "《中华人民共和国食品安全法》第一百二十四条第一款"
"""Who makes or sells food in which contaminants are above the limits (食品安全法, 2021)."""


def propose_number(session: Session, authority_uscc: str, year: int) -> str:
    """Propose the number after the newest decision of an authority in a year."""
    newest = session.exec(
        select(Penalty.decision_no)
        .where(
            Penalty.authority_uscc == authority_uscc,
            col(Penalty.decision_no).contains(f"〔{year}〕"),
        )
        .order_by(col(Penalty.id).desc())
        .limit(1)
    ).first()
    return next_number(newest) if newest else ""


def known_representative(session: Session, org_id: UUID) -> str:
    """Give the legal representative whom the newest decision against a party names."""
    newest = session.exec(
        select(Penalty.legal_representative)
        .where(Penalty.org_id == org_id, col(Penalty.legal_representative).is_not(None))
        .order_by(col(Penalty.id).desc())
        .limit(1)
    ).first()
    return newest or ""


def usual_basis(session: Session, authority_uscc: str, violation_kind: str) -> str:
    """Give the basis on which an authority decided last about a violation, else the law's."""
    newest = session.exec(
        select(Penalty.legal_basis)
        .where(Penalty.authority_uscc == authority_uscc, Penalty.violation_kind == violation_kind)
        .order_by(col(Penalty.id).desc())
        .limit(1)
    ).first()
    return newest or (UNSAFE_FOOD if violation_kind == VIOLATION else "")

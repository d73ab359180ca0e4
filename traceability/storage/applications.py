"""Queries: enterprises that ask to enter the register."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import ApplicationState
from traceability.storage.tables import EnterpriseApplication

_WAITING = EnterpriseApplication.state == ApplicationState.WAITING.value


def applications_like(
    state: ApplicationState | None, q: str | None
) -> SelectOfScalar[EnterpriseApplication]:
    """Select applications by their state, and by the name or the code of who applies."""
    query = select(EnterpriseApplication)
    if state is not None:
        query = query.where(EnterpriseApplication.state == state.value)
    if q:
        query = query.where(
            or_(
                col(EnterpriseApplication.name).contains(q, autoescape=True),
                col(EnterpriseApplication.uscc) == q.upper(),
            )
        )
    return query


def waiting_applications() -> SelectOfScalar[EnterpriseApplication]:
    """Select the applications that nobody has decided yet."""
    return select(EnterpriseApplication).where(_WAITING)


def lock_application(session: Session, application_id: UUID) -> EnterpriseApplication:
    """Give an application that nobody else decides meanwhile, or raise NotFoundError."""
    query = select(EnterpriseApplication).where(EnterpriseApplication.id == application_id)
    found = session.exec(query.with_for_update()).first()
    if found is None:
        raise NotFoundError("application.not_found", id=application_id)
    return found


def open_application_of(session: Session, username: str) -> EnterpriseApplication | None:
    """Give the newest application under a user name that has not become an account."""
    query = (
        select(EnterpriseApplication)
        .where(
            EnterpriseApplication.username == username,
            EnterpriseApplication.state != ApplicationState.APPROVED.value,
        )
        .order_by(col(EnterpriseApplication.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def application_with_receipt(session: Session, receipt_hash: str) -> EnterpriseApplication | None:
    """Give the application whose receipt has this fingerprint."""
    query = select(EnterpriseApplication).where(EnterpriseApplication.receipt_hash == receipt_hash)
    return session.exec(query).first()

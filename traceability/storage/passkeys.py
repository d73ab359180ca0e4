"""Queries: the passkeys of a user."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, select

from traceability.storage.tables import Passkey


def list_passkeys_of(session: Session, user_id: UUID) -> list[Passkey]:
    """List the passkeys of a user, the oldest first."""
    query = select(Passkey).where(Passkey.user_id == user_id).order_by(col(Passkey.id))
    return list(session.exec(query))


def find_passkey(session: Session, credential_id: str) -> Passkey | None:
    """Give the passkey with a credential id, locked until the commit."""
    query = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    return session.exec(query).first()


def has_passkey(session: Session, user_id: UUID) -> bool:
    """Tell whether a user has a passkey."""
    query = select(Passkey.id).where(Passkey.user_id == user_id).limit(1)
    return session.exec(query).first() is not None

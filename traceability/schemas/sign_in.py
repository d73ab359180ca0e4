"""Contracts of second factors, passwords and sessions."""

from __future__ import annotations

from datetime import datetime

from traceability.schemas.types import Out


class FactorPublic(Out):
    """Whether a second factor is asked for, and how many recovery codes are left."""

    is_on: bool
    recovery_codes_left: int


class FactorPlan(Out):
    """What an authenticator app needs: the secret, and the address for its QR code."""

    secret: str
    address: str


class RecoveryCodes(Out):
    """One-time codes for the day when the phone is lost."""

    codes: list[str]


class SessionListed(Out):
    """One of the caller's sessions; `id` is enough to end it, not to use it."""

    id: str
    created_at: datetime
    seen_at: datetime
    agent: str
    is_strong: bool
    is_this: bool


class SessionList(Out):
    """The caller's sessions, the one seen last first."""

    items: list[SessionListed]


class PasswordChanged(Out):
    """The password was changed, and so many other sessions were ended."""

    sessions_ended: int

"""Contracts of package codes that may have been copied."""

from __future__ import annotations

from datetime import datetime

from traceability.schemas.trade import SuspicionPublic
from traceability.schemas.types import Page


class SuspicionListed(SuspicionPublic):
    """A suspected code, and when it was found out."""

    recorded_at: datetime


class SuspicionPage(Page):
    """A page of suspected codes, oldest first."""

    items: list[SuspicionListed]

"""Contract of the search over everything."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from traceability.schemas.types import Out


class FoundKind(StrEnum):
    """What was found."""

    BATCH = "batch"
    PRODUCT = "product"
    ORGANIZATION = "organization"
    SAMPLE = "sample"
    REPORT = "report"
    PENALTY = "penalty"
    CASE = "case"
    CANTEEN = "canteen"
    APPLICATION = "application"
    DELIVERY = "delivery"
    REPAIR = "repair"
    OBJECTION = "objection"


class FoundRecord(Out):
    """One record: what people call it, and what tells it from others."""

    kind: FoundKind
    id: UUID
    name: str
    more: str = ""


class SearchPublic(Out):
    """What matches, a few of each kind; `is_cut` names the kinds of which there are more."""

    items: list[FoundRecord]
    is_cut: list[FoundKind]

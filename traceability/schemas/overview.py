"""Contract of the console's home: a few numbers and the newest records of a role."""

from __future__ import annotations

from pydantic import Field

from traceability.schemas.batches import BatchPublic
from traceability.schemas.inspections import InspectionPublic
from traceability.schemas.parties import OrganizationPublic
from traceability.schemas.types import Out


class NamedInspection(Out):
    """A report with the batch it is about."""

    inspection: InspectionPublic
    batch: BatchPublic


class Overview(Out):
    """What a user sees first; lists that a role has no use for are empty."""

    counts: dict[str, int]
    inspections: list[NamedInspection] = Field(default_factory=list)
    watched: list[OrganizationPublic] = Field(
        default_factory=list
    )  # enterprises that are warned, suspended or delisted

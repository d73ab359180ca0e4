"""Contract of what followed from a report: what took its place, and its re-test."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from traceability.domain.kinds import RetestState
from traceability.schemas.types import Out, Reference


class RetestAsked(Out):
    """The re-test that an enterprise asked for."""

    agency: Reference
    state: RetestState
    reason: str
    asked_on: date
    last_day: date


class ReportFollowUp(Out):
    """What a report replaces, what replaced it, and who may still do what about it.

    `contest_until` is given while its reader may ask for a re-test, with the agencies to choose
    from; `is_mine_to_retest` where its reader's agency was asked and has not answered.
    """

    replaces: Reference | None
    replaced_by: Reference | None
    retest: RetestAsked | None
    contest_until: date | None
    agencies: list[Reference] = Field(default_factory=list)
    is_mine_to_retest: bool

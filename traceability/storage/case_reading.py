"""How is a case told: with its steps, and the days that are left for a defence?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from traceability.storage.cases import steps_of
from traceability.storage.log_specs import table_of
from traceability.storage.tables import StandingCase
from traceability.storage.work import Work

_INTERNAL = ("reach", "reach_decided")


def public_cases(work: Work, cases: Iterable[StandingCase]) -> list[dict[str, Any]]:
    """Tell cases to the actor: what it would reach is for the authority."""
    rows = list(cases)
    work.session.flush()
    steps = steps_of(work.session, (row.id for row in rows))
    told = []
    for row in rows:
        said = {column.name: getattr(row, column.name) for column in table_of(StandingCase).columns}
        for name in _INTERNAL:
            said[name] = said[name] or None if work.actor.is_authority else None
        said |= {"is_by_rule": row.proposed_by is None, "steps": steps.get(row.id, [])}
        told.append(said)
    return told


def public_case(work: Work, case: StandingCase) -> dict[str, Any]:
    """Tell one case to the actor."""
    return public_cases(work, [case])[0]

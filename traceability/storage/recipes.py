"""Out of what, and of how much of it, was a lot made? Its recipe, to make the next one alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlmodel import Session

from traceability.domain.kinds import LineRole
from traceability.domain.quantities import mass_mg
from traceability.domain.steps import Step
from traceability.storage.batches import batches_by_id, pack_facts, products_by_id
from traceability.storage.goods import lines_of, makings_of, processes_of
from traceability.storage.tables import Batch, EventLine, TraceEvent

_LEVELS = 3  # packages ← bulk oil ← crude oil ← seed


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a unit of mass of a product takes, by material, and by which step."""

    step: Step
    shares: Mapping[str, Fraction]


def recipes_of(session: Session, batch: Batch) -> list[Recipe]:
    """Give the recipe of a lot: from what it was filled, and before that from what that was made.

    The nearest comes first. A lot that was never made has none.
    """
    found: list[Recipe] = []
    level: dict[UUID, Fraction] = {batch.id: Fraction(1)}
    for _ in range(_LEVELS):
        step, level = _one_back(session, level)
        if step is None or not level:
            break
        lots = batches_by_id(session, level)
        shares: dict[str, Fraction] = {}
        for lot_id, share in level.items():
            material = lots[lot_id].material
            shares[material] = shares.get(material, Fraction(0)) + share
        found.append(Recipe(step, shares))
    return found


def _one_back(
    session: Session, level: Mapping[UUID, Fraction]
) -> tuple[Step | None, dict[UUID, Fraction]]:
    makings = makings_of(session, level)
    processes = processes_of(session, level)
    events = {lot: _of_lot(makings.get(lot, []), processes.get(lot, [])) for lot in level}
    lines = lines_of(session, (event.id for found in events.values() for event in found))
    mass = _Masses(session, [line for rows in lines.values() for line in rows])
    back: dict[UUID, Fraction] = {}
    step: Step | None = None
    for lot, share in level.items():
        said = [line for event in events[lot] for line in lines.get(event.id, [])]
        made = sum(mass.of(line) for line in said if line.batch_id == lot and _is_out(line))
        for line in said:
            if made and line.role == LineRole.INPUT.value and line.batch_id is not None:
                part = share * Fraction(mass.of(line), made)
                back[line.batch_id] = back.get(line.batch_id, Fraction(0)) + part
                step = step or Step(events[lot][0].step)
    return step, back


def _of_lot(makings: list[TraceEvent], process: list[TraceEvent]) -> list[TraceEvent]:
    """Give the one production that a lot came from, or all events of its process."""
    if process:
        return process
    return makings[-1:]


def _is_out(line: EventLine) -> bool:
    return line.role == LineRole.OUTPUT.value


class _Masses:
    """Weighs lines by what their lots are."""

    def __init__(self, session: Session, lines: list[EventLine]) -> None:
        self._batches = batches_by_id(session, (line.batch_id for line in lines if line.batch_id))
        self._products = products_by_id(session, (b.product_id for b in self._batches.values()))

    def of(self, line: EventLine) -> int:
        """Give the mass of a line in milligrams."""
        batch = self._batches[line.batch_id]  # type: ignore[index]
        product = self._products.get(batch.product_id) if batch.product_id else None
        return mass_mg(line.amount or 0, pack_facts(batch, product))

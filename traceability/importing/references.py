"""Which product, lot or organisation does a line mean? All of them are looked up at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.storage.batches import CHUNK
from traceability.storage.tables import Batch, Organization, ProductGtin
from traceability.storage.visibility import visible_batches
from traceability.storage.work import Work

T = TypeVar("T")


@dataclass
class References:
    """What the words of a sheet stand for, and when they are read."""

    now: datetime
    products: dict[str, UUID] = field(default_factory=dict)  # by bar code, the caller's own
    batches: dict[tuple[str | None, str], list[Batch]] = field(default_factory=dict)
    organizations: dict[str, UUID] = field(default_factory=dict)  # by credit code
    caller: UUID | None = None

    def batch_of(self, gtin: str | None, lot: str) -> UUID | None:
        """Give the one lot that is meant; of raw lots, which have no bar code, one's own."""
        found = self.batches.get((gtin, lot), [])
        if gtin is None:
            found = [batch for batch in found if batch.org_id == self.caller] or found
        return found[0].id if len(found) == 1 else None


def gtin14(text: object) -> str | None:
    """Write a bar code as the register keeps it."""
    return str(text).zfill(14) if text else None


def look_up(work: Work, said: Sequence[dict[str, Any]]) -> References:
    """Look up everything that the lines of a sheet name."""
    found = References(work.now, caller=work.actor.org_id)
    if work.actor.may(Action.WRITE_PRODUCTS):
        own = select(ProductGtin.gtin, ProductGtin.product_id).where(
            ProductGtin.org_id == work.actor.org_id
        )
        found.products = dict(work.session.exec(own).all())
    for lots in _chunks(str(line["lot"]) for line in said if line.get("lot")):
        for batch in work.session.exec(visible_batches(work).where(col(Batch.lot).in_(lots))):
            found.batches.setdefault((batch.gtin, batch.lot), []).append(batch)
    named = (line.get(key) for line in said for key in ("to_uscc", "from_uscc"))
    for codes in _chunks(str(uscc) for uscc in named if uscc):
        query = select(Organization.uscc, Organization.id).where(col(Organization.uscc).in_(codes))
        found.organizations |= dict(work.session.exec(query).all())
    return found


def _chunks(values: Iterable[str]) -> Iterable[list[str]]:
    wanted = list(dict.fromkeys(values))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]

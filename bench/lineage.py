"""Lineage over 100 000 links: our level-wise walk against one recursive query of the database."""

from __future__ import annotations

import random
import tempfile
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert, text
from sqlmodel import Session

from bench.measuring import side_by_side, tell
from traceability.domain.kinds import Direction
from traceability.storage.engine import open_engine
from traceability.storage.lineage import trace
from traceability.storage.log_specs import table_of
from traceability.storage.migrate import migrate
from traceability.storage.tables import BatchLink

LINKS, DEPTH, FAN_IN = 100_000, 10, 5
_BACK = """
WITH RECURSIVE chain(id) AS (
  SELECT parent_id FROM batch_link WHERE child_id = :lot
  UNION SELECT l.parent_id FROM batch_link l JOIN chain c ON l.child_id = c.id
) SELECT count(*) FROM chain
"""
_FORWARD = _BACK.replace("parent_id", "x").replace("child_id", "parent_id").replace("x", "child_id")


def _links() -> tuple[list[dict[str, UUID]], list[list[UUID]]]:
    """Make lots in layers, each from a few near lots of the layer above."""
    draw = random.Random(441300)
    width = LINKS // FAN_IN // DEPTH
    layers = [[UUID(int=draw.getrandbits(128)) for _ in range(width)] for _ in range(DEPTH + 1)]
    org = UUID(int=1)
    rows = []
    for above, below in pairwise(layers):
        for place, child in enumerate(below):
            for step in range(FAN_IN):
                parent = above[(place + step) % width]
                rows.append({"parent_id": parent, "child_id": child, "event_id": child,
                             "parent_org_id": org, "child_org_id": org})  # fmt: skip
    return rows, layers


def main() -> None:
    """Measure lineage."""
    with tempfile.TemporaryDirectory() as name:
        engine = open_engine(f"sqlite:///{Path(name) / 'lineage.db'}")
        migrate(engine)
        rows, layers = _links()
        with engine.begin() as connection:
            connection.execute(insert(table_of(BatchLink)), rows)
        draw = random.Random(7)
        for direction, layer, query in (
            (Direction.BACK, layers[-1], _BACK),
            (Direction.FORWARD, layers[0], _FORWARD),
        ):

            def ours(direction: Direction = direction, layer: list[UUID] = layer) -> int:
                with Session(engine) as session:
                    for _ in range(30):
                        trace(session, [draw.choice(layer)], direction)
                return 30

            def floor(query: str = query, layer: list[UUID] = layer) -> int:
                with engine.connect() as connection:
                    for _ in range(30):
                        connection.execute(text(query), {"lot": draw.choice(layer).hex}).one()
                return 30

            rate, lowest = side_by_side(ours, floor)
            what = f"trace {direction} over {len(rows):,} links"
            tell(what, rate, lowest, "one recursive query", "traces/s")
        engine.dispose()

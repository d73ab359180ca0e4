"""Do the kept sums say what their records add up to (decision 0033)?

The sums are not logged: they are worked out again. The database adds up and hands over what
differs alone, in pieces, so memory does not grow with the years.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Select,
    Table,
    Text,
    Uuid,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.types import NullType

from traceability.domain.kinds import Acceptance, OrganizationKind
from traceability.domain.steps import STEPS, Effect
from traceability.storage.ledger_check_raw import RawTable, stream_rows, written_by
from traceability.storage.ledger_findings import Finding, FindingCode
from traceability.storage.log_specs import table_of
from traceability.storage.tables import (
    Batch,
    EventLine,
    Organization,
    Purchase,
    ReceivedMonth,
    StockIssue,
    StoreStock,
    TraceEvent,
)

_IN = frozenset({Effect.PRODUCE, Effect.ARRIVE, Effect.CALL_BACK})
_OUT = frozenset({Effect.CONSUME, Effect.LEAVE})


def _steps(effects: frozenset[Effect]) -> list[str]:
    """Name the steps of a canteen that move its stock so."""
    return [
        step.value
        for step, rule in STEPS.items()
        if OrganizationKind.CANTEEN in rule.speakers and rule.effect in effects
    ]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table of sums, and what it should say: the same columns, worked out from the records."""

    table: Table
    values: tuple[str, ...]
    derived: Select[Any]

    @property
    def keys(self) -> list[str]:
        return [column.name for column in self.table.primary_key.columns]


class SumCheck:
    """Works all kept sums out again and compares."""

    def __init__(self, connection: Connection, is_sqlite: bool) -> None:
        self._connection = connection
        self._is_sqlite = is_sqlite
        self._names = {
            table_of(model): RawTable(table_of(model), is_sqlite, columns)
            for model, columns in (
                (Organization, ("id", "name")),
                (Batch, ("id", "lot")),
                (Purchase, ("id", "name")),
            )
        }
        self.checked = 0

    def findings(self) -> Iterator[Finding]:
        """Give each sum that is not what its records add up to, with canteen and goods by name."""
        for kept in (
            _Kept(table_of(StoreStock), ("amount",), _stock()),
            _Kept(
                table_of(ReceivedMonth),
                ("lines", "traced_lines", "mass_g", "traced_mass_g"),
                self._received(),
            ),
        ):
            counted = select(func.count()).select_from(kept.table)
            self.checked += int(self._connection.execute(counted).scalar_one())
            for rows in stream_rows(self._connection, self._different(kept)):
                yield from self._told(kept, rows)

    def _different(self, kept: _Kept) -> Select[Any]:
        """Select the keys whose values differ: the derived ones, then the kept ones."""
        derived, table = kept.derived.subquery(), kept.table
        zeros = [literal(0)] * len(kept.values)
        sides = union_all(
            select(
                *(derived.c[name] for name in kept.keys),
                *(derived.c[name].label(f"said_{name}") for name in kept.values),
                *(
                    zero.label(f"kept_{name}")
                    for name, zero in zip(kept.values, zeros, strict=True)
                ),
            ),
            select(
                *(table.c[name] for name in kept.keys), *zeros, *(table.c[n] for n in kept.values)
            ),
        ).subquery()
        said = [func.sum(sides.c[f"said_{name}"]) for name in kept.values]
        found = [func.sum(sides.c[f"kept_{name}"]) for name in kept.values]
        keys = [sides.c[name] for name in kept.keys]
        return (
            select(*map(self._as_stored, keys), *said, *found)
            .group_by(*keys)
            .having(or_(*(one != other for one, other in zip(said, found, strict=True))))
            .order_by(*keys)
        )

    def _as_stored(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return type_coerce(column, NullType()) if self._is_sqlite else cast(column, Text)

    def _told(self, kept: _Kept, rows: Sequence[Sequence[Any]]) -> Iterator[Finding]:
        canteens = self._ids([row[0] for row in rows])
        is_of_goods = isinstance(kept.table.c[kept.keys[1]].type, Uuid)
        others = self._ids([row[1] for row in rows]) if is_of_goods else [row[1] for row in rows]
        names = self._named(canteens, Organization)
        goods = self._named(others, Batch, Purchase) if is_of_goods else {}
        size = len(kept.values)
        for row, canteen, other in zip(rows, canteens, others, strict=True):
            known = {"canteen": names.get(canteen)}
            known |= {"goods": goods.get(other)} if is_of_goods else {"month": other}
            for field, said, found in zip(
                kept.values, row[2 : 2 + size], row[2 + size :], strict=True
            ):
                if said != found:
                    yield Finding(
                        FindingCode.SUM,
                        kept.table.name,
                        f"{canteen}/{other}",
                        field,
                        known | {field: int(said)},
                        int(found),
                    )

    def _ids(self, stored: Sequence[Any]) -> list[str]:
        return [str(text) for text in written_by(Uuid, self._is_sqlite, stored)]

    def _named(self, ids: Sequence[str], *models: Any) -> dict[str, str]:
        """Give the names, or lot numbers, of records."""
        found: dict[str, str] = {}
        for model in models:
            raw = self._names[table_of(model)]
            for row in raw.read(self._connection, raw.select().where(raw.by_id("id", ids))):
                values = raw.values(row)
                found[values.pop("id")] = values.popitem()[1]
        return found

    def _received(self) -> Select[Any]:
        """Sum the accepted lines of the ledgers by the months of China."""
        line = table_of(Purchase).c
        mass = line.mass_g
        return (
            select(
                line.org_id,
                self._month(line.delivered_at).label("month"),
                func.count().label("lines"),
                func.count(line.batch_id).label("traced_lines"),
                func.sum(mass).label("mass_g"),
                func.sum(case((line.batch_id.is_(None), 0), else_=mass)).label("traced_mass_g"),
            )
            .where(line.acceptance == Acceptance.ACCEPTED.value)
            .group_by(line.org_id, "month")
        )

    def _month(self, instant: Column[Any]) -> ColumnElement[Any]:
        if self._is_sqlite:
            return func.strftime("%Y-%m-01", instant, "+8 hours")
        in_china = type_coerce(instant, NullType()) + literal_column("interval '8 hours'")
        return cast(func.date_trunc("month", in_china), Date)


def _stock() -> Select[Any]:
    """Sum what canteens received and took out of lots, and of deliveries without a code."""
    both = union_all(_stock_of_lots(), _stock_without_code()).subquery()
    return select(both).where(both.c.amount > 0)


def _stock_of_lots() -> Select[Any]:
    event, line, owner = table_of(TraceEvent), table_of(EventLine).c, table_of(Organization).c
    declaration = event.alias()
    amount = func.sum(case((event.c.step.in_(_steps(_IN)), line.amount), else_=-line.amount))
    return (
        select(event.c.org_id, line.batch_id.label("goods_id"), amount.label("amount"))
        .join(line.event_id.table, line.event_id == event.c.id)
        .join(owner.id.table, owner.id == event.c.org_id)
        .where(
            owner.kind == OrganizationKind.CANTEEN.value,
            event.c.step.in_(_steps(_IN | _OUT)),
            event.c.declared_at.is_(None),
            ~exists(select(declaration.c.id).where(declaration.c.declares_id == event.c.id)),
            line.batch_id.is_not(None),
            line.amount.is_not(None),
        )
        .group_by(event.c.org_id, line.batch_id)
    )


def _stock_without_code() -> Select[Any]:
    line, issue = table_of(Purchase).c, table_of(StockIssue).c
    taken = (
        select(func.coalesce(func.sum(issue.amount), 0))
        .where(issue.purchase_id == line.id)
        .scalar_subquery()
    )
    return select(
        line.org_id, line.id.label("goods_id"), (line.amount - taken).label("amount")
    ).where(line.batch_id.is_(None), line.acceptance == Acceptance.ACCEPTED.value)

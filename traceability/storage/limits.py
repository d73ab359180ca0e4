"""Which limits does the register hold, and how are they kept ready to judge?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, func, select
from sqlmodel import Session, col

from traceability.domain.errors import NotFoundError
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limit_picking import measure_codes
from traceability.domain.limits import LimitRow, read_limit_row
from traceability.storage.ids import new_id
from traceability.storage.log_specs import table_of
from traceability.storage.tables import LimitRecord
from traceability.storage.work import Work

LIMIT_COLUMNS = (
    "standard", "edition", "effective_from", "food_category_zh", "food_category_en",
    "product_codes", "process", "grade", "parameter_code", "parameter_zh", "parameter_en",
    "operator", "value", "unit", "test_method", "kind", "confidence", "source", "note",
)  # fmt: skip
_IS_CHANGING = "limits_are_changing"  # in `Session.info`: this transaction changed limits
_OWN = "limits_catalogue"  # in `Session.info`: the catalogue as this transaction sees it


@dataclass(frozen=True, slots=True)
class _Kept:
    version: tuple[int, int]
    catalogue: LimitCatalogue


# One catalogue per database of this process. Engines with options share their pool.
_KEPT: WeakKeyDictionary[Pool, _Kept] = WeakKeyDictionary()


def catalogue_of(session: Session) -> LimitCatalogue:
    """Give the present limits, ready to judge; they are read again only after a change.

    What a transaction changed and did not commit is seen by that transaction alone.
    """
    version = _read_version(session)
    pool = session.get_bind().engine.pool
    is_changing = session.info.get(_IS_CHANGING, False)
    kept: _Kept | None = session.info.get(_OWN) if is_changing else _KEPT.get(pool)
    if kept is None or kept.version != version:
        kept = _Kept(version, LimitCatalogue(_read_active(session)))
        if is_changing:
            session.info[_OWN] = kept
        else:
            _KEPT[pool] = kept
    return kept.catalogue


def _read_version(session: Session) -> tuple[int, int]:
    """Count rows and revisions: both only grow, so no two states of the table agree in them."""
    query = select(func.count(), func.coalesce(func.sum(LimitRecord.revision), 0)).select_from(
        LimitRecord
    )
    rows, revisions = session.execute(query).one()
    return rows, int(revisions)


def _read_active(session: Session) -> list[LimitRow]:
    table = table_of(LimitRecord)
    query = table.select().where(table.c.is_active).order_by(table.c.id)
    return [to_limit_row(dict(row)) for row in session.execute(query).mappings()]


def to_limit_row(values: Mapping[str, Any]) -> LimitRow:
    """Read the rule out of a row's columns, or raise RuleError `limits.row_unreadable`."""
    columns = {name: str(values[name] or "") for name in LIMIT_COLUMNS}
    return read_limit_row(
        columns | {"id": values["limit_no"]}, confirmed=bool(values["is_confirmed"])
    )


def get_limit(session: Session, limit_id: UUID) -> LimitRecord:
    """Give a row of the catalogue, or raise NotFoundError."""
    record = session.get(LimitRecord, limit_id)
    if record is None:
        raise NotFoundError("limits.not_found", id=limit_id)
    return record


def next_limit_no(session: Session) -> str:
    """Give the next number of a row that a regulator adds: R001, never used again.

    The rows that are shipped have an L, so that a later release cannot take the same number.
    """
    known = session.execute(
        select(col(LimitRecord.limit_no)).where(col(LimitRecord.limit_no).like("R%"))
    ).scalars()
    return f"R{max((int(number[1:]) for number in known), default=0) + 1:03d}"


def limit_columns_of(row: LimitRow) -> dict[str, Any]:
    """Write a limit as the columns of its row."""
    columns: dict[str, Any] = {name: getattr(row, name) for name in LIMIT_COLUMNS}
    columns |= {"product_codes": ";".join(row.product_codes), "value": row.value_text}
    return columns | {"operator": row.operator.value, "kind": row.kind.value}


def new_limit_record(work: Work, row: LimitRow) -> LimitRecord:
    """Make the first version of a limit that is shipped with the product."""
    return LimitRecord(
        **limit_columns_of(row),
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        limit_no=row.id,
        is_confirmed=row.confirmed,
    )


def find_codes_of(session: Session, category: str) -> list[str]:
    """Find the spellings of `product_codes` in the catalogue that name a food category."""
    known = session.execute(select(col(LimitRecord.product_codes)).distinct()).scalars()
    return [codes for codes in known if measure_codes(codes.split(";"), category)]


def add_limit_record(work: Work, record: LimitRecord) -> None:
    """Add a row to the catalogue."""
    work.session.info[_IS_CHANGING] = True
    work.add(record)


def change_limit_record(work: Work, record: LimitRecord, **values: object) -> None:
    """Change a row of the catalogue as its next revision."""
    work.session.info[_IS_CHANGING] = True
    work.change(record, **values)

"""What do the published tables say about a scanned code, in as few round trips as possible?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Integer, RowMapping, Select, and_, bindparam, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from consumer_web.civil_time import as_utc
from consumer_web.scans import (
    CountFacts,
    FoundProduct,
    FoundTrace,
    LotRow,
    PenaltyRows,
    StandingFacts,
    SuspectFacts,
)
from consumer_web.tables import (
    PublishedCodes,
    PublishedPenalties,
    PublishedProduct,
    PublishedStanding,
    PublishedTrace,
    PublishedTrust,
    ScannedCode,
    SuspectCode,
    VoidCodes,
)

MOST_OTHER_LOTS = 4
MOST_LOTS = 20

_STANDING_COLUMNS: tuple[ColumnElement[Any], ...] = (
    col(PublishedStanding.standing).label("standing"),
    col(PublishedStanding.since).label("standing_since"),
    col(PublishedStanding.reason).label("standing_reason"),
    col(PublishedStanding.decision_no).label("decision_no"),
    col(PublishedStanding.ground).label("ground"),
    col(PublishedStanding.authority).label("authority"),
    col(PublishedStanding.void_before).label("void_before"),
    col(PublishedStanding.revision).label("standing_revision"),
)
_TRUST_COLUMNS: tuple[ColumnElement[Any], ...] = (
    col(PublishedTrust.trust_text).label("trust_text"),
    col(PublishedTrust.revision).label("trust_revision"),
)
_PENALTY_COLUMNS: tuple[ColumnElement[Any], ...] = (
    col(PublishedPenalties.items_text).label("penalties_text"),
    col(PublishedPenalties.revision).label("penalties_revision"),
)
_FIRM_COLUMNS = (*_TRUST_COLUMNS, *_PENALTY_COLUMNS)  # of the enterprise, beside its standing
_LOT_COLUMNS: tuple[ColumnElement[Any], ...] = (
    col(PublishedTrace.lot).label("lot"),
    col(PublishedTrace.state).label("state"),
    col(PublishedTrace.best_before).label("best_before"),
    col(PublishedTrace.registered_at).label("registered_at"),
    col(PublishedTrace.is_below_grade).label("is_below_grade"),
)
_DOCUMENT_COLUMNS: tuple[ColumnElement[Any], ...] = (
    col(PublishedTrace.gtin).label("gtin"),
    col(PublishedTrace.origin).label("origin"),
    col(PublishedTrace.document_text).label("document_text"),
    col(PublishedTrace.document_hash).label("document_hash"),
    col(PublishedTrace.revision).label("revision"),
)
_SUSPECT_COLUMNS: tuple[ColumnElement[Any], ...] = (
    col(SuspectCode.scans).label("scans"),
    col(SuspectCode.places).label("places"),
    col(SuspectCode.since).label("suspect_since"),
    col(ScannedCode.scans).label("counted"),
    col(ScannedCode.first_on).label("first_on"),
)
_TRACE_STANDING = and_(
    col(PublishedStanding.uscc) == col(PublishedTrace.uscc),
    col(PublishedStanding.origin) == col(PublishedTrace.origin),
)
_TRACE_TRUST = and_(
    col(PublishedTrust.uscc) == col(PublishedTrace.uscc),
    col(PublishedTrust.origin) == col(PublishedTrace.origin),
)
_PRODUCT_TRUST = and_(
    col(PublishedTrust.uscc) == col(PublishedProduct.uscc),
    col(PublishedTrust.origin) == col(PublishedProduct.origin),
)
_TRACE_PENALTIES = and_(
    col(PublishedPenalties.uscc) == col(PublishedTrace.uscc),
    col(PublishedPenalties.origin) == col(PublishedTrace.origin),
)
_PRODUCT_STANDING = and_(
    col(PublishedStanding.uscc) == col(PublishedProduct.uscc),
    col(PublishedStanding.origin) == col(PublishedProduct.origin),
)
_PRODUCT_PENALTIES = and_(
    col(PublishedPenalties.uscc) == col(PublishedProduct.uscc),
    col(PublishedPenalties.origin) == col(PublishedProduct.origin),
)

# The queries are built once: SQLAlchemy needs ten times longer to build one than SQLite to run it.
_LOT_QUERY = (
    select(*_LOT_COLUMNS, *_DOCUMENT_COLUMNS, *_STANDING_COLUMNS, *_FIRM_COLUMNS)
    .select_from(PublishedTrace)
    .outerjoin(PublishedStanding, _TRACE_STANDING)
    .outerjoin(PublishedTrust, _TRACE_TRUST)
    .outerjoin(PublishedPenalties, _TRACE_PENALTIES)
    .where(
        col(PublishedTrace.gtin) == bindparam("gtin"), col(PublishedTrace.lot) == bindparam("lot")
    )
    .order_by((col(PublishedTrace.origin) == bindparam("own")).desc(), col(PublishedTrace.origin))
    .limit(1)
)
_IS_VOID = (
    select(col(VoidCodes.job_no))
    .where(
        col(VoidCodes.job_no) == col(PublishedCodes.job_no),
        col(VoidCodes.origin) == col(PublishedCodes.origin),
        col(VoidCodes.first_serial) <= bindparam("serial"),
        col(VoidCodes.last_serial) >= bindparam("serial"),
    )
    .exists()
)
_PACKAGE_QUERY = (
    select(*_LOT_COLUMNS, *_DOCUMENT_COLUMNS, *_STANDING_COLUMNS, *_FIRM_COLUMNS, *_SUSPECT_COLUMNS)
    .select_from(PublishedCodes)
    .join(
        PublishedTrace,
        and_(
            col(PublishedTrace.gtin) == col(PublishedCodes.gtin),
            col(PublishedTrace.lot) == col(PublishedCodes.lot),
            col(PublishedTrace.origin) == col(PublishedCodes.origin),
        ),
    )
    .outerjoin(PublishedStanding, _TRACE_STANDING)
    .outerjoin(PublishedTrust, _TRACE_TRUST)
    .outerjoin(PublishedPenalties, _TRACE_PENALTIES)
    .outerjoin(
        SuspectCode,
        and_(
            col(SuspectCode.code) == bindparam("code"),
            col(SuspectCode.origin) == col(PublishedCodes.origin),
        ),
    )
    .outerjoin(
        ScannedCode,
        and_(
            col(ScannedCode.code) == bindparam("code"),
            col(ScannedCode.origin) == col(PublishedCodes.origin),
        ),
    )
    .where(
        col(PublishedCodes.job_no) == bindparam("job_no"),
        col(PublishedCodes.origin) == bindparam("own"),
        col(PublishedCodes.first_serial) <= bindparam("serial"),
        col(PublishedCodes.first_serial) + col(PublishedCodes.count) > bindparam("serial"),
        ~_IS_VOID,
    )
)
_PRODUCT_QUERY = (
    select(
        col(PublishedProduct.document_text).label("document_text"),
        col(PublishedProduct.revision).label("revision"),
        *_STANDING_COLUMNS,
        *_FIRM_COLUMNS,
    )
    .select_from(PublishedProduct)
    .outerjoin(PublishedStanding, _PRODUCT_STANDING)
    .outerjoin(PublishedTrust, _PRODUCT_TRUST)
    .outerjoin(PublishedPenalties, _PRODUCT_PENALTIES)
    .where(col(PublishedProduct.gtin) == bindparam("gtin"))
    .order_by(
        (col(PublishedProduct.origin) == bindparam("own")).desc(), col(PublishedProduct.origin)
    )
    .limit(1)
)
# The lots with the highest numbers: the primary key holds them in that order.
_NEWEST_QUERY = (
    select(*_LOT_COLUMNS, *_STANDING_COLUMNS)
    .select_from(PublishedTrace)
    .outerjoin(PublishedStanding, _TRACE_STANDING)
    .where(
        col(PublishedTrace.gtin) == bindparam("gtin"), col(PublishedTrace.lot) != bindparam("but")
    )
    .order_by(col(PublishedTrace.lot).desc(), col(PublishedTrace.origin).desc())
    .limit(bindparam("most", type_=Integer))
)


class PublishedStore:
    """Reads the published tables. It blocks: on a server database call it in a thread.

    `origin` is the register that this site belongs to: package codes are its own, and where two
    registers published the same lot, its row comes first.
    """

    def __init__(self, engine: Engine, origin: str) -> None:
        self._engine = engine
        self._origin = origin

    def find_lot(self, gtin: str, lot: str) -> FoundTrace | None:
        """Find a published batch by GTIN and lot."""
        return self._find(_LOT_QUERY, {"gtin": gtin, "lot": lot, "own": self._origin}, None)

    def find_package(self, code: str, job_no: int, serial: int) -> FoundTrace | None:
        """Find the batch of a package code whose label job and serial were read out of it."""
        given = {"code": code, "job_no": job_no, "serial": serial, "own": self._origin}
        return self._find(_PACKAGE_QUERY, given, code)

    def find_product(self, gtin: str) -> FoundProduct | None:
        """Find a published product with its newest lots."""
        with self._engine.connect() as connection:
            found = (
                connection.execute(_PRODUCT_QUERY, {"gtin": gtin, "own": self._origin})
                .mappings()
                .first()
            )
            if found is None:
                return None
            # No lot is empty, so this leaves none out.
            given = {"gtin": gtin, "but": "", "most": MOST_LOTS}
            rows = connection.execute(_NEWEST_QUERY, given).mappings()
            lots = tuple(_lot_row(row) for row in rows)
        return FoundProduct(
            document_text=found["document_text"],
            revision=found["revision"],
            standing=_standing_facts(found),
            standing_revision=found["standing_revision"] or 0,
            penalties=_penalty_rows(found),
            lots=lots,
            trust_text=found["trust_text"],
            trust_revision=found["trust_revision"] or 0,
        )

    def _find(
        self, query: Select[Any], given: dict[str, object], code: str | None
    ) -> FoundTrace | None:
        with self._engine.connect() as connection:
            found = connection.execute(query, given).mappings().first()
            if found is None:
                return None
            neighbours = {"gtin": found["gtin"], "but": found["lot"], "most": MOST_OTHER_LOTS}
            rows = connection.execute(_NEWEST_QUERY, neighbours).mappings()
            others = tuple(_lot_row(row) for row in rows)
        return FoundTrace(
            gtin=found["gtin"],
            origin=found["origin"],
            row=_lot_row(found),
            document_text=found["document_text"],
            document_hash=found["document_hash"],
            revision=found["revision"],
            standing=_standing_facts(found),
            standing_revision=found["standing_revision"] or 0,
            penalties=_penalty_rows(found),
            others=others,
            code=code,
            suspect=_suspect_facts(found) if code else None,
            counted=_count_facts(found) if code else None,
            trust_text=found["trust_text"],
            trust_revision=found["trust_revision"] or 0,
        )


def _lot_row(row: RowMapping) -> LotRow:
    return LotRow(
        lot=row["lot"],
        state=row["state"],
        best_before=row["best_before"],
        registered_at=as_utc(row["registered_at"]),
        standing=row["standing"],
        void_before=_instant(row, "void_before"),
        is_below_grade=row["is_below_grade"],
    )


def _standing_facts(row: RowMapping) -> StandingFacts | None:
    if row["standing"] is None:
        return None
    return StandingFacts(
        standing=row["standing"],
        since=as_utc(row["standing_since"]),
        reason=row["standing_reason"],
        decision_no=row["decision_no"],
        void_before=_instant(row, "void_before"),
        ground=row["ground"],
        authority=row["authority"],
    )


def _penalty_rows(row: RowMapping) -> PenaltyRows:
    return PenaltyRows(row["penalties_text"] or "", row["penalties_revision"] or 0)


def _suspect_facts(row: RowMapping) -> SuspectFacts | None:
    if row["scans"] is None:
        return None
    return SuspectFacts(row["scans"], row["places"], as_utc(row["suspect_since"]))


def _count_facts(row: RowMapping) -> CountFacts | None:
    return None if row["counted"] is None else CountFacts(row["counted"], row["first_on"])


def _instant(row: RowMapping, name: str) -> datetime | None:
    value: datetime | None = row[name]
    return as_utc(value) if value is not None else None

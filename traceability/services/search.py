"""Story: somebody types a number or a name; which records that he may see are meant?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.kinds import OrganizationKind
from traceability.schemas.search import FoundKind, FoundRecord, SearchPublic
from traceability.storage.applications import applications_like
from traceability.storage.searching import (
    MOST_FOUND,
    begins_with,
    reports_numbered,
    samples_numbered,
)
from traceability.storage.tables import (
    Batch,
    EnterpriseApplication,
    Inspection,
    Organization,
    Penalty,
    Product,
    ProductGtin,
    Sample,
    StandingCase,
)
from traceability.storage.visibility import names_caller, sees_all, visible_inspections
from traceability.storage.work import Work

MOST_OF_A_KIND = 8
SHORTEST = 2
_FETCHED = MOST_OF_A_KIND + 1


def search_records(work: Work, text: str) -> SearchPublic:
    """Find records by number or name; nothing is searched for a single character."""
    work.actor.require(Action.READ_SELF)
    wanted = text.strip()
    found: list[FoundRecord] = []
    cut: list[FoundKind] = []
    for kind, action, find in _KINDS if len(wanted) >= SHORTEST else ():
        if not work.actor.may(action):
            continue
        meant = find(work, wanted)
        is_done = isinstance(meant, list)
        rows = meant if is_done else work.session.exec(meant.limit(_FETCHED)).all()
        found += _SHOWN[kind](rows[:MOST_OF_A_KIND])
        if len(rows) > MOST_OF_A_KIND:
            cut.append(kind)
    return SearchPublic(items=found, is_cut=cut)


def _has(column: Any, text: str) -> Any:
    return col(column).icontains(text, autoescape=True)


def _batches(work: Work, text: str) -> list[Batch]:
    """Find lots by the beginning of their number or by their GTIN, the last numbers first.

    Of lots that were sent to the caller, so many are looked at; a longer number finds the rest.
    """
    begins = begins_with(work.session, Batch.lot, text.upper())
    conditions = [begins, Batch.gtin == text.zfill(14)] if text.isdigit() else [begins]
    found: dict[UUID, Batch] = {}
    for condition in conditions:
        for query in _lots_seen(work, condition):
            rows = work.session.exec(query.order_by(col(Batch.lot).desc()).limit(_FETCHED))
            found |= {row.id: row for row in rows}
    return sorted(found.values(), key=lambda row: row.id, reverse=True)[:_FETCHED]


def _lots_seen(work: Work, condition: Any) -> Iterator[SelectOfScalar[Batch]]:
    query = select(Batch).where(condition)
    if sees_all(work):
        yield query
        return
    mine = col(Batch.org_id) == work.actor.org_id
    yield query.where(mine)
    some = select(Batch.id).where(condition, ~mine).order_by(col(Batch.lot).desc())
    known = some.limit(MOST_FOUND).subquery()
    yield select(Batch).where(col(Batch.id).in_(select(known.c.id)), names_caller(work, Batch.id))


def _products(work: Work, text: str) -> SelectOfScalar[Product]:
    by_gtin = select(ProductGtin.product_id).where(ProductGtin.gtin == text.zfill(14))
    query = select(Product).where(or_(_has(Product.name, text), col(Product.id).in_(by_gtin)))
    if work.actor.may(Action.WRITE_PRODUCTS):
        query = query.where(Product.org_id == work.actor.org_id)
    return query.order_by(col(Product.name), col(Product.id))


def _organizations(work: Work, text: str) -> SelectOfScalar[Organization]:
    query = _named(text)
    if work.actor.may(Action.READ_LEDGERS):  # who has pages of canteens finds them apart
        query = query.where(Organization.kind != OrganizationKind.CANTEEN.value)
    return query


def _canteens(_: Work, text: str) -> SelectOfScalar[Organization]:
    return _named(text).where(Organization.kind == OrganizationKind.CANTEEN.value)


def _named(text: str) -> SelectOfScalar[Organization]:
    number = text.upper()
    known = or_(
        _has(Organization.name, text),
        Organization.uscc == number,
        Organization.sc_licence == number,
    )
    return select(Organization).where(known).order_by(col(Organization.name))


def _cases(_: Work, text: str) -> SelectOfScalar[StandingCase]:
    query = select(StandingCase).where(_has(StandingCase.decision_no, text))
    return query.order_by(col(StandingCase.id).desc())


def _applications(_: Work, text: str) -> SelectOfScalar[EnterpriseApplication]:
    query = applications_like(None, text)
    return query.order_by(col(EnterpriseApplication.id).desc())


def _samples(work: Work, text: str) -> SelectOfScalar[Sample]:
    query = select(Sample).where(col(Sample.id).in_(samples_numbered(work, text)))
    return query.order_by(col(Sample.id).desc())


def _reports(work: Work, text: str) -> SelectOfScalar[Inspection]:
    query = visible_inspections(work).where(col(Inspection.id).in_(reports_numbered(work, text)))
    return query.order_by(col(Inspection.id).desc())


def _penalties(work: Work, text: str) -> SelectOfScalar[Penalty]:
    query = select(Penalty).where(_has(Penalty.decision_no, text))
    if not work.actor.is_authority:
        query = query.where(Penalty.org_id == work.actor.org_id)
    return query.order_by(col(Penalty.id).desc())


_Find = Callable[[Work, str], Any]  # a query, or what was found already
_KINDS: tuple[tuple[FoundKind, Action, _Find], ...] = (
    (FoundKind.BATCH, Action.READ_BATCHES, _batches),
    (FoundKind.PRODUCT, Action.READ_CATALOGUE, _products),
    (FoundKind.ORGANIZATION, Action.READ_ORGANIZATIONS, _organizations),
    (FoundKind.SAMPLE, Action.RECORD_INSPECTIONS, _samples),
    (FoundKind.REPORT, Action.READ_INSPECTIONS, _reports),
    (FoundKind.PENALTY, Action.READ_PENALTIES, _penalties),
    (FoundKind.CASE, Action.DECIDE_CASES, _cases),
    (FoundKind.CANTEEN, Action.READ_LEDGERS, _canteens),
    (FoundKind.APPLICATION, Action.DECIDE_APPLICATIONS, _applications),
)


def _as(
    kind: FoundKind, name: Callable[[Any], str], more: Callable[[Any], str]
) -> Callable[[Sequence[Any]], Iterable[FoundRecord]]:
    return lambda rows: [
        FoundRecord(kind=kind, id=row.id, name=name(row), more=more(row)) for row in rows
    ]


_SHOWN = {
    FoundKind.BATCH: _as(FoundKind.BATCH, lambda row: row.lot, lambda row: row.name),
    FoundKind.PRODUCT: _as(FoundKind.PRODUCT, lambda row: row.name, lambda row: row.standard or ""),
    FoundKind.ORGANIZATION: _as(
        FoundKind.ORGANIZATION, lambda row: row.name, lambda row: row.district
    ),
    FoundKind.SAMPLE: _as(FoundKind.SAMPLE, lambda row: row.sample_no, lambda row: ""),
    FoundKind.REPORT: _as(FoundKind.REPORT, lambda row: row.report_no, lambda row: row.sample_no),
    FoundKind.PENALTY: _as(FoundKind.PENALTY, lambda row: row.decision_no, lambda row: ""),
    FoundKind.CASE: _as(FoundKind.CASE, lambda row: row.decision_no, lambda row: row.facts[:60]),
    FoundKind.CANTEEN: _as(FoundKind.CANTEEN, lambda row: row.name, lambda row: row.district),
    FoundKind.APPLICATION: _as(
        FoundKind.APPLICATION, lambda row: row.name, lambda row: row.district
    ),
}

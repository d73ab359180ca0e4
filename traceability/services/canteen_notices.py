"""Stories: a canteen sees what it may buy, is told what to stop, and says what it did."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from consumer_web.tables import PublishedStanding
from traceability.domain.access import Action
from traceability.domain.kinds import TRUSTED, Approval
from traceability.domain.notices import NoticeFacts, check_acknowledgement
from traceability.schemas.cases import (
    AcknowledgementCreate,
    ApprovedProduct,
    ApprovedProductPage,
    NoticePage,
    NoticePublic,
)
from traceability.schemas.types import Reference
from traceability.storage.batches import batches_by_id
from traceability.storage.notices import lock_notice, visible_notices
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.parties import organizations_by_id, standings_of
from traceability.storage.tables import CanteenNotice, Organization, Product
from traceability.storage.work import Work


def list_notices(work: Work, is_open: bool | None, after: str | None, limit: int) -> NoticePage:
    """List notices: a canteen its own, the authority all; answered ones the newest first."""
    work.actor.require(Action.READ_NOTICES)
    query = visible_notices(work)
    if is_open is not None:
        answered = col(CanteenNotice.acknowledged_at)
        query = query.where(answered.is_(None) if is_open else answered.is_not(None))
    key, is_newest_first = col(CanteenNotice.id), is_open is False
    rows, following = page_of(work.session, query, key, after, limit, newest_first=is_newest_first)
    return NoticePage(items=_public(work, list(rows)), next=following)


def acknowledge_notice(work: Work, notice_id: UUID, entered: AcknowledgementCreate) -> NoticePublic:
    """Record what a canteen did with what it still had."""
    work.actor.require(Action.ANSWER_NOTICES)
    notice = lock_notice(work, notice_id)
    check_acknowledgement(
        NoticeFacts(
            is_acknowledged=notice.acknowledged_at is not None,
            has_stock=any(lot["in_stock"] > 0 for lot in notice.lots),
            action=entered.action,
            said=entered.said,
        )
    )
    work.change(
        notice,
        action=entered.action.value,
        said=entered.said,
        acknowledged_by=work.actor.user_id,
        acknowledged_at=work.now,
    )
    return _public(work, [notice])[0]


def _public(work: Work, notices: list[CanteenNotice]) -> list[NoticePublic]:
    names = organizations_by_id(work.session, (notice.enterprise_id for notice in notices))
    lots = batches_by_id(work.session, (n.batch_id for n in notices if n.batch_id is not None))
    return [
        NoticePublic.model_validate(
            notice.model_dump()
            | {
                "enterprise": Reference(
                    id=notice.enterprise_id, name=names[notice.enterprise_id].name
                ),
                "reason": lots[notice.batch_id].status_reason if notice.batch_id else None,
            }
        )
        for notice in notices
    ]


def list_approved_products(
    work: Work, name: str | None, after: str | None, limit: int, food: str | None = None
) -> ApprovedProductPage:
    """List what canteens may buy: approved products of enterprises that are trusted now.

    `name` is a part of a product's name or of its enterprise's, `food` a code of the limits
    catalogue.
    """
    work.actor.require(Action.READ_CATALOGUE)
    query = _approved(work, name, food)
    rows, following = page_of(work.session, query, col(Product.id), after, limit)
    firms = organizations_by_id(work.session, (row.org_id for row in rows))
    standings = standings_of(work.session, firms)
    items = [
        ApprovedProduct.model_validate(
            row.model_dump()
            | {
                "enterprise": Reference(id=row.org_id, name=firms[row.org_id].name),
                "standing": standings[row.org_id],
            }
        )
        for row in rows
    ]
    return ApprovedProductPage(items=items, next=following)


def count_approved_products(work: Work, name: str | None, food: str | None = None) -> int:
    """Count what list_approved_products lists in all."""
    work.actor.require(Action.READ_CATALOGUE)
    return count_up_to(work.session, _approved(work, name, food))


def foods_on_offer(work: Work) -> set[str]:
    """Give the kinds of food, as codes of the limits catalogue, that canteens may buy now."""
    work.actor.require(Action.READ_CATALOGUE)
    offered = _approved(work, None, None).with_only_columns(col(Product.id))
    query = select(Product.food_category).where(col(Product.id).in_(offered)).distinct()
    return set(work.session.exec(query))


def _approved(work: Work, name: str | None, food: str | None) -> SelectOfScalar[Product]:
    query = (
        select(Product)
        .join(Organization, col(Organization.id) == Product.org_id)
        .join(
            PublishedStanding,
            and_(
                col(PublishedStanding.uscc) == Organization.uscc,
                col(PublishedStanding.origin) == work.origin,
            ),
        )
        .where(
            Product.approval == Approval.APPROVED.value,
            col(PublishedStanding.standing).in_([standing.value for standing in TRUSTED]),
        )
    )
    if name:
        named = (col(Product.name), col(Organization.name))
        query = query.where(or_(*(each.contains(name, autoescape=True) for each in named)))
    return query.where(Product.food_category == food) if food else query

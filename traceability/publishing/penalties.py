"""One row per enterprise: what the public may see of its penalties is on the very next scan."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select

from consumer_web.document import Words
from consumer_web.penalties import ShownPenalty, write_penalties
from consumer_web.tables import PublishedPenalties
from traceability.domain.civil import civil_date
from traceability.domain.penalty_kinds import OTHER
from traceability.domain.penalty_visibility import PublicPenalty, public_view
from traceability.storage.penalties import contested, facts_of, penalties_of
from traceability.storage.tables import Organization
from traceability.storage.work import Work

_ENGLISH = {
    "警告": "warning",
    "通报批评": "public criticism",
    "罚款": "fine",
    "没收违法所得": "illegal gains confiscated",
    "没收非法财物": "illegal goods confiscated",
    "没收违法所得、没收非法财物": "illegal gains or goods confiscated",
    "暂扣许可证件": "licence suspended",
    "降低资质等级": "qualification lowered",
    "吊销许可证件": "licence revoked",
    "暂扣或者吊销许可证、暂扣或者吊销执照": "licence suspended or revoked",
    "限制开展生产经营活动": "business restricted",
    "责令停产停业": "production stopped",
    "责令关闭": "ordered to close",
    "限制从业": "barred from the trade",
    "行政拘留": "detention",
}


def publish_penalties(work: Work, org_id: UUID) -> None:
    """Write what the public may see of an enterprise's penalties from now on.

    Who writes holds the enterprise's row until the commit: a record that another changed at the
    same time must not come back with our list.
    """
    work.session.flush()
    uscc = work.session.exec(
        select(Organization.uscc).where(Organization.id == org_id).with_for_update(key_share=True)
    ).one()
    penalties, today = penalties_of(work.session, org_id), civil_date(work.now)
    marked = contested(work.session, [penalty.id for penalty in penalties])
    views = (public_view(facts_of(p, p.id in marked), today) for p in penalties)
    text = write_penalties(tuple(_shown(view) for view in views if view is not None))
    row = work.session.get(PublishedPenalties, (uscc, work.origin), populate_existing=True)
    if row is None:
        if text != "[]":
            work.add(
                PublishedPenalties(
                    uscc=uscc, origin=work.origin, items_text=text, published_at=work.now
                )
            )
    elif row.items_text != text:
        work.change(row, items_text=text, published_at=work.now)


def _shown(view: PublicPenalty) -> ShownPenalty:
    kinds = [kind.removeprefix(OTHER) for kind in view.penalty_kinds]
    return ShownPenalty(
        party_name=view.party_name,
        decision_no=view.decision_no,
        authority_name=view.authority_name,
        kinds=Words(zh="、".join(kinds), en=", ".join(_ENGLISH.get(kind, kind) for kind in kinds)),
        decided_on=view.decided_on,
        until=view.publicity_until,
        is_contested=view.is_contested,
    )

"""One row per enterprise: what the public may see of its penalties is on the very next scan."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select

from consumer_web.document import Words
from consumer_web.penalties import ShownPenalty, write_penalties
from consumer_web.tables import PublishedPenalties
from traceability.domain.civil import civil_date
from traceability.domain.penalty_kinds import OTHER, in_english
from traceability.domain.penalty_visibility import PublicPenalty, public_view
from traceability.storage.penalties import contested, facts_of, penalties_of
from traceability.storage.tables import Organization
from traceability.storage.work import Work


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
        kinds=Words(zh="、".join(kinds), en=", ".join(in_english(kind) for kind in kinds)),
        decided_on=view.decided_on,
        until=view.publicity_until,
        is_contested=view.is_contested,
    )

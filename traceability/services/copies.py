"""Stories: package codes that look copied are found, and those concerned see them."""

from __future__ import annotations

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.copies import BOUNDS, RULE_VERSION, WINDOW, find_copying
from traceability.publishing.codes import publish_suspicion
from traceability.schemas.suspicions import SuspicionListed, SuspicionPage
from traceability.storage.copies import packages_to_judge, scans_of
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.tables import CodeSuspicion
from traceability.storage.work import Work

_AT_ONCE = 500


def mark_suspects(work: Work) -> int:
    """Judge every package code that was scanned within 90 days; give the number of new suspects.

    The next scan of a suspected code says so. Safe to run as often as one likes.
    """
    work.actor.require(Action.MARK_SUSPECTS)
    today = civil_date(work.now)
    marked = 0
    after = ""
    while True:
        packages = packages_to_judge(
            work.session, work.origin, today - WINDOW, BOUNDS.fewest_scans, after, _AT_ONCE
        )
        scans = scans_of(work.session, work.origin, [p.code for p in packages], today - WINDOW)
        for package in packages:
            found = find_copying(scans.get(package.code, ()), today)
            if found is None:
                continue
            suspicion = CodeSuspicion(
                id=new_id(),
                recorded_at=work.now,
                org_id=package.org_id,
                batch_id=package.batch_id,
                code=package.code,
                scans=found.scans,
                places=found.places,
                since=work.now,
                reason=f"90 天内 {found.scans} 次，{found.places} 个城市，一天最多 "
                f"{found.places_a_day} 个城市（规则 {RULE_VERSION}）",
                found_by=work.actor.user_id,
            )
            work.add(suspicion)
            publish_suspicion(work, suspicion)
            marked += 1
        if len(packages) < _AT_ONCE:
            return marked
        after = packages[-1].code


def list_suspicions(work: Work, after: str | None, limit: int) -> SuspicionPage:
    """List suspected codes: the authority all, an enterprise those of its own packages."""
    work.actor.require(Action.READ_SUSPICIONS)
    query = select(CodeSuspicion)
    if not work.actor.is_authority:
        query = query.where(CodeSuspicion.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(CodeSuspicion.id), after, limit)
    items = [SuspicionListed.model_validate(row) for row in rows]
    return SuspicionPage(items=items, next=following)

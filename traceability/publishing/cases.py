"""What does a case change of an enterprise's standing before it is decided, and when it falls?"""

from __future__ import annotations

from traceability.domain.cases import CaseState, CaseStepKind, Ground
from traceability.domain.kinds import Standing
from traceability.publishing.standings import StandingOrder, enact_standing
from traceability.storage.cases import add_step
from traceability.storage.joint_tasks import feed_back
from traceability.storage.parties import (
    get_organization,
    lock_organization,
    newest_standing,
    standing_before,
)
from traceability.storage.tables import StandingCase
from traceability.storage.work import Work


def suspend_at_once(
    work: Work, case: StandingCase, reason: str, authority_name: str | None
) -> None:
    """Suspend an enterprise until its case is decided (先行暂停)."""
    change = enact_standing(
        work,
        get_organization(work.session, case.org_id),
        StandingOrder(
            standing=Standing.SUSPENDED,
            reason=reason,
            case_id=case.id,
            ground=Ground(case.ground),
            authority_name=authority_name,
        ),
    )
    work.change(case, suspension_id=change.id)
    add_step(work, case, CaseStepKind.SUSPENSION, reason, taken_by=work.actor.user_id)


def standing_without_case(work: Work, case: StandingCase) -> Standing:
    """Give how the enterprise would stand now without the suspension of this case."""
    newest = newest_standing(work.session, case.org_id)
    if newest is not None and newest.id == case.suspension_id:
        return standing_before(work.session, newest)
    return Standing(newest.standing) if newest else Standing.LISTED


def drop_case(work: Work, case: StandingCase, state: CaseState, reason: str) -> None:
    """Close a case without its measure: its suspension ends with it."""
    kind = CaseStepKind.REJECTION if state is CaseState.REJECTED else CaseStepKind.WITHDRAWAL
    organization = lock_organization(work.session, case.org_id)
    newest = newest_standing(work.session, case.org_id)
    if newest is not None and newest.id == case.suspension_id:
        order = StandingOrder(
            standing=standing_before(work.session, newest),
            reason=reason,
            case_id=case.id,
            authority_name=work.actor.org_name or None,
        )
        enact_standing(work, organization, order)
    work.change(case, state=state.value, closed_by=work.actor.user_id, closed_at=work.now)
    add_step(work, case, kind, reason, taken_by=work.actor.user_id)
    feed_back(work, case, has_applied=False)

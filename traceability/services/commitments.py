"""Stories: an enterprise signs its credit commitment (信用承诺书), on which a delisting rests."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.schemas.cases import CommitmentCreate, CommitmentPage, CommitmentPublic
from traceability.storage.cases import add_commitment
from traceability.storage.paging import page_of
from traceability.storage.parties import get_organization
from traceability.storage.tables import EntryCommitment
from traceability.storage.work import Work


def record_commitment(work: Work, entered: CommitmentCreate) -> CommitmentPublic:
    """Record a commitment that an enterprise signed; the newest one holds."""
    work.actor.require(Action.RECORD_COMMITMENTS)
    organization = get_organization(work.session, entered.organization_id)
    said = entered.model_dump(exclude={"organization_id"})
    return CommitmentPublic.model_validate(add_commitment(work, organization, **said))


def list_commitments(
    work: Work, org_id: UUID | None, after: str | None, limit: int
) -> CommitmentPage:
    """List commitments: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_COMMITMENTS)
    query = select(EntryCommitment)
    if not work.actor.is_authority:
        query = query.where(EntryCommitment.org_id == work.actor.org_id)
    if org_id is not None:
        query = query.where(EntryCommitment.org_id == org_id)
    rows, following = page_of(work.session, query, col(EntryCommitment.id), after, limit)
    items = [CommitmentPublic.model_validate(row) for row in rows]
    return CommitmentPage(items=items, next=following)

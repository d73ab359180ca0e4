"""Story: an enterprise renewed its food production licence, and the authority records it."""

from __future__ import annotations

from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RuleError
from traceability.domain.kinds import OrganizationKind
from traceability.domain.licences import check_licence_end
from traceability.publishing.enterprises import publish_enterprise
from traceability.schemas.parties import LicenceCreate, OrganizationPublic
from traceability.storage.parties import lock_organization, standing_of
from traceability.storage.work import Work


def record_licence(work: Work, org_id: UUID, entered: LicenceCreate) -> OrganizationPublic:
    """Record number and last day of a licence; every page that names them says so at once."""
    work.actor.require(Action.REGISTER_ORGANIZATION)
    organization = lock_organization(work.session, org_id)
    if organization.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("supervision.not_an_enterprise", field="org_id")
    check_licence_end(entered.sc_valid_until, civil_date(work.now))
    work.change(organization, **entered.model_dump())
    publish_enterprise(work, organization)
    shown = OrganizationPublic.model_validate(organization)
    shown.standing = standing_of(work.session, organization.id)
    return shown

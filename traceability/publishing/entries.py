"""How does an organisation enter the register? Whoever enters it, it is one row."""

from __future__ import annotations

from traceability.domain.epcis_words import organization_uri
from traceability.domain.errors import ConflictError
from traceability.domain.kinds import OrganizationKind, Standing
from traceability.publishing.standings import StandingOrder, enact_standing
from traceability.schemas.parties import OrganizationCreate
from traceability.storage.cases import add_commitment
from traceability.storage.ids import new_id
from traceability.storage.parties import find_organization_by_uscc
from traceability.storage.tables import Organization
from traceability.storage.work import Work


def enter_organization(work: Work, entered: OrganizationCreate) -> Organization:
    """Enter an organisation; an enterprise is listed from now on.

    Without a published standing no code of an enterprise vouches for anything.
    """
    if find_organization_by_uscc(work.session, entered.uscc) is not None:
        raise ConflictError("organization.uscc_taken", field="uscc", uscc=entered.uscc)
    organization = Organization(
        **entered.model_dump(exclude={"commitment"}),
        id=new_id(),
        uri=organization_uri(entered.uscc, entered.gln),
        recorded_at=work.now,
    )
    work.add(organization)
    if entered.kind is OrganizationKind.ENTERPRISE:
        enact_standing(work, organization, StandingOrder(Standing.LISTED, "入驻"))
    if entered.commitment is not None:
        add_commitment(work, organization, **entered.commitment.model_dump())
    return organization

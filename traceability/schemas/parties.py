"""Contracts of organisations, standings, users, sessions, tokens, sites and assets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from traceability.domain.kinds import (
    AssetKind,
    OrganizationKind,
    Role,
    SiteKind,
    Standing,
    StandingState,
)
from traceability.schemas.cases import CommitmentSigned
from traceability.schemas.types import (
    GLN,
    USCC,
    BlankText20,
    In,
    Instant,
    LongName,
    Name,
    Out,
    Page,
    Person,
    SCLicence,
    Sentence,
    Text30,
    Text32,
    Text40,
    Text60,
    Text128,
    Text300,
    Word,
)

Username = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,39}$")]
Password = Annotated[str, StringConstraints(min_length=10, max_length=128, strip_whitespace=False)]


class EnterpriseCreate(In):
    """A new enterprise, canteen, agency, farm or authority."""

    uscc: USCC
    name: LongName = Field(examples=["惠州市禾坪里米业有限公司"])
    district: Word = Field(examples=["博罗县"])
    address: Text300 | None = None
    sc_licence: SCLicence | None = None
    sc_valid_until: date | None = None
    gln: GLN | None = None
    contact_name: Person | None = None
    contact_phone: Text30 | None = None
    commitment: CommitmentSigned | None = None


class OrganizationCreate(EnterpriseCreate):
    """A new organisation of any kind."""

    kind: OrganizationKind
    cma_no: Text32 | None = None
    cma_valid_until: date | None = None


class LicenceCreate(In):
    """A food production licence as the authority saw it: its number and its last day."""

    sc_licence: SCLicence
    sc_valid_until: date


class OrganizationPublic(Out):
    """An organisation as other signed-in users see it: no personal data."""

    id: UUID
    uscc: str
    name: str
    kind: OrganizationKind
    district: str
    address: str | None
    sc_licence: str | None
    sc_valid_until: date | None
    cma_no: str | None
    gln: str | None
    uri: str
    standing: Standing | None = None
    recorded_at: datetime
    revision: int


class OrganizationPage(Page):
    """A page of organisations."""

    items: list[OrganizationPublic]


class StandingCreate(In):
    """A change of an enterprise's standing at once; to strike it off takes a case."""

    organization_id: UUID
    standing: Standing
    reason: Sentence
    decision_no: Text128 | None = None


class StandingPublic(Out):
    """A change of standing."""

    id: UUID
    org_id: UUID
    standing: Standing
    state: StandingState
    reason: str
    decision_no: str | None
    effective_at: datetime | None
    case_id: UUID | None
    ground: str | None
    authority_name: str | None
    probation_until: date | None
    recorded_at: datetime


class StandingPage(Page):
    """A page of changes of standing."""

    items: list[StandingPublic]


class UserCreate(In):
    """A new user of an organisation."""

    org_id: UUID
    username: Username
    display_name: Person
    role: Role
    password: Password


class UserPublic(Out):
    """A user."""

    id: UUID
    org_id: UUID
    username: str
    display_name: str
    role: Role
    is_active: bool


class UserPage(Page):
    """A page of users."""

    items: list[UserPublic]


class SignIn(In):
    """Name and password, and the code of an authenticator app where the account has one."""

    username: Text40
    password: Annotated[str, StringConstraints(max_length=128, strip_whitespace=False)]
    code: BlankText20 = ""


class Me(Out):
    """Who is signed in."""

    user_id: UUID
    username: str
    role: Role
    org_id: UUID
    org_name: str
    org_kind: OrganizationKind
    uscc: str


class SessionPublic(Me):
    """A session just opened; writes by cookie must send `csrf_token` as `X-CSRF-Token`."""

    csrf_token: str
    expires_at: datetime


class TokenCreate(In):
    """A bearer token for machines."""

    name: Text60
    expires_at: Instant | None = None


class TokenPublic(Out):
    """A token without its secret."""

    id: UUID
    name: str
    expires_at: datetime | None
    revoked_at: datetime | None
    recorded_at: datetime


class TokenCreated(TokenPublic):
    """A token with its secret, which is shown once."""

    token: str


class TokenPage(Page):
    """A page of tokens."""

    items: list[TokenPublic]


class SiteCreate(In):
    """A place of the caller's organisation."""

    kind: SiteKind
    name: Name
    district: Word
    address: Text300 | None = None
    latitude_e6: int | None = Field(default=None, ge=-90_000_000, le=90_000_000)
    longitude_e6: int | None = Field(default=None, ge=-180_000_000, le=180_000_000)
    parent_id: UUID | None = None
    gln: GLN | None = None


class SitePublic(SiteCreate, Out):
    """A place."""

    id: UUID
    org_id: UUID
    uri: str


class SitePage(Page):
    """A page of places."""

    items: list[SitePublic]


class AssetCreate(In):
    """A tank, vehicle or pallet of the caller's organisation."""

    kind: AssetKind
    name: Name
    mark: Annotated[str, StringConstraints(pattern="^(edible_oil_only|food_only)$")] | None = None


class AssetPublic(AssetCreate, Out):
    """An asset."""

    id: UUID
    org_id: UUID
    uri: str


class AssetPage(Page):
    """A page of assets."""

    items: list[AssetPublic]

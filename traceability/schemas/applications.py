"""Contracts of enterprises that ask to enter the register."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from traceability.domain.commitment import CURRENT
from traceability.domain.kinds import ApplicationState
from traceability.schemas.parties import Password, Username
from traceability.schemas.types import (
    USCC,
    In,
    LongName,
    Out,
    Page,
    Person,
    SCLicence,
    Sentence,
    Text30,
    Text40,
    Text300,
    Word,
)


class ApplicationCreate(In):
    """What an enterprise says of itself, and the first of its people who will sign in."""

    uscc: USCC
    name: LongName = Field(examples=["惠州市禾坪里米业有限公司"])
    district: Word = Field(examples=["博罗县"])
    address: Text300 | None = None
    sc_licence: SCLicence
    sc_valid_until: date
    contact_name: Person
    contact_phone: Text30
    username: Username
    password: Password
    commitment: Text40 = Field(
        description="version of the credit commitment (信用承诺书) that was read and signed",
        examples=[CURRENT.version],
    )


class ApplicationReceipt(Out):
    """What the applicant keeps: with the code he learns what became of it."""

    receipt: str = Field(examples=["K7QM-2P9X-HD4T-6RWB"])
    state: ApplicationState
    recorded_at: datetime


class ApplicationPublic(Out):
    """An application without its personal data."""

    id: UUID
    uscc: str
    name: str
    district: str
    address: str | None
    sc_licence: str
    sc_valid_until: date
    commitment_version: str | None
    state: ApplicationState
    reason: str | None
    decided_at: datetime | None
    organization_id: UUID | None
    recorded_at: datetime
    revision: int


class ApplicationDetail(ApplicationPublic):
    """An application as a regulator decides about it, with whom to call."""

    contact_name: str
    contact_phone: str
    username: str
    others_waiting: int = Field(description="other applications that wait under the same code")
    is_registered: bool = Field(description="the code is in the register already")


class ApplicationPage(Page):
    """A page of applications, the oldest first."""

    items: list[ApplicationPublic]


class ApplicationQuery(In):
    """Which applications to list."""

    state: ApplicationState | None = None
    q: str | None = Field(default=None, max_length=40)
    cursor: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)


class ApplicationRefusal(In):
    """Why an enterprise is not let in; the applicant reads it."""

    reason: Sentence

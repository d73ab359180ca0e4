"""Who is in the register, where, and who signs in for whom?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from traceability.domain.kinds import AssetKind, OrganizationKind, Role, SiteKind
from traceability.storage.tables.base import Json, OwnedRecord, Record, one_of


class Organization(Record, table=True):
    """An enterprise, inspection agency, canteen, regulator or farm."""

    __tablename__ = "organization"
    __table_args__ = (one_of("organization", "kind", OrganizationKind),)

    uscc: str = Field(max_length=18, unique=True)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=20)
    district: str = Field(max_length=40)
    address: str | None = Field(default=None, max_length=300)
    sc_licence: str | None = Field(default=None, max_length=16)
    sc_valid_until: date | None = None
    cma_no: str | None = Field(default=None, max_length=32)
    cma_valid_until: date | None = None
    gln: str | None = Field(default=None, max_length=13)
    uri: str = Field(max_length=200)
    contact_name: str | None = Field(default=None, max_length=50)
    contact_phone: str | None = Field(default=None, max_length=30)
    revision: int = 1


class UserAccount(OwnedRecord, table=True):
    """A person who signs in for an organisation."""

    __tablename__ = "user_account"
    __table_args__ = (one_of("user_account", "role", Role),)

    username: str = Field(max_length=40, unique=True)
    display_name: str = Field(max_length=50)
    role: str = Field(max_length=16)
    is_active: bool = True
    revision: int = 1


class PasswordCredential(SQLModel, table=True):
    """The argon2id hash of a user's password; never logged."""

    __tablename__ = "password_credential"

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id")
    password_hash: str = Field(max_length=200)
    changed_at: datetime


class LoginSession(SQLModel, table=True):
    """A signed-in browser; only the hash of its token is kept.

    `is_strong` tells that a second factor was shown; `agent` is what the browser calls itself.
    """

    __tablename__ = "login_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str = Field(default="", max_length=200)
    is_strong: bool = False


class SecondFactor(SQLModel, table=True):
    """What a user's authenticator app shares with us: sealed, and never logged.

    `last_step` is the newest time step whose code was used: none is taken twice (RFC 6238, 5.2).
    `recovery` are the hashes of one-time codes for the day when the phone is lost.
    """

    __tablename__ = "second_factor"

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id")
    secret_sealed: str = Field(max_length=300)
    last_step: int = 0
    recovery: list[str] = Field(default_factory=list, sa_type=Json)
    planned_at: datetime
    confirmed_at: datetime | None = None


class Passkey(SQLModel, table=True):
    """A passkey of a user: the public half, which opens nothing.

    `challenged_at` is when the newest challenge that it answered was made: none is taken twice.
    """

    __tablename__ = "passkey"

    id: UUID = Field(primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    credential_id: str = Field(max_length=1400, unique=True)
    public_key: str = Field(max_length=2000)
    sign_count: int = Field(default=0, sa_type=BigInteger)
    name: str = Field(max_length=60)
    recorded_at: datetime
    used_at: datetime | None = None
    challenged_at: datetime | None = None


class ApiToken(OwnedRecord, table=True):
    """A bearer token of a user; only its hash is kept, apart from the record."""

    __tablename__ = "api_token"

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    name: str = Field(max_length=60)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revision: int = 1


class LoginAttempt(SQLModel, table=True):
    """Failed sign-ins of one name or one address inside a window; a counter."""

    __tablename__ = "login_attempt"

    subject: str = Field(primary_key=True, max_length=80)
    failures: int
    window_started_at: datetime


class Site(OwnedRecord, table=True):
    """A mill, press, warehouse, silo, shop or canteen."""

    __tablename__ = "site"
    __table_args__ = (one_of("site", "kind", SiteKind),)

    kind: str = Field(max_length=16)
    name: str = Field(max_length=100)
    district: str = Field(max_length=40)
    address: str | None = Field(default=None, max_length=300)
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    parent_id: UUID | None = Field(default=None, foreign_key="site.id")
    gln: str | None = Field(default=None, max_length=13)
    uri: str = Field(max_length=200)
    revision: int = 1


class Asset(OwnedRecord, table=True):
    """What carries goods again and again: tank, vehicle, pallet."""

    __tablename__ = "asset"
    __table_args__ = (one_of("asset", "kind", AssetKind),)

    kind: str = Field(max_length=16)
    name: str = Field(max_length=100)
    mark: str | None = Field(default=None, max_length=20)  # edible_oil_only | food_only
    uri: str = Field(max_length=200)
    revision: int = 1

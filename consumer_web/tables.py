"""The published tables: all that the public site may read.

The register writes them in the transaction of the change. Rows are keyed with the register they
come from (`origin`), so that several registers can flow into one national read database.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, false
from sqlmodel import Field, SQLModel


class PublishedTrace(SQLModel, table=True):
    """One row per published batch: its trace document and what the verdict needs at a scan."""

    __tablename__ = "trace_document"
    __table_args__ = (
        CheckConstraint(
            "state in ('released','held','recalled','unreleased')", name="ck_trace_document_state"
        ),
        Index("ix_trace_document_uscc", "uscc"),
    )

    gtin: str = Field(primary_key=True, max_length=14)
    lot: str = Field(primary_key=True, max_length=20)
    origin: str = Field(primary_key=True, max_length=32)
    batch_id: UUID
    uscc: str = Field(max_length=18)
    state: str = Field(max_length=16)
    best_before: date
    is_below_grade: bool = False  # safe, but short of the grade on the label
    registered_at: datetime  # codes made before a delisting stay dead after relisting
    document_text: str = Field(sa_type=Text)
    document_hash: bytes = Field(sa_type=LargeBinary)
    revision: int = 1
    entry_id: UUID
    leaf_index: int | None = None
    sealed_size: int | None = None
    published_at: datetime


class PublishedProduct(SQLModel, table=True):
    """One row per GTIN of an approved product: the page for a code without a lot."""

    __tablename__ = "product_document"

    gtin: str = Field(primary_key=True, max_length=14)
    origin: str = Field(primary_key=True, max_length=32)
    uscc: str = Field(max_length=18)
    document_text: str = Field(sa_type=Text)
    revision: int = 1
    published_at: datetime


class ProductTerm(SQLModel, table=True):
    """An index of names: each pair of characters in a product's name or its maker's."""

    __tablename__ = "product_term"

    term: str = Field(primary_key=True, max_length=8)
    gtin: str = Field(primary_key=True, max_length=14)
    origin: str = Field(primary_key=True, max_length=32)


class PublishedStanding(SQLModel, table=True):
    """One row per enterprise: a change here changes the verdict of every code it ever printed."""

    __tablename__ = "published_standing"
    __table_args__ = (
        CheckConstraint(
            "standing in ('listed','warned','suspended','delisted')",
            name="ck_published_standing_standing",
        ),
    )

    uscc: str = Field(primary_key=True, max_length=18)
    origin: str = Field(primary_key=True, max_length=32)
    standing: str = Field(max_length=16)
    since: datetime
    reason: str = Field(default="", max_length=500)
    decision_no: str | None = Field(default=None, max_length=128)
    ground: str | None = Field(default=None, max_length=24)  # class of the reason
    authority: str | None = Field(default=None, max_length=200)  # who decided
    void_before: datetime | None = None  # set by a delisting, kept by the relisting after it
    revision: int = 1
    published_at: datetime


class PublishedTrust(SQLModel, table=True):
    """One row per enterprise: its trust grade and the reasons that the public may know."""

    __tablename__ = "published_trust"
    __table_args__ = (
        CheckConstraint("grade in ('A','B','C','D')", name="ck_published_trust_grade"),
    )

    uscc: str = Field(primary_key=True, max_length=18)
    origin: str = Field(primary_key=True, max_length=32)
    grade: str = Field(max_length=1)
    since: date
    trust_text: str = Field(sa_type=Text)  # a `TrustFacts` of `consumer_web.document`
    revision: int = 1
    published_at: datetime


class PublishedPenalties(SQLModel, table=True):
    """One row per enterprise: what the public may see of its penalties, and until when.

    `items_text` is a JSON list, newest first; a scan shows an item until its own last day, so that
    it disappears by itself. After a repair the list is written without it.
    """

    __tablename__ = "published_penalty"

    uscc: str = Field(primary_key=True, max_length=18)
    origin: str = Field(primary_key=True, max_length=32)
    items_text: str = Field(sa_type=Text)
    revision: int = 1
    published_at: datetime


class PublishedCodes(SQLModel, table=True):
    """The package codes of one label job: a range of serials, never a row per package."""

    __tablename__ = "published_code"

    job_no: int = Field(primary_key=True)
    origin: str = Field(primary_key=True, max_length=32)
    gtin: str = Field(max_length=14)
    lot: str = Field(max_length=20)
    first_serial: int
    count: int
    published_at: datetime


class VoidCodes(SQLModel, table=True):
    """Package codes of a label job that were never printed or were damaged: they are unknown."""

    __tablename__ = "void_code"

    job_no: int = Field(primary_key=True)
    origin: str = Field(primary_key=True, max_length=32)
    first_serial: int = Field(primary_key=True)
    last_serial: int
    published_at: datetime


class SuspectCode(SQLModel, table=True):
    """A package code that was scanned far too often or in too many places."""

    __tablename__ = "suspect_code"

    code: str = Field(primary_key=True, max_length=16)
    origin: str = Field(primary_key=True, max_length=32)
    scans: int
    places: int
    since: datetime
    published_at: datetime


class ConsumerReport(SQLModel, table=True):
    """What a consumer told us; written by the public site, read by the authority.

    `receipt_hash` is what is kept of the receipt, `contact_sealed` what only the authority opens.
    """

    __tablename__ = "consumer_report"
    __table_args__ = (
        CheckConstraint(
            "kind in ('fake','spoiled','foreign_body','label','other')",
            name="ck_consumer_report_kind",
        ),
        Index("ix_consumer_report_uscc", "uscc", "id"),
        Index("ix_consumer_report_answered", "is_answered", "origin", "id"),
    )

    id: UUID = Field(primary_key=True)
    origin: str = Field(max_length=32)
    receipt_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    reported_at: datetime
    kind: str = Field(max_length=12)
    words: str = Field(max_length=500)
    place: str = Field(max_length=100)
    gtin: str | None = Field(default=None, max_length=14)
    lot: str | None = Field(default=None, max_length=20)
    code: str | None = Field(default=None, max_length=16)
    uscc: str | None = Field(default=None, max_length=18)  # of the maker, where we know the lot
    has_photo: bool = False
    is_answered: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    contact_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)


class ConsumerPhoto(SQLModel, table=True):
    """The photo of a consumer report, drawn anew as JPEG."""

    __tablename__ = "consumer_photo"

    report_id: UUID = Field(primary_key=True, foreign_key="consumer_report.id")
    jpeg: bytes = Field(sa_type=LargeBinary)


class PublishedAnswer(SQLModel, table=True):
    """The authority's answer to a consumer report, for whoever holds its receipt."""

    __tablename__ = "published_answer"

    report_id: UUID = Field(primary_key=True)
    origin: str = Field(max_length=32)
    found_true: bool
    words: str = Field(max_length=500)
    published_at: datetime


class ScannedCode(SQLModel, table=True):
    """How often one package code was scanned, and on which day first."""

    __tablename__ = "scanned_code"
    __table_args__ = (Index("ix_scanned_code_last", "origin", "last_on"),)

    code: str = Field(primary_key=True, max_length=16)
    origin: str = Field(primary_key=True, max_length=32)
    gtin: str = Field(max_length=14)
    lot: str = Field(max_length=20)
    scans: int
    first_on: date
    last_on: date


class ScannedPlace(SQLModel, table=True):
    """On which days and in which coarse regions a package code was scanned."""

    __tablename__ = "scanned_place"

    code: str = Field(primary_key=True, max_length=16)
    origin: str = Field(primary_key=True, max_length=32)
    region: str = Field(primary_key=True, max_length=6)  # a city of GB/T 2260; empty: not known
    day: date = Field(primary_key=True)
    scans: int


class ScanTally(SQLModel, table=True):
    """How often a lot's page was looked at: by day, region and kind of device, never by whom."""

    __tablename__ = "scan_tally"
    # Not by `scans`, which change: an update then leaves the index alone.
    __table_args__ = (Index("ix_scan_tally_day", "origin", "day"),)

    gtin: str = Field(primary_key=True, max_length=14)
    lot: str = Field(primary_key=True, max_length=20)
    origin: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    region: str = Field(primary_key=True, max_length=6)
    device: str = Field(primary_key=True, max_length=10)
    scans: int

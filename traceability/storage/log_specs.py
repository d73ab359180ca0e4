"""Which tables does the log cover, and what of them is public, trade or personal?

Every table is in `LOGGED` (or a child of one there) or in `NOT_LOGGED` with the reason; a test
fails for a table in neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Table
from sqlmodel import SQLModel

from consumer_web.tables import (
    ConsumerPhoto,
    ConsumerReport,
    ProductTerm,
    PublishedAnswer,
    PublishedCodes,
    PublishedPenalties,
    PublishedProduct,
    PublishedStanding,
    PublishedTrace,
    PublishedTrust,
    ScannedCode,
    ScannedPlace,
    ScanTally,
    SuspectCode,
    VoidCodes,
)
from traceability.domain.ledger import PARTS, canonical_text, plain
from traceability.domain.uscc import is_natural_person
from traceability.storage import tables as t

SCHEMA_VERSION = 6  # of the texts; rises when a covered column is added, renamed or dropped
Values = Mapping[str, Any]
Children = Mapping[str, Sequence[Values]]


def table_of(model: type[SQLModel]) -> Table:
    """Give the SQLAlchemy table behind a table class."""
    return model.__table__  # type: ignore[attr-defined,no-any-return]


@dataclass(frozen=True)
class ChildSpec:
    """A table whose rows belong to one record and are logged inside its text."""

    model: type[SQLModel]
    parent_column: str
    order: tuple[str, ...]
    part: str = "public"

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Name the logged columns: all but the one that points to the parent."""
        return tuple(c.name for c in table_of(self.model).columns if c.name != self.parent_column)

    @property
    def name(self) -> str:
        """Name the table, which is also its key in the text."""
        return table_of(self.model).name

    def rows(self, values: Sequence[Values]) -> list[dict[str, object]]:
        """Give the child rows as they stand in the text, in their fixed order."""
        ordered = sorted(values, key=lambda row: tuple(str(row[c]).zfill(12) for c in self.order))
        return [{column: plain(row[column]) for column in self.columns} for row in ordered]


@dataclass(frozen=True)
class LogSpec:
    """How one table is logged."""

    model: type[SQLModel]
    entry_class: str = "open"
    trade: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    children: tuple[ChildSpec, ...] = ()
    owner: str = "org_id"  # the column that names the owner: an organisation's id or its USCC
    about: str | None = None
    text_column: str | None = None  # a column whose exact text is the public part
    _columns: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    @property
    def kind(self) -> str:
        """Name the kind of record: its table's name."""
        return table_of(self.model).name

    @cached_property
    def key_columns(self) -> tuple[str, ...]:
        """Name the primary key's columns."""
        return tuple(column.name for column in table_of(self.model).primary_key.columns)

    def record_id(self, values: Values) -> str:
        """Write the primary key as one text."""
        return "/".join(str(values[column]) for column in self.key_columns)

    @cached_property
    def part_columns(self) -> dict[str, tuple[str, ...]]:
        """Name the columns of each part; everything that is not named elsewhere is public."""
        names = [column.name for column in table_of(self.model).columns]
        names = [n for n in names if n not in self.left_out and n != self.text_column]
        rest = "trade" if self.text_column else "public"
        parts: dict[str, list[str]] = {part: [] for part in PARTS}
        for name in names:
            part = "personal" if name in self.personal else "trade" if name in self.trade else rest
            parts[part].append(name)
        return {part: tuple(columns) for part, columns in parts.items()}

    def part_values(self, values: Values, children: Children) -> dict[str, dict[str, object]]:
        """Give what each part says, as plain values; an empty part is left out."""
        said: dict[str, dict[str, object]] = {
            part: {column: plain(values[column]) for column in columns}
            for part, columns in self.part_columns.items()
        }
        for child in self.children:
            said[child.part][child.name] = child.rows(children.get(child.name, ()))
        return {part: content for part, content in said.items() if content}

    def class_for(self, owner: str | None) -> str:
        """Tell whether an entry is open or sealed; what a natural person owns is always sealed."""
        return "sealed" if owner and is_natural_person(owner) else self.entry_class

    def texts(self, values: Values, children: Children, entry_class: str) -> dict[str, str]:
        """Write the canonical text of each part.

        Where the leaf may not tell kind and record, they move into the salted texts.
        """
        said = self.part_values(values, children)
        if entry_class == "sealed":
            mark = {"@kind": self.kind, "@record": self.record_id(values)}
            said = {part: {**mark, **content} for part, content in said.items()}
        written = {part: canonical_text(content) for part, content in said.items()}
        if self.text_column:
            written["public"] = values[self.text_column]
        return written


_LINES = ChildSpec(t.EventLine, "event_id", ("line",))
_PARTIES = ChildSpec(t.EventParty, "event_id", ("side", "type"), part="trade")
_DOCUMENTS = ChildSpec(t.EventDocument, "event_id", ("line",), part="trade")
_RESULTS = ChildSpec(t.TestResult, "inspection_id", ("line",))
_GTINS = ChildSpec(t.ProductGtin, "product_id", ("gtin",))

LOGGED: tuple[LogSpec, ...] = (
    LogSpec(t.Organization, owner="id", personal=frozenset({"contact_name", "contact_phone"})),
    LogSpec(
        t.EnterpriseApplication,
        "sealed",
        owner="",  # whom it claims to speak for is not known before it is approved
        personal=frozenset({"contact_name", "contact_phone", "username"}),
    ),
    LogSpec(t.StandingChange, "sealed"),
    LogSpec(t.EntryCommitment, "sealed", personal=frozenset({"signed_by"})),
    LogSpec(t.StandingCase, "sealed"),
    LogSpec(t.CaseStep, "sealed"),
    LogSpec(t.SiteInspection, "sealed", personal=frozenset({"inspectors"})),
    LogSpec(t.CanteenNotice, "sealed", about="enterprise_id"),
    LogSpec(t.JointTask, "sealed", owner="uscc"),
    LogSpec(t.UserAccount, "sealed", personal=frozenset({"username", "display_name"})),
    LogSpec(t.ApiToken, "sealed"),
    LogSpec(t.Site),
    LogSpec(t.Asset),
    LogSpec(t.Product, trade=frozenset({"decision_reason"}), children=(_GTINS,)),
    LogSpec(t.Batch),
    LogSpec(
        t.TraceEvent,
        personal=frozenset({"personal"}),
        children=(_LINES, _PARTIES, _DOCUMENTS),
    ),
    LogSpec(
        t.Inspection,
        personal=frozenset({"sampled_by"}),
        children=(_RESULTS,),
        about="batch_org_id",
    ),
    LogSpec(t.CertificateFile),
    LogSpec(t.Sample, "sealed", personal=frozenset({"sampled_by"}), about="batch_org_id"),
    LogSpec(t.RetestRequest, "sealed"),
    LogSpec(t.LabelJob, "sealed"),
    LogSpec(t.LabelRun, "sealed"),
    LogSpec(t.LabelVoid, "sealed"),
    LogSpec(t.CodeSuspicion, "sealed"),
    LogSpec(t.ReportAnswer, "sealed"),
    LogSpec(t.PersonalLook, "sealed"),
    LogSpec(
        t.Penalty,
        "sealed",
        personal=frozenset({"legal_representative"}),
        left_out=frozenset({"legal_representative_id_cipher", "person_id_cipher"}),
    ),
    LogSpec(t.CreditRepair, "sealed"),
    LogSpec(t.Objection, "sealed"),
    LogSpec(t.CreditDelivery, "sealed"),
    LogSpec(t.CreditAnswer, "sealed"),
    LogSpec(
        t.Purchase,
        "sealed",
        trade=frozenset({"price_fen"}),
        personal=frozenset({"checked_by", "second_checked_by", "supplier_phone"}),
        about="batch_org_id",
    ),
    LogSpec(t.PurchaseSignature, "sealed", personal=frozenset({"signer"})),
    LogSpec(t.PurchasePhoto, "sealed"),
    LogSpec(t.StockIssue, "sealed"),
    LogSpec(t.SupplierEntry, "sealed", about="enterprise_id"),
    LogSpec(t.FryingOilTest, "sealed"),
    LogSpec(
        PublishedTrace,
        owner="uscc",
        # The grade's failure follows from the document itself, which is the public part.
        left_out=frozenset({"entry_id", "leaf_index", "sealed_size", "is_below_grade"}),
        text_column="document_text",
    ),
    LogSpec(PublishedProduct, owner="uscc", text_column="document_text"),
    LogSpec(PublishedStanding, "sealed", owner="uscc"),
    LogSpec(PublishedTrust, "sealed", owner="uscc"),
    LogSpec(PublishedPenalties, "sealed", owner="uscc"),
    LogSpec(PublishedCodes, "sealed", owner=""),
    LogSpec(VoidCodes, "sealed", owner=""),
    LogSpec(SuspectCode, "sealed", owner=""),
    LogSpec(PublishedAnswer, "sealed", owner=""),
    LogSpec(t.LimitRecord, owner=""),
    LogSpec(t.TrustRuleRow, owner=""),
    LogSpec(t.TrustLineRow, "sealed"),
    LogSpec(t.TrustScoreRow, "sealed"),
    LogSpec(t.Complaint, "sealed"),
    LogSpec(t.Rectification, "sealed"),
    LogSpec(t.ManagementCertificate),
    LogSpec(t.LabelApproval, "sealed"),
    LogSpec(t.LabelRequest, "sealed"),
)

NOT_LOGGED: dict[type[SQLModel], str] = {
    t.PasswordCredential: "password hashes",
    t.ApplicantPassword: "password hashes",
    t.SigningCode: "hashes of signing codes, and a counter",
    t.SecondFactor: "secrets of authenticator apps",
    t.Passkey: "public halves of passkeys, and their counters",
    t.LoginSession: "sessions",
    t.LoginAttempt: "counters",
    t.IdempotencyKey: "answers kept for repetition",
    t.RegisterGuard: "a lock",
    t.WebhookNonce: "numbers against repetition",
    t.SampleDraft: "what is being typed; the report has what was measured",
    t.SheetImport: "a sheet on its way; the records that it brings are logged, each by itself",
    t.NoticeRoute: "where somebody wants to be told; what he is told of is recorded elsewhere",
    t.LabelRunWork: "labels on their way between two rests of a run, which are logged",
    t.PrinterLease: "leases",
    t.DeliveryWork: "leases and the time of the next attempt",
    t.TrustDue: "when a score is looked at again; worked out anew each time",
    t.ReceivedMonth: "sums of purchases, which are logged",
    t.StoreStock: "an index derived from event lines, deliveries and what was taken out",
    t.BatchLink: "an index derived from event lines; verify-ledger derives it again and compares",
    t.LogEntry: "the log itself",
    t.LogPending: "the log itself",
    t.LogLeaf: "the log itself",
    t.LogTile: "the log itself",
    t.LogHead: "the log itself",
    t.LogCheckpoint: "the log itself",
    t.LogCosignature: "the log itself",
    t.LogKey: "the log itself",
    ConsumerReport: "written by the public site, which cannot reach the log; its answer quotes it",
    ConsumerPhoto: "belongs to a consumer report",
    ProductTerm: "an index of names, derived from the published products",
    ScannedCode: "counters",
    ScannedPlace: "counters",
    ScanTally: "counters",
}

SPEC_OF: dict[type[SQLModel], LogSpec] = {spec.model: spec for spec in LOGGED}
SPEC_OF_KIND: dict[str, LogSpec] = {spec.kind: spec for spec in LOGGED}
CHILD_MODELS: dict[type[SQLModel], LogSpec] = {
    child.model: spec for spec in LOGGED for child in spec.children
}

"""The whole schema of the register: records, not rules.

Constructors validate nothing; bounds are check constraints. Every enterprise-owned row has an
`org_id` that never changes. Amounts are integers in grams, millilitres or packages. Rows that
change carry a `revision`; everything else is append-only. There are no relationships, cascades or
triggers. One file per room; every table is named here. The published ones are in
`consumer_web.tables`.
"""

from traceability.storage.tables.applications import ApplicantPassword, EnterpriseApplication
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, Record, one_of
from traceability.storage.tables.canteens import FryingOilTest, SigningCode, SupplierEntry
from traceability.storage.tables.cases import (
    CanteenNotice,
    CaseStep,
    EntryCommitment,
    SiteInspection,
    StandingCase,
)
from traceability.storage.tables.credit import Penalty, StandingChange
from traceability.storage.tables.deliveries import CreditAnswer, CreditDelivery, DeliveryWork
from traceability.storage.tables.events import (
    BatchLink,
    EventDocument,
    EventLine,
    EventParty,
    TraceEvent,
)
from traceability.storage.tables.goods import Batch, Product, ProductGtin
from traceability.storage.tables.imports import SheetImport
from traceability.storage.tables.inspections import (
    CertificateFile,
    Inspection,
    RetestRequest,
    TestResult,
)
from traceability.storage.tables.joint import JointTask, WebhookNonce
from traceability.storage.tables.label_runs import LabelRun, LabelRunWork, LabelVoid, PrinterLease
from traceability.storage.tables.labels import CodeSuspicion, LabelJob
from traceability.storage.tables.limits import LimitRecord
from traceability.storage.tables.log import (
    LogCheckpoint,
    LogCosignature,
    LogEntry,
    LogHead,
    LogKey,
    LogLeaf,
    LogPending,
    LogTile,
)
from traceability.storage.tables.notice_routes import NoticeRoute
from traceability.storage.tables.parties import (
    ApiToken,
    Asset,
    LoginAttempt,
    LoginSession,
    Organization,
    Passkey,
    PasswordCredential,
    SecondFactor,
    Site,
    UserAccount,
)
from traceability.storage.tables.plumbing import IdempotencyKey, RegisterGuard
from traceability.storage.tables.repairs import CreditRepair, Objection
from traceability.storage.tables.reports import PersonalLook, ReportAnswer
from traceability.storage.tables.samples import Sample, SampleDraft
from traceability.storage.tables.supervision import (
    Complaint,
    LabelApproval,
    LabelRequest,
    ManagementCertificate,
    Rectification,
)
from traceability.storage.tables.trade import (
    Purchase,
    PurchasePhoto,
    PurchaseSignature,
    ReceivedMonth,
    StockIssue,
    StoreStock,
)
from traceability.storage.tables.trust import (
    TrustDue,
    TrustLineRow,
    TrustRuleRow,
    TrustScoreRow,
)

__all__ = [
    "ApiToken",
    "ApplicantPassword",
    "Asset",
    "Batch",
    "BatchLink",
    "CanteenNotice",
    "CaseStep",
    "CertificateFile",
    "CodeSuspicion",
    "Complaint",
    "CreditAnswer",
    "CreditDelivery",
    "CreditRepair",
    "DeliveryWork",
    "EnterpriseApplication",
    "EntryCommitment",
    "EventDocument",
    "EventLine",
    "EventParty",
    "FryingOilTest",
    "IdempotencyKey",
    "Inspection",
    "JointTask",
    "Json",
    "JsonObject",
    "LabelApproval",
    "LabelJob",
    "LabelRequest",
    "LabelRun",
    "LabelRunWork",
    "LabelVoid",
    "LimitRecord",
    "LogCheckpoint",
    "LogCosignature",
    "LogEntry",
    "LogHead",
    "LogKey",
    "LogLeaf",
    "LogPending",
    "LogTile",
    "LoginAttempt",
    "LoginSession",
    "ManagementCertificate",
    "NoticeRoute",
    "Objection",
    "Organization",
    "OwnedRecord",
    "Passkey",
    "PasswordCredential",
    "Penalty",
    "PersonalLook",
    "PrinterLease",
    "Product",
    "ProductGtin",
    "Purchase",
    "PurchasePhoto",
    "PurchaseSignature",
    "ReceivedMonth",
    "Record",
    "Rectification",
    "RegisterGuard",
    "ReportAnswer",
    "RetestRequest",
    "Sample",
    "SampleDraft",
    "SecondFactor",
    "SheetImport",
    "SigningCode",
    "Site",
    "SiteInspection",
    "StandingCase",
    "StandingChange",
    "StockIssue",
    "StoreStock",
    "SupplierEntry",
    "TestResult",
    "TraceEvent",
    "TrustDue",
    "TrustLineRow",
    "TrustRuleRow",
    "TrustScoreRow",
    "UserAccount",
    "WebhookNonce",
    "one_of",
]

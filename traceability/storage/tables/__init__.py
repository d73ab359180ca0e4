"""The whole schema of the register: records, not rules.

Constructors validate nothing; bounds are check constraints. Every enterprise-owned row has an
`org_id` that never changes. Amounts are integers in grams, millilitres or packages. Rows that
change carry a `revision`; everything else is append-only. There are no relationships, cascades or
triggers. One file per room; every table is named here. The published ones are in
`consumer_web.tables`.
"""

from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, Record, one_of
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
from traceability.storage.tables.inspections import (
    CertificateFile,
    Inspection,
    RetestRequest,
    TestResult,
)
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
from traceability.storage.tables.parties import (
    ApiToken,
    Asset,
    LoginAttempt,
    LoginSession,
    Organization,
    PasswordCredential,
    Site,
    UserAccount,
)
from traceability.storage.tables.plumbing import IdempotencyKey, RegisterGuard
from traceability.storage.tables.reports import ReportAnswer
from traceability.storage.tables.trade import Purchase

__all__ = [
    "ApiToken",
    "Asset",
    "Batch",
    "BatchLink",
    "CertificateFile",
    "CodeSuspicion",
    "CreditAnswer",
    "CreditDelivery",
    "DeliveryWork",
    "EventDocument",
    "EventLine",
    "EventParty",
    "IdempotencyKey",
    "Inspection",
    "Json",
    "JsonObject",
    "LabelJob",
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
    "Organization",
    "OwnedRecord",
    "PasswordCredential",
    "Penalty",
    "Product",
    "ProductGtin",
    "Purchase",
    "Record",
    "RegisterGuard",
    "ReportAnswer",
    "RetestRequest",
    "Site",
    "StandingChange",
    "TestResult",
    "TraceEvent",
    "UserAccount",
    "one_of",
]

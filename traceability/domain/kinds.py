"""What kinds of things does the register know? The closed word lists of its columns."""

from __future__ import annotations

from enum import StrEnum


class OrganizationKind(StrEnum):
    """What an organisation is in the trade."""

    ENTERPRISE = "enterprise"
    INSPECTION_AGENCY = "inspection_agency"
    CANTEEN = "canteen"
    REGULATOR = "regulator"
    FARM = "farm"


class Role(StrEnum):
    """What a user does; every role belongs to one or two kinds of organisation."""

    ADMIN = "admin"
    REGULATOR = "regulator"
    ENTERPRISE = "enterprise"
    INSPECTOR = "inspector"
    CANTEEN = "canteen"


AUTHORITIES = frozenset({Role.ADMIN, Role.REGULATOR})  # who supervise the whole city

ROLE_HOMES: dict[Role, frozenset[OrganizationKind]] = {
    Role.ADMIN: frozenset({OrganizationKind.REGULATOR}),
    Role.REGULATOR: frozenset({OrganizationKind.REGULATOR}),
    Role.ENTERPRISE: frozenset({OrganizationKind.ENTERPRISE, OrganizationKind.FARM}),
    Role.INSPECTOR: frozenset({OrganizationKind.INSPECTION_AGENCY}),
    Role.CANTEEN: frozenset({OrganizationKind.CANTEEN}),
}


class Standing(StrEnum):
    """How far the city trusts an enterprise."""

    LISTED = "listed"
    WARNED = "warned"
    SUSPENDED = "suspended"
    DELISTED = "delisted"


TRUSTED = frozenset({Standing.LISTED, Standing.WARNED})  # may release, ship and print labels


class StandingState(StrEnum):
    """A delisting is proposed by one regulator and takes effect when another confirms it."""

    PROPOSED = "proposed"
    EFFECTIVE = "effective"


class PartyKind(StrEnum):
    """Whom a penalty is against (行政相对人类别), in the words of the double-publicity standard."""

    LEGAL_PERSON = "法人及非法人组织"
    SOLE_TRADER = "个体工商户"
    NATURAL_PERSON = "自然人"


class PenaltySeverity(StrEnum):
    """How grave a penalty is: it decides whether, and how long, the public may see it.

    信用修复管理办法 (NDRC Order 36 of 2026): 轻微, 一般, 严重.
    """

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


class PenaltyState(StrEnum):
    """Whether a penalty may still be shared and used."""

    IN_FORCE = "in_force"
    REPAIRED = "repaired"  # 信用修复: nobody may publish, share or use it
    ENDED = "ended"  # its publicity window is over
    WITHDRAWN = "withdrawn"  # set aside by review or court


class RepairState(StrEnum):
    """How far an application for credit repair (信用修复) is."""

    SUBMITTED = "submitted"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RepairEvidence(StrEnum):
    """What an applicant shows for a credit repair."""

    DUTY_FULFILLED = "duty_fulfilled"  # 履行义务证明, such as the receipt of the fine
    COMMITMENT = "commitment"  # 信用承诺书
    IDENTITY = "identity"  # 主体资格证明
    CREDIT_REPORT = "credit_report"  # 信用报告
    TRAINING = "training"  # 培训证明
    OTHER = "other"


class ObjectionSubject(StrEnum):
    """What one can object to (信用异议): the name of its table."""

    PENALTY = "penalty"
    TRUST_LINE = "trust_line"
    STANDING_CASE = "standing_case"


class ObjectionState(StrEnum):
    """How far an objection is."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"  # within two working days
    UNDER_VERIFICATION = "under_verification"  # answered within seven more
    CORRECTED = "corrected"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


OPEN_OBJECTIONS = frozenset(
    {ObjectionState.SUBMITTED, ObjectionState.ACCEPTED, ObjectionState.UNDER_VERIFICATION}
)


class DeliveryKind(StrEnum):
    """What the public credit system is told."""

    PENALTY = "penalty"  # 双公示 record, first sent or revised
    REPAIR = "repair"  # end its publicity
    WITHDRAWAL = "withdrawal"  # the decision was set aside
    FEEDBACK = "feedback"  # what was done in a joint action (联合奖惩反馈)


class DeliveryState(StrEnum):
    """How far a delivery is on its way."""

    QUEUED = "queued"
    ACKNOWLEDGED = "acknowledged"  # with a receipt
    REFUSED = "refused"  # with reasons by field; a revision follows
    DEAD = "dead"  # given up after too many attempts: a person must look
    SUPERSEDED = "superseded"  # a newer revision of the same record goes instead


class SiteKind(StrEnum):
    """What a place is."""

    FARM = "farm"
    DEPOT = "depot"
    MILL = "mill"
    PRESS = "press"
    REFINERY = "refinery"
    WAREHOUSE = "warehouse"
    SILO = "silo"
    LABORATORY = "laboratory"
    SHOP = "shop"
    CANTEEN = "canteen"
    OFFICE = "office"


class AssetKind(StrEnum):
    """What carries goods again and again."""

    TANK = "tank"
    VEHICLE = "vehicle"
    PALLET = "pallet"


class Approval(StrEnum):
    """Whether the regulator lets a product be sold with our code."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"  # with a reason; the enterprise may mend it and ask again
    WITHDRAWN = "withdrawn"


class ApplicationState(StrEnum):
    """How far an enterprise's own application to enter the register is."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"  # with a reason; the enterprise may apply again


class LookSubject(StrEnum):
    """Which personal data was looked at."""

    CONSUMER_CONTACT = "consumer_contact"  # what a consumer left to be reached by
    REPAIR_EVIDENCE = "repair_evidence"  # papers of an application for credit repair
    PENALTY_SHEET = "penalty_sheet"  # identity numbers in the official sheets
    CANTEEN_LEDGER = "canteen_ledger"  # what a school buys, from whom, and who signed for it


class BatchStatus(StrEnum):
    """The life of a batch; expiry is computed, not stored."""

    DRAFT = "draft"
    RELEASED = "released"
    HELD = "held"
    RECALLED = "recalled"


STOPPED = frozenset({BatchStatus.HELD, BatchStatus.RECALLED})


class Unit(StrEnum):
    """What an amount counts: grams, millilitres or packages."""

    GRAM = "g"
    MILLILITRE = "ml"
    EACH = "each"


class ShelfLifeUnit(StrEnum):
    """How a label states the shelf life."""

    DAY = "day"
    MONTH = "month"


class EventType(StrEnum):
    """EPCIS 2.0 event types."""

    OBJECT = "object"
    AGGREGATION = "aggregation"
    TRANSACTION = "transaction"
    TRANSFORMATION = "transformation"
    ASSOCIATION = "association"


class EventAction(StrEnum):
    """EPCIS 2.0 actions; a transformation has none."""

    ADD = "add"
    OBSERVE = "observe"
    DELETE = "delete"


class LineRole(StrEnum):
    """What a line is to its event."""

    ITEM = "item"
    PARENT = "parent"
    CHILD = "child"
    INPUT = "input"
    OUTPUT = "output"


class PartySide(StrEnum):
    """Whether a party gives or takes."""

    SOURCE = "source"
    DESTINATION = "destination"


class PartyType(StrEnum):
    """CBV source and destination types."""

    OWNING = "owning_party"
    POSSESSING = "possessing_party"
    LOCATION = "location"


class DocumentType(StrEnum):
    """CBV business transaction types that our trade uses."""

    PURCHASE_ORDER = "po"
    DESPATCH_ADVICE = "desadv"
    RECEIVING_ADVICE = "recadv"
    INVOICE = "inv"
    PRODUCTION_ORDER = "prodorder"
    BILL_OF_LADING = "bol"
    CERTIFICATE = "cert"
    TEST_REPORT = "testres"
    TEST_PROCEDURE = "testprd"
    RETURN_AUTHORIZATION = "rma"


class ErrorReason(StrEnum):
    """CBV reasons of an error declaration."""

    DID_NOT_OCCUR = "did_not_occur"
    INCORRECT_DATA = "incorrect_data"


class InspectionKind(StrEnum):
    """Why a sample was tested."""

    FACTORY = "factory"
    TYPE = "type"
    SUPERVISION = "supervision"
    COMMISSIONED = "commissioned"


class ReportState(StrEnum):
    """How far a report is: only a signed one counts, and a withdrawn one never will."""

    ENTERED = "entered"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


class SampleState(StrEnum):
    """How far a laboratory is with a sample."""

    WAITING = "waiting"
    REPORTED = "reported"
    DISCARDED = "discarded"


class Succession(StrEnum):
    """Why a report names an earlier one: its agency corrects it, or another tested again."""

    CORRECTION = "correction"
    RETEST = "retest"


class RetestState(StrEnum):
    """Whether the re-test (复检) that an enterprise asked for is decided."""

    REQUESTED = "requested"
    DECIDED = "decided"


class LabelState(StrEnum):
    """How far a single label is on its way to the bag."""

    ALLOCATED = "allocated"  # it has its number; nothing is drawn yet
    RENDERED = "rendered"  # drawn and read back, not yet out of the house
    SENT = "sent"  # handed to the printer, which has not said that it is done
    CONFIRMED = "confirmed"  # printed, as the printer or a person says
    UNKNOWN = "unknown"  # the line broke: a person must look
    VOID = "void"  # damaged or never printed: its code is unknown to the public


class RunState(StrEnum):
    """How a run of labels stands."""

    QUEUED = "queued"  # waits for its printer
    PRINTING = "printing"
    FIRST_ARTICLE = "first_article"  # waits until label 1 was scanned (首件检验)
    UNANSWERED = "unanswered"  # waits until somebody says which label was the last
    PAUSED = "paused"  # a person stopped it for a while
    STOPPED = "stopped"  # the batch or the enterprise may not print any more
    READY = "ready"  # its file can be fetched
    DONE = "done"
    CANCELLED = "cancelled"


OPEN_RUNS = frozenset(RunState) - {RunState.DONE, RunState.CANCELLED}


class LabelOutput(StrEnum):
    """Where the labels of a run go."""

    PRINTER = "printer"
    PDF = "pdf"
    PNG = "png"  # a ZIP of pictures
    PACKAGE = "package"  # 码包: codes for an inline coder or a print shop


class CertificateType(StrEnum):
    """Which files a certificate may be."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


class ResultVerdict(StrEnum):
    """What a single result, or a whole report, came to."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    ERROR = "error"
    NOT_APPLICABLE = "not_applicable"


class Direction(StrEnum):
    """Which way to walk the lineage."""

    BACK = "back"
    FORWARD = "forward"


class Acceptance(StrEnum):
    """What a canteen did with a delivery."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    DESTROYED = "destroyed"

"""What does a trace page say about one batch?

The register fills a `TraceDocument` and publishes it; the public face shows nothing that is not
in here. It carries no personal names, phone numbers or prices, and names the customers of a
shipment by kind and district only.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

DOCUMENT_VERSION = 1


class Verdict(StrEnum):
    """The plain answers that a scan can get, gravest first (design: the code on the bag)."""

    UNKNOWN = "unknown"
    DELISTED = "delisted"
    RECALLED = "recalled"
    HELD = "held"
    SUSPICIOUS = "suspicious"
    EXPIRED = "expired"
    GENUINE = "genuine"


class BatchState(StrEnum):
    """Where a published batch stands; expiry and standing are judged at the scan."""

    RELEASED = "released"
    HELD = "held"
    RECALLED = "recalled"
    UNRELEASED = "unreleased"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """One text in the two languages of the page."""

    zh: str
    en: str


class Fact(_Part):
    """A labelled value, such as a moisture or a seal number."""

    label: Words
    value: Words


class Notice(_Part):
    """Why a batch is held or recalled, who decided, and what follows."""

    since: datetime
    reason: Words
    decided_by: str
    number: str | None = None
    cause: str = "other"  # failed_test | suspension | not_released | other
    items: tuple[Words, ...] = ()


class ProductFacts(_Part):
    """The label of the product, as printed."""

    name: str
    category: str
    category_words: Words
    process: Words | None = None
    grade: str | None = None
    standard: str | None = None
    net_content: Words
    shelf_life: Words
    ingredients: str | None = None
    storage_conditions: str | None = None
    origin: str | None = None
    gtin: str


class EnterpriseFacts(_Part):
    """Who made it."""

    name: str
    uscc: str
    district: str
    address: str | None = None
    sc_licence: str | None = None
    sc_valid_until: date | None = None


class Place(_Part):
    """A place of the journey; coordinates in millionths of a degree (WGS 84)."""

    name: str
    district: str
    latitude_e6: int | None = None
    longitude_e6: int | None = None


class EventFacts(_Part):
    """One step of the way, newest last. `late_days` is the whole days between doing and typing."""

    id: str
    step: str
    title: Words
    at: str  # ISO 8601 with the offset of the place
    place: Place | None = None
    destination: Words | None = None  # kind and district of the receiver, never the name
    facts: tuple[Fact, ...] = ()
    missing: tuple[Words, ...] = ()
    entered_by: str
    entered_at: datetime
    late_days: int = 0
    is_correction: bool = False
    lot: str | None = None  # of an earlier lot in the chain; None for this batch itself


class ResultFacts(_Part):
    """One measured item against its limit as it stood. Values are decimals kept as text."""

    parameter: str
    name: Words
    group: str  # metal | toxin | pesticide | additive | oil | quality | other
    value: str
    not_detected: bool = False
    detection_limit: str | None = None
    unit: Words
    operator: str | None = None  # <= >= < > range ND
    limit: str | None = None
    standard: str | None = None
    clause: str | None = None  # of the standard, as people would look it up
    method: str | None = None
    kind: str = "safety"  # safety | quality | additive
    verdict: str  # pass | fail | error | not_applicable


class InspectionFacts(_Part):
    """One signed report."""

    id: str
    kind: str  # factory | type | supervision | commissioned
    kind_words: Words
    laboratory: str
    cma_no: str | None = None
    report_no: str
    sampled_on: date
    reported_on: date
    basis: str | None = None
    verdict: str  # pass | fail
    safety: str | None = None  # the verdict on safety alone; None in documents of before
    succession: str | None = None  # correction | retest: what it is to an earlier report
    replaces: str | None = None  # the number of that report
    replaced_by: str | None = None  # the number of the report that counts instead
    certificate: str | None = None  # address of the report as a file
    results: tuple[ResultFacts, ...]
    subject: str | None = None  # the earlier lot it was taken from; None for this batch itself

    @property
    def is_unsafe(self) -> bool:
        """Tell whether the report still counts and a safety item failed."""
        return self.replaced_by is None and (self.safety or self.verdict) == "fail"

    @property
    def is_below_grade(self) -> bool:
        """Tell whether the report still counts and failed, but in no item of safety."""
        is_own = self.subject is None and self.replaced_by is None
        return is_own and self.verdict == "fail" and self.safety == "pass"


class OriginFacts(_Part):
    """A raw lot that went into the batch."""

    lot: str
    name: Words
    supplier: str | None = None
    place: str | None = None
    harvest_year: int | None = None


class Change(_Part):
    """One line of the change history, which a digital label owes its reader."""

    at: datetime
    what: Words
    field: Words | None = None
    old: str | None = None
    new: str | None = None
    by: str
    reason: str | None = None


class TraceDocument(_Part):
    """Everything the public may read about a batch."""

    version: int = DOCUMENT_VERSION
    gtin: str
    lot: str
    origin: str
    uri: str
    state: BatchState
    notice: Notice | None = None
    produced_on: date
    best_before: date
    quantity: Words
    released_at: datetime | None = None
    product: ProductFacts
    enterprise: EnterpriseFacts
    raw_lots: tuple[OriginFacts, ...] = ()
    events: tuple[EventFacts, ...] = ()
    inspections: tuple[InspectionFacts, ...] = ()
    not_provided: tuple[Words, ...] = ()
    changes: tuple[Change, ...] = ()
    published_at: datetime

    @property
    def is_below_grade(self) -> bool:
        """Tell whether the batch is safe but short of the grade on its label."""
        return any(inspection.is_below_grade for inspection in self.inspections)


class TrustReason(_Part):
    """Why an enterprise has its grade: one reason that the public may know.

    It counts up to `until`, which is never later than the end of its publicity.
    """

    rule: str  # number of the rule, or `probation`
    points: str  # what it costs, `-25`, or earns; `0` if it only caps the grade
    words: Words
    on: date | None = None
    until: date | None = None


class TrustFacts(_Part):
    """How far an enterprise is trusted, by a rule set that is open to all.

    Grade and score rest on what the public may know alone, so the reasons explain them fully.
    """

    grade: str  # A | B | C | D
    score: str
    since: date
    rule_set: str
    reasons: tuple[TrustReason, ...] = ()

    def holds_on(self, today: date) -> bool:
        """Tell whether all reasons still count; if not, the score is about to be computed anew."""
        return all(reason.until is None or reason.until >= today for reason in self.reasons)


class ProductDocument(_Part):
    """Everything the public may read about a product when no lot is given."""

    version: int = DOCUMENT_VERSION
    product: ProductFacts
    enterprise: EnterpriseFacts
    published_at: datetime

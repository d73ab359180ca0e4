"""Contracts of the trust rules, scores, their lines, and the sampling plan."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from traceability.domain.trust_consequences import CanteenAdvice, LabelQuota
from traceability.domain.trust_rules import RowKind, TrustGrade, TrustGroup
from traceability.schemas.types import In, Out, Page, Sentence

TENTHS = "in tenths of a point"


class TrustRulePublic(Out):
    """A row of the rules: what a record costs or earns, a group's cap, or a grade's least score."""

    id: UUID
    rule_set: str
    kind: RowKind
    rule_no: str
    name_zh: str
    name_en: str
    points: int = Field(description=TENTHS)
    rule_group: TrustGroup | None
    most: int | None = Field(description=TENTHS)
    months: int | None
    period_days: int | None
    threshold_percent: int | None
    least_fine_fen: int | None
    reason: str | None
    revision: int
    recorded_at: datetime


class TrustRuleList(Out):
    """All rows of the rule set in force."""

    items: list[TrustRulePublic]
    next: str | None = None


class TrustRuleRevision(In):
    """New numbers of a row, and why; what is left out stays. `points: 0` switches a rule off."""

    reason: Sentence
    points: int | None = Field(default=None, ge=0, le=1000, description=TENTHS)
    most: int | None = Field(default=None, ge=0, le=1000, description=TENTHS)
    months: int | None = Field(default=None, ge=1, le=60)
    period_days: int | None = Field(default=None, ge=1, le=730)
    threshold_percent: int | None = Field(default=None, ge=1, le=100)
    least_fine_fen: int | None = Field(default=None, ge=1, le=10**12)


class TrustLinePublic(Out):
    """What one record costs (below zero) or earns, from when, until when."""

    id: UUID
    rule_no: str
    name_zh: str
    name_en: str
    points: str
    record_kind: str
    record_id: UUID
    detail: str
    starts_on: date
    ends_on: date | None = Field(description="the last day; none while it lasts")


class TrustGroupPublic(Out):
    """What the lines of a group come to, and what of it counts below the cap."""

    rule_group: TrustGroup
    points: str
    counted: str


class TrustScoreDay(Out):
    """The score from a day on."""

    computed_on: date
    score: str
    grade: TrustGrade


class CreditScorePublic(Out):
    """How far an enterprise is trusted, as far as the caller may know.

    Canteens read the public grade. Score, lines and what follows for supervision are between the
    enterprise and the authority.
    """

    org_id: UUID
    name: str
    uscc: str
    district: str
    grade: TrustGrade
    grade_since: date
    advice: CanteenAdvice
    public_grade: TrustGrade
    rule_set: str
    score: str | None = None
    sampling_percent: int | None = None
    inspection_months: int | None = None
    label_quota: LabelQuota | None = None
    probation_until: date | None = None


class CreditScorePage(Page):
    """A page of scores."""

    items: list[CreditScorePublic]


class CreditScoreDetail(CreditScorePublic):
    """A score with all that it is made of."""

    lines: list[TrustLinePublic] = Field(default_factory=list)
    groups: list[TrustGroupPublic] = Field(default_factory=list)
    history: list[TrustScoreDay] = Field(default_factory=list)


class SamplingItem(Out):
    """An enterprise at which supervision is due."""

    org_id: UUID
    name: str
    district: str
    grade: TrustGrade
    sampling_percent: int
    released: int = Field(description="lots released in the last twelve months")
    sampled: int = Field(description="of these, sampled by supervision")
    due_samples: int
    inspection_months: int
    last_sampled_on: date | None
    inspection_due_on: date
    is_inspection_due: bool


class SamplingPlan(Page):
    """Where supervision is due, the lowest grade first."""

    items: list[SamplingItem]

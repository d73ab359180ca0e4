"""How far is each enterprise trusted, by which rules, and what does each record cost it?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from traceability.domain.trust_rules import RowKind, RuleNo, TrustGrade, TrustGroup
from traceability.storage.tables.base import OwnedRecord, Record, one_of


class TrustRuleRow(Record, table=True):
    """One row of the rules, in its present version; the log keeps the earlier ones.

    Points are tenths. `org_id` is the authority that changed it last, the nil id as shipped.
    """

    __tablename__ = "trust_rule"
    __table_args__ = (
        UniqueConstraint("rule_set", "kind", "rule_no", name="uq_trust_rule_no"),
        one_of("trust_rule", "kind", RowKind),
        one_of("trust_rule", "rule_group", TrustGroup, optional=True),
        CheckConstraint("points between 0 and 1000", name="ck_trust_rule_points"),
    )

    org_id: UUID
    rule_set: str = Field(max_length=20)
    kind: str = Field(max_length=8)
    rule_no: str = Field(max_length=12)
    name_zh: str = Field(max_length=100)
    name_en: str = Field(max_length=100)
    points: int
    rule_group: str | None = Field(default=None, max_length=12)
    most: int | None = None
    months: int | None = None
    period_days: int | None = None
    threshold_percent: int | None = None
    least_fine_fen: int | None = Field(default=None, sa_type=BigInteger)
    reason: str | None = Field(default=None, max_length=500)  # of the newest revision
    changed_by: UUID | None = None
    revision: int = 1


class TrustLineRow(OwnedRecord, table=True):
    """What one record costs an enterprise; `org_id` is the enterprise, points are tenths.

    There is one row per rule and record for ever, so that an objection can name it. `ended_on` is
    set when the record no longer weighs, and emptied if it weighs again.
    """

    __tablename__ = "trust_line"
    __table_args__ = (
        UniqueConstraint("org_id", "rule_no", "record_kind", "record_id", name="uq_trust_line"),
        one_of("trust_line", "rule_no", RuleNo),
        CheckConstraint("points <> 0", name="ck_trust_line_points"),
        Index("ix_trust_line_org_ended", "org_id", "ended_on"),
    )

    rule_no: str = Field(max_length=4)
    points: int
    record_kind: str = Field(max_length=24)
    record_id: UUID
    detail: str = Field(default="", max_length=300)
    starts_on: date
    ends_on: date | None = None
    ended_on: date | None = None
    revision: int = 1


class TrustScoreRow(OwnedRecord, table=True):
    """The score of an enterprise from a day on; the row of the newest day holds now.

    The public score and grade rest on what the public may know alone.
    """

    __tablename__ = "trust_score"
    __table_args__ = (
        UniqueConstraint("org_id", "computed_on", name="uq_trust_score_day"),
        one_of("trust_score", "grade", TrustGrade),
        one_of("trust_score", "public_grade", TrustGrade),
        CheckConstraint("score between 0 and 1000", name="ck_trust_score_score"),
        CheckConstraint("public_score between 0 and 1000", name="ck_trust_score_public"),
    )

    computed_on: date
    rule_set: str = Field(max_length=20)
    score: int
    grade: str = Field(max_length=1)
    grade_since: date
    public_score: int
    public_grade: str = Field(max_length=1)
    public_grade_since: date
    probation_until: date | None = None
    revision: int = 1


class TrustDue(SQLModel, table=True):
    """When must a score be looked at again? Working state, not a record."""

    __tablename__ = "trust_due"
    __table_args__ = (Index("ix_trust_due_on", "due_on"),)

    org_id: UUID = Field(primary_key=True)
    due_on: date

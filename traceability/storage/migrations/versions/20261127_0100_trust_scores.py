"""Trust scores by rules that are rows, and the records of supervision that they rest on."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0100"
down_revision = "20261127_0020"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_NUMBERS = "('I1','I2','I3','P0','P1','P2','P3','R1','C1','C2','X1','X2','B1','B2')"
_GROUPS = "('inspection','penalty','records','complaints','cooperation','bonus')"
_GRADES = "('A','B','C','D')"


def _owned(table: str, *columns: sa.schema.SchemaItem) -> None:
    """Make a table whose rows belong to one organisation."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        *columns,
    )
    op.create_index(f"ix_{table}_org_id", table, ["org_id"])


def _text(name: str, length: int, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=optional)


def _day(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=optional)


def _number(name: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _id(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=optional)


def upgrade() -> None:
    """Make the tables; the rules are loaded by `traceability migrate`, with their log entries."""
    _add_rules()
    _add_scores()
    _add_supervision()
    op.add_column("purchase", _text("grade_seen", 1, optional=True))


def _add_rules() -> None:
    op.create_table(
        "trust_rule",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        _id("org_id"),
        _text("rule_set", 20),
        _text("kind", 8),
        _text("rule_no", 12),
        _text("name_zh", 100),
        _text("name_en", 100),
        _number("points"),
        _text("rule_group", 12, optional=True),
        _number("most", optional=True),
        _number("months", optional=True),
        _number("period_days", optional=True),
        _number("threshold_percent", optional=True),
        sa.Column("least_fine_fen", sa.BigInteger(), nullable=True),
        _text("reason", 500, optional=True),
        _id("changed_by", optional=True),
        _number("revision"),
        sa.UniqueConstraint("rule_set", "kind", "rule_no", name="uq_trust_rule_no"),
        sa.CheckConstraint("kind in ('rule','group','grade')", name="ck_trust_rule_kind"),
        sa.CheckConstraint(
            f"rule_group in {_GROUPS} or rule_group is null", name="ck_trust_rule_rule_group"
        ),
        sa.CheckConstraint("points between 0 and 1000", name="ck_trust_rule_points"),
    )


def _add_scores() -> None:
    _owned(
        "trust_line",
        _text("rule_no", 4),
        _number("points"),
        _text("record_kind", 24),
        _id("record_id"),
        _text("detail", 300),
        _day("starts_on"),
        _day("ends_on", optional=True),
        _day("ended_on", optional=True),
        _number("revision"),
        sa.UniqueConstraint("org_id", "rule_no", "record_kind", "record_id", name="uq_trust_line"),
        sa.CheckConstraint(f"rule_no in {_NUMBERS}", name="ck_trust_line_rule_no"),
        sa.CheckConstraint("points <> 0", name="ck_trust_line_points"),
    )
    op.create_index("ix_trust_line_org_ended", "trust_line", ["org_id", "ended_on"])
    _owned(
        "trust_score",
        _day("computed_on"),
        _text("rule_set", 20),
        _number("score"),
        _text("grade", 1),
        _day("grade_since"),
        _number("public_score"),
        _text("public_grade", 1),
        _day("public_grade_since"),
        _day("probation_until", optional=True),
        _number("revision"),
        sa.UniqueConstraint("org_id", "computed_on", name="uq_trust_score_day"),
        sa.CheckConstraint(f"grade in {_GRADES}", name="ck_trust_score_grade"),
        sa.CheckConstraint(f"public_grade in {_GRADES}", name="ck_trust_score_public_grade"),
        sa.CheckConstraint("score between 0 and 1000", name="ck_trust_score_score"),
        sa.CheckConstraint("public_score between 0 and 1000", name="ck_trust_score_public"),
    )
    op.create_table(
        "trust_due",
        sa.Column("org_id", sa.Uuid(), primary_key=True),
        _day("due_on"),
    )
    op.create_index("ix_trust_due_on", "trust_due", ["due_on"])
    op.create_table(
        "published_trust",
        sa.Column("uscc", sa.String(18), primary_key=True),
        sa.Column("origin", sa.String(32), primary_key=True),
        _text("grade", 1),
        _day("since"),
        sa.Column("trust_text", sa.Text(), nullable=False),
        _number("revision"),
        sa.Column("published_at", _INSTANT, nullable=False),
        sa.CheckConstraint(f"grade in {_GRADES}", name="ck_published_trust_grade"),
    )


def _add_supervision() -> None:
    _owned(
        "complaint",
        _text("complaint_no", 60),
        _id("batch_id", optional=True),
        _day("received_on"),
        _text("subject", 500),
        _day("due_on"),
        _day("answered_on", optional=True),
        _text("answer", 500, optional=True),
        _text("state", 12),
        _day("found_on", optional=True),
        _text("finding", 500, optional=True),
        _id("recorded_by"),
        _number("revision"),
        sa.UniqueConstraint("org_id", "complaint_no", name="uq_complaint_no"),
        sa.CheckConstraint("state in ('open','upheld','unfounded')", name="ck_complaint_state"),
    )
    _owned(
        "rectification",
        _text("order_no", 128),
        _text("subject", 500),
        _day("ordered_on"),
        _day("due_on"),
        _day("done_on", optional=True),
        _text("done_note", 500, optional=True),
        _id("recorded_by"),
        _number("revision"),
        sa.UniqueConstraint("org_id", "order_no", name="uq_rectification_order"),
        sa.CheckConstraint("due_on >= ordered_on", name="ck_rectification_due"),
    )
    _owned(
        "management_certificate",
        _text("scheme", 12),
        _text("certificate_no", 60),
        _text("certified_by", 200),
        _day("valid_from"),
        _day("valid_until"),
        _day("withdrawn_on", optional=True),
        _text("withdrawn_reason", 500, optional=True),
        _id("recorded_by"),
        _number("revision"),
        sa.UniqueConstraint("org_id", "certificate_no", name="uq_management_certificate_no"),
        sa.CheckConstraint(
            "scheme in ('haccp','iso22000')", name="ck_management_certificate_scheme"
        ),
        sa.CheckConstraint("valid_until >= valid_from", name="ck_management_certificate_period"),
    )
    _owned(
        "label_approval",
        _id("batch_id"),
        _text("note", 500, optional=True),
        _id("approved_by"),
        sa.UniqueConstraint("org_id", "batch_id", name="uq_label_approval_batch"),
    )

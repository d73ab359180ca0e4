"""Repairs and objections are recorded; what the public may see of penalties is published."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_0010"
down_revision = "20261127_0000"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_INSTANT = sa.DateTime(timezone=True)
_REPAIR_STATES = "('submitted','granted','refused','withdrawn')"
_SUBJECTS = "('penalty','trust_line','standing_case')"
_OBJECTION_STATES = "('submitted','accepted','under_verification','corrected','upheld','withdrawn')"
_OPEN_REPAIR = sa.text("state = 'submitted'")
_OPEN_OBJECTION = sa.text("state in ('submitted','accepted','under_verification')")


def upgrade() -> None:
    """Add what is new; earlier penalties appear on the pages with their next change."""
    op.add_column("penalty", sa.Column("severity_reason", sa.String(500), nullable=True))
    _add_repairs()
    _add_objections()
    op.create_table(
        "published_penalty",
        sa.Column("uscc", sa.String(18), primary_key=True),
        sa.Column("origin", sa.String(32), primary_key=True),
        sa.Column("items_text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=False),
    )


def _add_repairs() -> None:
    op.create_table(
        "credit_repair",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("penalty_id", sa.Uuid(), sa.ForeignKey("penalty.id"), nullable=False),
        sa.Column("authority_uscc", sa.String(18), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("evidence", _JSON, nullable=False),
        sa.Column("applied_by", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decision_reason", sa.String(500), nullable=True),
        sa.Column("repair_no", sa.String(128), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state in {_REPAIR_STATES}", name="ck_credit_repair_state"),
    )
    op.create_index("ix_credit_repair_org_id", "credit_repair", ["org_id"])
    op.create_index("ix_credit_repair_state", "credit_repair", ["state", "due_on"])
    op.create_index(
        "uq_credit_repair_open",
        "credit_repair",
        ["penalty_id"],
        unique=True,
        sqlite_where=_OPEN_REPAIR,
        postgresql_where=_OPEN_REPAIR,
    )


def _add_objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_revision", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("accepted_at", _INSTANT, nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("acceptance_reason", sa.String(500), nullable=True),
        sa.Column("verified_by", sa.String(200), nullable=True),
        sa.Column("verification_began_at", _INSTANT, nullable=True),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answer_reason", sa.String(2000), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"subject_kind in {_SUBJECTS}", name="ck_objection_subject_kind"),
        sa.CheckConstraint(f"state in {_OBJECTION_STATES}", name="ck_objection_state"),
    )
    op.create_index("ix_objection_org_id", "objection", ["org_id"])
    op.create_index("ix_objection_state", "objection", ["state", "due_on"])
    op.create_index(
        "uq_objection_open",
        "objection",
        ["subject_kind", "subject_id"],
        unique=True,
        sqlite_where=_OPEN_OBJECTION,
        postgresql_where=_OPEN_OBJECTION,
    )

"""Laboratories register samples and type results before they report."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_0000"
down_revision = "20261126_2330"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_COUNTS = sa.text("state <> 'discarded'")


def upgrade() -> None:
    """Add samples and their drafts."""
    op.create_table(
        "sample",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("batch_org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sample_no", sa.String(40), nullable=False),
        sa.Column("sampled_on", sa.Date(), nullable=False),
        sa.Column("sampled_place", sa.String(200), nullable=True),
        sa.Column("sampled_amount", sa.Integer(), nullable=True),
        sa.Column("sampled_unit", sa.String(4), nullable=True),
        sa.Column("sampled_by", sa.String(50), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("panel", sa.String(12), nullable=False),
        sa.Column("parameters", _JSON, nullable=False),
        sa.Column("replaces_id", sa.Uuid(), sa.ForeignKey("inspection.id"), nullable=True),
        sa.Column("received_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), sa.ForeignKey("inspection.id"), nullable=True),
        sa.Column("discarded_reason", sa.String(500), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('factory','type','supervision','commissioned')", name="ck_sample_kind"
        ),
        sa.CheckConstraint("state in ('waiting','reported','discarded')", name="ck_sample_state"),
        sa.CheckConstraint(
            "sampled_unit in ('g','ml','each') or sampled_unit is null",
            name="ck_sample_sampled_unit",
        ),
        sa.CheckConstraint("sampled_amount > 0", name="ck_sample_sampled_amount_positive"),
    )
    op.create_index("ix_sample_org_id", "sample", ["org_id"])
    op.create_index("ix_sample_batch_id", "sample", ["batch_id"])
    op.create_index("ix_sample_due", "sample", ["org_id", "state", "due_on", "id"])
    op.create_index(
        "uq_sample_number",
        "sample",
        ["org_id", "sample_no"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "sample_draft",
        sa.Column("sample_id", sa.Uuid(), sa.ForeignKey("sample.id"), primary_key=True),
        sa.Column("values", _JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    )

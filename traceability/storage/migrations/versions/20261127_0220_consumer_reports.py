"""Reports by consumers, their photos, and the authority's answers."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0220"
down_revision = "20261127_0210"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "consumer_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("receipt_hash", sa.LargeBinary(), nullable=False),
        sa.Column("reported_at", _INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("lot", sa.String(length=20), nullable=True),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("has_photo", sa.Boolean(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind in ('fake','spoiled','foreign_body','label','other')",
            name="ck_consumer_report_kind",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("receipt_hash"),
    )
    op.create_index("ix_consumer_report_uscc", "consumer_report", ["uscc", "id"], unique=False)
    op.create_table(
        "consumer_photo",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["consumer_report.id"]),
        sa.PrimaryKeyConstraint("report_id"),
    )
    op.create_table(
        "published_answer",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("found_true", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("report_id"),
    )
    op.create_table(
        "report_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("report_sha256", sa.String(length=64), nullable=False),
        sa.Column("is_about_maker", sa.Boolean(), nullable=False),
        sa.Column("found_true", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("org_id", "report_id", name="uq_report_answer_report"),
    )
    op.create_index("ix_report_answer_org_id", "report_answer", ["org_id"], unique=False)
    op.create_index("ix_report_answer_report", "report_answer", ["report_id"], unique=False)

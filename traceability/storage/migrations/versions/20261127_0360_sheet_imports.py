"""Spreadsheets bring products, batches, events and purchases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_0360"
down_revision = "20261127_0350"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the sheets that are being brought in."""
    op.create_table(
        "sheet_import",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("faults", _JSON, nullable=False),
        sa.Column("summary", _JSON, nullable=False),
        sa.Column("taken_by", sa.String(80), nullable=True),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('products','batches','events','purchases')", name="ck_sheet_import_kind"
        ),
        sa.CheckConstraint(
            "state in ('waiting','refused','ready','confirmed','recorded')",
            name="ck_sheet_import_state",
        ),
    )
    op.create_index("ix_sheet_import_org_id", "sheet_import", ["org_id"])
    op.create_index("ix_sheet_import_state", "sheet_import", ["state", "taken_until"])

"""Indexes for the lists of an enterprise's desk."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0350"
down_revision = "20261127_0340"
branch_labels = None
depends_on = None

_PACKED = sa.text("product_id is not null")
_INDEXES = (
    ("ix_batch_org_product", "batch", ["org_id", "product_id", "id"]),
    ("ix_batch_org_lot", "batch", ["org_id", "lot"]),
    ("ix_trace_event_org_step", "trace_event", ["org_id", "step", "id"]),
    ("ix_inspection_batch_org", "inspection", ["batch_org_id", "id"]),
)


def upgrade() -> None:
    """Make the indexes."""
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns, unique=False)
    op.create_index(
        "ix_batch_org_status",
        "batch",
        ["org_id", "status", "id"],
        unique=False,
        sqlite_where=_PACKED,
        postgresql_where=_PACKED,
    )


def downgrade() -> None:
    """Drop the indexes."""
    op.drop_index("ix_batch_org_status", table_name="batch")
    for name, table, _ in _INDEXES:
        op.drop_index(name, table_name=table)

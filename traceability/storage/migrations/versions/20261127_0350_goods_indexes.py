"""Indexes for the lists of an enterprise's desk."""

from alembic import op

revision = "20261127_0350"
down_revision = "20261127_0340"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_batch_org_product", "batch", ["org_id", "product_id", "id"]),
    ("ix_batch_org_status", "batch", ["org_id", "status", "id"]),
    ("ix_batch_org_lot", "batch", ["org_id", "lot"]),
    ("ix_trace_event_org_step", "trace_event", ["org_id", "step", "id"]),
    ("ix_inspection_batch_org", "inspection", ["batch_org_id", "id"]),
)


def upgrade() -> None:
    """Make the indexes."""
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    """Drop the indexes."""
    for name, table, _ in _INDEXES:
        op.drop_index(name, table_name=table)

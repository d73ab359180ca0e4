"""Indexes for what waits for somebody: the bell counts it on every page."""

from alembic import op

revision = "20261127_0390"
down_revision = "20261127_0380"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_inspection_org_state", "inspection", ["org_id", "state"]),
    ("ix_batch_org_any_status", "batch", ["org_id", "status"]),
)


def upgrade() -> None:
    """Make the indexes."""
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    """Drop the indexes."""
    for name, table, _ in _INDEXES:
        op.drop_index(name, table_name=table)

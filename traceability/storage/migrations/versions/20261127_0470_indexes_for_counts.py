"""Indexes by which the log is read by kind and by author, and samples and scans are counted."""

from alembic import op

revision = "20261127_0470"
down_revision = "20261127_0460"
branch_labels = None
depends_on = None

_LOG = (
    ("ix_log_entry_kind", ["kind", "id"]),
    ("ix_log_entry_author", ["author_user_id", "id", "kind"]),
)
_SAMPLED = ["kind", "state", "batch_org_id", "sampled_on", "org_id"]


def upgrade() -> None:
    """Make the indexes."""
    for name, columns in _LOG:
        op.create_index(name, "log_entry", columns)
    op.create_index("ix_scan_tally_day", "scan_tally", ["origin", "day"])
    op.drop_index("ix_inspection_sampled", "inspection")
    op.create_index("ix_inspection_sampled", "inspection", [*_SAMPLED, "batch_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_inspection_sampled", "inspection")
    op.create_index("ix_inspection_sampled", "inspection", _SAMPLED)
    op.drop_index("ix_scan_tally_day", "scan_tally")
    for name, _ in reversed(_LOG):
        op.drop_index(name, "log_entry")

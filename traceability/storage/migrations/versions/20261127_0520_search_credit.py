"""Indexes by which deliveries, repairs and objections are found."""

from alembic import op

revision = "20261127_0520"
down_revision = "20261127_0470"
branch_labels = None
depends_on = None

_NEW = (
    ("ix_credit_delivery_receipt", "credit_delivery", "receipt_no", True),
    ("ix_credit_repair_penalty", "credit_repair", "penalty_id", False),
    ("ix_credit_repair_no", "credit_repair", "repair_no", True),
    ("ix_objection_subject", "objection", "subject_id", False),
    ("ix_penalty_decision", "penalty", "decision_no", True),
)


def upgrade() -> None:
    """Make the indexes; those of numbers are looked up by how they begin."""
    for name, table, column, is_beginning in _NEW:
        pattern = {column: "text_pattern_ops"} if is_beginning else {}
        op.create_index(name, table, [column], unique=False, postgresql_ops=pattern)


def downgrade() -> None:
    """Undo it."""
    for name, table, _, _ in reversed(_NEW):
        op.drop_index(name, table_name=table)

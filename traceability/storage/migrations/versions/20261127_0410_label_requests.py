"""An enterprise of grade C asks to print the labels of a lot."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0410"
down_revision = "20261127_0390"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the requests to print labels."""
    op.create_table(
        "label_request",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(500), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('asked','approved','refused')", name="ck_label_request_state"
        ),
    )
    op.create_index("ix_label_request_org_id", "label_request", ["org_id"])
    op.create_index("ix_label_request_batch_id", "label_request", ["batch_id"])
    op.create_index("ix_label_request_state", "label_request", ["state", "id"])

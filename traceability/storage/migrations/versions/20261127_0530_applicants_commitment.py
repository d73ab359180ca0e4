"""Which commitment an applicant signed: its version and the fingerprint of its text."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0530"
down_revision = "20261127_0520"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; who applied before signed none."""
    op.add_column(
        "enterprise_application", sa.Column("commitment_version", sa.String(40), nullable=True)
    )
    op.add_column(
        "enterprise_application", sa.Column("commitment_sha256", sa.String(64), nullable=True)
    )


def downgrade() -> None:
    """Take both away."""
    op.drop_column("enterprise_application", "commitment_sha256")
    op.drop_column("enterprise_application", "commitment_version")

"""People sign in by passkeys too."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0440"
down_revision = "20261127_0430"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add passkeys."""
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False, unique=True),
        sa.Column("public_key", sa.String(2000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("challenged_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_passkey_user_id", "passkey", ["user_id"])

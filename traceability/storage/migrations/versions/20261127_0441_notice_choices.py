"""Everybody chooses of what he is told, and when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_0441"
down_revision = "20261127_0440"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add what was chosen for each way: nothing else than the usual so far."""
    with op.batch_alter_table("notice_route") as table:
        table.add_column(sa.Column("telling", _JSON, nullable=False, server_default="{}"))

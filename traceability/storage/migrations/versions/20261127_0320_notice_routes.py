"""People are told by e-mail or webhook of what waits for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_0320"
down_revision = "20261127_0310"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the ways on which people are told."""
    op.create_table(
        "notice_route",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("target", sa.String(300), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("secret_sealed", sa.String(300), nullable=False),
        sa.Column("told", _JSON, nullable=False),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(200), nullable=True),
        sa.CheckConstraint("channel in ('email','webhook')", name="ck_notice_route_channel"),
    )
    op.create_index("ix_notice_route_org_id", "notice_route", ["org_id"])
    op.create_index("ix_notice_route_user_id", "notice_route", ["user_id"])
    op.create_index("ix_notice_route_look", "notice_route", ["look_at"])

"""Scans counted without persons, and what consumers report."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_2000"
down_revision = "20261124_1700"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of scans, reports and replies."""
    op.create_table(
        "scanned_code",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", "origin"),
    )
    op.create_index("ix_scanned_code_last", "scanned_code", ["origin", "last_on"], unique=False)
    op.create_table(
        "scanned_place",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", "origin", "region", "day"),
    )
    op.create_table(
        "scan_tally",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("device", sa.String(length=10), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("gtin", "lot", "origin", "day", "region", "device"),
    )
    op.create_table(
        "consumer_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("lot", sa.String(length=20), nullable=True),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("where_bought", sa.String(length=200), nullable=False),
        sa.Column("contact_sealed", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("receipt"),
    )
    op.create_index(
        "ix_consumer_report_received", "consumer_report", ["received_at", "id"], unique=False
    )
    op.create_table(
        "consumer_report_photo",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("report_id"),
    )
    op.create_table(
        "consumer_report_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("replied_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome in ('in_progress','upheld','not_upheld')",
            name="ck_consumer_report_reply_outcome",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_consumer_report_reply_report", "consumer_report_reply", ["report_id"], unique=False
    )

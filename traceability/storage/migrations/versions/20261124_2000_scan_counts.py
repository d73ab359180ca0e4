"""Scans, counted without persons."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_2000"
down_revision = "20261124_1930"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of counters."""
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

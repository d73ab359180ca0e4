"""Labels get their states: runs of the printer, voided labels, and who prints now."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0110"
down_revision = "20261127_0100"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_OUTPUTS = "('printer','pdf','png','package')"
_STATES = (
    "('queued','printing','first_article','unanswered','paused','stopped','ready','done',"
    "'cancelled')"
)


def upgrade() -> None:
    """Add the tables; jobs of earlier releases have no run: nothing is known of their labels."""
    op.create_table(
        "label_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("run_no", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("output", sa.String(8), nullable=False),
        sa.Column("printer", sa.String(40), nullable=True),
        sa.Column("has_first_article", sa.Boolean(), nullable=False),
        sa.Column("first_scanned_at", _INSTANT, nullable=True),
        sa.Column("note", sa.String(200), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(14), nullable=False),
        sa.Column("stopped_by", sa.String(60), nullable=True),
        sa.Column("settled_by", sa.String(8), nullable=True),
        sa.Column("void_count", sa.Integer(), nullable=False),
        sa.Column("ranges", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name="ck_label_run_count_positive"),
        sa.CheckConstraint(f"output in {_OUTPUTS}", name="ck_label_run_output"),
        sa.CheckConstraint(f"state in {_STATES}", name="ck_label_run_state"),
        sa.ForeignKeyConstraint(["job_id"], ["label_job.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("org_id", "job_id", "run_no", name="uq_label_run_number"),
    )
    op.create_index("ix_label_run_org_id", "label_run", ["org_id"])
    op.create_index("ix_label_run_job_id", "label_run", ["job_id"])
    op.create_index("ix_label_run_waiting", "label_run", ["state", "printer", "id"])
    op.create_table(
        "label_void",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("voided_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["label_job.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_label_void_org_id", "label_void", ["org_id"])
    op.create_index("ix_label_void_job", "label_void", ["job_id", "first"])
    op.create_table(
        "label_run_work",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("ranges", sa.Text(), nullable=False),
        sa.Column("odometer", sa.Integer(), nullable=True),
        sa.Column("trouble", sa.String(60), nullable=True),
        sa.Column("began_at", _INSTANT, nullable=True),
        sa.Column("done_before", sa.Integer(), nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["label_run.id"]),
        sa.PrimaryKeyConstraint("run_id"),
    )
    op.create_table(
        "printer_lease",
        sa.Column("printer", sa.String(40), nullable=False),
        sa.Column("leased_by", sa.String(80), nullable=True),
        sa.Column("leased_until", _INSTANT, nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("printer"),
    )
    op.create_table(
        "void_code",
        sa.Column("job_no", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("first_serial", sa.Integer(), nullable=False),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("job_no", "origin", "first_serial"),
    )

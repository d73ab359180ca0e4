"""Reports are entered by one person and signed by another; certificates and re-tests are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_1930"
down_revision = "20261124_1700"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_VERDICTS = "('pass','fail','error','not_applicable')"
_KINDS = "('factory','type','supervision','commissioned')"
_COUNTS = sa.text("state <> 'withdrawn'")


def upgrade() -> None:
    """Let every report that was recorded so far count as signed: so it was shown."""
    _widen_inspections()
    _widen_results()
    _add_certificates()
    _add_retests()


def _widen_inspections() -> None:
    was = (  # SQLite makes the table anew and forgets its checks unless they are named here
        sa.CheckConstraint(f"kind in {_KINDS}", name="ck_inspection_kind"),
        sa.CheckConstraint(f"verdict in {_VERDICTS}", name="ck_inspection_verdict"),
    )
    with op.batch_alter_table("inspection", table_args=was) as table:
        table.alter_column("signed_by", existing_type=sa.Uuid(), nullable=True)
        table.drop_constraint("uq_inspection_report", type_="unique")
        for name, length in (
            ("food_category", 40),
            ("process", 20),
            ("grade", 20),
            ("safety_verdict", 16),
            ("grade_verdict", 16),
            ("certificate_type", 20),
            ("succession", 12),
            ("cma_no", 32),
            ("sampled_place", 200),
            ("withdrawn_reason", 500),
        ):
            table.add_column(sa.Column(name, sa.String(length), nullable=True))
        table.add_column(sa.Column("state", sa.String(12), nullable=False, server_default="signed"))
        table.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.execute("UPDATE inspection SET signed_at = recorded_at")
    op.execute("UPDATE inspection SET succession = 'correction' WHERE replaces_id IS NOT NULL")
    op.execute(
        "UPDATE inspection SET safety_verdict = CASE WHEN EXISTS (SELECT 1 FROM test_result r"
        " WHERE r.inspection_id = inspection.id AND r.verdict = 'fail' AND r.kind <> 'quality')"
        " THEN 'fail' WHEN verdict = 'fail' THEN 'pass' ELSE verdict END"
    )
    op.execute(
        "UPDATE inspection SET grade_verdict = CASE WHEN EXISTS (SELECT 1 FROM test_result r"
        " WHERE r.inspection_id = inspection.id AND r.verdict = 'fail' AND r.kind = 'quality')"
        " THEN 'fail' ELSE 'not_applicable' END"
    )
    checks = {
        "ck_inspection_safety_verdict": f"safety_verdict in {_VERDICTS}",
        "ck_inspection_grade_verdict": f"grade_verdict in {_VERDICTS}",
        "ck_inspection_state": "state in ('entered','signed','withdrawn')",
        "ck_inspection_succession": "succession in ('correction','retest') or succession is null",
        "ck_inspection_signed": "(state = 'signed') = (signed_by is not null)",
    }
    with op.batch_alter_table("inspection", table_args=was) as table:
        table.alter_column("state", existing_type=sa.String(12), server_default=None)
        table.alter_column("revision", existing_type=sa.Integer(), server_default=None)
        table.alter_column("safety_verdict", existing_type=sa.String(16), nullable=False)
        table.alter_column("grade_verdict", existing_type=sa.String(16), nullable=False)
        for name, rule in checks.items():
            table.create_check_constraint(name, rule)
    op.create_index(
        "uq_inspection_report",
        "inspection",
        ["org_id", "report_no"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_index("ix_inspection_replaces", "inspection", ["replaces_id"])
    op.create_index("ix_inspection_verdict", "inspection", ["verdict", "id"])


def _widen_results() -> None:
    op.add_column("test_result", sa.Column("limit_unit", sa.String(20), nullable=True))
    op.add_column("test_result", sa.Column("limit_clause", sa.String(200), nullable=True))
    op.add_column("test_result", sa.Column("how", sa.String(20), nullable=True))
    op.add_column(
        "test_result", sa.Column("judgements", _JSON, nullable=False, server_default="[]")
    )
    with op.batch_alter_table("test_result") as table:
        table.alter_column("judgements", existing_type=_JSON, server_default=None)


def _add_certificates() -> None:
    op.create_table(
        "certificate_file",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "media_type in ('application/pdf','image/jpeg','image/png')",
            name="ck_certificate_file_media_type",
        ),
        sa.CheckConstraint("size > 0", name="ck_certificate_file_size_positive"),
    )
    op.create_index("ix_certificate_file_org_id", "certificate_file", ["org_id"])
    op.create_index("ix_certificate_file_sha256", "certificate_file", ["sha256"])
    op.create_index(
        "uq_certificate_file_sha256", "certificate_file", ["org_id", "sha256"], unique=True
    )


def _add_retests() -> None:
    op.create_table(
        "retest_request",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), sa.ForeignKey("inspection.id"), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), sa.ForeignKey("inspection.id"), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('requested','decided')", name="ck_retest_request_state"),
        sa.UniqueConstraint("inspection_id"),
    )
    op.create_index("ix_retest_request_org_id", "retest_request", ["org_id"])
    op.create_index("ix_retest_request_agency_id", "retest_request", ["agency_id"])

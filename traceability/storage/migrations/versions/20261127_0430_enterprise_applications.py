"""An enterprise applies itself and waits for an answer; looks at canteens' ledgers are recorded."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0430"
down_revision = "20261127_0410"
branch_labels = None
depends_on = None


_SUBJECTS = "'consumer_contact','repair_evidence','penalty_sheet'"


def _allow_looks_at(subjects: str) -> None:
    with op.batch_alter_table("personal_look") as table:
        table.drop_constraint("ck_personal_look_subject", type_="check")
        table.create_check_constraint("ck_personal_look_subject", f"subject in ({subjects})")


def upgrade() -> None:
    """Add applications and their passwords; who is in the register already needs none."""
    _allow_looks_at(f"{_SUBJECTS},'canteen_ledger'")
    op.create_table(
        "enterprise_application",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("district", sa.String(40), nullable=False),
        sa.Column("address", sa.String(300), nullable=True),
        sa.Column("sc_licence", sa.String(16), nullable=False),
        sa.Column("sc_valid_until", sa.Date(), nullable=False),
        sa.Column("contact_name", sa.String(50), nullable=False),
        sa.Column("contact_phone", sa.String(30), nullable=False),
        sa.Column("username", sa.String(40), nullable=False),
        sa.Column("receipt_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("organization_id", sa.Uuid(), sa.ForeignKey("organization.id"), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting','approved','refused')", name="ck_enterprise_application_state"
        ),
    )
    for column in ("uscc", "username", "state"):
        op.create_index(f"ix_enterprise_application_{column}", "enterprise_application", [column])
    op.create_table(
        "applicant_password",
        sa.Column(
            "application_id",
            sa.Uuid(),
            sa.ForeignKey("enterprise_application.id"),
            primary_key=True,
        ),
        sa.Column("password_hash", sa.String(200), nullable=False),
    )


def downgrade() -> None:
    """Drop both; looks of the new kind must be gone first."""
    _allow_looks_at(_SUBJECTS)
    op.drop_table("applicant_password")
    op.drop_table("enterprise_application")

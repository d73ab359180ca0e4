"""A product may be refused with a reason; looks at personal data are recorded."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0340"
down_revision = "20261127_0330"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_APPROVALS = "('pending','approved','refused','withdrawn')"
_SUBJECTS = "('consumer_contact','repair_evidence','penalty_sheet')"


def upgrade() -> None:
    """Widen the words of the approval, and make the table of looks."""
    with op.batch_alter_table("product") as table:
        table.add_column(sa.Column("decision_reason", sa.String(500), nullable=True))
        table.drop_constraint("ck_product_approval", type_="check")
        table.create_check_constraint("ck_product_approval", f"approval in {_APPROVALS}")
    op.create_table(
        "personal_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(24), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("looked_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"subject in {_SUBJECTS}", name="ck_personal_look_subject"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_personal_look_org_id", "personal_look", ["org_id"], unique=False)
    op.create_index("ix_personal_look_record", "personal_look", ["record_id"], unique=False)

"""Penalties get all fields of the double-publicity standard; deliveries wait in an outbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261126_2330"
down_revision = "20261124_2000"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_INSTANT = sa.DateTime(timezone=True)
_PARTIES = "('法人及非法人组织','个体工商户','自然人')"
_SEVERITIES = "('minor','general','serious')"
_PENALTY_STATES = "('in_force','repaired','ended','withdrawn')"
_KINDS = "('penalty','repair','withdrawal','feedback')"
_STATES = "('queued','acknowledged','refused','dead','superseded')"


def upgrade() -> None:
    """Let earlier penalties count as general ones against a legal person, from their authority."""
    _widen_penalties()
    _add_deliveries()


def _widen_penalties() -> None:
    texts = {
        "party_name": 200,
        "party_kind": 16,
        "party_uscc": 18,
        "party_registration_no": 50,
        "party_organisation_code": 9,
        "party_tax_no": 15,
        "party_institution_no": 12,
        "party_society_no": 50,
        "legal_representative": 50,
        "legal_representative_id_kind": 64,
        "legal_representative_id_cipher": 400,
        "person_id_kind": 64,
        "person_id_cipher": 400,
        "revoked_licence": 200,
        "source_name": 200,
        "source_uscc": 18,
        "remark": 512,
        "severity": 8,
        "rule_version": 40,
        "ended_reason": 500,
        "repair_no": 128,
    }
    days = ("valid_until", "publicity_until", "repairable_from", "due_on", "ended_on")
    with op.batch_alter_table("penalty") as table:
        for name, length in texts.items():
            table.add_column(sa.Column(name, sa.String(length), nullable=True))
        for name in days:
            table.add_column(sa.Column(name, sa.Date(), nullable=True))
        table.add_column(sa.Column("confiscated_fen", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("inspection_id", sa.Uuid(), nullable=True))
        table.add_column(
            sa.Column("state", sa.String(12), nullable=False, server_default="in_force")
        )
        table.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    _fill_penalties()
    needed = ("party_name", "party_kind", "source_name", "source_uscc", "severity", "rule_version")
    with op.batch_alter_table("penalty") as table:
        for name in needed:
            table.alter_column(name, existing_type=sa.String(texts[name]), nullable=False)
        for name in days[:4]:
            table.alter_column(name, existing_type=sa.Date(), nullable=False)
        table.alter_column("state", existing_type=sa.String(12), server_default=None)
        table.alter_column("revision", existing_type=sa.Integer(), server_default=None)
        table.create_check_constraint("ck_penalty_party_kind", f"party_kind in {_PARTIES}")
        table.create_check_constraint("ck_penalty_severity", f"severity in {_SEVERITIES}")
        table.create_check_constraint("ck_penalty_state", f"state in {_PENALTY_STATES}")
        table.create_foreign_key("fk_penalty_inspection", "inspection", ["inspection_id"], ["id"])
    op.create_index("ix_penalty_authority_decision", "penalty", ["authority_uscc", "decision_no"])


def _fill_penalties() -> None:
    on_postgres = op.get_bind().dialect.name == "postgresql"
    op.execute(
        "UPDATE penalty SET party_kind = '法人及非法人组织', severity = 'general',"
        " rule_version = 'order-36-2026', source_name = authority_name,"
        " source_uscc = authority_uscc, valid_until = '2099-12-31', due_on = decided_on,"
        " party_name = (SELECT o.name FROM organization o WHERE o.id = penalty.org_id),"
        " party_uscc = (SELECT o.uscc FROM organization o WHERE o.id = penalty.org_id)"
    )
    op.execute(
        "UPDATE penalty SET repairable_from = CAST(decided_on + INTERVAL '3 months' AS DATE),"
        " publicity_until = CAST(decided_on + INTERVAL '1 year' AS DATE)"
        if on_postgres
        else "UPDATE penalty SET repairable_from = date(decided_on, '+3 months'),"
        " publicity_until = date(decided_on, '+1 year')"
    )


def _add_deliveries() -> None:
    op.create_table(
        "credit_delivery",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("lane", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_revision", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(400), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("receipt_no", sa.String(100), nullable=True),
        sa.Column("settled_at", _INSTANT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind in {_KINDS}", name="ck_credit_delivery_kind"),
        sa.CheckConstraint(f"state in {_STATES}", name="ck_credit_delivery_state"),
        sa.UniqueConstraint("org_id", "idempotency_key", name="uq_credit_delivery_key"),
    )
    op.create_index("ix_credit_delivery_org_id", "credit_delivery", ["org_id"])
    op.create_index(
        "ix_credit_delivery_subject", "credit_delivery", ["subject_id", "subject_revision"]
    )
    op.create_index("ix_credit_delivery_state", "credit_delivery", ["state", "id"])
    op.create_table(
        "credit_answer",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), sa.ForeignKey("credit_delivery.id"), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("receipt_no", sa.String(100), nullable=True),
        sa.Column("received_at", _INSTANT, nullable=True),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        sa.Column("errors", _JSON, nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
    )
    op.create_index("ix_credit_answer_org_id", "credit_answer", ["org_id"])
    op.create_index("ix_credit_answer_delivery", "credit_answer", ["delivery_id"])
    op.create_table(
        "delivery_work",
        sa.Column("delivery_id", sa.Uuid(), sa.ForeignKey("credit_delivery.id"), primary_key=True),
        sa.Column("lane", sa.String(20), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", _INSTANT, nullable=True),
        sa.Column("leased_by", sa.String(80), nullable=True),
        sa.Column("leased_until", _INSTANT, nullable=True),
        sa.Column("last_trouble", sa.String(500), nullable=True),
    )
    op.create_index("ix_delivery_work_due", "delivery_work", ["lane", "due_at"])

"""Withdrawing trust becomes a case with steps; canteens get notices; joint actions come in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_0010"
down_revision = "20261127_0000"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_INSTANT = sa.DateTime(timezone=True)
_MEASURES = "('warning','suspension','delisting','relisting')"
_GROUNDS = (
    "('serious_list','licence_revoked','forged_record','non_food_material','refused_inspection',"
    "'recall_not_done','repeated_failures','serious_penalty','low_grade','failed_test',"
    "'licence_expired','report_overdue','cloned_codes','breach_of_commitment','conditions_met')"
)
_STATES = "('proposed','noticed','decided','rejected','withdrawn')"
_STEPS = "('proposal','suspension','notice','defence','waiver','decision','rejection','withdrawal')"
_ACTIONS = "('none_left','sealed','returned','destroyed')"
_JOINT_STATES = "('initiated','dispatched','responded','fed_back','closed','removed')"
_ANSWERS = "('suspended','proposed','not_registered','already_known','ended')"


def upgrade() -> None:
    """Add the rooms of the cases; earlier changes of standing have none."""
    for name, kind in (
        ("case_id", sa.Uuid()),
        ("ground", sa.String(24)),
        ("authority_name", sa.String(200)),
        ("probation_until", sa.Date()),
    ):
        op.add_column("standing_change", sa.Column(name, kind, nullable=True))
    op.add_column("published_standing", sa.Column("ground", sa.String(24), nullable=True))
    op.add_column("published_standing", sa.Column("authority", sa.String(200), nullable=True))
    _add_commitments()
    _add_cases()
    _add_notices()
    _add_joint_tasks()


def _owned(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        *columns,
    )
    op.create_index(f"ix_{name}_org_id", name, ["org_id"])


def _add_commitments() -> None:
    _owned(
        "entry_commitment",
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(50), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
    )
    _owned(
        "site_inspection",
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("has_passed", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.String(5000), nullable=False),
        sa.Column("inspectors", sa.String(100), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
    )


def _add_cases() -> None:
    _owned(
        "standing_case",
        sa.Column("measure", sa.String(12), nullable=False),
        sa.Column("ground", sa.String(24), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("facts", sa.String(5000), nullable=False),
        sa.Column("basis", sa.String(2048), nullable=False),
        sa.Column("penalty_id", sa.Uuid(), sa.ForeignKey("penalty.id"), nullable=True),
        sa.Column("trigger_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("noticed_by", sa.Uuid(), nullable=True),
        sa.Column("noticed_at", _INSTANT, nullable=True),
        sa.Column("defence_until", sa.Date(), nullable=True),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("decision_no", sa.String(128), nullable=True),
        sa.Column("suspension_id", sa.Uuid(), sa.ForeignKey("standing_change.id"), nullable=True),
        sa.Column("change_id", sa.Uuid(), sa.ForeignKey("standing_change.id"), nullable=True),
        sa.Column("reach", _JSON, nullable=False),
        sa.Column("reach_decided", _JSON, nullable=False),
        sa.Column("evidence", _JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"measure in {_MEASURES}", name="ck_standing_case_measure"),
        sa.CheckConstraint(f"ground in {_GROUNDS}", name="ck_standing_case_ground"),
        sa.CheckConstraint(f"state in {_STATES}", name="ck_standing_case_state"),
    )
    is_open = sa.text("state in ('proposed','noticed')")
    op.create_index(
        "uq_standing_case_open",
        "standing_case",
        ["org_id", "ground"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_standing_case_state", "standing_case", ["state", "id"])
    _owned(
        "case_step",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("standing_case.id"), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("said", sa.String(5000), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(f"kind in {_STEPS}", name="ck_case_step_kind"),
    )
    op.create_index("ix_case_step_case", "case_step", ["case_id", "id"])


def _add_notices() -> None:
    _owned(
        "canteen_notice",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("standing_case.id"), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("lots", _JSON, nullable=False),
        sa.Column("mass_in_stock_g", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(12), nullable=True),
        sa.Column("said", sa.String(500), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_at", _INSTANT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            f"action in {_ACTIONS} or action is null", name="ck_canteen_notice_action"
        ),
    )
    op.create_index("uq_canteen_notice_case", "canteen_notice", ["org_id", "case_id"], unique=True)


def _add_joint_tasks() -> None:
    op.create_table(
        "joint_task",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("task_no", sa.String(64), nullable=False),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=True),
        sa.Column("list_name", sa.String(200), nullable=False),
        sa.Column("basis_no", sa.String(128), nullable=False),
        sa.Column("authority_name", sa.String(200), nullable=False),
        sa.Column("authority_uscc", sa.String(18), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("standing_case.id"), nullable=True),
        sa.Column("responded_at", _INSTANT, nullable=True),
        sa.Column("response", sa.String(500), nullable=True),
        sa.Column("has_applied", sa.Boolean(), nullable=True),
        sa.Column("measure", sa.String(12), nullable=True),
        sa.Column("fed_back_at", _INSTANT, nullable=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("removal_no", sa.String(128), nullable=True),
        sa.Column("objected_at", _INSTANT, nullable=True),
        sa.Column("objected_by", sa.Uuid(), nullable=True),
        sa.Column("objection", sa.String(2000), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state in {_JOINT_STATES}", name="ck_joint_task_state"),
        sa.CheckConstraint(f"answer in {_ANSWERS}", name="ck_joint_task_answer"),
        sa.CheckConstraint(
            f"measure in {_MEASURES} or measure is null", name="ck_joint_task_measure"
        ),
        sa.UniqueConstraint("authority_uscc", "task_no", name="uq_joint_task_no"),
    )
    op.create_index("ix_joint_task_uscc", "joint_task", ["uscc"])
    op.create_index("ix_joint_task_org_id", "joint_task", ["org_id"])
    op.create_table(
        "webhook_nonce",
        sa.Column("key_id", sa.String(64), primary_key=True),
        sa.Column("nonce", sa.String(64), primary_key=True),
        sa.Column("seen_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_webhook_nonce_seen_at", "webhook_nonce", ["seen_at"])

"""A ledger that says all by itself, second signatures, stock, entry checks, frying oil."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_0330"
down_revision = "20261127_0220"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_VERDICTS = "('pass','fail','error','not_applicable')"
_ACTIONS = "('none_left','sealed','returned','destroyed')"
_TEXTS = {
    "name": 100,
    "food": 40,
    "lot": 40,
    "trace_code": 60,
    "supplier": 200,
    "supplier_licence": 40,
    "supplier_address": 300,
    "supplier_phone": 30,
    "report_no": 200,
    "reason": 500,
}
_NEEDED = ("name", "food", "supplier")


def upgrade() -> None:
    """Widen the ledger and make the tables."""
    _widen_purchases()
    _widen_notices()
    _add_signatures()
    _add_stock()
    _add_checks()


def _widen_purchases() -> None:
    was = (  # SQLite makes the table anew and forgets its checks unless they are named here
        sa.CheckConstraint(
            "acceptance in ('accepted','returned','destroyed')", name="ck_purchase_acceptance"
        ),
        sa.CheckConstraint("amount > 0", name="ck_purchase_amount_positive"),
    )
    with op.batch_alter_table("purchase", table_args=was) as table:
        for name in ("batch_id", "batch_org_id", "event_id"):
            table.alter_column(name, existing_type=sa.Uuid(), nullable=True)
        for name, length in _TEXTS.items():
            table.add_column(sa.Column(name, sa.String(length), nullable=True))
        table.add_column(sa.Column("produced_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("best_before", sa.Date(), nullable=True))
        table.add_column(sa.Column("mass_g", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("supplier_id", sa.Uuid(), nullable=True))
    _fill_purchases()
    with op.batch_alter_table("purchase", table_args=was) as table:
        for name in _NEEDED:
            table.alter_column(name, existing_type=sa.String(_TEXTS[name]), nullable=False)
        table.alter_column("mass_g", existing_type=sa.BigInteger(), nullable=False)
        table.create_check_constraint("ck_purchase_unit", "unit in ('g','ml','each')")
        table.create_check_constraint(
            "ck_purchase_coded",
            "(batch_id is null) = (batch_org_id is null)"
            " and (batch_id is null) = (event_id is null)",
        )
    op.create_index("ix_purchase_org_delivered", "purchase", ["org_id", "delivered_at", "id"])
    op.create_index("ix_purchase_delivered", "purchase", ["delivered_at"])


def _fill_purchases() -> None:
    """Say of each delivery what its lot, its product and its maker say."""
    op.execute(
        "UPDATE purchase SET"
        " name = (SELECT b.name FROM batch b WHERE b.id = purchase.batch_id),"
        " food = (SELECT b.material FROM batch b WHERE b.id = purchase.batch_id),"
        " lot = (SELECT b.lot FROM batch b WHERE b.id = purchase.batch_id),"
        " produced_on = (SELECT b.produced_on FROM batch b WHERE b.id = purchase.batch_id),"
        " best_before = (SELECT b.best_before FROM batch b WHERE b.id = purchase.batch_id),"
        " trace_code = (SELECT '(01)' || b.gtin || '(10)' || b.lot FROM batch b"
        " WHERE b.id = purchase.batch_id),"
        " supplier_id = batch_org_id,"
        " supplier = (SELECT o.name FROM organization o WHERE o.id = purchase.batch_org_id),"
        " supplier_licence = (SELECT o.sc_licence FROM organization o"
        " WHERE o.id = purchase.batch_org_id),"
        " supplier_address = (SELECT o.address FROM organization o"
        " WHERE o.id = purchase.batch_org_id),"
        " mass_g = CASE unit WHEN 'g' THEN amount WHEN 'ml' THEN amount * 920 / 1000 ELSE"
        " (SELECT CASE p.net_content_unit WHEN 'g' THEN purchase.amount * p.net_content"
        " ELSE purchase.amount * p.net_content * p.density_g_per_l / 1000 END"
        " FROM batch b JOIN product p ON p.id = b.product_id WHERE b.id = purchase.batch_id) END"
    )
    op.execute(
        "UPDATE purchase SET mass_g = COALESCE(mass_g, 0), name = COALESCE(name, ''),"
        " food = COALESCE(food, ''), supplier = COALESCE(supplier, '')"
    )


def _widen_notices() -> None:
    was = (
        sa.CheckConstraint(
            f"action in {_ACTIONS} or action is null", name="ck_canteen_notice_action"
        ),
    )
    with op.batch_alter_table("canteen_notice", table_args=was) as table:
        table.alter_column("case_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("batch_id", sa.Uuid(), nullable=True))
        table.create_check_constraint(
            "ck_canteen_notice_about", "(case_id is null) <> (batch_id is null)"
        )
    op.create_index("ix_canteen_notice_batch", "canteen_notice", ["batch_id"])


def _owned(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        *columns,
    )
    op.create_index(f"ix_{table}_org_id", table, ["org_id"])


def _text(name: str, length: int, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=optional)


def _add_signatures() -> None:
    op.create_table(
        "signing_code",
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("user_account.id"), primary_key=True),
        _text("code_hash", 200),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
    )
    _owned(
        "purchase_signature",
        sa.Column("purchase_id", sa.Uuid(), sa.ForeignKey("purchase.id"), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        _text("signer", 50),
        _text("how", 12),
        sa.CheckConstraint(
            "how in ('code','password','own_device')", name="ck_purchase_signature_how"
        ),
    )
    op.create_index(
        "uq_purchase_signature_purchase",
        "purchase_signature",
        ["org_id", "purchase_id"],
        unique=True,
    )
    _owned(
        "purchase_photo",
        sa.Column("purchase_id", sa.Uuid(), sa.ForeignKey("purchase.id"), nullable=False),
        _text("sha256", 64),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("size > 0", name="ck_purchase_photo_size_positive"),
    )
    op.create_index("ix_purchase_photo_purchase", "purchase_photo", ["purchase_id"])


def _add_stock() -> None:
    _owned(
        "stock_issue",
        sa.Column("purchase_id", sa.Uuid(), sa.ForeignKey("purchase.id"), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), sa.ForeignKey("trace_event.id"), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        _text("unit", 4),
        _text("purpose", 12),
        _text("reason", 500, optional=True),
        sa.Column("issued_at", _INSTANT, nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "purpose in ('used','returned','destroyed')", name="ck_stock_issue_purpose"
        ),
        sa.CheckConstraint("amount > 0", name="ck_stock_issue_amount_positive"),
    )
    op.create_index("ix_stock_issue_purchase", "stock_issue", ["purchase_id"])


def _add_checks() -> None:
    _owned(
        "supplier_entry",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        _text("outcome", 12),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        _text("contract_no", 60, optional=True),
        sa.Column("has_heard_committee", sa.Boolean(), nullable=False),
        _text("said", 500, optional=True),
        _text("licence_seen", 16, optional=True),
        sa.Column("licence_until_seen", sa.Date(), nullable=True),
        _text("grade_seen", 1),
        _text("standing_seen", 12),
        sa.Column("is_on_serious_list", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome in ('admitted','refused','left')", name="ck_supplier_entry_outcome"
        ),
    )
    op.create_index(
        "ix_supplier_entry_supplier", "supplier_entry", ["org_id", "enterprise_id", "id"]
    )
    _owned(
        "frying_oil_test",
        _text("fryer", 40),
        sa.Column("tested_on", sa.Date(), nullable=False),
        _text("polar_components", 20, optional=True),
        _text("acid_value", 20, optional=True),
        _text("verdict", 16),
        sa.Column("judgements", _JSON, nullable=False),
        _text("measure", 200, optional=True),
        sa.Column("tested_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"verdict in {_VERDICTS}", name="ck_frying_oil_test_verdict"),
    )
    op.create_index("ix_frying_oil_test_fryer", "frying_oil_test", ["org_id", "fryer", "id"])

"""What canteens have in their stores, kept up; indexes for pages with years behind them."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0460"
down_revision = "20261127_0441"
branch_labels = None
depends_on = None

_LOTS = """
insert into store_stock (org_id, goods_id, amount)
select e.org_id, l.batch_id,
       sum(case when e.step = 'receiving' then l.amount else -l.amount end)
from organization o
join trace_event e on e.org_id = o.id
join event_line l on l.event_id = e.id
where o.kind = 'canteen'
  and e.step in ('receiving', 'kitchen_use', 'destruction', 'return_out')
  and e.declared_at is null
  and not exists (select 1 from trace_event d where d.declares_id = e.id)
  and l.batch_id is not null and l.amount is not null
group by e.org_id, l.batch_id
having sum(case when e.step = 'receiving' then l.amount else -l.amount end) > 0
"""
_UNCODED = """
insert into store_stock (org_id, goods_id, amount)
select org_id, id, left_over from (
    select p.org_id, p.id, p.amount - coalesce(
        (select sum(i.amount) from stock_issue i where i.purchase_id = p.id), 0) as left_over
    from purchase p where p.batch_id is null and p.acceptance = 'accepted') as counted
where left_over > 0
"""
_RECEIVED = """
insert into received_month (org_id, month, lines, traced_lines, mass_g, traced_mass_g)
select org_id, month, count(*), count(batch_id), sum(mass_g),
       sum(case when batch_id is null then 0 else mass_g end)
from (select org_id, batch_id, mass_g, {month} as month from purchase
      where acceptance = 'accepted') as accepted
group by org_id, month
"""
_MONTH = {
    "sqlite": "strftime('%Y-%m-01', delivered_at, '+8 hours')",
    "postgresql": "cast(date_trunc('month', delivered_at + interval '8 hours') as date)",
}
_ANSWERED = """
update consumer_report set is_answered = true
where id in (select report_id from report_answer)
"""
_NEW: tuple[tuple[str, str, list[str]], ...] = (
    ("ix_received_month", "received_month", ["month"]),
    ("ix_consumer_report_answered", "consumer_report", ["is_answered", "origin", "id"]),
    ("ix_purchase_org_batch", "purchase", ["org_id", "batch_id"]),
    ("ix_purchase_org_supplier", "purchase", ["org_id", "supplier_id", "delivered_at"]),
    ("ix_batch_status", "batch", ["status", "id"]),
    ("ix_batch_recorded", "batch", ["recorded_at", "product_id"]),
    ("ix_batch_released", "batch", ["org_id", "released_at"]),
    ("ix_inspection_org_state", "inspection", ["org_id", "state", "id"]),
    ("ix_inspection_replaces", "inspection", ["replaces_id", "state"]),
    ("ix_inspection_verdict", "inspection", ["verdict", "state", "id"]),
    ("ix_inspection_org", "inspection", ["org_id", "id"]),
    ("ix_inspection_org_verdict", "inspection", ["org_id", "verdict"]),
    ("ix_inspection_reported", "inspection", ["state", "reported_on", "verdict"]),
    (
        "ix_inspection_official",
        "inspection",
        ["kind", "state", "reported_on", "batch_org_id", "verdict"],
    ),
    (
        "ix_inspection_sampled",
        "inspection",
        ["kind", "state", "batch_org_id", "sampled_on", "org_id"],
    ),
    ("ix_event_party_organization", "event_party", ["organization_id", "event_id"]),
    ("ix_frying_oil_test_org", "frying_oil_test", ["org_id", "id"]),
    ("ix_sample_org", "sample", ["org_id", "id"]),
)
_BEGINNINGS = (  # the last column is looked up by how it begins
    ("ix_batch_org_lot", "batch", ["org_id", "lot"]),
    ("ix_batch_lot", "batch", ["lot"]),
    ("ix_inspection_report_no", "inspection", ["report_no"]),
    ("ix_inspection_sample_no", "inspection", ["sample_no"]),
    ("ix_sample_org_no", "sample", ["org_id", "sample_no"]),
)
_OLD = (
    ("ix_inspection_verdict", "inspection", ["verdict", "id"]),
    ("ix_inspection_replaces", "inspection", ["replaces_id"]),
    ("ix_inspection_org_state", "inspection", ["org_id", "state"]),
    ("ix_batch_org_lot", "batch", ["org_id", "lot"]),
    ("ix_event_party_organization_id", "event_party", ["organization_id"]),
)


def upgrade() -> None:
    """Make the tables, fill them from what was recorded, and make the indexes."""
    op.create_table(
        "store_stock",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("goods_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_store_stock_amount_positive"),
        sa.PrimaryKeyConstraint("org_id", "goods_id"),
    )
    op.create_table(
        "received_month",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("traced_lines", sa.Integer(), nullable=False),
        sa.Column("mass_g", sa.BigInteger(), nullable=False),
        sa.Column("traced_mass_g", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "month"),
    )
    op.add_column(
        "consumer_report",
        sa.Column("is_answered", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for statement in (_LOTS, _UNCODED, _received(), _ANSWERED):
        op.execute(statement)
    for name, table, _ in _OLD:
        op.drop_index(name, table_name=table)
    for name, table, columns in _NEW:
        op.create_index(name, table, columns, unique=False)
    for name, table, columns in _BEGINNINGS:
        pattern = {columns[-1]: "text_pattern_ops"}
        op.create_index(name, table, columns, unique=False, postgresql_ops=pattern)


def _received() -> str:
    """Sum the ledgers by the months of China, where the database keeps UTC."""
    return _RECEIVED.format(month=_MONTH[op.get_bind().dialect.name])


def downgrade() -> None:
    """Undo it."""
    for name, table, _ in (*_BEGINNINGS, *_NEW):
        op.drop_index(name, table_name=table)
    for name, table, columns in _OLD:
        op.create_index(name, table, columns, unique=False)
    op.drop_column("consumer_report", "is_answered")
    op.drop_table("received_month")
    op.drop_table("store_stock")

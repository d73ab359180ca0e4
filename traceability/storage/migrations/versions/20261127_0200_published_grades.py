"""Whether a published batch is safe but short of its grade, read out of the published pages."""

import json

import sqlalchemy as sa
from alembic import op

revision = "20261127_0200"
down_revision = "20261127_0110"
branch_labels = None
depends_on = None

_PAGE = sa.table(
    "trace_document",
    sa.column("gtin", sa.String),
    sa.column("lot", sa.String),
    sa.column("origin", sa.String),
    sa.column("document_text", sa.Text),
    sa.column("is_below_grade", sa.Boolean),
)


def upgrade() -> None:
    """Add the column and fill it."""
    op.add_column(
        "trace_document",
        sa.Column("is_below_grade", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    connection = op.get_bind()
    suspected = sa.select(_PAGE).where(_PAGE.c.document_text.like('%"safety":"pass"%'))
    for page in connection.execute(suspected).all():
        if any(
            _failed_its_grade(report) for report in json.loads(page.document_text)["inspections"]
        ):
            connection.execute(
                sa.update(_PAGE)
                .where(
                    _PAGE.c.gtin == page.gtin,
                    _PAGE.c.lot == page.lot,
                    _PAGE.c.origin == page.origin,
                )
                .values(is_below_grade=True)
            )


def _failed_its_grade(report: dict[str, object]) -> bool:
    is_own = report.get("subject") is None and report.get("replaced_by") is None
    return is_own and report["verdict"] == "fail" and report.get("safety") == "pass"

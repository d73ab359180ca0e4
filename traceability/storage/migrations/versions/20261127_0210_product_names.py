"""An index of the names of products and their makers, filled from the published products."""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "20261127_0210"
down_revision = "20261127_0200"
branch_labels = None
depends_on = None

_PRODUCT = sa.table(
    "product_document",
    sa.column("gtin", sa.String),
    sa.column("origin", sa.String),
    sa.column("document_text", sa.Text),
)


def upgrade() -> None:
    """Make the index."""
    terms = op.create_table(
        "product_term",
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("term", "gtin", "origin"),
    )
    for gtin, origin, text in op.get_bind().execute(sa.select(_PRODUCT)).all():
        said = json.loads(text)
        pairs = _pairs(said["product"]["name"]) | _pairs(said["enterprise"]["name"])
        rows = [{"term": pair, "gtin": gtin, "origin": origin} for pair in sorted(pairs)]
        op.bulk_insert(terms, rows)


def _pairs(name: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(character for character in folded if character.isalnum())
    return {kept[at : at + 2] for at in range(len(kept) - 1)}

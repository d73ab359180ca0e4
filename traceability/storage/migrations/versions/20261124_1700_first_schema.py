"""The register, the log and the published tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_1700"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of the first release."""
    op.create_table(
        "asset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=True),
        sa.Column("uri", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('tank','vehicle','pallet')", name="ck_asset_kind"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_asset_org_id"), "asset", ["org_id"], unique=False)
    op.create_table(
        "batch_link",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("child_org_id", sa.Uuid(), nullable=False),
        sa.Column("parent_org_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("child_id", "parent_id", "event_id"),
    )
    op.create_index(op.f("ix_batch_link_event_id"), "batch_link", ["event_id"], unique=False)
    op.create_index("ix_batch_link_parent", "batch_link", ["parent_id", "child_id"], unique=False)
    op.create_table(
        "code_suspicion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("found_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("org_id", "code", name="uq_code_suspicion_code"),
    )
    op.create_index(op.f("ix_code_suspicion_org_id"), "code_suspicion", ["org_id"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("location", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "org_id"),
    )
    op.create_table(
        "label_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("job_no", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("stock", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("is_serialised", sa.Boolean(), nullable=False),
        sa.Column("first_serial", sa.Integer(), nullable=True),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("count > 0", name="ck_label_job_count_positive"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("job_no"),
    )
    op.create_index(op.f("ix_label_job_batch_id"), "label_job", ["batch_id"], unique=False)
    op.create_index(op.f("ix_label_job_org_id"), "label_job", ["org_id"], unique=False)
    op.create_table(
        "limit_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("limit_no", sa.String(length=12), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("food_category_zh", sa.String(length=200), nullable=False),
        sa.Column("food_category_en", sa.String(length=200), nullable=False),
        sa.Column("product_codes", sa.String(length=500), nullable=False),
        sa.Column("process", sa.String(length=20), nullable=True),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("parameter_code", sa.String(length=60), nullable=False),
        sa.Column("parameter_zh", sa.String(length=100), nullable=False),
        sa.Column("parameter_en", sa.String(length=100), nullable=False),
        sa.Column("operator", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("test_method", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("confidence", sa.String(length=12), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('safety','quality','additive')", name="ck_limit_row_kind"),
        sa.CheckConstraint(
            "operator in ('<=','>=','<','>','range','ND','prohibited')",
            name="ck_limit_row_operator",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("limit_no"),
    )
    op.create_index(
        "ix_limit_row_parameter", "limit_row", ["parameter_code", "standard"], unique=False
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("log_id", "size"),
    )
    op.create_table(
        "log_cosignature",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("witness", sa.String(length=200), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("cosigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "size", "witness"),
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("owner_uscc", sa.String(length=18), nullable=True),
        sa.Column("about_uscc", sa.String(length=18), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_text", sa.Text(), nullable=True),
        sa.Column("trade_text", sa.Text(), nullable=True),
        sa.Column("personal_text", sa.Text(), nullable=True),
        sa.Column("public_salt", sa.LargeBinary(), nullable=True),
        sa.Column("trade_salt", sa.LargeBinary(), nullable=True),
        sa.Column("personal_salt", sa.LargeBinary(), nullable=True),
        sa.Column("public_hash", sa.LargeBinary(), nullable=True),
        sa.Column("trade_hash", sa.LargeBinary(), nullable=True),
        sa.Column("personal_hash", sa.LargeBinary(), nullable=True),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("author_user_id", sa.Uuid(), nullable=True),
        sa.Column("author_key_id", sa.String(length=64), nullable=True),
        sa.Column("author_signature", sa.LargeBinary(), nullable=True),
        sa.Column("erased_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("class in ('open','sealed')", name="ck_log_entry_class"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "record_id", "revision", name="uq_log_entry_revision"),
    )
    op.create_index("ix_log_entry_owner", "log_entry", ["owner_uscc", "id"], unique=False)
    op.create_table(
        "log_head",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log_id"),
    )
    op.create_table(
        "log_key",
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("algorithm", sa.String(length=20), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("from_index", sa.Integer(), nullable=False),
        sa.Column("until_index", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key_id"),
    )
    op.create_table(
        "log_leaf",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "leaf_index"),
        sa.UniqueConstraint("log_id", "entry_id", name="uq_log_leaf_entry"),
    )
    op.create_table(
        "log_pending",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    op.create_table(
        "log_tile",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("tile_index", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "level", "tile_index"),
    )
    op.create_table(
        "login_attempt",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("sc_licence", sa.String(length=16), nullable=True),
        sa.Column("sc_valid_until", sa.Date(), nullable=True),
        sa.Column("cma_no", sa.String(length=32), nullable=True),
        sa.Column("cma_valid_until", sa.Date(), nullable=True),
        sa.Column("gln", sa.String(length=13), nullable=True),
        sa.Column("uri", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=50), nullable=True),
        sa.Column("contact_phone", sa.String(length=30), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('enterprise','inspection_agency','canteen','regulator','farm')",
            name="ck_organization_kind",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uscc"),
    )
    op.create_table(
        "penalty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("decision_no", sa.String(length=128), nullable=False),
        sa.Column("authority_name", sa.String(length=200), nullable=False),
        sa.Column("authority_uscc", sa.String(length=18), nullable=False),
        sa.Column("violation_kind", sa.String(length=2000), nullable=False),
        sa.Column("violation_facts", sa.String(length=5000), nullable=False),
        sa.Column("legal_basis", sa.String(length=2048), nullable=False),
        sa.Column("penalty_kinds", sa.String(length=100), nullable=False),
        sa.Column("penalty_content", sa.String(length=4000), nullable=False),
        sa.Column("fine_fen", sa.BigInteger(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("org_id", "authority_uscc", "decision_no", name="uq_penalty_decision"),
    )
    op.create_index(op.f("ix_penalty_org_id"), "penalty", ["org_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("food_category", sa.String(length=40), nullable=False),
        sa.Column("process", sa.String(length=20), nullable=True),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("standard", sa.String(length=40), nullable=True),
        sa.Column("net_content", sa.Integer(), nullable=False),
        sa.Column("net_content_unit", sa.String(length=4), nullable=False),
        sa.Column("density_g_per_l", sa.Integer(), nullable=False),
        sa.Column("shelf_life", sa.Integer(), nullable=False),
        sa.Column("shelf_life_unit", sa.String(length=8), nullable=False),
        sa.Column("ingredients", sa.String(length=500), nullable=True),
        sa.Column("storage_conditions", sa.String(length=200), nullable=True),
        sa.Column("origin", sa.String(length=100), nullable=True),
        sa.Column("approval", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "approval in ('pending','approved','withdrawn')", name="ck_product_approval"
        ),
        sa.CheckConstraint(
            "net_content_unit in ('g','ml','each')", name="ck_product_net_content_unit"
        ),
        sa.CheckConstraint("shelf_life_unit in ('day','month')", name="ck_product_shelf_life_unit"),
        sa.CheckConstraint("net_content > 0", name="ck_product_net_content_positive"),
        sa.CheckConstraint("shelf_life > 0", name="ck_product_shelf_life_positive"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_product_org_id"), "product", ["org_id"], unique=False)
    op.create_table(
        "product_document",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("document_text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("gtin", "origin"),
    )
    op.create_table(
        "published_code",
        sa.Column("job_no", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("first_serial", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_no", "origin"),
    )
    op.create_table(
        "published_standing",
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decision_no", sa.String(length=128), nullable=True),
        sa.Column("void_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "standing in ('listed','warned','suspended','delisted')",
            name="ck_published_standing_standing",
        ),
        sa.PrimaryKeyConstraint("uscc", "origin"),
    )
    op.create_table(
        "register_guard",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("district", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("latitude_e6", sa.Integer(), nullable=True),
        sa.Column("longitude_e6", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("gln", sa.String(length=13), nullable=True),
        sa.Column("uri", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('farm','depot','mill','press','refinery','warehouse','silo','laboratory','shop','canteen','office')",
            name="ck_site_kind",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["site.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_site_org_id"), "site", ["org_id"], unique=False)
    op.create_table(
        "standing_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decision_no", sa.String(length=128), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "standing in ('listed','warned','suspended','delisted')",
            name="ck_standing_change_standing",
        ),
        sa.CheckConstraint("state in ('proposed','effective')", name="ck_standing_change_state"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_standing_change_org_effective",
        "standing_change",
        ["org_id", "effective_at"],
        unique=False,
    )
    op.create_index(op.f("ix_standing_change_org_id"), "standing_change", ["org_id"], unique=False)
    op.create_table(
        "suspect_code",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", "origin"),
    )
    op.create_table(
        "trace_document",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("best_before", sa.Date(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_text", sa.Text(), nullable=False),
        sa.Column("document_hash", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=True),
        sa.Column("sealed_size", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('released','held','recalled','unreleased')", name="ck_trace_document_state"
        ),
        sa.PrimaryKeyConstraint("gtin", "lot", "origin"),
    )
    op.create_index("ix_trace_document_uscc", "trace_document", ["uscc"], unique=False)
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("display_name", sa.String(length=50), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role in ('admin','regulator','enterprise','inspector','canteen')",
            name="ck_user_account_role",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("username"),
    )
    op.create_index(op.f("ix_user_account_org_id"), "user_account", ["org_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_api_token_org_id"), "api_token", ["org_id"], unique=False)
    op.create_index(op.f("ix_api_token_user_id"), "api_token", ["user_id"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("material", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("uri", sa.String(length=200), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=4), nullable=False),
        sa.Column("produced_on", sa.Date(), nullable=False),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(length=100), nullable=True),
        sa.Column("harvest_year", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_before", sa.String(length=16), nullable=True),
        sa.Column("status_reason", sa.String(length=500), nullable=True),
        sa.Column("status_cause", sa.String(length=20), nullable=True),
        sa.Column("status_number", sa.String(length=128), nullable=True),
        sa.Column("status_by", sa.Uuid(), nullable=True),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status in ('draft','released','held','recalled')", name="ck_batch_status"
        ),
        sa.CheckConstraint(
            "status_before in ('draft','released','held','recalled') or status_before is null",
            name="ck_batch_status_before",
        ),
        sa.CheckConstraint("unit in ('g','ml','each')", name="ck_batch_unit"),
        sa.CheckConstraint("quantity > 0", name="ck_batch_quantity_positive"),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_batch_gtin_lot", "batch", ["gtin", "lot"], unique=False)
    op.create_index(op.f("ix_batch_org_id"), "batch", ["org_id"], unique=False)
    op.create_index("ix_batch_org_produced", "batch", ["org_id", "produced_on"], unique=False)
    op.create_index(op.f("ix_batch_uri"), "batch", ["uri"], unique=False)
    op.create_index(
        "uq_batch_material_lot",
        "batch",
        ["org_id", "material", "lot"],
        unique=True,
        sqlite_where=sa.text("product_id is null"),
        postgresql_where=sa.text("product_id is null"),
    )
    op.create_index(
        "uq_batch_product_lot",
        "batch",
        ["org_id", "product_id", "lot"],
        unique=True,
        sqlite_where=sa.text("product_id is not null"),
        postgresql_where=sa.text("product_id is not null"),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("batch_org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sample_no", sa.String(length=40), nullable=False),
        sa.Column("sampled_on", sa.Date(), nullable=False),
        sa.Column("sampled_at_id", sa.Uuid(), nullable=True),
        sa.Column("sampled_amount", sa.Integer(), nullable=True),
        sa.Column("sampled_unit", sa.String(length=4), nullable=True),
        sa.Column("sampled_by", sa.String(length=50), nullable=True),
        sa.Column("report_no", sa.String(length=60), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('factory','type','supervision','commissioned')", name="ck_inspection_kind"
        ),
        sa.CheckConstraint(
            "verdict in ('pass','fail','error','not_applicable')", name="ck_inspection_verdict"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["inspection.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sampled_at_id"],
            ["site.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("org_id", "report_no", name="uq_inspection_report"),
    )
    op.create_index("ix_inspection_batch", "inspection", ["batch_id"], unique=False)
    op.create_index(op.f("ix_inspection_org_id"), "inspection", ["org_id"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_login_session_user_id"), "login_session", ["user_id"], unique=False)
    op.create_table(
        "password_credential",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "product_gtin",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
        ),
        sa.PrimaryKeyConstraint("gtin"),
    )
    op.create_index(
        op.f("ix_product_gtin_product_id"), "product_gtin", ["product_id"], unique=False
    )
    op.create_table(
        "trace_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_reason", sa.String(length=200), nullable=True),
        sa.Column("error_note", sa.String(length=500), nullable=True),
        sa.Column("declares_id", sa.Uuid(), nullable=True),
        sa.Column(
            "corrective_ids",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("event_type", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=True),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("biz_step", sa.String(length=60), nullable=False),
        sa.Column("disposition", sa.String(length=60), nullable=True),
        sa.Column(
            "set_dispositions",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "unset_dispositions",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_offset", sa.String(length=6), nullable=False),
        sa.Column("read_point_id", sa.Uuid(), nullable=True),
        sa.Column("biz_location_id", sa.Uuid(), nullable=True),
        sa.Column("transformation_id", sa.String(length=200), nullable=True),
        sa.Column("ilmd", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "attributes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "sensors", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "personal", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("capture_id", sa.Uuid(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("event_hash", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(event_type = 'transformation') = (action is null)", name="ck_trace_event_has_action"
        ),
        sa.CheckConstraint(
            "action in ('add','observe','delete') or action is null", name="ck_trace_event_action"
        ),
        sa.CheckConstraint(
            "event_type in ('object','aggregation','transaction','transformation','association')",
            name="ck_trace_event_event_type",
        ),
        sa.CheckConstraint(
            "(declared_at is null) = (error_reason is null)", name="ck_trace_event_declaration"
        ),
        sa.ForeignKeyConstraint(
            ["biz_location_id"],
            ["site.id"],
        ),
        sa.ForeignKeyConstraint(
            ["declares_id"],
            ["trace_event.id"],
        ),
        sa.ForeignKeyConstraint(
            ["read_point_id"],
            ["site.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_trace_event_declares_id"), "trace_event", ["declares_id"], unique=False
    )
    op.create_index(op.f("ix_trace_event_org_id"), "trace_event", ["org_id"], unique=False)
    op.create_index(
        "ix_trace_event_org_recorded", "trace_event", ["org_id", "recorded_at", "id"], unique=False
    )
    op.create_index("ix_trace_event_recorded", "trace_event", ["recorded_at", "id"], unique=False)
    op.create_index("ix_trace_event_time", "trace_event", ["event_time", "id"], unique=False)
    op.create_index(
        op.f("ix_trace_event_transformation_id"), "trace_event", ["transformation_id"], unique=False
    )
    op.create_index(
        "uq_trace_event_declaration",
        "trace_event",
        ["org_id", "event_id"],
        unique=True,
        sqlite_where=sa.text("declared_at is not null"),
        postgresql_where=sa.text("declared_at is not null"),
    )
    op.create_index(
        "uq_trace_event_event_id",
        "trace_event",
        ["org_id", "event_id"],
        unique=True,
        sqlite_where=sa.text("declared_at is null"),
        postgresql_where=sa.text("declared_at is null"),
    )
    op.create_table(
        "event_document",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=True),
        sa.Column("uri", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["trace_event.id"],
        ),
        sa.PrimaryKeyConstraint("event_id", "line"),
    )
    op.create_table(
        "event_line",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("batch_org_id", sa.Uuid(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("uri", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=4), nullable=True),
        sa.Column("foreign_quantity", sa.String(length=40), nullable=True),
        sa.Column("foreign_uom", sa.String(length=3), nullable=True),
        sa.CheckConstraint(
            "role in ('item','parent','child','input','output')", name="ck_event_line_role"
        ),
        sa.CheckConstraint("unit in ('g','ml','each') or unit is null", name="ck_event_line_unit"),
        sa.CheckConstraint("amount > 0 or amount is null", name="ck_event_line_amount"),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["trace_event.id"],
        ),
        sa.PrimaryKeyConstraint("event_id", "line"),
    )
    op.create_index("ix_event_line_asset", "event_line", ["asset_id", "event_id"], unique=False)
    op.create_index("ix_event_line_batch", "event_line", ["batch_id", "event_id"], unique=False)
    op.create_index("ix_event_line_uri", "event_line", ["uri", "event_id"], unique=False)
    op.create_table(
        "event_party",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("uri", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.CheckConstraint("side in ('source','destination')", name="ck_event_party_side"),
        sa.CheckConstraint(
            "type in ('owning_party','possessing_party','location')", name="ck_event_party_type"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["trace_event.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
        ),
        sa.PrimaryKeyConstraint("event_id", "side", "type"),
    )
    op.create_index(
        op.f("ix_event_party_organization_id"), "event_party", ["organization_id"], unique=False
    )
    op.create_table(
        "purchase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("batch_org_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=4), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acceptance", sa.String(length=12), nullable=False),
        sa.Column("verdict_seen", sa.String(length=16), nullable=False),
        sa.Column("delivery_note", sa.String(length=80), nullable=True),
        sa.Column(
            "inspection_ids",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("price_fen", sa.BigInteger(), nullable=True),
        sa.Column("checked_by", sa.String(length=50), nullable=True),
        sa.Column("second_checked_by", sa.String(length=50), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "acceptance in ('accepted','returned','destroyed')", name="ck_purchase_acceptance"
        ),
        sa.CheckConstraint("amount > 0", name="ck_purchase_amount_positive"),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["trace_event.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_purchase_batch", "purchase", ["batch_id"], unique=False)
    op.create_index(op.f("ix_purchase_org_id"), "purchase", ["org_id"], unique=False)
    op.create_table(
        "test_result",
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("parameter", sa.String(length=60), nullable=False),
        sa.Column("parameter_zh", sa.String(length=100), nullable=False),
        sa.Column("parameter_en", sa.String(length=100), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("is_not_detected", sa.Boolean(), nullable=False),
        sa.Column("detection_limit", sa.String(length=40), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=True),
        sa.Column("operator", sa.String(length=12), nullable=True),
        sa.Column("limit_value", sa.String(length=40), nullable=True),
        sa.Column("limit_standard", sa.String(length=60), nullable=True),
        sa.Column("limit_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
        ),
        sa.PrimaryKeyConstraint("inspection_id", "line"),
    )

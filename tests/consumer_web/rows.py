"""Rows as a register would publish them."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from consumer_web.document import ProductDocument, TraceDocument, TrustFacts
from consumer_web.names import cut_pairs
from consumer_web.penalties import ShownPenalty, write_penalties
from consumer_web.tables import (
    ConsumerPhoto,
    ConsumerReport,
    ProductTerm,
    PublishedAnswer,
    PublishedCodes,
    PublishedPenalties,
    PublishedProduct,
    PublishedStanding,
    PublishedTrace,
    PublishedTrust,
    ScannedCode,
    ScannedPlace,
    ScanTally,
    SuspectCode,
    VoidCodes,
)

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
USCC = "91441322MA7H2P5KXG"
RICE_GTIN = "06974413020181"


def create_tables(engine: Engine) -> None:
    """Create the published tables and no others."""
    records = (
        PublishedTrace,
        PublishedProduct,
        ProductTerm,
        ConsumerReport,
        ConsumerPhoto,
        PublishedAnswer,
        PublishedStanding,
        PublishedTrust,
        PublishedPenalties,
        PublishedCodes,
        SuspectCode,
        VoidCodes,
        ScannedCode,
        ScannedPlace,
        ScanTally,
    )
    tables = [SQLModel.metadata.tables[str(record.__tablename__)] for record in records]
    SQLModel.metadata.create_all(engine, tables=tables)


def publish(engine: Engine, document: TraceDocument, **changes: object) -> None:
    """Insert or replace the row of a document."""
    text = document.model_dump_json()
    row: dict[str, object] = {
        "gtin": document.gtin,
        "lot": document.lot,
        "origin": document.origin,
        "batch_id": uuid.uuid5(uuid.NAMESPACE_URL, document.gtin + document.lot),
        "uscc": document.enterprise.uscc,
        "state": document.state.value,
        "best_before": document.best_before,
        "is_below_grade": document.is_below_grade,
        "registered_at": datetime(2026, 9, 28, 1, 0, tzinfo=UTC),
        "document_text": text,
        "document_hash": hashlib.sha256(text.encode()).digest(),
        "revision": 1,
        "entry_id": uuid.uuid4(),
        "published_at": NOW,
    }
    with Session(engine) as session:
        session.merge(PublishedTrace(**(row | changes)))
        session.commit()


def publish_penalties(engine: Engine, *items: ShownPenalty, revision: int = 1) -> None:
    """Insert or replace what is published of the enterprise's penalties."""
    with Session(engine) as session:
        row = PublishedPenalties(
            uscc=USCC,
            origin="local",
            items_text=write_penalties(items),
            revision=revision,
            published_at=NOW,
        )
        session.merge(row)
        session.commit()


def publish_standing(engine: Engine, standing: str = "listed", **changes: object) -> None:
    """Insert or replace the standing of the enterprise."""
    row: dict[str, object] = {
        "uscc": USCC,
        "origin": "local",
        "standing": standing,
        "since": datetime(2026, 11, 10, 1, 0, tzinfo=UTC),
        "reason": "",
        "published_at": NOW,
    }
    with Session(engine) as session:
        session.merge(PublishedStanding(**(row | changes)))
        session.commit()


def publish_trust(engine: Engine, trust: TrustFacts, **changes: object) -> None:
    """Insert or replace the trust grade of the enterprise."""
    row: dict[str, object] = {
        "uscc": USCC,
        "origin": "local",
        "grade": trust.grade,
        "since": trust.since,
        "trust_text": trust.model_dump_json(),
        "published_at": NOW,
    }
    with Session(engine) as session:
        session.merge(PublishedTrust(**(row | changes)))
        session.commit()


def publish_product(engine: Engine, document: ProductDocument) -> None:
    """Insert or replace the row of a product."""
    with Session(engine) as session:
        session.merge(
            PublishedProduct(
                gtin=document.product.gtin,
                origin="local",
                uscc=USCC,
                document_text=document.model_dump_json(),
                published_at=NOW,
            )
        )
        for term in cut_pairs(document.product.name, document.enterprise.name):
            session.merge(ProductTerm(term=term, gtin=document.product.gtin, origin="local"))
        session.commit()


def publish_codes(
    engine: Engine, job_no: int, first_serial: int = 1, count: int = 100, **changes: object
) -> None:
    """Insert the range of package codes of a label job."""
    row: dict[str, object] = {
        "job_no": job_no,
        "origin": "local",
        "gtin": RICE_GTIN,
        "lot": "HP260928A",
        "first_serial": first_serial,
        "count": count,
        "published_at": NOW,
    }
    with Session(engine) as session:
        session.merge(PublishedCodes(**(row | changes)))
        session.commit()


def void_codes(engine: Engine, job_no: int, first_serial: int, last_serial: int) -> None:
    """Void package codes of a label job."""
    row = VoidCodes(
        job_no=job_no,
        origin="local",
        first_serial=first_serial,
        last_serial=last_serial,
        published_at=NOW,
    )
    with Session(engine) as session:
        session.add(row)
        session.commit()


def suspect(engine: Engine, code: str, scans: int = 418, places: int = 23) -> None:
    """Mark a package code as scanned far too often."""
    with Session(engine) as session:
        session.merge(
            SuspectCode(
                code=code,
                origin="local",
                scans=scans,
                places=places,
                since=NOW - timedelta(days=3),
                published_at=NOW,
            )
        )
        session.commit()


def withdraw(engine: Engine) -> None:
    """Strike the enterprise off."""
    publish_standing(engine, "delisted", revision=2, decision_no="7 号", reason="两批不合格")

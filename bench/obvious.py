"""The obvious application: rows by the ORM and a page by Jinja2, for each request anew.

It says what our page says, from the same tables and templates, but keeps nothing.
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from sqlalchemy import create_engine
from sqlmodel import Session, col, select

from consumer_web.civil_time import as_utc, civil_today
from consumer_web.document import TraceDocument
from consumer_web.pages import PageWriter
from consumer_web.scans import FoundTrace, LotRow, StandingFacts
from consumer_web.settings import PublicSettings
from consumer_web.tables import PublishedStanding, PublishedTrace

ENGINE = create_engine(sys.argv[1] if len(sys.argv) > 2 else "sqlite://")
WRITER = PageWriter(PublicSettings())
app = FastAPI()


def open_session() -> Session:
    return Session(ENGINE)


def lot_row(row: PublishedTrace, standing: PublishedStanding | None) -> LotRow:
    return LotRow(
        row.lot, row.state, row.best_before, as_utc(row.registered_at),
        standing.standing if standing else None,
        standing.void_before if standing else None, row.is_below_grade,
    )  # fmt: skip


@app.get("/01/{gtin}/10/{lot}")
def read_page(gtin: str, lot: str, session: Session = Depends(open_session)) -> HTMLResponse:
    with session:
        row = session.exec(
            select(PublishedTrace).where(PublishedTrace.gtin == gtin, PublishedTrace.lot == lot)
        ).one()
        standing = session.get(PublishedStanding, (row.uscc, row.origin))
        others = session.exec(
            select(PublishedTrace)
            .where(PublishedTrace.gtin == gtin, PublishedTrace.lot != lot)
            .order_by(col(PublishedTrace.lot).desc())
            .limit(4)
        ).all()
        facts = None
        if standing is not None:
            since = as_utc(standing.since)
            facts = StandingFacts(standing.standing, since, standing.reason, None, None)
        found = FoundTrace(
            gtin, row.origin, lot_row(row, standing), row.document_text, row.document_hash,
            row.revision, facts, standing.revision if standing else 0,
            tuple(lot_row(other, standing) for other in others),
        )  # fmt: skip
        document = TraceDocument.model_validate_json(row.document_text)
        return HTMLResponse(WRITER.write_trace(found, document, "zh", civil_today()))


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_config=None, access_log=False)

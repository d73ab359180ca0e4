"""Operation: is the process alive, can it do its work?"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from traceability.routes.desk import house_of
from traceability.storage.migrate import is_current

router = APIRouter(tags=["operation"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Tell that the process is alive."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request, response: Response) -> dict[str, str]:
    """Tell whether the database answers and has the schema of this version."""
    house = house_of(request)
    try:
        with house.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        status = "ok" if is_current(house.engine) else "schema is not current: run migrate"
    except (DBAPIError, PoolTimeoutError):
        status = "database does not answer"
    if status != "ok":
        response.status_code = 503
    response.headers["Cache-Control"] = "no-store"
    return {"status": status}

"""REST: label jobs, their progress, and what people decide about them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

import anyio
from fastapi import APIRouter, Header, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from traceability.domain.access import Action
from traceability.domain.kinds import RunState
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.routes.label_files import write_file
from traceability.schemas.labels import (
    FirstArticle,
    LabelAnswer,
    LabelJobCreate,
    LabelJobDetail,
    LabelJobPage,
    LabelProgress,
    LabelReprintCreate,
    LabelVoidCreate,
    PrinterPage,
)
from traceability.schemas.trade import CodesPage
from traceability.services import label_files, label_runs, labels

router = APIRouter(tags=["labels"])
Printing = Annotated[Desk, needs(Action.PRINT_LABELS)]

LOOK_EVERY_S = 1.0
MOST_LOOKS = 600  # then the browser asks anew, and the caller is checked again
_MOVING = frozenset({RunState.QUEUED, RunState.PRINTING})


@router.post("/label-jobs", status_code=201, response_model=LabelJobDetail)
def create_label_job(order: LabelJobCreate, desk: Printing) -> Response:
    """Order labels of a released batch, for a printer or as a file."""
    room = labels.PrintRoom(desk.house.settings.base_url, desk.house.printers)
    return desk.record(
        lambda work: labels.order_labels(work, order, room),
        location=lambda made: f"/api/label-jobs/{made.id}",
    )


@router.get("/label-jobs")
def list_label_jobs(desk: Printing, cursor: Cursor = None, limit: Limit = 50) -> LabelJobPage:
    """List the caller's label jobs with their progress."""
    return desk.read(lambda work: labels.list_label_jobs(work, cursor, limit))


@router.get("/label-jobs/{job_id}")
def read_label_job(job_id: UUID, desk: Printing) -> LabelJobDetail:
    """Give one label job with its runs, reprints and voided labels."""
    return desk.read(lambda work: labels.read_label_job(work, job_id))


@router.get("/label-jobs/{job_id}/codes")
def list_codes(
    job_id: UUID,
    desk: Printing,
    first: Annotated[int, Query(ge=0, le=1_000_000, description="serial to begin with")] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> CodesPage:
    """Give package codes of a job, from a serial on."""
    keys = desk.house.code_keys
    return desk.read(lambda work: labels.list_codes(work, job_id, keys, first, limit))


@router.get("/label-jobs/{job_id}/progress", response_model=LabelProgress)
def read_progress(
    job_id: UUID, desk: Printing, accept: Annotated[str, Header(max_length=500)] = ""
) -> Response:
    """Tell how far a job is: once, or as server-sent events if asked for text/event-stream."""
    shown = _look(desk, job_id)
    headers = {"Cache-Control": "no-store"}
    if "text/event-stream" in accept:
        headers["X-Accel-Buffering"] = "no"  # nginx would keep the events back
        return StreamingResponse(
            _events(desk, job_id, shown), 200, headers, media_type="text/event-stream"
        )
    return Response(shown.model_dump_json(), 200, headers, media_type="application/json")


def _look(desk: Desk, job_id: UUID) -> LabelProgress:
    return desk.read(lambda work: label_runs.read_progress(work, job_id))


async def _events(desk: Desk, job_id: UUID, shown: LabelProgress) -> AsyncIterator[str]:
    """Send what changed, and a sign of life in between; end where the run waits for a person."""
    yield f"retry: 3000\nevent: progress\ndata: {shown.model_dump_json()}\n\n"
    for _ in range(MOST_LOOKS):
        if shown.state not in _MOVING:
            return
        await anyio.sleep(LOOK_EVERY_S)
        found = await run_in_threadpool(_look, desk, job_id)
        if found == shown:
            yield ": still there\n\n"
            continue
        shown = found
        yield f"event: progress\ndata: {shown.model_dump_json()}\n\n"


@router.post("/label-jobs/{job_id}/pause", response_model=LabelJobDetail)
def pause_label_job(job_id: UUID, desk: Printing) -> Response:
    """Send no more labels for a while."""
    return desk.record(lambda work: label_runs.pause_run(work, job_id), status=200)


@router.post("/label-jobs/{job_id}/resume", response_model=LabelJobDetail)
def resume_label_job(job_id: UUID, desk: Printing) -> Response:
    """Go on where it stopped."""
    return desk.record(lambda work: label_runs.resume_run(work, job_id), status=200)


@router.post("/label-jobs/{job_id}/cancel", response_model=LabelJobDetail)
def cancel_label_job(job_id: UUID, desk: Printing) -> Response:
    """End it for good; labels that were never printed are void."""
    return desk.record(lambda work: label_runs.cancel_run(work, job_id), status=200)


@router.post("/label-jobs/{job_id}/answer", response_model=LabelJobDetail)
def answer_label_job(job_id: UUID, answer: LabelAnswer, desk: Printing) -> Response:
    """Say which label was the last one printed, where the register does not know."""
    keys = desk.house.code_keys
    return desk.record(lambda work: label_runs.answer_run(work, job_id, answer, keys), status=200)


@router.post("/label-jobs/{job_id}/first-article", response_model=LabelJobDetail)
def scan_first_article(job_id: UUID, article: FirstArticle, desk: Printing) -> Response:
    """Accept label 1 by what was scanned off it: the others follow."""
    keys = desk.house.code_keys
    return desk.record(
        lambda work: label_runs.scan_first_article(work, job_id, article, keys), status=200
    )


@router.post("/label-jobs/{job_id}/reprints", status_code=201, response_model=LabelJobDetail)
def create_reprint(job_id: UUID, wanted: LabelReprintCreate, desk: Printing) -> Response:
    """Print labels once more, with a reason."""
    names = desk.house.printers
    return desk.record(lambda work: label_runs.reprint_labels(work, job_id, wanted, names))


@router.post("/label-jobs/{job_id}/voids", status_code=201, response_model=LabelJobDetail)
def create_void(job_id: UUID, wanted: LabelVoidCreate, desk: Printing) -> Response:
    """Void damaged or lost labels: their codes are unknown from now on."""
    keys = desk.house.code_keys
    return desk.record(lambda work: label_runs.void_labels(work, job_id, wanted, keys))


@router.get("/label-jobs/{job_id}/file", response_class=Response)
def read_file(
    job_id: UUID,
    desk: Printing,
    start: Annotated[int, Query(ge=1, le=200, description="first free place on the sheet")] = 1,
) -> Response:
    """Draw the job's file: PDF, a ZIP of pictures, or the code package; it may be fetched again."""
    order = desk.change(lambda work: label_files.take_file(work, job_id, start))

    def check() -> bool:
        return desk.change(lambda work: label_files.check_file(work, job_id))

    return write_file(order, desk.house.settings.base_url, desk.house.code_keys, check)


@router.get("/printers")
def list_printers(desk: Printing) -> PrinterPage:
    """List the printers of this installation and what waits for each."""
    known = [(p.name, p.language, p.dpi) for p in desk.house.printers.values()]
    return PrinterPage(items=desk.read(lambda work: label_runs.list_printers(work, known)))

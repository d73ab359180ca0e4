"""How is a lot found by its code? By hand scanner, camera or photo; then its next step opens."""

from __future__ import annotations

import io
import re
from typing import Annotated

import zxingcpp
from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from PIL import Image, UnidentifiedImageError

from traceability.console.answers import PageRoute
from traceability.console.forms import Wrong, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import RegisterError
from traceability.services.code_lookup import find_batch_by_code

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_RECORD = Action.WRITE_BATCHES
_LARGEST_BYTES = 10 * 1024 * 1024
_MOST_PIXELS = 50_000_000
_READ_WIDTH = 1_600
_SWALLOWED = re.compile(r"[一-鿿]")


@router.get("/events/scan")
def scan_page(request: Request, code: Annotated[str, Query(max_length=400)] = "") -> Response:
    """Show the scan field, or open the lot that was scanned."""
    visit = open_visit(request, _RECORD)
    if not code:
        return _page(visit)
    return _open(visit, code)


def _page(visit: Visit, status: int = 200, wrong: Wrong | None = None, code: str = "") -> Response:
    return visit.page("enterprise/scan.html", status, wrong=wrong, values={"code": code})


def _open(visit: Visit, code: str) -> Response:
    keys = visit.house.code_keys
    try:
        batch = visit.read(lambda work: find_batch_by_code(work, code, keys))
    except RegisterError as error:
        wrong = wrong_with(error, visit.language)
        if _SWALLOWED.search(code):
            wrong = Wrong((), {"code": say("g_input_method", visit.language)})
        return _page(visit, 422, wrong, code)
    return see_other(f"/console/batches/{batch.id}")


@router.post("/events/scan")
async def scan_photo(
    request: Request,
    photo: Annotated[UploadFile | None, File()] = None,
    csrf: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Read the code in a photo; a script is given the code alone."""
    visit = await run_in_threadpool(open_form, request, _RECORD, {"csrf": csrf})
    content = await photo.read(_LARGEST_BYTES + 1) if photo else b""
    if len(content) > _LARGEST_BYTES:
        wrong = Wrong((), {"photo": say("g_photo_too_large", visit.language)})
        return await run_in_threadpool(_page, visit, 413, wrong)
    code = await run_in_threadpool(read_photo, content)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JSONResponse({"code": code or None})
    if not code:
        wrong = Wrong((), {"photo": say("g_no_code_in_photo", visit.language)})
        return await run_in_threadpool(_page, visit, 422, wrong)
    return await run_in_threadpool(_open, visit, code)


def read_photo(content: bytes) -> str:
    """Give the first code in a photo, or nothing."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return ""
            picture.draft("L", (_READ_WIDTH, _READ_WIDTH))
            grey = picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return ""
    grey.thumbnail((_READ_WIDTH, _READ_WIDTH))
    found = zxingcpp.read_barcodes(grey)
    return next((each.text for each in found if each.text), "")

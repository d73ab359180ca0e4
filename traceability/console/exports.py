"""How does a whole list leave as a spreadsheet? Page by page, as text that computes nothing."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import StreamingResponse

from traceability.console.list_parts import Asked, Column, Found, Listing, Said
from traceability.console.visits import Visit
from traceability.console.words import say
from traceability.domain.civil import civil_date
from traceability.domain.sheets import safe_text
from traceability.gateways.sheet_writing import XLSX, write_long_xlsx
from traceability.routes.desk import now
from traceability.storage.paging import LARGEST_PAGE

MOST_ROWS = 100_000
_IN_MEMORY = 2 * 1024 * 1024
_PIECE = 64 * 1024


def export_list(visit: Visit, listing: Listing[Any], asked: Asked, suffix: str) -> Response:
    """Answer with all rows of a list in its state, at most MOST_ROWS of them.

    A list that is longer says so in its last line: nobody must take a part for the whole.
    """
    lines = _lines(visit, listing, replace(asked, after=None))  # the first rows soon
    name = f"{say(listing.heading, visit.language)}-{civil_date(now()).isoformat()}.{suffix}"
    headers = {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f"attachment; filename=\"list.{suffix}\"; filename*=UTF-8''"
        + quote(name),
    }
    if suffix == "csv":
        return StreamingResponse(_csv(lines), headers=headers, media_type="text/csv; charset=utf-8")
    out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it is sent
    write_long_xlsx(out, say(listing.heading, visit.language), lines)
    return StreamingResponse(_pieces(out), headers=headers, media_type=XLSX)


def _lines(visit: Visit, listing: Listing[Any], asked: Asked) -> Iterator[list[str]]:
    yield [say(column.heading, visit.language) for column in listing.columns]
    written = 0
    while True:
        found = _page(visit, listing, asked)
        for row in found.items:
            yield [_plain(column, row) for column in listing.columns]
        written += len(found.items)
        if found.next is None:
            return
        if written >= MOST_ROWS:
            yield [say("export_cut", visit.language).format(most=f"{MOST_ROWS:,}")]
            return
        asked = replace(asked, after=found.next, limit=LARGEST_PAGE)


def _page(visit: Visit, listing: Listing[Any], asked: Asked) -> Found:
    return visit.read(lambda work: listing.find(work, asked))


def _plain(column: Column[Any], row: Any) -> str:
    said = column.cell(row)
    if isinstance(said, Said):
        return said.exported or " ".join(filter(None, (said.text, said.more)))
    return said


def _csv(lines: Iterator[list[str]]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    for line in lines:
        out = io.StringIO(newline="")
        csv.writer(out).writerow([safe_text(text) for text in line])
        yield out.getvalue().encode()


def _pieces(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        while piece := out.read(_PIECE):
            yield piece

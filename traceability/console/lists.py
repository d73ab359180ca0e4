"""How does a desk show a list? It says its columns and its query; the rest is here, once.

A desk writes a `Listing`, gives its page the two addresses `/things` and `/things.{sheet}`, and
answers both with `answer_list`: search, filters, sorting, pages, counts, and the same list as
`.xlsx` or `.csv`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import Response

from traceability.console.answers import trouble
from traceability.console.exports import export_list
from traceability.console.list_parts import (
    Asked,
    Column,
    Filter,
    Found,
    Listing,
    Rows,
    Said,
    address_of,
    read_asked,
)
from traceability.console.list_views import view_list
from traceability.console.visits import Visit
from traceability.domain.errors import RuleError

__all__ = ["Asked", "Column", "Filter", "Listing", "Rows", "Said", "address_of", "answer_list"]
_SHEETS = ("xlsx", "csv")


def answer_list(
    visit: Visit,
    listing: Listing[Any],
    template: str = "list.html",
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    """Answer with a page of a list, or with all of it as a spreadsheet.

    The page gets the list as `shown`; a template of one's own extends `list.html`.
    """
    asked = read_asked(visit.request, listing)
    sheet = visit.request.path_params.get("sheet")
    if sheet is not None:
        if sheet not in _SHEETS:
            return trouble(visit.request, 404, "not_found")
        return export_list(visit, listing, asked, sheet)
    asked, found = _find(visit, listing, asked)
    count = listing.count
    total = visit.read(lambda work: count(work, asked)) if count else None
    shown = view_list(listing, asked, found, total, visit.language)
    return visit.page(template, status, shown=shown, found=found, **values)


def _find(visit: Visit, listing: Listing[Any], asked: Asked) -> tuple[Asked, Found]:
    """Find the rows; a place in the list that is none (any more) begins it anew, and says so."""
    try:
        return asked, visit.read(lambda work: listing.find(work, asked))
    except RuleError as error:
        if error.code != "cursor.malformed":
            raise
    again = replace(asked, after=None, ignored=(*asked.ignored, "after"))
    return again, visit.read(lambda work: listing.find(work, again))

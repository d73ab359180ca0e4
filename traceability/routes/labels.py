"""REST: the label of a batch, drawn for paper or screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from label_printer.label import Label
from label_printer.layout import LayoutError
from label_printer.pdf import render_pdf
from label_printer.png import render_png
from label_printer.stock import StockError
from label_printer.svg import render_svg
from label_printer.symbol import SymbolError
from traceability.domain.access import Action
from traceability.domain.errors import RuleError
from traceability.publishing.labels import as_label
from traceability.routes.desk import Desk, needs
from traceability.services import labels

router = APIRouter(prefix="/batches", tags=["labels"])
Stock = Annotated[str, Query(pattern=r"^[a-z0-9x-]{1,40}$", description="paper, such as 60x40")]


@router.get("/{batch_id}/label.svg", response_class=Response)
def read_label_svg(
    batch_id: UUID, desk: Annotated[Desk, needs(Action.PRINT_LABELS)], stock: Stock = "60x40"
) -> Response:
    """Draw the label of a released batch as SVG."""
    return _draw(desk, batch_id, "image/svg+xml", lambda label: render_svg(label, stock))


@router.get("/{batch_id}/label.png", response_class=Response)
def read_label_png(
    batch_id: UUID,
    desk: Annotated[Desk, needs(Action.PRINT_LABELS)],
    stock: Stock = "60x40",
    dpi: Annotated[int, Query(ge=203, le=600)] = 300,
) -> Response:
    """Draw the label of a released batch as PNG, in whole dots of the printer."""
    return _draw(desk, batch_id, "image/png", lambda label: render_png(label, stock, dpi))


@router.get("/{batch_id}/label.pdf", response_class=Response)
def read_label_pdf(
    batch_id: UUID, desk: Annotated[Desk, needs(Action.PRINT_LABELS)], stock: Stock = "60x40"
) -> Response:
    """Draw the label of a released batch as PDF."""
    return _draw(desk, batch_id, "application/pdf", lambda label: render_pdf(label, stock))


def _draw(
    desk: Desk, batch_id: UUID, media_type: str, render: Callable[[Label], str | bytes]
) -> Response:
    facts = desk.read(lambda work: labels.read_label(work, batch_id))
    try:
        drawn = render(as_label(facts, desk.house.settings.base_url))
    except StockError as error:
        raise RuleError("label.stock", field="stock") from error
    except (LayoutError, SymbolError) as error:
        raise RuleError("label.text", reason=str(error)) from error
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(drawn, 200, headers, media_type=media_type)

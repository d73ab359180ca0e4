"""How does a spreadsheet on its way read to people?"""

from __future__ import annotations

from typing import Any

from consumer_web.civil_time import say_instant
from traceability.console.words import say
from traceability.domain.desk_kinds import ImportKind, ImportState
from traceability.domain.import_sheets import KINDS
from traceability.schemas.imports import ImportPage, ImportPublic

_TONES = {
    ImportState.REFUSED: "bad",
    ImportState.READY: "careful",
    ImportState.RECORDED: "good",
}
_RECORDS = {
    ImportKind.PRODUCTS: "/console/products",
    ImportKind.BATCHES: "/console/batches",
    ImportKind.EVENTS: "/console/events",
    ImportKind.PURCHASES: "/console/purchases",
}


def view_kind(kind: ImportKind, language: str) -> list[dict[str, object]]:
    """Give the columns of a kind of sheet."""
    return [
        {
            "name": field.name,
            "words": field.en if language == "en" else field.zh,
            "is_needed": field.is_needed,
            "example": field.example,
        }
        for field in KINDS[kind].fields
    ]


def view_recent(found: ImportPage, language: str) -> list[dict[str, object]]:
    """Give the lines of the last imports."""
    return [
        {
            "item": each,
            "kind": say(f"im_{each.kind}", language),
            "brought": say_instant(each.recorded_at, "en" if language == "en" else "zh"),
            "state": say(f"im_{each.state}", language),
            "tone": _TONES.get(each.state, ""),
        }
        for each in found.items
    ]


def view_import(found: ImportPublic, language: str) -> dict[str, Any]:
    """Give one import: how far it is, or what is to be mended."""
    is_running = found.state in {ImportState.WAITING, ImportState.CONFIRMED}
    heading = say(f"im_h_{found.state}", language)
    columns = {field.name: field for field in KINDS[found.kind].fields}
    faults = [
        {
            "row": fault.row or "—",
            "column": fault.column or "",
            "name": _name(columns.get(fault.field), language),
            "text": fault.text,
            "words": fault.en if language == "en" else fault.zh,
        }
        for fault in found.faults
    ]
    return {
        "found": found,
        "kind": say(f"im_{found.kind}", language),
        "heading": heading.format(name=found.file_name, count=len(faults)),
        "is_running": is_running,
        "percent": 100 * found.done // found.rows if found.rows else 0,
        "progress": say("im_progress", language).format(
            done=f"{found.done:,}", rows=f"{found.rows or 0:,}"
        ),
        "faults": faults,
        "records": found.summary.get("records", 0),
        "see": _RECORDS[found.kind],
    }


def _name(field: Any, language: str) -> str:
    if field is None:
        return ""
    return str(field.en if language == "en" else field.zh)

"""Contracts of spreadsheets that bring records in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from traceability.domain.desk_kinds import ImportKind, ImportState
from traceability.schemas.types import Out, Page


class ImportFault(Out):
    """What is wrong, where it stands in the sheet, and what was read there.

    `code` and `values` are those of every refusal; `zh` and `en` say it in words.
    """

    field: str
    code: str
    row: int | None = None
    column: str | None = None
    text: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    zh: str = ""
    en: str = ""


class ImportPublic(Out):
    """A spreadsheet on its way into the register.

    First it is tried out (`waiting`, then `ready` or `refused` with `faults`); once confirmed, it
    is recorded whole (`confirmed`, then `recorded`) or, if things changed meanwhile, refused.
    `done` of `rows` lines are looked at so far.
    """

    id: UUID
    kind: ImportKind
    state: ImportState
    file_name: str
    rows: int | None
    done: int = 0
    faults: list[ImportFault] = Field(default_factory=list)
    summary: dict[str, int] = Field(default_factory=dict)
    recorded_at: datetime
    settled_at: datetime | None


class ImportPage(Page):
    """A page of spreadsheets, the newest first."""

    items: list[ImportPublic]

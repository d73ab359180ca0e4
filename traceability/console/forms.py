"""What was typed into a form, and how does its page say what is wrong?"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from traceability.console.kept_forms import MOST_FIELDS, MOST_FILES
from traceability.domain.errors import FaultsError, RegisterError
from traceability.routes.words import say, say_invalid

LARGEST_FORM = 12 * 1024 * 1024  # with its files; the largest certificate has 10 MB
_LONGEST = 5_000


@dataclass(frozen=True)
class Wrong:
    """What a page says of a form that was refused: a line on top, and one at each field."""

    lines: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lines or self.fields)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give all that is said, for where no field stands beside it."""
        return (*self.lines, *self.fields.values())


async def _read_form(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return {name: text[:_LONGEST] for name, text in form.multi_items() if isinstance(text, str)}


Typed = Annotated[dict[str, str], Depends(_read_form)]
"""The fields of a form as text, the last one where a name stands twice."""


@dataclass(frozen=True)
class SentFile:
    """A file that came with a form. Its name is the sender's word: it is shown, never opened."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Give the hash under which its bytes are known."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Sent:
    """A form with files: the fields as text, and the files that were really chosen."""

    typed: dict[str, str]
    files: dict[str, SentFile] = field(default_factory=dict)


async def _read_with_files(request: Request) -> Sent:
    typed: dict[str, str] = {}
    files: dict[str, SentFile] = {}
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        for name, item in form.multi_items():
            if isinstance(item, str):
                typed[name] = item[:_LONGEST]
            elif isinstance(item, UploadFile) and item.filename:
                files[name] = SentFile(item.filename[-200:], await item.read())
    return Sent(typed, files)


TypedWithFiles = Annotated[Sent, Depends(_read_with_files)]
"""The fields and the files of a form with `enctype="multipart/form-data"`."""


def said(typed: Mapping[str, str], *names: str) -> dict[str, str]:
    """Give the fields that were filled in; full-width characters of input methods are folded."""
    folded = {name: unicodedata.normalize("NFKC", typed.get(name, "")).strip() for name in names}
    return {name: text for name, text in folded.items() if text}


def as_written(typed: Mapping[str, str], *names: str) -> dict[str, str]:
    """Give the fields that were filled in as they stand: the commas of Chinese prose stay."""
    written = {name: typed.get(name, "").strip() for name in names}
    return {name: text for name, text in written.items() if text}


def wrong_with(error: RegisterError | ValidationError, language: str) -> Wrong:
    """Tell what is wrong in the reader's language: at the fields, else on top."""
    if isinstance(error, ValidationError):
        return _invalid(error, language)
    if isinstance(error, FaultsError):
        faults = {
            fault.field: (fault.en if language == "en" else fault.zh)
            or say_invalid(fault.code, language, dict(fault.values))[1]
            for fault in error.faults
        }
        return Wrong((say(error.code, language, error.values)[1],), faults)
    sentence = say(error.code, language, error.values)[1]
    return Wrong((), {error.field: sentence}) if error.field else Wrong((sentence,))


def _invalid(error: ValidationError, language: str) -> Wrong:
    lines: list[str] = []
    fields: dict[str, str] = {}
    for item in error.errors():
        sentence = say_invalid(item["type"], language, item.get("ctx") or {})[1]
        name = ".".join(str(part) for part in item["loc"])
        if name:
            fields.setdefault(name, sentence)
        else:
            lines.append(sentence)
    return Wrong(tuple(lines), fields)

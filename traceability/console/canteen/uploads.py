"""What does a form bring that carries a photo?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from consumer_web.photos import LARGEST_PHOTO

MOST_FIELDS = 40
_LONGEST = 2_000


@dataclass(frozen=True)
class Sent:
    """The fields of a form as text, and its photo if one was chosen."""

    typed: dict[str, str]
    photo: bytes = b""


async def _read_sent(request: Request) -> Sent:
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        typed = {
            name: text[:_LONGEST] for name, text in form.multi_items() if isinstance(text, str)
        }
        file = form.get("photo")
        photo = await file.read(LARGEST_PHOTO + 1) if isinstance(file, UploadFile) else b""
    if photo:  # so that a form sent again with another photo is another form
        typed["photo_sha256"] = hashlib.sha256(photo).hexdigest()
    return Sent(typed, photo)


PhotoForm = Annotated[Sent, Depends(_read_sent)]

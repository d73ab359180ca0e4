"""Contracts of the ways on which somebody is told of what waits for him."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.desk_kinds import NoticeChannel, TaskKind, Telling
from traceability.schemas.types import In, Out, Text300

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}")


class RouteCreate(In):
    """An e-mail address, or the https address of a webhook."""

    channel: NoticeChannel
    target: Text300
    language: Literal["zh-CN", "en"] = "zh-CN"

    @model_validator(mode="after")
    def _is_an_address(self) -> RouteCreate:
        if self.channel is NoticeChannel.EMAIL:
            is_right = _EMAIL.fullmatch(self.target) is not None
        else:
            split = urlsplit(self.target)
            is_right = split.scheme == "https" and bool(split.hostname) and "@" not in split.netloc
        if not is_right:
            raise PydanticCustomError("notice.target", "no e-mail or https address")
        return self


class RouteTelling(In):
    """Of which kinds somebody is told on a way, and when; those not named stay as usual."""

    telling: dict[TaskKind, Telling]


class RoutePublic(Out):
    """A way, when it tells of what, and why the last message did not get through, if it did not."""

    id: UUID
    channel: NoticeChannel
    target: str
    telling: dict[TaskKind, Telling]
    digest_on: date | None
    trouble: str | None


class RouteCreated(RoutePublic):
    """A new way; `secret` signs what a webhook gets, and is shown this once."""

    secret: str


class RouteList(Out):
    """The ways of one user."""

    items: list[RoutePublic]

"""Where does somebody want to be told of what waits for him, and what was told last?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from traceability.domain.desk_kinds import NoticeChannel
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, one_of


class NoticeRoute(OwnedRecord, table=True):
    """An e-mail address or a webhook of one user.

    `told` is how many of each kind were told of, `telling` when he wants to be told of which.
    """

    __tablename__ = "notice_route"
    __table_args__ = (
        one_of("notice_route", "channel", NoticeChannel),
        Index("ix_notice_route_look", "look_at"),
    )

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    channel: str = Field(max_length=8)
    target: str = Field(max_length=300)
    language: str = Field(max_length=5)
    secret_sealed: str = Field(default="", max_length=300)  # signs what a webhook gets
    told: JsonObject = Field(default_factory=dict, sa_type=Json)
    telling: dict[str, str] = Field(default_factory=dict, sa_type=Json)  # where not the usual
    digest_on: date | None = None
    look_at: datetime
    failures: int = 0
    trouble: str | None = Field(default=None, max_length=200)

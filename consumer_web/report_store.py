"""What does the public site write down of a consumer's report, and read back for its receipt?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select
from sqlmodel import col
from uuid_utils.compat import uuid7

from consumer_web.civil_time import as_utc
from consumer_web.receipts import hash_receipt
from consumer_web.tables import ConsumerPhoto, ConsumerReport, PublishedAnswer


@dataclass(frozen=True)
class Told:
    """A report as it is kept, but for what the store itself knows."""

    kind: str
    words: str
    place: str
    gtin: str | None = None
    lot: str | None = None
    code: str | None = None
    uscc: str | None = None
    contact_sealed: bytes | None = None
    photo: bytes | None = None


@dataclass(frozen=True)
class FollowedReport:
    """What the holder of a receipt may see again: not what was written, only what became of it."""

    kind: str
    reported_at: datetime
    found_true: bool | None
    answer: str | None
    answered_at: datetime | None


class ReportStore:
    """Writes reports on an engine of its own; their answers are read where pages are read."""

    def __init__(self, writes: Engine, reads: Engine, origin: str) -> None:
        self._writes = writes
        self._reads = reads
        self._origin = origin

    def keep(self, told: Told, receipt: str, now: datetime) -> None:
        """Keep a report with its photo in one transaction."""
        report_id = uuid7()
        row = {
            "id": report_id,
            "origin": self._origin,
            "receipt_hash": hash_receipt(receipt),
            "reported_at": now,
            "has_photo": told.photo is not None,
            **{name: value for name, value in vars(told).items() if name != "photo"},
        }
        # Plain statements: a role that may insert and nothing else is enough for them.
        with self._writes.execution_options(is_writing=True).begin() as connection:
            connection.execute(insert(ConsumerReport), row)
            if told.photo is not None:
                photo = {"report_id": report_id, "jpeg": told.photo}
                connection.execute(insert(ConsumerPhoto), photo)

    def follow(self, receipt: str) -> FollowedReport | None:
        """Find a report by its receipt, on the database where it was written."""
        mine = select(
            col(ConsumerReport.id), col(ConsumerReport.kind), col(ConsumerReport.reported_at)
        ).where(
            col(ConsumerReport.receipt_hash) == hash_receipt(receipt),
            col(ConsumerReport.origin) == self._origin,
        )
        with self._writes.connect() as connection:
            found = connection.execute(mine).first()
        if found is None:
            return None
        answers = select(
            col(PublishedAnswer.found_true),
            col(PublishedAnswer.words),
            col(PublishedAnswer.published_at),
        ).where(col(PublishedAnswer.report_id) == found.id)
        with self._reads.connect() as connection:
            answer = connection.execute(answers).first()
        said = (answer[0], answer[1], as_utc(answer[2])) if answer else (None, None, None)
        return FollowedReport(found.kind, as_utc(found.reported_at), *said)

"""What did one scan find in the published tables?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from consumer_web.document import BatchState, Verdict
from consumer_web.penalties import ShownPenalty, read_penalties
from consumer_web.verdicts import ScanFacts, Standing, VerdictReason, explain


@dataclass(frozen=True)
class StandingFacts:
    """What is published about the enterprise's standing."""

    standing: str
    since: datetime
    reason: str
    decision_no: str | None
    void_before: datetime | None
    ground: str | None = None  # class of the reason
    authority: str | None = None  # who decided


@dataclass(frozen=True)
class SuspectFacts:
    """How often and in how many places one package code was scanned."""

    scans: int
    places: int
    since: datetime


@dataclass(frozen=True)
class CountFacts:
    """How often a package's code was scanned before, and on which day first."""

    scans: int
    first_on: date


@dataclass(frozen=True)
class LotRow:
    """What the verdict on a lot needs, without its document."""

    lot: str
    state: str
    best_before: date
    registered_at: datetime
    standing: str | None
    void_before: datetime | None
    is_below_grade: bool = False

    def facts(self, *, suspect: bool = False) -> ScanFacts:
        """Give the facts that the verdict is decided on."""
        return ScanFacts(
            state=BatchState(self.state),
            best_before=self.best_before,
            standing=Standing(self.standing) if self.standing else None,
            standing_void_before=self.void_before,
            registered_at=self.registered_at,
            suspect=suspect,
            is_below_grade=self.is_below_grade,
        )


@dataclass(frozen=True)
class PenaltyRows:
    """What is published of the enterprise's penalties; each scan shows what its day allows."""

    text: str = ""
    revision: int = 0

    def on(self, today: date) -> tuple[ShownPenalty, ...]:
        """Give what may be shown on a civil day in China."""
        return read_penalties(self.text, today)


@dataclass(frozen=True)
class FoundTrace:
    """A published batch with the standing of its enterprise, its neighbours and its code."""

    gtin: str
    origin: str
    row: LotRow
    document_text: str
    document_hash: bytes
    revision: int
    standing: StandingFacts | None
    standing_revision: int
    others: tuple[LotRow, ...]
    code: str | None = None
    suspect: SuspectFacts | None = None
    counted: CountFacts | None = None
    trust_text: str | None = None
    trust_revision: int = 0
    penalties: PenaltyRows = PenaltyRows()

    def judge(self, today: date) -> tuple[Verdict, VerdictReason | None]:
        """Give verdict and ground on a civil day in China."""
        return explain(self.row.facts(suspect=self.suspect is not None), today)


@dataclass(frozen=True)
class FoundProduct:
    """A published product with the standing of its enterprise and its newest lots."""

    document_text: str
    revision: int
    standing: StandingFacts | None
    standing_revision: int
    lots: tuple[LotRow, ...]
    trust_text: str | None = None
    trust_revision: int = 0
    penalties: PenaltyRows = PenaltyRows()

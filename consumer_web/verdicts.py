"""Does this code still vouch for the product?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from consumer_web.document import BatchState, Verdict


class Standing(StrEnum):
    """Where an enterprise stands with the system."""

    LISTED = "listed"
    WARNED = "warned"
    SUSPENDED = "suspended"
    DELISTED = "delisted"


class VerdictReason(StrEnum):
    """Why a verdict was given, where one verdict has several grounds."""

    STRUCK_OFF = "struck_off"  # the enterprise is delisted today
    OLD_CODE = "old_code"  # the enterprise is listed again; this batch is from before
    RECALL = "recall"
    CHECK = "check"  # the batch is held; its notice says why
    NOT_RELEASED = "not_released"
    SUSPENSION = "suspension"
    NO_STANDING = "no_standing"  # nothing published vouches for the enterprise
    COPIES = "copies"
    PAST_DATE = "past_date"
    BELOW_GRADE = "below_grade"  # genuine and safe, but short of the grade on the label


@dataclass(frozen=True)
class ScanFacts:
    """What the published tables say about a scanned code at this moment.

    `state` is None for a code that names no published batch. `standing` is None where no standing
    of the enterprise is published; such a batch is never vouched for.
    """

    state: BatchState | None
    best_before: date | None = None
    standing: Standing | None = None
    standing_void_before: datetime | None = None
    registered_at: datetime | None = None
    suspect: bool = False
    is_below_grade: bool = False


def decide(facts: ScanFacts, today: date) -> Verdict:
    """Give the verdict for a scan on a civil day in China; the gravest that applies wins.

    Delisting outranks every test result: a past pass does not outlive broken trust, and a batch
    registered before `standing_void_before` stays dead when the enterprise is listed again.
    """
    return explain(facts, today)[0]


def explain(facts: ScanFacts, today: date) -> tuple[Verdict, VerdictReason | None]:
    """Give the verdict and its ground; unknown needs none, genuine has one if its grade failed."""
    if facts.state is None:
        return Verdict.UNKNOWN, None
    grounds: tuple[tuple[Verdict, VerdictReason | None], ...] = (
        (Verdict.DELISTED, _why_delisted(facts)),
        (Verdict.RECALLED, VerdictReason.RECALL if facts.state is BatchState.RECALLED else None),
        (Verdict.HELD, _why_held(facts)),
        (Verdict.SUSPICIOUS, VerdictReason.COPIES if facts.suspect else None),
        (
            Verdict.EXPIRED,
            VerdictReason.PAST_DATE if is_expired(facts.best_before, today) else None,
        ),
    )
    shortfall = VerdictReason.BELOW_GRADE if facts.is_below_grade else None
    return next(((verdict, why) for verdict, why in grounds if why), (Verdict.GENUINE, shortfall))


def is_expired(best_before: date | None, today: date) -> bool:
    """Tell whether the best-before day is over; the day itself still counts (GB 7718)."""
    return best_before is not None and today > best_before


def _why_delisted(facts: ScanFacts) -> VerdictReason | None:
    if facts.standing is Standing.DELISTED:
        return VerdictReason.STRUCK_OFF
    void_before, registered_at = facts.standing_void_before, facts.registered_at
    if void_before is None:
        return None
    if registered_at is None or registered_at < void_before:
        return VerdictReason.OLD_CODE
    return None


def _why_held(facts: ScanFacts) -> VerdictReason | None:
    if facts.state is BatchState.HELD:
        return VerdictReason.CHECK
    if facts.standing is Standing.SUSPENDED:
        return VerdictReason.SUSPENSION
    if facts.standing is None:
        return VerdictReason.NO_STANDING
    if facts.state is BatchState.UNRELEASED:
        return VerdictReason.NOT_RELEASED
    return None

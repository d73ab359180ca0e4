"""May a canteen take these goods in? One rule for the page, the interface and the ledger.

What is checked at the door follows 食品安全法 art. 53 and 55 (进货查验: licence, proof of the
test, shelf life) and the rules of the system: a code that vouches, a supplier in good standing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from traceability.domain.kinds import BatchStatus, ResultVerdict, Standing
from traceability.domain.trust_consequences import CanteenAdvice, canteen_advice
from traceability.domain.trust_rules import TrustGrade

SOON = timedelta(days=30)
"""A shelf life or licence that ends within this time is told."""


class Check(StrEnum):
    """What is looked at, in the order in which it is told."""

    GENUINE = "genuine"
    RECALL = "recall"
    TEST = "test"
    SHELF_LIFE = "shelf_life"
    SUPPLIER = "supplier"
    STANDING = "standing"
    CASE = "case"
    DELIVERY = "delivery"


class Outcome(StrEnum):
    """What a check came to."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    WARN = "warn"
    FAIL = "fail"


class AcceptanceVerdict(StrEnum):
    """The answer at the door."""

    ACCEPT = "accept"
    ACCEPT_WITH_CARE = "accept_with_care"
    DO_NOT_ACCEPT = "do_not_accept"


@dataclass(frozen=True, slots=True)
class Reason:
    """One check, what it came to, and the word for why."""

    check: Check
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class AcceptanceFacts:
    """What the register knows of a scanned code at this moment; `status` is None for none of ours.

    `reports` are the verdicts on safety and on grade of the signed reports that count.
    """

    status: BatchStatus | None
    standing: Standing | None = None
    is_old_code: bool = False  # from before a delisting
    is_suspect: bool = False
    has_open_case: bool = False
    reports: Sequence[tuple[ResultVerdict, ResultVerdict]] = ()
    produced_on: date | None = None
    best_before: date | None = None
    grade: TrustGrade = TrustGrade.A
    licence_until: date | None = None
    on_the_way: int = 0


def judge_acceptance(facts: AcceptanceFacts, today: date) -> list[Reason]:
    """Give every check with its outcome; an unknown code has nothing else to look at."""
    if facts.status is None:
        return [Reason(Check.GENUINE, Outcome.FAIL, "unknown")]
    return [
        _genuine(facts),
        *_recall(facts),
        _test(facts),
        _shelf_life(facts, today),
        _supplier(facts, today),
        _standing(facts),
        *_case(facts),
        _delivery(facts),
    ]


def answer_of(reasons: Sequence[Reason]) -> AcceptanceVerdict:
    """Give the answer: one failing check forbids, one warning asks for care."""
    outcomes = {reason.outcome for reason in reasons}
    if Outcome.FAIL in outcomes:
        return AcceptanceVerdict.DO_NOT_ACCEPT
    if Outcome.WARN in outcomes:
        return AcceptanceVerdict.ACCEPT_WITH_CARE
    return AcceptanceVerdict.ACCEPT


def _genuine(facts: AcceptanceFacts) -> Reason:
    if facts.is_suspect:
        return Reason(Check.GENUINE, Outcome.FAIL, "copied")
    if facts.status is BatchStatus.DRAFT:
        return Reason(Check.GENUINE, Outcome.FAIL, "not_released")
    return Reason(Check.GENUINE, Outcome.PASS, "genuine")


def _recall(facts: AcceptanceFacts) -> list[Reason]:
    if facts.status is BatchStatus.RECALLED:
        return [Reason(Check.RECALL, Outcome.FAIL, "recalled")]
    if facts.status is BatchStatus.HELD:
        return [Reason(Check.RECALL, Outcome.FAIL, "held")]
    return []


def _test(facts: AcceptanceFacts) -> Reason:
    if any(safety is ResultVerdict.FAIL for safety, _ in facts.reports):
        return Reason(Check.TEST, Outcome.FAIL, "failed")
    if not any(ResultVerdict.PASS in verdicts for verdicts in facts.reports):
        return Reason(Check.TEST, Outcome.FAIL, "no_report")
    if any(grade is ResultVerdict.FAIL for _, grade in facts.reports):
        return Reason(Check.TEST, Outcome.WARN, "below_grade")
    return Reason(Check.TEST, Outcome.PASS, "passed")


def _shelf_life(facts: AcceptanceFacts, today: date) -> Reason:
    if facts.best_before is None:
        return Reason(Check.SHELF_LIFE, Outcome.WARN, "no_date")
    if today > facts.best_before:  # the day itself still counts (GB 7718)
        return Reason(Check.SHELF_LIFE, Outcome.FAIL, "expired")
    if today + SOON > facts.best_before:
        return Reason(Check.SHELF_LIFE, Outcome.WARN, "ends_soon")
    return Reason(Check.SHELF_LIFE, Outcome.PASS, "in_date")


def _supplier(facts: AcceptanceFacts, today: date) -> Reason:
    """Judge grade and licence; goods made while the licence held may be sold after its end."""
    advice, until = canteen_advice(facts.grade), facts.licence_until
    if advice is CanteenAdvice.BLOCKED:
        return Reason(Check.SUPPLIER, Outcome.FAIL, "grade_d")
    if until is not None and facts.produced_on is not None and facts.produced_on > until:
        return Reason(Check.SUPPLIER, Outcome.FAIL, "no_licence")
    if advice is CanteenAdvice.WARNING:
        return Reason(Check.SUPPLIER, Outcome.WARN, "grade_c")
    if until is not None and today > until:
        return Reason(Check.SUPPLIER, Outcome.WARN, "licence_ended")
    if until is not None and today + SOON > until:
        return Reason(Check.SUPPLIER, Outcome.PASS, "licence_ends_soon")
    return Reason(Check.SUPPLIER, Outcome.PASS, "may_supply")


_STANDINGS = {
    Standing.LISTED: Outcome.PASS,
    Standing.WARNED: Outcome.WARN,
    Standing.SUSPENDED: Outcome.FAIL,
    Standing.DELISTED: Outcome.FAIL,
}


def _standing(facts: AcceptanceFacts) -> Reason:
    if facts.standing is None:
        return Reason(Check.STANDING, Outcome.FAIL, "no_standing")
    if facts.is_old_code and facts.standing is not Standing.DELISTED:
        return Reason(Check.STANDING, Outcome.FAIL, "old_code")
    return Reason(Check.STANDING, _STANDINGS[facts.standing], facts.standing.value)


def _case(facts: AcceptanceFacts) -> list[Reason]:
    return [Reason(Check.CASE, Outcome.WARN, "open_case")] if facts.has_open_case else []


def _delivery(facts: AcceptanceFacts) -> Reason:
    """Tell whether somebody recorded that the goods were sent here: what was not, is diverted."""
    if facts.on_the_way > 0:
        return Reason(Check.DELIVERY, Outcome.PASS, "sent_here")
    return Reason(Check.DELIVERY, Outcome.FAIL, "not_sent_here")

"""How far is a lot of packed goods: what is done, what comes next, what does its release lack?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from traceability.domain.errors import RuleError
from traceability.domain.kinds import (
    STOPPED,
    Approval,
    BatchStatus,
    ResultVerdict,
    Standing,
)
from traceability.domain.lifecycle import ReleaseFacts, check_release


class Stage(StrEnum):
    """The five stages of a packed lot, in their order."""

    PRODUCTION = "production"
    PACKING = "packing"
    INSPECTION = "inspection"
    RELEASE = "release"
    SHIPPING = "shipping"


class Mark(StrEnum):
    """How a stage stands."""

    DONE = "done"
    HERE = "here"
    LATER = "later"
    STOPPED = "stopped"


class NextStep(StrEnum):
    """What a lot waits for."""

    PRODUCE = "produce"
    PACK = "pack"
    INSPECT = "inspect"
    RELEASE = "release"
    SHIP = "ship"
    LIFT = "lift"  # held: it waits for its cause to be cleared
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of a lot's way."""

    status: BatchStatus
    has_open_process: bool = False  # raw lots were taken for it, nothing was packed yet
    is_made: bool = False
    report: ResultVerdict | None = None  # what its factory reports came to
    is_sent: bool = False  # some of it left the house
    is_left: bool = False  # some of it is still in the house


def next_step(lot: Progress) -> NextStep:
    """Tell what comes next for a lot, most likely."""
    if lot.status is BatchStatus.RECALLED:
        return NextStep.NOTHING
    if lot.status is BatchStatus.HELD:
        return NextStep.LIFT
    if not lot.is_made:
        return NextStep.PACK if lot.has_open_process else NextStep.PRODUCE
    if lot.status is BatchStatus.DRAFT:
        passed = lot.report is ResultVerdict.PASS
        return NextStep.RELEASE if passed else NextStep.INSPECT
    return NextStep.SHIP if lot.is_left else NextStep.NOTHING


def marks(lot: Progress) -> dict[Stage, Mark]:
    """Mark the five stages of a lot; at most one is the present one, or the one that is stopped."""
    done = {
        Stage.PRODUCTION: lot.is_made or lot.has_open_process,
        Stage.PACKING: lot.is_made,
        Stage.INSPECTION: lot.report is ResultVerdict.PASS,
        Stage.RELEASE: lot.status is BatchStatus.RELEASED,
        Stage.SHIPPING: lot.is_sent and not lot.is_left,
    }
    told = {stage: Mark.DONE if is_done else Mark.LATER for stage, is_done in done.items()}
    if lot.status in STOPPED:
        told[Stage.RELEASE] = Mark.STOPPED
        return told
    here = next((stage for stage, is_done in done.items() if not is_done), None)
    if here is not None:
        told[here] = Mark.HERE
    return told


def lacks_of(lot: ReleaseFacts) -> tuple[str, ...]:
    """Name all that a release would be refused for, not only the first."""
    lacks: list[str] = []
    facts: dict[str, dict[str, object]] = {
        "release.product_not_approved": {"approval": Approval.APPROVED},
        "enterprise.not_trusted": {"standing": Standing.LISTED},
        "release.no_production": {"has_production": True, "amount_made": 1},
        "release.inspection_failed": {"has_failed_inspection": False},
        "release.no_inspection": {"has_passed_inspection": True},
        "release.expired": {"best_before": lot.today},
    }
    remaining = replace(lot, status=BatchStatus.DRAFT)
    while True:
        try:
            check_release(remaining)
        except RuleError as refusal:
            lacks.append(refusal.code)
            remaining = replace(remaining, **facts[refusal.code])  # type: ignore[arg-type]
        else:
            return tuple(lacks)

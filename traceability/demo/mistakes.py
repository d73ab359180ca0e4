"""Which events were typed wrong and put right later? A few, as everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from traceability.demo.lots import happening
from traceability.demo.organizations import Member, Trade
from traceability.demo.plan import Plan, Told
from traceability.domain.kinds import ErrorReason
from traceability.domain.steps import Step
from traceability.schemas.events import CorrectionCreate, EventCreate
from traceability.services.corrections import correct_event
from traceability.services.events import record_trace_events
from traceability.storage.work import Work

_WEIGHED_TOO_MUCH = 50_000  # grams


def schedule_corrections(plan: Plan) -> None:
    """Put corrections on the agenda: two weights, two times, and one that never occurred."""
    rice, flour = plan.roster.of(Trade.RICE), plan.roster.of(Trade.FLOUR)
    for place, firm in enumerate((rice[3], flour[0])):
        _schedule(plan, firm, (Step.MILLING, 9 + place, "原料过磅重量录入错误"), _reweigh)
    for place, firm in enumerate((rice[5], plan.roster.of(Trade.REFINER)[0])):
        _schedule(plan, firm, (Step.FILLING, 8 + place, "灌装时间录入错误"), _set_earlier)
    _schedule_duplicate(plan, rice[6])


def _schedule(plan: Plan, firm: Member, what: tuple[Step, int, str], repair: Any) -> None:
    step, days_ago, note = what

    def run(work: Work) -> None:
        wrong = _last(plan, firm, step)
        correction = CorrectionCreate(
            reason=ErrorReason.INCORRECT_DATA, note=note, replacements=[repair(wrong.entered)]
        )
        correct_event(work, wrong.recorded.id, correction)
        plan.count("corrections")

    plan.agenda.add(plan.calendar.at(plan.calendar.day(days_ago), 10), firm, run)


def _last(plan: Plan, firm: Member, step: Step) -> Told:
    return [told for told in plan.told if told.firm is firm and told.entered.step is step][-1]


def _reweigh(wrong: EventCreate) -> EventCreate:
    """Take some grain off the input and the loss: the scale was read wrong."""
    said = wrong.model_dump(exclude_unset=True)
    for line in said["lines"]:
        if line["role"] == "input":
            line["amount"] = str(int(line["amount"]) - _WEIGHED_TOO_MUCH)
    said["loss"]["amount"] = str(int(said["loss"]["amount"]) - _WEIGHED_TOO_MUCH)
    return EventCreate.model_validate(said)


def _set_earlier(wrong: EventCreate) -> EventCreate:
    return wrong.model_copy(update={"event_time": wrong.event_time - timedelta(minutes=90)})


def _schedule_duplicate(plan: Plan, firm: Member) -> None:
    """Somebody types a storing twice, and takes the second back."""
    calendar = plan.calendar
    typed: list[Any] = []

    def double(work: Work) -> None:
        entered = _last(plan, firm, Step.STORING).entered
        lines = [line.model_dump() for line in entered.lines]
        again = happening(Step.STORING, entered.event_time, lines, site_id=entered.site_id)
        typed.append(record_trace_events(work, [again])[0].id)
        plan.count("events")

    def take_back(work: Work) -> None:
        correction = CorrectionCreate(reason=ErrorReason.DID_NOT_OCCUR, note="重复录入")
        correct_event(work, typed[0], correction)
        plan.count("corrections")

    plan.agenda.add(calendar.at(calendar.day(7), 9), firm, double)
    plan.agenda.add(calendar.at(calendar.day(6), 9), firm, take_back)

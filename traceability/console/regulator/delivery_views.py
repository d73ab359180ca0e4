"""How does a delivery become words: its three stages, its state, its repair in the row?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.regulator.credit_lists import (
    Cell,
    Lines,
    marked,
    say_day,
    say_time,
    time_said,
)
from traceability.console.regulator.penalty_views import say_kinds
from traceability.console.words import WORDS, say
from traceability.domain.kinds import DeliveryKind, DeliveryState
from traceability.domain.penalty_wire import CODES
from traceability.schemas.deliveries import (
    AnswerPublic,
    Correction,
    DeliveryBoard,
    DeliveryDetail,
    DeliveryGroup,
    DeliveryLine,
    DeliveryQuery,
    Reconciliation,
    ReconciliationLine,
)
from traceability.services import delivery_board
from traceability.storage.work import Work

_PLACES = {code: place for place, code in enumerate(CODES.values(), 1)}
_DAYS = (7, 30, 90, 365)
DIFFERENCES = ("lost_there", "receipt_missing", "not_delivered", "different", "unknown_here")


def board_asked(asked: Asked) -> DeliveryQuery:
    """Give what the address of the board asks for."""
    state = asked.get("state")
    is_group = state in set(DeliveryGroup)
    return DeliveryQuery(
        q=asked.q or None,
        state=DeliveryState(state) if state and not is_group else None,
        group=DeliveryGroup(state) if state and is_group else None,
        days=int(asked.get("days") or 0) or None,
        cursor=asked.after,
        limit=asked.limit,
    )


def deliveries_list(language: str) -> Listing[DeliveryLine]:
    """Give the list of deliveries: what is open stands before what is settled."""

    def find(work: Work, asked: Asked) -> Lines[DeliveryLine]:
        board = delivery_board.read_board(work, board_asked(asked))
        return Lines([*board.open, *board.items], board.next)

    def state(row: DeliveryLine) -> Said:
        words, mark, more = _state(row, language)
        return Said(words, tone=mark, more=more)

    return Listing(
        address="/console/credit-deliveries",
        heading="cr_deliveries",
        search="cr_find_delivery",
        filters=(
            Filter(
                "state",
                "cr_state",
                [
                    (each.value, say(f"cr_delivery_{each}", language))
                    for each in (*DeliveryGroup, *DeliveryState)
                ],
            ),
            Filter("days", "cr_time", [(f"{n}", _last_days(n, language)) for n in _DAYS]),
        ),
        columns=(
            Column(
                "cr_document",
                lambda row: Said(row.number, f"/console/credit-deliveries/{row.id}"),
                "lead",
            ),
            Column(
                "cr_party_and_content", lambda row: Said(row.party, more=_content(row, language))
            ),
            Column("cr_state", state, "state"),
            Column("cr_latest", lambda row: time_said(row.settled_at or row.recorded_at, language)),
            Column("cr_sent", lambda row: f"{row.attempts}", "right"),
        ),
        find=find,
        count=lambda work, asked: delivery_board.count_deliveries(work, board_asked(asked)),
        empty="cr_no_deliveries",
    )


def _last_days(number: int, language: str) -> str:
    return say("cr_last_days", language).format(n=number)


def field_word(name: str, language: str) -> str:
    """Name a field of the standard; what is not among its thirty keeps its own name."""
    key = f"cr_f_{name}"
    return say(key, language) if key in WORDS else name


def view_line(
    line: DeliveryLine, corrections: Mapping[UUID, Correction], today: date, language: str
) -> dict[str, Any]:
    """Give a line of the list, with the repair of a refusal below it."""
    correction = corrections.get(line.id)
    state, mark, more = _state(line, language)
    return {
        "line": line,
        "stages": _stages(line),
        "content": _content(line, language),
        "state": state,
        "tone": mark,
        "more": more,
        "at": say_time(line.settled_at or line.recorded_at, language),
        "instant": (line.settled_at or line.recorded_at).isoformat(),
        "attempts": say("cr_times", language).format(n=line.attempts),
        "repairs": view_repairs(correction, language) if correction else [],
        "is_dead": line.state is DeliveryState.DEAD,
        "is_late": line.due_on is not None and _is_open(line) and line.due_on < today,
        "due": say_day(line.due_on, language) if _is_open(line) else "",
    }


def _is_open(line: DeliveryLine) -> bool:
    return line.state in {DeliveryState.QUEUED, DeliveryState.REFUSED, DeliveryState.DEAD}


def view_repairs(correction: Correction, language: str) -> list[dict[str, Any]]:
    """Give the fields to correct, each with what stands there and what it should be."""
    return [
        {
            "name": f"fix.{each.field}",
            "label": field_word(each.field, language),
            "code": say("cr_place_of_field", language).format(
                code=each.code, place=_PLACES.get(each.code, "–")
            ),
            "kept": say("cr_number_kept", language) if each.is_secret else each.kept,
            "value": each.proposed,
            "hint": say("cr_last_should_be", language).format(last=each.last) if each.last else "",
            "message": each.message,
            "is_settable": each.is_settable,
        }
        for each in correction.fields
    ]


def _content(line: DeliveryLine, language: str) -> str:
    if line.kind is DeliveryKind.PENALTY:
        return say_kinds(line.penalty_kinds, line.fine_fen, language)
    return say(f"cr_delivery_kind_{line.kind}", language)


def _stages(line: DeliveryLine) -> list[str]:
    """Give how far it is: queued, sent, answered; each done, now, bad or next."""
    if line.state is DeliveryState.ACKNOWLEDGED:
        return ["done", "done", "done"]
    if line.state is DeliveryState.REFUSED:
        return ["done", "done", "bad"]
    if line.state is DeliveryState.DEAD:
        return ["done", "bad", "next"]
    if line.state is DeliveryState.SUPERSEDED:
        return ["done", "next", "next"]
    if line.attempts == 0:
        return ["now", "next", "next"]
    return ["done", "now", "next"] if line.last_trouble else ["done", "done", "now"]


def _state(line: DeliveryLine, language: str) -> tuple[str, str, str]:
    """Give the state in words, its mark, and a second line."""
    if line.state is DeliveryState.REFUSED:
        first = line.errors[0] if line.errors else None
        what = field_word(first.field, language) if first else ""
        word = say("cr_refused_for", language).format(field=what)
        return word, "bad", first.message if first else ""
    if line.state is DeliveryState.QUEUED:
        return _queued(line, language)
    cell = marked(f"cr_delivery_{line.state}", language)
    more = line.receipt_no or (line.last_trouble or "" if line.state is DeliveryState.DEAD else "")
    return cell.text, cell.tone, more


def _queued(line: DeliveryLine, language: str) -> tuple[str, str, str]:
    if line.attempts == 0:
        return say("cr_in_queue", language), "", ""
    if line.last_trouble is None:
        return say("cr_sent_waits", language), "", ""
    again = say_time(line.next_attempt_at, language)
    return say("cr_no_answer", language), "careful", say("cr_again_at", language).format(at=again)


def view_board(board: DeliveryBoard, language: str) -> dict[str, Any]:
    """Give the sentence above the list, and the outage if there is one."""
    counts = board.counts
    waiting = [
        say(f"cr_count_{state}", language).format(n=counts[state])
        for state in ("refused", "dead", "queued")
        if counts.get(state)
    ]
    outage = board.outage
    joint = "，" if language != "en" else ", "
    return {
        "lead": joint.join(waiting) if waiting else say("cr_all_delivered", language),
        "first_due": say("cr_first_due", language).format(on=say_day(board.first_due_on, language))
        if board.first_due_on
        else "",
        "dead": counts.get("dead", 0),
        "outage": {
            "since": say_time(outage.since, language),
            "last": say_time(outage.last_answer_at, language),
            "waiting": outage.waiting,
        }
        if outage
        else None,
    }


def view_detail(detail: DeliveryDetail, language: str) -> dict[str, Any]:
    """Give the answers that came to a delivery, the newest first."""
    return {
        "detail": detail,
        "answers": [_answer(each, language) for each in detail.answers],
        "first_attempt": say_time(detail.first_attempt_at, language),
        "next_attempt": say_time(detail.next_attempt_at, language),
        "recorded": say_time(detail.recorded_at, language),
        "settled": say_time(detail.settled_at, language),
        "may_resend": detail.state in {DeliveryState.DEAD, DeliveryState.QUEUED},
    }


def _answer(answer: AnswerPublic, language: str) -> dict[str, Any]:
    return {
        "at": say_time(answer.received_at or answer.recorded_at, language),
        "word": say(
            "cr_delivery_acknowledged" if answer.is_accepted else "cr_delivery_refused", language
        ),
        "tone": "good" if answer.is_accepted else "bad",
        "receipt_no": answer.receipt_no or "",
        "channel": say(f"cr_channel_{answer.channel}", language),
        "sha256": answer.body_sha256,
        "errors": [
            (field_word(each.field, language), each.code, each.message) for each in answer.errors
        ],
    }


def view_reconciliation(found: Reconciliation, language: str) -> list[dict[str, Any]]:
    """Give what differs, by kind of difference."""
    return [
        {
            "name": say(f"cr_differs_{name}", language),
            "told": say(f"cr_differs_{name}_do", language),
            "rows": [_difference(line, language) for line in lines],
        }
        for name in DIFFERENCES
        if (lines := getattr(found, name))
    ]


def _difference(line: ReconciliationLine, language: str) -> list[Cell]:
    href = f"/console/credit-deliveries/{line.delivery_id}" if line.delivery_id else ""
    return [
        Cell(line.idempotency_key, href),
        Cell(say(f"cr_delivery_kind_{line.kind}", language)),
        Cell(line.receipt_no or "—"),
        Cell(line.held_receipt_no or "—"),
    ]

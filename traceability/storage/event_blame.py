"""Which event of a list is to blame when the whole list is refused?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from traceability.domain.balance import Movement
from traceability.domain.drafts import EventDraft
from traceability.domain.errors import RegisterError
from traceability.storage import events as queries
from traceability.storage.work import Work


@contextmanager
def name_culprit(work: Work, drafts: Sequence[EventDraft]) -> Iterator[None]:
    """Add `index` to a refusal: the event that names what is missing, or makes a lot run short."""
    try:
        yield
    except RegisterError as error:
        index = _first_naming(drafts, error.values.get("id"))
        if index is None:
            index = _first_short(work, drafts)
        if index is not None:
            error.values.setdefault("index", index)
        raise


def _first_naming(drafts: Sequence[EventDraft], batch_id: object) -> int | None:
    for index, draft in enumerate(drafts):
        if batch_id is not None and any(line.batch_id == batch_id for line in draft.lines):
            return index
    return None


def _first_short(work: Work, drafts: Sequence[EventDraft]) -> int | None:
    """Play the list again on the lots as they were before it, until one of them runs short."""
    ids = {line.batch_id for draft in drafts for line in draft.lines if line.batch_id}
    lots = queries.balances_of(work.session, ids)
    moves = [_moves(draft, work.actor.org_id, 1) for draft in drafts]
    for draft in drafts:
        for move in _moves(draft, work.actor.org_id, -1):
            lots[move.batch].apply(move)  # type: ignore[index]
    for index, played in enumerate(moves):
        for move in played:
            lots[move.batch].apply(move)  # type: ignore[index]
        if any(any(lots[move.batch].shortfalls()) for move in played):  # type: ignore[index]
            return index
    return None


def _moves(draft: EventDraft, speaker: UUID, sign: int) -> list[Movement]:
    receiver = draft.receiver()
    destination = receiver.organization_id if receiver else None
    return [
        Movement(
            line.batch_id, draft.rule.effect_of(line.role), sign * amount, speaker, destination
        )
        for line in draft.batch_lines()
        if (amount := line.amount) is not None
    ]

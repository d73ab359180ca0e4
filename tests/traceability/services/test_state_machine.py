"""Does the register keep its promises whatever people record, in whatever order?

A random sequence of events, corrections, holds and recalls goes to the register and to a model of
it (`register_model.py`); they must agree about every single answer and every single sum.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import text
from sqlmodel import SQLModel, select

from tests.factories import ORIGIN
from tests.traceability.services.register_copy import (
    NAMES,
    OWNED,
    PEOPLE,
    START,
    as_json,
    fresh_copy,
)
from tests.traceability.services.register_model import (
    MAKES,
    Lot,
    Model,
    Piles,
    Said,
    amended,
    links_of,
    piles_of,
    reach,
)
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import Direction
from traceability.schemas.batches import HoldCreate, LiftCreate, RecallCreate
from traceability.schemas.events import CorrectionCreate, EventCreate
from traceability.services import corrections, lifecycle
from traceability.storage import lineage
from traceability.storage.events import balances_of
from traceability.storage.tables import Batch, BatchLink
from traceability.storage.work import reading

KILO = 1_000

lots = st.sampled_from(NAMES)
picks = st.integers(0, 11)
enterprises = st.sampled_from(["mill", "mill", "rival"])
people = st.sampled_from(PEOPLE)
amounts = st.integers(1, 40)
slips = st.sampled_from([False] * 14 + [True])


_COUNTS = ", ".join(f"(select count(*) from {name})" for name in sorted(SQLModel.metadata.tables))


class RegisterMachine(RuleBasedStateMachine):
    """Say things to the register and to its model."""

    @initialize()
    def open(self) -> None:
        self.register = fresh_copy()
        self.city, self.ids = self.register.city, self.register.ids
        self.names = {batch_id: name for name, batch_id in self.ids.items()}
        self.holders = {actor.org_id: who for who, actor in self.city.actors.items()}
        self.event_ids: list[UUID] = []
        self.model = Model(
            Lot(name, owner, "bags" in name) for owner, owned in OWNED.items() for name in owned
        )
        for said in START:
            self.say(said)
        self.release("bags0", "owner")

    def teardown(self) -> None:
        if hasattr(self, "register"):
            self.city.engine.dispose()

    # --- what both are told ------------------------------------------------------------------

    def ask(self, why_not: set[str], story: Callable[[], Any]) -> Any:
        """Tell the register; it must refuse exactly when there is a reason, leaving no trace."""
        before = self._rows()
        given, refused_as = None, None
        try:
            given = story()
        except RegisterError as error:
            refused_as = error.code
        note(f"{refused_as or 'accepted'}, reasons against it: {sorted(why_not)}")
        assert (refused_as in why_not) if why_not else (refused_as is None)
        assert refused_as is None or self._rows() == before
        return given

    def _rows(self) -> Any:
        with self.city.engine.connect() as connection:
            return connection.execute(
                text(f"select {_COUNTS}, (select sum(revision) from batch)")
            ).one()

    def say(self, said: Said) -> None:
        """Record an event in both."""
        recorded = self.ask(
            self.model.why_not(said),
            lambda: self.city.record(said.speaker, as_json(said, self.register)),
        )
        if recorded is not None:
            self.model.record(said)
            self.event_ids += [event.id for event in recorded]

    def stock(self, pick: int, of: str | None = None) -> tuple[str, str, int]:
        """Pick a lot that somebody (or one of them) has: its name, its holder, how much."""
        counting = self.model.counting()
        there = [
            (lot, who, piles_of(counting, lot).stock[who])
            for who in ([of] if of else PEOPLE)
            for lot in NAMES
        ]
        there = [pile for pile in there if pile[2] > 0] or there
        return there[pick % len(there)]

    # --- rules -------------------------------------------------------------------------------

    @rule(lot=lots, who=enterprises, honest=st.booleans(), amount=st.integers(20, 60), slip=slips)
    def take_in(self, lot: str, who: str, honest: bool, amount: int, slip: bool) -> None:
        speaker = self.model.lots[lot].owner if honest else who
        self.say(Said(speaker, "raw_intake", ((lot, amount),), wrong_unit=slip))

    @rule(
        who=enterprises,
        ins=st.lists(st.tuples(lots, amounts), min_size=1, max_size=3, unique_by=lambda i: i[0]),
        outs=st.lists(lots, min_size=1, max_size=3, unique=True),
        slip=slips,
    )
    def make_anything(
        self, who: str, ins: list[tuple[str, int]], outs: list[str], slip: bool
    ) -> None:
        self._make(who, ins, outs, slip)

    @rule(
        who=enterprises,
        from_piles=st.lists(picks, min_size=1, max_size=3),
        outs=st.lists(picks, min_size=1, max_size=3),
        share=st.integers(1, 3),
        slip=slips,
    )
    def split_or_blend(
        self, who: str, from_piles: list[int], outs: list[int], share: int, slip: bool
    ) -> None:
        piles = [self.stock(pick, who) for pick in from_piles]
        ins = {lot: max(1, amount // share) for lot, _, amount in piles}
        drafts = [lot for lot in OWNED[who] if self.model.lots[lot].status == "draft"]
        free = [lot for lot in drafts if lot not in ins] or list(OWNED[who])
        self._make(who, list(ins.items()), list({free[out % len(free)] for out in outs}), slip)

    def _make(self, who: str, ins: list[tuple[str, int]], outs: list[str], slip: bool) -> None:
        total = sum(amount for _, amount in ins)
        share = max(1, total // (len(outs) + 1))
        gives = tuple((lot, share) for lot in sorted(outs))
        loss = max(0, total - share * len(outs) - slip)
        self.say(Said(who, MAKES, tuple(ins), gives, loss=loss))

    @rule(
        who=enterprises,
        process=st.sampled_from(["urn:a", "urn:a", "urn:b"]),
        pick=picks,
        amount=st.integers(1, 12),
        is_output=st.booleans(),
        closes=st.sampled_from(["", "", "", "with its loss", "short"]),
    )
    def make_in_several_events(
        self, who: str, process: str, pick: int, amount: int, is_output: bool, closes: str
    ) -> None:
        parts = [e for e in self.model.counting() if (e.speaker, e.process) == (who, process)]
        rest = sum(sum(a for _, a in e.takes) - sum(a for _, a in e.gives) - e.loss for e in parts)
        rest += -amount if is_output else amount
        lot = OWNED[who][pick % len(OWNED[who])] if is_output else self.stock(pick, who)[0]
        pair = ((lot, amount),)
        takes, gives = ((), pair) if is_output else (pair, ())
        loss = max(0, rest) if closes == "with its loss" else 0
        self.say(Said(who, MAKES, takes, gives, None, process, bool(closes), loss))

    @rule(lot=lots, who=people, to=people, amount=amounts, slip=slips)
    def ship_anything(self, lot: str, who: str, to: str, amount: int, slip: bool) -> None:
        self.say(Said(who, "shipping", ((lot, amount),), to=to, wrong_unit=slip))

    @rule(
        pick=picks,
        to=people,
        share=st.integers(1, 4),
        step=st.sampled_from(["shipping", "shipping", "return_out", "destruction", "packing"]),
    )
    def move_what_is_there(self, pick: int, to: str, share: int, step: str) -> None:
        lot, who, amount = self.stock(pick)
        receiver = to if step in {"shipping", "return_out"} else None
        self.say(Said(who, step, ((lot, max(1, amount // share)),), to=receiver))

    @rule(pick=picks, amount=st.integers(1, 12))
    def open_a_pallet(self, pick: int, amount: int) -> None:
        lot, who, _ = self.stock(pick)
        self.say(Said(who, "unpacking", ((lot, amount),)))

    @rule(pick=picks, step=st.sampled_from(["receiving", "receiving", "refusal", "void_shipping"]))
    def end_a_delivery(self, pick: int, step: str) -> None:
        counting = self.model.counting()
        way = [
            (lot, to, amount, event.speaker)
            for event in counting
            for lot, amount in event.takes
            if (to := event.to) and event.step == "shipping"
        ]
        if not way:
            return
        lot, to, amount, sender = way[pick % len(way)]
        if step == "void_shipping":
            self.say(Said(sender, step, ((lot, amount),), to=to))
        else:
            self.say(Said(to, step, ((lot, amount),), to=sender if step == "refusal" else None))

    @rule(
        lot=lots,
        who=people,
        step=st.sampled_from(["receiving", "receiving", "refusal", "return_in"]),
        amount=amounts,
        guess=st.booleans(),
    )
    def meet_a_delivery(self, lot: str, who: str, step: str, amount: int, guess: bool) -> None:
        coming = piles_of(self.model.counting(), lot).way[who]
        amount = amount if guess or coming < 1 else min(amount, coming)
        to = self.model.lots[lot].owner if step == "refusal" else None
        self.say(Said(who, step, ((lot, amount),), to=to))

    @rule(
        lot=lots,
        who=people,
        to=people,
        step=st.sampled_from(["void_shipping", "return_out", "destruction"]),
        amount=amounts,
    )
    def undo(self, lot: str, who: str, to: str, step: str, amount: int) -> None:
        receiver = None if step == "destruction" else to
        self.say(Said(who, step, ((lot, amount),), to=receiver))

    @rule(place=st.integers(0, 30), other=slips, amount=amounts, occurred=st.booleans())
    def correct(self, place: int, other: bool, amount: int, occurred: bool) -> None:
        if not self.event_ids:
            return
        place %= len(self.event_ids)
        wrong = self.model.events[place][0]
        who = "rival" if other and wrong.speaker != "rival" else wrong.speaker
        new = amended(wrong, amount) if occurred else None
        entered: dict[str, Any] = {"reason": "did_not_occur", "note": "错"}
        if new is not None:
            start = datetime.combine(self.city.day, datetime.min.time(), UTC)
            event = EventCreate.model_validate(as_json(new, self.register) | {"event_time": start})
            entered |= {"reason": "incorrect_data", "replacements": [event]}
        correction = CorrectionCreate.model_validate(entered)
        event_id = self.event_ids[place]
        # A replacement speaks for whoever corrects, which must be the first speaker anyway.
        corrected = self.ask(
            self.model.why_no_correction(place, who, new),
            lambda: self.city.do(
                who, lambda work: corrections.correct_event(work, event_id, correction)
            ),
        )
        if corrected is not None:
            self.model.correct(place, new)
            self.event_ids += [event.id for event in corrected.replacements]

    @rule(lot=lots, who=st.sampled_from(["owner", "owner", "owner", "mill", "rival"]))
    def release(self, lot: str, who: str) -> None:
        known = self.model.lots[lot]
        speaker = known.owner if who == "owner" else who
        released = self.ask(
            self.model.why_no_release(known, speaker),
            lambda: self.city.do(
                speaker, lambda work: lifecycle.release_batch(work, self.ids[lot])
            ),
        )
        if released is not None:
            known.status, known.was_released = "released", True

    @rule(lot=lots, who=st.sampled_from(["mill", "rival", "regulator"]))
    def hold(self, lot: str, who: str) -> None:
        known, order = self.model.lots[lot], HoldCreate(reason="核查")
        held = self.ask(
            self.model.why_no_stop(known, who, "held"),
            lambda: self.city.do(
                who, lambda work: lifecycle.hold_batch(work, self.ids[lot], order)
            ),
        )
        if held is not None:
            self.model.stop(known, who, "held")

    @rule(lot=lots, who=st.sampled_from(["mill", "rival", "regulator"]))
    def lift(self, lot: str, who: str) -> None:
        known, order = self.model.lots[lot], LiftCreate(reason="合格")
        lifted = self.ask(
            self.model.why_no_lift(known, who),
            lambda: self.city.do(
                who, lambda work: lifecycle.lift_batch(work, self.ids[lot], order)
            ),
        )
        if lifted is not None:
            self.model.lift(known)

    @rule(
        lot=lots,
        who=st.sampled_from(["mill", "rival", "regulator"]),
        downstream=st.sampled_from(["none", "hold", "recall"]),
    )
    def recall(self, lot: str, who: str, downstream: str) -> None:
        known = self.model.lots[lot]
        order = RecallCreate.model_validate({"reason": "镉超标", "downstream": downstream})
        recalled = self.ask(
            self.model.why_no_stop(known, who, "recalled"),
            lambda: self.city.do(
                who, lambda work: lifecycle.recall_batch(work, self.ids[lot], order)
            ),
        )
        if recalled is not None:
            below = self.model.recall(known, who, downstream)
            assert {item.lot.lower() for item in recalled.downstream} == below

    # --- what must hold after each ------------------------------------------------------------

    @invariant()
    def all_sums_agree(self) -> None:
        counting = self.model.counting()
        with reading(self.city.engine, self.city.actors["mill"], datetime.now(UTC), ORIGIN) as work:
            kept = balances_of(work.session, self.ids.values())
        for name, batch_id in self.ids.items():
            lot, piles, unit = kept[batch_id], piles_of(counting, name), self._unit(name)
            there = (lot.made, lot.used, self._held(lot.stock), self._held(lot.on_way))
            expected = (piles.made, piles.used, piles.stock, piles.way)
            assert there == tuple(_times(pile, unit) for pile in expected), name
            _check_conserved(piles)

    def _unit(self, name: str) -> int:
        return 1 if "bags" in name else KILO

    def _held(self, piles: dict[Any, int]) -> dict[str, int]:
        return {self.holders[holder]: amount for holder, amount in piles.items() if amount}

    @invariant()
    def lineage_agrees_in_both_directions(self) -> None:
        expected = links_of(self.model.counting())
        with reading(self.city.engine, self.city.actors["mill"], datetime.now(UTC), ORIGIN) as work:
            pairs = work.session.exec(select(BatchLink.parent_id, BatchLink.child_id)).all()
            assert {(self.names[p], self.names[c]) for p, c in pairs} == expected
            used = {lot for link in expected for lot in link}
            walked = {
                (way, lot): self._walk(work.session, lot, way) for lot in used for way in Direction
            }
        for lot in used:
            assert walked[Direction.FORWARD, lot] == reach(expected, lot)
            assert lot not in walked[Direction.FORWARD, lot]
            for child in used:
                is_ahead = child in walked[Direction.FORWARD, lot]
                assert is_ahead == (lot in walked[Direction.BACK, child])

    def _walk(self, session: Any, lot: str, way: Direction) -> set[str]:
        depth, _ = lineage.trace(session, [self.ids[lot]], way)
        return {self.names[batch_id] for batch_id, level in depth.items() if level > 0}

    @invariant()
    def every_lot_has_the_status_that_it_should(self) -> None:
        with reading(self.city.engine, self.city.actors["mill"], datetime.now(UTC), ORIGIN) as work:
            rows = work.session.exec(select(Batch.id, Batch.status)).all()
        assert {self.names[batch_id]: status for batch_id, status in rows} == {
            name: lot.status for name, lot in self.model.lots.items()
        }


def _times(pile: Any, unit: int) -> Any:
    if isinstance(pile, int):
        return pile * unit
    return {holder: amount * unit for holder, amount in pile.items() if amount}


def _check_conserved(piles: Piles) -> None:
    everywhere = [*piles.stock.values(), *piles.way.values()]
    assert piles.made == piles.used + sum(everywhere)
    assert min((*everywhere, *piles.packed.values()), default=0) >= 0


TestRegister = RegisterMachine.TestCase
TestRegister.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    phases=[Phase.reuse, Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

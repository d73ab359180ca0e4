"""What should the register hold and refuse? Its bookkeeping done again, in plain Python.

Every amount is in kilograms: a bag holds one. Nothing here is shared with the register's own code;
all sums are made anew from the list of events each time they are needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

MAKES = "make"
ENTERPRISES = {"mill", "rival"}
SPEAKERS = {
    "raw_intake": ENTERPRISES,
    MAKES: ENTERPRISES,
    "shipping": ENTERPRISES,
    "receiving": ENTERPRISES | {"canteen"},
    "return_out": ENTERPRISES | {"canteen"},
    "return_in": ENTERPRISES,
    "refusal": ENTERPRISES | {"canteen"},
    "void_shipping": ENTERPRISES,
    "destruction": ENTERPRISES | {"canteen"},
    "packing": ENTERPRISES,
    "unpacking": ENTERPRISES | {"canteen"},
}
STOPPED = {"held", "recalled"}
REFUSED_WHEN_STOPPED = {MAKES, "shipping", "packing"}


@dataclass(slots=True)
class Lot:
    """A lot, its owner, and where its life stands."""

    name: str
    owner: str
    is_product: bool
    status: str = "draft"
    before: str | None = None
    by_regulator: bool = False
    was_released: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """An event: what somebody said has happened."""

    speaker: str
    step: str
    takes: tuple[tuple[str, int], ...] = ()  # lot and amount: inputs, or the goods themselves
    gives: tuple[tuple[str, int], ...] = ()  # outputs of a production
    to: str | None = None
    process: str | None = None
    closes: bool = False
    loss: int = 0
    wrong_unit: bool = False

    def lots(self) -> set[str]:
        """Name the lots."""
        return {lot for lot, _ in (*self.takes, *self.gives)}


@dataclass(slots=True)
class Piles:
    """Where a lot is."""

    made: int = 0
    used: int = 0
    stock: Counter[str] = field(default_factory=Counter)
    way: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)
    packed: Counter[str] = field(default_factory=Counter)
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    parties: set[str] = field(default_factory=set)


def piles_of(events: Iterable[Said], lot: str) -> Piles:
    """Add up everything that was said about a lot."""
    piles = Piles()
    for event in events:
        for name, amount in event.gives:
            if name == lot:
                _comes_to_be(piles, event.speaker, amount)
        for name, amount in event.takes:
            if name == lot:
                _happens(piles, event, amount)
    return piles


def _comes_to_be(piles: Piles, speaker: str, amount: int) -> None:
    piles.made += amount
    piles.stock[speaker] += amount
    piles.came[speaker] += amount


def _happens(piles: Piles, event: Said, amount: int) -> None:
    """Move goods: from this heap, to that one, and who has a say in the lot from now on."""
    who, to = event.speaker, event.to or ""
    if event.step == "raw_intake":
        _comes_to_be(piles, who, amount)
    elif event.step in {MAKES, "destruction"}:
        piles.used += amount
        piles.stock[who] -= amount
    elif event.step in {"packing", "unpacking"}:
        piles.packed[who] += amount if event.step == "packing" else -amount
    elif event.step in {"receiving", "return_in"}:
        piles.way[who] -= amount
        piles.stock[who] += amount
        piles.came[who] += amount
    else:
        _is_sent(piles, event, amount)
        piles.parties.add(to)


def _is_sent(piles: Piles, event: Said, amount: int) -> None:
    who, to = event.speaker, event.to or ""
    if event.step == "refusal":
        piles.way[who] -= amount
        piles.way[to] += amount
        piles.parties.add(who)
        return
    amount = -amount if event.step == "void_shipping" else amount
    piles.stock[who] -= amount
    piles.way[to] += amount
    piles.sent[who, to] += amount


def links_of(events: Iterable[Said]) -> set[tuple[str, str]]:
    """Give the pairs (lot, lot made from it); a process pairs all its inputs and outputs."""
    links: set[tuple[str, str]] = set()
    processes: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for event in events:
        if event.step != MAKES:
            continue
        ins, outs = {lot for lot, _ in event.takes}, {lot for lot, _ in event.gives}
        if event.process is not None:
            known = processes.setdefault((event.speaker, event.process), (set(), set()))
            known[0].update(ins)
            known[1].update(outs)
        links.update(product(ins, outs))
    for ins, outs in processes.values():
        links.update(product(ins, outs))
    return links


def reach(links: set[tuple[str, str]], start: str) -> set[str]:
    """Give everything that was made from a lot, without the lot itself unless in a circle."""
    found: set[str] = set()
    frontier = {start}
    while frontier:
        frontier = {child for parent, child in links if parent in frontier} - found
        found |= frontier
    return found


class Model:
    """The register as it should be."""

    def __init__(self, lots: Iterable[Lot]) -> None:
        self.lots = {lot.name: lot for lot in lots}
        self.events: list[tuple[Said, bool]] = []  # with whether it was declared wrong

    def counting(self, without: int | None = None) -> list[Said]:
        """Give the events that count."""
        return [
            event
            for place, (event, is_wrong) in enumerate(self.events)
            if not is_wrong and place != without
        ]

    def why_not(self, said: Said) -> set[str]:
        """Give every reason to refuse an event; none means that it must be accepted."""
        reasons = self._rules(said) | self._life(said)
        before = self.counting()
        closed = said.process is not None and any(
            e.closes for e in before if _same_process(e, said)
        )
        if closed:
            reasons.add("process.closed")
        after = [*before, said]
        reasons |= _mass([said] if said.process is None else after, said)
        return reasons | self._whole(after, said.lots(), said.speaker)

    def why_no_correction(self, place: int, who: str, new: Said | None) -> set[str]:
        """Give every reason to refuse that an event was wrong, and what replaces it."""
        wrong, is_wrong = self.events[place]
        reasons = {"correction.twice"} if is_wrong else set()
        if who != wrong.speaker:
            reasons.add("event.not_yours")
        after = self.counting(without=place) + ([new] if new else [])
        if new is not None:
            reasons |= self._rules(new) | self._life(new, wrong)
        for event in filter(None, (wrong, new)):
            if event.process is not None:
                reasons |= _mass(after, event)
            elif event is new:
                reasons |= _mass([new], new)
        for lot in wrong.lots():
            if self.lots[lot].was_released and piles_of(after, lot).made == 0:
                reasons.add("correction.nothing_left")
        return reasons | self._whole(after, wrong.lots() | (new.lots() if new else set()), who)

    def _rules(self, said: Said) -> set[str]:
        """Give what is wrong with an event by itself and its lots, be it a replacement or not."""
        reasons: set[str] = set()
        if said.speaker not in SPEAKERS[said.step]:
            reasons.add("event.speaker")
        if said.wrong_unit:
            reasons.add("event.unit_differs")
        if any(self.lots[lot].owner != said.speaker for lot in _made(said)):
            reasons.add("batch.not_yours")
        if said.step == "raw_intake" and any(self.lots[lot].is_product for lot in _made(said)):
            reasons.add("event.product_is_made")
        if said.step == "shipping" and any(
            self.lots[lot].is_product and self.lots[lot].status == "draft" for lot, _ in said.takes
        ):
            reasons.add("event.not_released")
        return reasons

    def _life(self, said: Said, wrong: Said | None = None) -> set[str]:
        """Give what the status of the lots forbids.

        A replacement may tell again what the wrong event, of the same step, made or took away.
        """
        reasons: set[str] = set()
        made_before, taken_before = (set(_made(wrong)), dict(wrong.takes)) if wrong else (set(), {})
        if any(self.lots[lot].status != "draft" and lot not in made_before for lot in _made(said)):
            reasons.add("event.batch_closed")
        is_taking = said.step in REFUSED_WHEN_STOPPED
        if is_taking and any(
            self.lots[lot].status in STOPPED and amount > taken_before.get(lot, 0)
            for lot, amount in said.takes
        ):
            reasons.add("event.batch_stopped")
        return reasons

    def _whole(self, after: Sequence[Said], lots: set[str], who: str) -> set[str]:
        """Give what would no longer add up, or go round in a circle."""
        reasons: set[str] = set()
        links = links_of(after)
        if any(lot in reach(links, lot) for lot in self.lots):
            reasons.add("lineage.cycle")
        for lot in lots:
            piles = piles_of(after, lot)
            reasons |= _short(piles)
            knows_it = who in piles.parties or piles.came[who] > 0 or self.lots[lot].owner == who
            if not knows_it:
                reasons.add("batch.not_yours")
        return reasons

    def record(self, said: Said) -> None:
        """Take an event that was accepted."""
        self.events.append((said, False))

    def correct(self, place: int, new: Said | None) -> None:
        """Take a correction that was accepted."""
        self.events[place] = (self.events[place][0], True)
        if new is not None:
            self.record(new)

    # --- the life of a lot -------------------------------------------------------------------

    def why_no_release(self, lot: Lot, who: str) -> set[str]:
        """Give every reason not to release; every product here is approved and was inspected."""
        events = self.counting()
        is_made = any(e.step == MAKES and lot.name in dict(e.gives) for e in events)
        checks = {
            "batch.not_yours": lot.owner != who,
            "release.not_draft": lot.status != "draft",
            "release.product_not_approved": not lot.is_product,
            "release.no_production": not is_made or piles_of(events, lot.name).made <= 0,
        }
        return {reason for reason, applies in checks.items() if applies}

    def why_no_stop(self, lot: Lot, who: str, status: str) -> set[str]:
        """Give every reason not to hold or recall."""
        reasons = {"batch.not_yours"} if who not in {lot.owner, "regulator"} else set()
        takes_over = who == "regulator" and not lot.by_regulator
        if status == "held" and (
            lot.status == "recalled" or (lot.status == "held" and not takes_over)
        ):
            reasons.add("hold.not_possible")
        never_left = lot.status == "draft" and lot.is_product
        if status == "recalled" and (lot.status == "recalled" or never_left):
            reasons.add("recall.not_possible")
        return reasons

    def why_no_lift(self, lot: Lot, who: str) -> set[str]:
        """Give every reason not to free a lot."""
        reasons = {"batch.not_yours"} if who not in {lot.owner, "regulator"} else set()
        if lot.status not in STOPPED:
            return reasons | {"lift.not_possible"}
        if who != "regulator" and (lot.by_regulator or lot.status == "recalled"):
            reasons.add("lift.only_regulator")
        return reasons

    def stop(self, lot: Lot, who: str, status: str) -> None:
        """Hold or recall one lot."""
        lot.before = lot.before if lot.status == "held" else lot.status
        lot.status, lot.by_regulator = status, who == "regulator"

    def lift(self, lot: Lot) -> None:
        """Free a lot."""
        lot.status, lot.before, lot.by_regulator = lot.before or "draft", None, False

    def recall(self, lot: Lot, who: str, downstream: str) -> set[str]:
        """Recall a lot and what was made from it, as ordered; name everything downstream."""
        below = reach(links_of(self.counting()), lot.name)
        self.stop(lot, who, "recalled")
        for child in (self.lots[name] for name in below):
            may = who in {child.owner, "regulator"}
            if downstream == "none" or not may or child.status == "recalled":
                continue
            is_out = child.status in {"released", "held"} or not child.is_product
            if downstream == "recall" and is_out:
                self.stop(child, who, "recalled")
            elif child.status != "held" or (who == "regulator" and not child.by_regulator):
                self.stop(child, who, "held")
        return below


def _made(said: Said) -> list[str]:
    """Name the lots of which the event makes more."""
    made = said.gives if said.step == MAKES else said.takes if said.step == "raw_intake" else ()
    return [lot for lot, _ in made]


def _same_process(one: Said, other: Said) -> bool:
    return (one.speaker, one.process) == (other.speaker, other.process)


def _mass(events: Sequence[Said], about: Said) -> set[str]:
    """Tell whether a production, or the process of one, makes up its mass."""
    if about.step != MAKES:
        return set()
    parts = [e for e in events if e.step == MAKES and _same_process(e, about)]
    went_in = sum(amount for e in parts for _, amount in e.takes)
    came_out = sum(amount for e in parts for _, amount in e.gives)
    rest = went_in - came_out - sum(e.loss for e in parts)
    if rest < 0:
        return {"balance.more_out_than_in"}
    is_over = about.process is None or any(e.closes for e in parts)
    return {"balance.loss_not_stated"} if rest > 0 and is_over else set()


def _short(piles: Piles) -> set[str]:
    reasons = set()
    if any(amount < 0 for amount in piles.stock.values()):
        reasons.add("balance.exceeded")
    if any(amount < 0 for amount in (*piles.way.values(), *piles.sent.values())):
        reasons.add("balance.not_on_the_way")
    if any(not 0 <= amount <= piles.came[who] for who, amount in piles.packed.items()):
        reasons.add("balance.packed_exceeded")
    return reasons


def amended(said: Said, amount: int) -> Said:
    """Say the same with another amount of the first lot; a loss that was stated absorbs it."""
    (lot, old), *rest = said.takes or said.gives
    changed = ((lot, amount), *rest)
    if not said.takes:
        return replace(said, gives=changed)
    if said.step != MAKES:
        return replace(said, takes=changed)
    return replace(said, takes=changed, loss=max(0, said.loss + amount - old))

"""Does more leave a lot than exists? The mass balance of a batch, holder by holder.

Whole sums are compared, not their order in time: events are typed late and clocks differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from traceability.domain.errors import RuleError
from traceability.domain.steps import Effect

# What each effect does: (pile, whose, sign). "all" piles have no holder.
_MOVES: dict[Effect, tuple[tuple[str, str, int], ...]] = {
    Effect.NONE: (),
    Effect.PRODUCE: (("made", "all", 1), ("stock", "speaker", 1), ("taken_in", "speaker", 1)),
    Effect.CONSUME: (("used", "all", 1), ("stock", "speaker", -1)),
    Effect.LEAVE: (("stock", "speaker", -1), ("on_way", "destination", 1)),
    Effect.ARRIVE: (("on_way", "speaker", -1), ("stock", "speaker", 1), ("taken_in", "speaker", 1)),
    Effect.CALL_BACK: (("on_way", "destination", -1), ("stock", "speaker", 1)),
    Effect.SEND_BACK: (("on_way", "speaker", -1), ("on_way", "destination", 1)),
    Effect.PACK: (("packed", "speaker", 1),),
    Effect.UNPACK: (("packed", "speaker", -1),),
}


@dataclass(frozen=True, slots=True)
class Movement:
    """One line's share in the balance. Holders are organisation ids; amounts in the lot's unit."""

    batch: object
    effect: Effect
    amount: int
    speaker: object
    destination: object | None = None


@dataclass(slots=True)
class LotBalance:
    """What exists of one lot: made, in each holder's stock, on the way, packed, used up."""

    piles: dict[str, defaultdict[object, int]] = field(
        default_factory=lambda: {
            pile: defaultdict(int)
            for pile in ("made", "used", "stock", "taken_in", "on_way", "packed")
        }
    )

    def apply(self, move: Movement) -> None:
        """Add one movement."""
        holders = {"speaker": move.speaker, "destination": move.destination, "all": None}
        for pile, whose, sign in _MOVES[move.effect]:
            self.piles[pile][holders[whose]] += sign * move.amount

    @property
    def made(self) -> int:
        """Give how much of the lot was ever made or bought."""
        return self.piles["made"][None]

    @property
    def used(self) -> int:
        """Give how much of the lot went into other lots or was destroyed."""
        return self.piles["used"][None]

    @property
    def stock(self) -> dict[object, int]:
        """Give what each holder has."""
        return self.piles["stock"]

    @property
    def on_way(self) -> dict[object, int]:
        """Give what is on its way to each holder."""
        return self.piles["on_way"]

    def has_held(self, holder: object) -> bool:
        """Tell whether the holder ever had the lot, or has it coming."""
        return self.piles["taken_in"][holder] > 0 or self.on_way.get(holder, 0) > 0

    def shortfalls(self) -> Iterable[tuple[str, object, int]]:
        """Name every place where less than nothing would be left, and by how much."""
        for holder, amount in self.stock.items():
            if amount < 0:
                yield "balance.exceeded", holder, -amount
        for holder, amount in self.on_way.items():
            if amount < 0:
                yield "balance.not_on_the_way", holder, -amount
        for holder, amount in self.piles["packed"].items():
            room = self.piles["taken_in"][holder]
            if not 0 <= amount <= room:
                yield "balance.packed_exceeded", holder, max(-amount, amount - room)


def balances(movements: Iterable[Movement]) -> dict[object, LotBalance]:
    """Sum the movements of any number of lots."""
    lots: dict[object, LotBalance] = {}
    for move in movements:
        lots.setdefault(move.batch, LotBalance()).apply(move)
    return lots


def check_balance(lot_name: str, lot: LotBalance) -> None:
    """Refuse a state in which more of a lot has left, was packed or used than exists."""
    for code, _, missing in lot.shortfalls():
        raise RuleError(code, field="lines", lot=lot_name, missing=missing, made=lot.made)


def check_transformation(
    input_mg: int, output_mg: int, loss_mg: int | None, *, is_open: bool
) -> None:
    """Refuse a production whose outputs and stated loss do not make up its inputs.

    Masses are in milligrams. While a process of several events is open (EPCIS transformationID),
    no more may have come out than went in; a single event must balance to the milligram, the
    remainder being the loss that the enterprise states.
    """
    difference = input_mg - output_mg - (loss_mg or 0)
    if difference < 0:
        raise RuleError("balance.more_out_than_in", field="lines", surplus_g=_grams(-difference))
    if difference > 0 and not is_open:
        raise RuleError("balance.loss_not_stated", field="loss", missing_g=_grams(difference))


def _grams(milligrams: int) -> str:
    whole, rest = divmod(milligrams, 1_000)
    return str(whole) if rest == 0 else f"{whole}.{rest:03d}"

"""What do the cells of a line say that is wrong, as far as they can be read?

A line with one bad cell is not recorded, but whoever mends it wants to know of all of them. So the
rules over one or two cells are asked here of every line; the rest is for the use cases to refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from traceability.domain.desk_kinds import ImportKind
from traceability.domain.errors import RegisterError, RuleError
from traceability.domain.event_rules import check_time
from traceability.domain.quantities import to_register
from traceability.schemas.products import states_its_process

_AMOUNTS = {
    ImportKind.PRODUCTS: ("net_content", "net_content_unit"),
    ImportKind.EVENTS: ("amount", "unit"),
    ImportKind.PURCHASES: ("amount", "unit"),
}
_TIMES = {ImportKind.EVENTS: "event_time", ImportKind.PURCHASES: "delivered_at"}


def wrong_cells(
    kind: ImportKind, said: Mapping[str, Any], now: datetime
) -> Iterator[tuple[str, RegisterError]]:
    """Give the fields of a line that are wrong, each with the refusal; `said` lacks unread ones."""
    if kind in _AMOUNTS:
        yield from _amount(*_AMOUNTS[kind], said)
    if kind in _TIMES and _TIMES[kind] in said:
        try:
            check_time(said[_TIMES[kind]], now)
        except RuleError as error:
            yield _TIMES[kind], error
    if kind is ImportKind.PRODUCTS:
        yield from _product(said)


def _amount(amount: str, unit: str, said: Mapping[str, Any]) -> Iterator[tuple[str, RegisterError]]:
    if amount not in said or unit not in said:
        return
    try:
        to_register(said[amount], said[unit])
    except RuleError as error:
        yield unit if error.field == "unit" else amount, error


def _product(said: Mapping[str, Any]) -> Iterator[tuple[str, RegisterError]]:
    if said.get("net_content_unit") == "each":
        yield "net_content_unit", RuleError("product.net_content")
    if "process" not in said and states_its_process(said.get("food_category", "")):
        yield "process", RuleError("product.process_missing")

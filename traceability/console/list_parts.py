"""What is a list made of, and what does its address ask for?

The address holds the whole state of a list: it can be shared, gone back to and exported. What it
says wrongly is left out and told, never an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from fastapi import Request

from traceability.storage.work import Work

LONGEST_SEARCH = 40
ROWS = 50
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says: words, where they lead to, a mark, and a second thing in small.

    `instant` is the machine's reading of a time; `exported` is what a spreadsheet gets instead of
    the words, where it can bear more (a whole date).
    """

    text: str
    href: str = ""
    tone: str = ""
    more: str = ""
    instant: str = ""
    exported: str = ""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column: its heading (a key of the words) and what its cells say of a row.

    `place` is where the cell stands on a phone and how it is set: lead, state, right, code; the
    heading is said again there where `is_named`. `sort` is the name by which the query sorts, for
    columns that have an index.
    """

    heading: str
    cell: Callable[[R], Said | str]
    place: str = ""
    sort: str = ""
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above a list: one of some options (value, words), or a day where there are none."""

    name: str
    heading: str
    options: Sequence[tuple[str, str]] = ()

    def allows(self, value: str) -> bool:
        """Tell whether the filter knows a value."""
        if self.options:
            return value in {known for known, _ in self.options}
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True

    def word(self, value: str) -> str:
        """Give the words of a chosen value."""
        return dict(self.options).get(value, value)


class Found(Protocol):
    """One page of rows, as the services give them: and where the next one begins."""

    @property
    def items(self) -> Sequence[Any]: ...  # noqa: D102
    @property
    def next(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Rows(Generic[R]):
    """A page of rows that a desk made itself; without a next one it is the end of the list."""

    items: Sequence[R]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a list asks for."""

    q: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    is_descending: bool = False
    after: str | None = None
    limit: int = ROWS
    ignored: tuple[str, ...] = ()

    def get(self, name: str) -> str | None:
        """Give the chosen value of a filter, if there is one."""
        return self.chosen.get(name)

    def day(self, name: str) -> date | None:
        """Give the chosen day of a filter, if there is one."""
        text = self.chosen.get(name)
        return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Listing(Generic[R]):
    """A list of records of one kind.

    `find` gives the page that was asked for, `count` how many match in all (at most one above
    what storage.paging.MOST_COUNTED says). `empty` says what the list will hold, `first_step` is
    the address and the words of how to begin. `sort` is the order without a word about it, by a
    column's name for sorting, with `-` for downwards.
    """

    address: str
    heading: str
    columns: Sequence[Column[R]]
    find: Callable[[Work, Asked], Found]
    count: Callable[[Work, Asked], int] | None = None
    search: str = ""
    filters: Sequence[Filter] = ()
    sort: str = ""
    empty: str = "nothing_yet"
    first_step: tuple[str, str] | None = None
    takes_focus: bool = False


def read_asked(request: Request, listing: Listing[Any]) -> Asked:
    """Read the state of a list from its address; what it cannot mean is named in `ignored`."""
    said = request.query_params
    ignored: list[str] = []
    chosen: dict[str, str] = {}
    for each in listing.filters:
        value = said.get(each.name, "")
        if value and each.allows(value):
            chosen[each.name] = value
        elif value:
            ignored.append(each.name)
    sort = said.get("sort") or listing.sort
    if sort.removeprefix("-") not in {column.sort for column in listing.columns if column.sort}:
        ignored += ["sort"] if "sort" in said else []
        sort = listing.sort
    return Asked(
        q=said.get("q", "").strip()[:LONGEST_SEARCH] if listing.search else "",
        chosen=chosen,
        sort=sort.removeprefix("-"),
        is_descending=sort.startswith("-"),
        after=said.get("after", "")[:100] or None,
        ignored=tuple(ignored),
    )


def address_of(listing: Listing[Any], asked: Asked, suffix: str = "", **changed: str) -> str:
    """Write the address of a list in a state; what goes without saying is left out."""
    sort = f"{'-' if asked.is_descending else ''}{asked.sort}"
    state = {"q": asked.q, **asked.chosen, "sort": sort, "after": asked.after or ""} | changed
    if state["sort"] == listing.sort:
        del state["sort"]
    spoken = {name: text for name, text in state.items() if text}
    return f"{listing.address}{suffix}" + (f"?{urlencode(spoken)}" if spoken else "")

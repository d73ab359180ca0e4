"""How does a list become words, ready for its page?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from traceability.console.list_parts import Asked, Column, Filter, Found, Listing, Said, address_of
from traceability.console.words import say
from traceability.storage.paging import MOST_COUNTED


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading; sorted by it the list runs `direction`, its link turns that round."""

    text: str
    place: str
    href: str
    direction: str


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter with what is chosen."""

    name: str
    heading: str
    options: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its place, and its heading where a phone says it again."""

    said: Said
    place: str
    head: str


@dataclass(frozen=True, slots=True)
class ShownList:
    """Everything that the macros of `_lists.html` write."""

    heading: str
    address: str
    search: str
    asked: Asked
    filters: tuple[ShownFilter, ...]
    chips: tuple[Link, ...]
    columns: tuple[Heading, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    counted: str
    ignored: str
    clear: str
    first: str
    next: str
    exports: tuple[Link, ...]
    empty: str
    first_step: Link | None
    takes_focus: bool


def view_list(
    listing: Listing[Any], asked: Asked, found: Found, total: int | None, language: str
) -> ShownList:
    """Give a page of a list in words."""
    is_filtered = bool(asked.q or asked.chosen)
    back = address_of(listing, asked)
    return ShownList(
        heading=say(listing.heading, language),
        address=listing.address,
        search=say(listing.search, language) if listing.search else "",
        asked=asked,
        filters=tuple(_filter(each, asked, language) for each in listing.filters),
        chips=_chips(listing, asked, language),
        columns=tuple(_heading(listing, column, asked, language) for column in listing.columns),
        rows=tuple(
            tuple(_cell(column, row, back, language) for column in listing.columns)
            for row in found.items
        ),
        counted=_counted(total, len(found.items), language) if total is not None else "",
        ignored=_ignored(asked, language),
        clear=listing.address if is_filtered else "",
        first=address_of(listing, asked, after="") if asked.after else "",
        next=address_of(listing, asked, after=found.next) if found.next else "",
        exports=tuple(
            Link(word, address_of(listing, asked, suffix, after=""))
            for suffix, word in ((".xlsx", say("export_xlsx", language)), (".csv", "CSV"))
        ),
        empty=say("nothing_found" if is_filtered else listing.empty, language),
        first_step=_first_step(listing, language) if not is_filtered else None,
        takes_focus=listing.takes_focus and not asked.q,
    )


def _filter(each: Filter, asked: Asked, language: str) -> ShownFilter:
    heading = say(each.heading, language)
    return ShownFilter(each.name, heading, tuple(each.options), asked.get(each.name) or "")


def _chips(listing: Listing[Any], asked: Asked, language: str) -> tuple[Link, ...]:
    chips = []
    if asked.q:
        chips.append(Link(f"“{asked.q}”", address_of(listing, asked, q="", after="")))
    for each in listing.filters:
        value = asked.get(each.name)
        if value:
            words = say("chip", language).format(
                heading=say(each.heading, language), value=each.word(value)
            )
            chips.append(Link(words, address_of(listing, asked, after="", **{each.name: ""})))
    return tuple(chips)


def _heading(listing: Listing[Any], column: Column[Any], asked: Asked, language: str) -> Heading:
    text = say(column.heading, language)
    if not column.sort:
        return Heading(text, column.place, "", "")
    is_here = column.sort == asked.sort
    turned = f"-{column.sort}" if is_here and not asked.is_descending else column.sort
    direction = ("descending" if asked.is_descending else "ascending") if is_here else ""
    return Heading(text, column.place, address_of(listing, asked, sort=turned, after=""), direction)


def _cell(column: Column[Any], row: Any, back: str, language: str) -> ShownCell:
    said = column.cell(row)
    if isinstance(said, str):
        said = Said(said)
    elif said.href and "?" in back:
        joined = "&" if "?" in said.href else "?"
        href = f"{said.href}{joined}{urlencode({'from': back})}"
        said = Said(said.text, href, said.tone, said.more, said.instant)
    return ShownCell(said, column.place, say(column.heading, language) if column.is_named else "")


def _counted(total: int, shown: int, language: str) -> str:
    if total > MOST_COUNTED:
        return say("counted_over", language).format(most=f"{MOST_COUNTED:,}")
    key = "counted_all" if total == shown else "counted_some"
    return say(key, language).format(total=f"{total:,}", shown=shown)


def _ignored(asked: Asked, language: str) -> str:
    if not asked.ignored:
        return ""
    return say("address_ignored", language).format(names="、".join(asked.ignored))


def _first_step(listing: Listing[Any], language: str) -> Link | None:
    if listing.first_step is None:
        return None
    href, key = listing.first_step
    return Link(say(key, language), href)

"""Contracts of an organisation's own accounts."""

from __future__ import annotations

from traceability.schemas.parties import Password, Username, UserPublic
from traceability.schemas.types import In, Out, Person


class StaffCreate(In):
    """A colleague's account; role and organisation are those of whoever opens it."""

    username: Username
    display_name: Person
    password: Password


class StaffMember(UserPublic):
    """An account, and whether it keeps the others."""

    is_keeper: bool
    has_second_factor: bool


class StaffPublic(Out):
    """The accounts of an organisation; `is_keeper` tells whether the caller looks after them."""

    is_keeper: bool
    items: list[StaffMember]

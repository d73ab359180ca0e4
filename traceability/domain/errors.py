"""How does the register refuse something?

Every refusal has a stable `code` and the values that matter. Sentences for people are made at the
edge (`routes/errors.py`), so that one refusal reads well in Chinese and in English.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class RegisterError(Exception):
    """Something was refused; nothing was recorded."""

    def __init__(self, code: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values


class NotFoundError(RegisterError):
    """The record does not exist, or the caller may not know that it does."""


class ConflictError(RegisterError):
    """The record clashes with one that exists already."""


class ForbiddenError(RegisterError):
    """The caller's role or organisation does not allow this."""


class RuleError(RegisterError):
    """A rule of the trade, the law or the mass balance forbids this."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in an input of many, and where it stands.

    It has words of its own, or they follow from its code and values at the edge.
    """

    field: str
    code: str
    zh: str = ""
    en: str = ""
    row: int | None = None  # of a spreadsheet, as people count: the first line is 1
    column: str | None = None  # its letter
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


class FaultsError(RuleError):
    """Several things are wrong; nothing of the input was recorded."""

    def __init__(self, code: str, faults: Sequence[Fault]) -> None:
        super().__init__(code, count=len(faults))
        self.faults = tuple(faults)


class SignInError(RegisterError):
    """The caller could not be recognised."""


class UnreachableError(RegisterError):
    """Another system that is needed for this did not answer; nothing was recorded."""


class TooManyAttemptsError(RegisterError):
    """The caller must wait; `retry_after` is in seconds."""

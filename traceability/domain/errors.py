"""How does the register refuse something?

Every refusal has a stable `code` and the values that matter. Sentences for people are made at the
edge (`routes/errors.py`), so that one refusal reads well in Chinese and in English.
"""

from __future__ import annotations


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


class SignInError(RegisterError):
    """The caller could not be recognised."""


class TooManyAttemptsError(RegisterError):
    """The caller must wait; `retry_after` is in seconds."""

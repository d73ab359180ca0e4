"""What does the authority keep about an enterprise besides tests and penalties?"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from traceability.domain.errors import RuleError


class ComplaintState(StrEnum):
    """What an investigation found a complaint to be."""

    OPEN = "open"
    UPHELD = "upheld"  # 属实
    UNFOUNDED = "unfounded"  # 不属实


class CertificateScheme(StrEnum):
    """Management systems whose certificates count."""

    HACCP = "haccp"
    ISO_22000 = "iso22000"


SCHEME_NAMES = {CertificateScheme.HACCP: "HACCP", CertificateScheme.ISO_22000: "ISO 22000"}


def check_not_later(day: date, today: date, field: str) -> None:
    """Refuse a day of a record that lies in the future."""
    if day > today:
        raise RuleError("supervision.in_the_future", field=field)


def check_period(first: date, last: date, field: str) -> None:
    """Refuse a period that ends before it begins."""
    if last < first:
        raise RuleError("supervision.ends_before_it_begins", field=field)

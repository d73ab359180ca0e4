"""What must be compared before a kept page may be sent again?

A stamp is everything on which the page of a scan depends, without its document: revisions, state,
standing, the other lots and what is known of the package's code. It is looked up for each scan,
by primary key.
"""

from __future__ import annotations

from typing import Any, Protocol

Stamp = tuple[Any, ...]
Own = tuple[Any, ...]  # suspected scans, places and since when; scans counted, first on
LotKey = tuple[str, str]
PackageKey = tuple[int, int, str]  # label job, serial, code

TRACE = """t.gtin, t.lot, t.origin, t.state, t.best_before, t.registered_at, t.revision,
 t.document_hash, s.standing, s.void_before, s.revision AS standing_revision, s.reason,
 g.revision AS trust_revision, v.revision AS penalties_revision"""
STANDING = """LEFT JOIN published_standing s ON s.uscc = t.uscc AND s.origin = t.origin
 LEFT JOIN published_trust g ON g.uscc = t.uscc AND g.origin = t.origin
 LEFT JOIN published_penalty v ON v.uscc = t.uscc AND v.origin = t.origin"""
# The lots that the page lists, and one more: it leaves out its own.
OTHERS = """(SELECT {gather} FROM (SELECT gtin, lot, origin, uscc, state, best_before,
 registered_at, is_below_grade FROM trace_document WHERE gtin = t.gtin ORDER BY lot DESC,
 origin DESC LIMIT 5) n
 LEFT JOIN published_standing o ON o.uscc = n.uscc AND o.origin = n.origin)"""
CODE = "p.gtin, p.lot, p.origin, x.scans, x.places, x.since, c.scans, c.first_on"
OWN_COLUMNS = 5  # the last of them
# What is known of a code: a label that was damaged or never printed has none any more.
CODE_JOINS = """LEFT JOIN suspect_code x ON x.code = {code} AND x.origin = p.origin
 LEFT JOIN scanned_code c ON c.code = {code} AND c.origin = p.origin"""
CODE_HOLDS = """p.first_serial <= {serial} AND p.first_serial + p.count > {serial}
 AND NOT EXISTS (SELECT 1 FROM void_code w WHERE w.job_no = p.job_no
 AND w.origin = p.origin AND w.first_serial <= {serial} AND w.last_serial >= {serial})"""


class StampsError(Exception):
    """The database gave no stamp; whoever asked must ask in full."""


class Stamps(Protocol):
    """Looks stamps up."""

    async def of_lot(self, key: LotKey) -> Stamp | None:
        """Give the stamp of a lot; None if it is not published."""

    async def of_package(self, key: PackageKey) -> tuple[Stamp, Own] | None:
        """Give the stamp of a package's lot and its own part; None if it was not issued."""

    def close(self) -> None:
        """Leave the database."""

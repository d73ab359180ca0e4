"""What did a check of the ledger find, and how is it handed on?"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum

LISTED = 10_000  # findings that a report lists; all are counted


class LedgerUnreadableError(RuntimeError):
    """The ledger could not be checked: no database, another schema, or a broken connection."""


class FindingCode(StrEnum):
    """What can be wrong, as stable codes."""

    PART_HASH = "entry.part_hash"  # text and salt do not give the part's hash
    LEAF_HASH = "entry.leaf_hash"  # the leaf's text does not give the leaf's hash
    TREE_HASH = "entry.tree_hash"  # the numbered leaf has another hash than its entry
    TEXT_MISSING = "entry.text_missing"
    SALT_MISSING = "entry.salt_missing"
    TEXT_UNREADABLE = "entry.text_unreadable"  # not JSON
    TEXT_UNCANONICAL = "entry.text_uncanonical"  # the same values, written in another way
    PART_MISSING = "entry.part_missing"
    PART_UNKNOWN = "entry.part_unknown"
    KIND_UNKNOWN = "entry.kind_unknown"
    CLASS = "entry.class"  # open where it must be sealed, or the reverse
    SCHEMA_UNKNOWN = "entry.schema_unknown"
    RECORD = "entry.record"  # the text speaks of another record than the columns
    REVISION = "entry.revision"  # the text speaks of another revision than the column
    REVISION_MISSING = "entry.revision_missing"
    REVISION_EXTRA = "entry.revision_extra"  # a record that never changes has a second revision
    OWNER = "entry.owner"
    RECORDED_AT = "entry.recorded_at"
    ERASURE_UNKNOWN = "entry.erasure_unknown"  # erased without an entry that says why
    UNNUMBERED = "entry.unnumbered"  # neither numbered nor waiting: inserted behind the back
    REMOVED = "entry.removed"
    ROW_ALTERED = "row.altered"
    ROW_MISSING = "row.missing"
    ROW_INSERTED = "row.inserted"
    LINK_MISSING = "index.link_missing"
    LINK_EXTRA = "index.link_extra"
    SUM = "index.sum"  # a kept sum is not what its records add up to


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was logged; `record` is the primary key as one text."""

    code: FindingCode
    table: str
    record: str
    field: str | None = None
    logged: object = None
    found: object = None
    entry_id: str | None = None


@dataclass(slots=True)
class LedgerReport:
    """How much was checked, and all that is wrong with it."""

    entries: int = 0
    rows: int = 0
    found: int = 0  # also those beyond the list's end
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing was altered, removed or inserted."""
        return self.found == 0

    def add(self, finding: Finding) -> None:
        """Take in a finding; beyond `LISTED` they are only counted, so that memory is bounded."""
        self.found += 1
        if len(self.findings) < LISTED:
            self.findings.append(finding)


def to_json(report: LedgerReport) -> str:
    """Write a report for machines."""
    shown = {
        "sound": report.is_sound,
        "entries": report.entries,
        "rows": report.rows,
        "found": report.found,
        "findings": [asdict(finding) for finding in report.findings],
    }
    return json.dumps(shown, ensure_ascii=False, indent=1, default=repr)

"""What counts as a change between two revisions of a record?"""

from __future__ import annotations

import pytest

from traceability.domain.changes import changed_fields


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"state": "open"}, {"state": "done"}, [("state", "open", "done")]),
        ({"state": "open"}, {"state": "open"}, []),
        (None, {"state": "open"}, [("state", None, "open")]),
        (None, {"state": None}, []),
        ({"state": "open"}, {"state": None}, [("state", "open", None)]),
        # What every revision changes says nothing of the deed.
        ({"revision": 1, "@kind": "a"}, {"revision": 2, "@kind": "b", "id": "7"}, []),
        # A column that came later was empty before.
        ({}, {"note": "new"}, [("note", None, "new")]),
    ],
)
def test_changes_are_named_with_both_values(
    before: dict[str, object] | None,
    after: dict[str, object],
    changes: list[tuple[str, object, object]],
) -> None:
    assert changed_fields(before, after) == changes

"""What changed between two revisions of a record?"""

from __future__ import annotations

from collections.abc import Mapping

# Say nothing about the deed itself.
_LEFT_OUT = frozenset({"id", "revision", "recorded_at", "@kind", "@record"})


def changed_fields(
    before: Mapping[str, object] | None, after: Mapping[str, object]
) -> list[tuple[str, object, object]]:
    """Name the fields that differ, with both values; all that say something if nothing was before.

    >>> changed_fields({"state": "open", "note": None}, {"state": "done", "note": None})
    [('state', 'open', 'done')]
    >>> changed_fields(None, {"id": "7", "state": "open", "note": None})
    [('state', None, 'open')]
    """
    was = before or {}
    return [
        (name, was.get(name), value)
        for name, value in after.items()
        if name not in _LEFT_OUT and was.get(name) != value
    ]

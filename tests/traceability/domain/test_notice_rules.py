"""When is somebody told? At once what cannot wait, the rest once each morning."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from traceability.domain.notice_rules import kinds_to_tell

TODAY, YESTERDAY = date(2026, 11, 27), date(2026, 11, 26)
MORNING = datetime(2026, 11, 27, 0, 30, tzinfo=UTC)  # half past eight in China
NIGHT = datetime(2026, 11, 26, 22, 0, tzinfo=UTC)  # six in the morning in China


@pytest.mark.parametrize(
    ("waiting", "told", "last", "now", "chosen", "expected"),
    [
        ({"samples": 3}, {}, YESTERDAY, MORNING, {}, ["samples"]),
        ({"samples": 3}, {}, TODAY, MORNING, {}, []),
        ({"samples": 3}, {}, None, NIGHT, {}, []),
        ({"samples": 3}, {"samples": 3}, YESTERDAY, MORNING, {}, ["samples"]),
        ({}, {"samples": 3}, YESTERDAY, MORNING, {}, []),
        ({"stock_notices": 1}, {}, TODAY, NIGHT, {}, ["stock_notices"]),
        ({"stock_notices": 1, "imports": 2}, {}, TODAY, NIGHT, {}, ["stock_notices"]),
        ({"stock_notices": 1}, {"stock_notices": 1}, TODAY, NIGHT, {}, []),
        ({"stock_notices": 2}, {"stock_notices": 1}, TODAY, NIGHT, {}, ["stock_notices"]),
        ({"defence": 1}, {"defence": 2}, TODAY, MORNING, {}, []),
        ({"samples": 3}, {}, YESTERDAY, MORNING, {"samples": "never"}, []),
        ({"samples": 3}, {}, TODAY, NIGHT, {"samples": "at_once"}, ["samples"]),
        ({"stock_notices": 1}, {}, TODAY, NIGHT, {"stock_notices": "daily"}, []),
        (
            {"stock_notices": 1},
            {},
            YESTERDAY,
            MORNING,
            {"stock_notices": "daily"},
            ["stock_notices"],
        ),
        ({"held": 1, "imports": 1}, {}, YESTERDAY, MORNING, {"imports": "never"}, ["held"]),
    ],
)
def test_who_is_told_when(
    waiting: dict[str, int],
    told: dict[str, int],
    last: date | None,
    now: datetime,
    chosen: dict[str, str],
    expected: list[str],
) -> None:
    assert kinds_to_tell(waiting, told, last, now, chosen) == expected

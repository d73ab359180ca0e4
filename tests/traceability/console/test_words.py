"""Does every room of the console say its own words, each in both languages?"""

from __future__ import annotations

from collections import Counter

from traceability.console.words import ROOMS


def test_no_room_says_a_key_of_another() -> None:
    keys = Counter(key for room in ROOMS for key in room)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_word_stands_in_both_languages() -> None:
    for room in ROOMS:
        for key, (zh, en) in room.items():
            assert zh, key
            assert en, key

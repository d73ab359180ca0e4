"""A worker is killed again and again while it prints: is every label on paper once?

`LABEL_KILLS=100 LABEL_COUNT=2000` runs the long form.
"""

from __future__ import annotations

import json
import os
import random
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import col, select

from tests.factories import City
from tests.label_shop import Shop, codes_of, label_shop
from traceability.schemas.labels import LabelJobDetail, LabelProgress
from traceability.storage.ledger_check import verify_ledger
from traceability.storage.tables import LogEntry

COUNT = int(os.environ.get("LABEL_COUNT", "120"))
KILLS = int(os.environ.get("LABEL_KILLS", "2"))


def check_that_every_doubt_was_settled(city: City, teller: str) -> int:
    """Read in the log that unknown labels were asked about each time; give how often."""
    query = (
        select(LogEntry.public_text)
        .where(LogEntry.kind == "label_run")
        .order_by(col(LogEntry.revision))
    )
    texts = city.look("regulator", lambda work: work.session.exec(query).all())
    revisions = [json.loads(text) for text in texts if text]
    doubts = 0
    for before, after in pairwise(revisions):
        if " unknown" in before["ranges"]:
            doubts += 1
            assert " unknown" not in after["ranges"]
            assert after["settled_by"] == teller
    assert " unknown" not in revisions[-1]["ranges"]
    return doubts


def print_with_power_cuts(shop: Shop, job: LabelJobDetail, kills: int, draw: random.Random) -> int:
    """Kill workers at random moments of their work; a person answers where he is asked.

    The first one dies while labels are at the printer, so that there is something to ask about.
    Give how many questions a person answered.
    """
    answered = 0
    for number in range(kills):
        worker = shop.start()
        before = look(shop, job)
        # Until it has done something; on an idle machine the last ones may find all done.
        while look(shop, job).changed_at == before.changed_at and not is_done(shop, job):
            answered += answer_if_asked(shop, job)
        strike = time.monotonic() + draw.uniform(0, 0.8)
        while time.monotonic() < strike if number else not has_sent(shop, job):
            answered += answer_if_asked(shop, job)
        worker.kill()
        worker.join(30)
    shop.start()
    while not is_done(shop, job):
        answered += answer_if_asked(shop, job)
    return answered


def look(shop: Shop, job: LabelJobDetail) -> LabelProgress:
    """Look at a job; one that makes no headway for minutes never will."""
    time.sleep(0.02)
    progress = shop.show(job).progress
    assert progress is not None
    assert datetime.now(UTC) - progress.changed_at < timedelta(minutes=3), progress
    return progress


def is_done(shop: Shop, job: LabelJobDetail) -> bool:
    return look(shop, job).state == "done"


def has_sent(shop: Shop, job: LabelJobDetail) -> bool:
    return any(span.state == "sent" for span in look(shop, job).spans)


def answer_if_asked(shop: Shop, job: LabelJobDetail) -> int:
    """Look at the roll and answer, if the printer does not tell."""
    if look(shop, job).state != "unanswered" or "answers=no" not in shop.query:
        return 0
    shop.wait_until_still()
    shop.answer(job, shop.last_seen(job))
    return 1


@pytest.mark.parametrize("teller", ["odometer", "person"])
def test_no_label_twice_and_none_lost(
    city: City, database_url: str, tmp_path: Path, teller: str
) -> None:
    _, _, bags = city.release_rice()
    draw = random.Random(f"{teller} {database_url[:6]}")
    with label_shop(city, database_url, tmp_path, "--speed", str(COUNT / KILLS)) as shop:
        if teller == "person":
            shop.query = "&answers=no"
        job = shop.order(bags.id, count=COUNT)
        answered = print_with_power_cuts(shop, job, KILLS, draw)
        numbers = [codes_of(job)[text.rsplit("/", 1)[-1]] for text in shop.on_paper()]
        assert sorted(numbers) == list(range(1, COUNT + 1))
        assert numbers == sorted(numbers)  # in the order of the roll
        shown = shop.show(job)
        assert shown.progress is not None
        assert [(one.first, one.last, one.state) for one in shown.progress.spans] == [
            (1, COUNT, "confirmed")
        ]
        assert shown.progress.unknown is None
    doubts = check_that_every_doubt_was_settled(city, teller)
    assert doubts > 0
    assert answered == (doubts if teller == "person" else 0)
    assert verify_ledger(city.engine).is_sound

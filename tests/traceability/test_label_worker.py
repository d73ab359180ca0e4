"""Does the worker process bring every label to paper once, whatever the printer does?"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.factories import City, hold
from tests.label_shop import Shop, codes_of, label_shop


def all_once(shop: Shop, *jobs) -> None:  # type: ignore[no-untyped-def]
    wanted = [code for job in jobs for code in codes_of(job)]
    assert sorted(text.rsplit("/", 1)[-1] for text in shop.on_paper()) == sorted(wanted)


@pytest.mark.parametrize("language", ["tspl", "zpl"])
def test_labels_come_out_in_order_and_are_confirmed(
    city: City, database_url: str, tmp_path: Path, language: str
) -> None:
    _, _, bags = city.release_rice()
    with label_shop(city, database_url, tmp_path, language=language) as shop:
        job, second = shop.order(bags.id, count=25), shop.order(bags.id, count=12)
        shop.start()
        shop.wait_for(second, "done")
        assert shop.wait_for(job, "done").progress.done == 25  # type: ignore[union-attr]
        all_once(shop, job, second)
        numbers = [codes_of(job).get(text.rsplit("/", 1)[-1]) for text in shop.on_paper()[:25]]
        assert numbers == list(range(1, 26))


def test_a_broken_line_is_settled_by_the_printers_count(sqlite_city: City, tmp_path: Path) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    url = str(city.engine.url)
    with label_shop(city, url, tmp_path, "--drop-after", "17") as shop:
        job = shop.order(bags.id)
        shop.start()
        shown = shop.wait_for(job, "done")
        assert shown.runs[0].settled_by == "odometer"
        all_once(shop, job)


def test_a_job_waits_for_paper_and_goes_on(sqlite_city: City, tmp_path: Path) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    url = str(city.engine.url)
    with label_shop(city, url, tmp_path, "--paper-out-after", "13") as shop:
        job = shop.order(bags.id)
        shop.start()
        while (shown := shop.show(job)).progress.trouble != "printer.paper_out":  # type: ignore[union-attr]
            assert shown.progress is not None
        shop.printer.say("paper")
        shop.wait_for(job, "done")
        all_once(shop, job)


def test_a_stalled_printer_leaves_a_question_that_its_count_answers_later(
    sqlite_city: City, tmp_path: Path
) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    url = str(city.engine.url)
    with label_shop(city, url, tmp_path, "--stall-after", "23") as shop:
        job = shop.order(bags.id)
        shop.start()
        shown = shop.wait_for(job, "unanswered")
        assert shown.progress is not None
        assert shown.progress.unknown is not None
        assert shown.progress.unknown.first == 21
        shop.printer.say("resume")
        shop.wait_for(job, "done")
        all_once(shop, job)


def test_a_hold_stops_the_printer_in_the_middle_of_a_job(sqlite_city: City, tmp_path: Path) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    url = str(city.engine.url)
    with label_shop(city, url, tmp_path, "--speed", "40") as shop:
        job = shop.order(bags.id, count=300)
        shop.start()
        shop.wait_for_labels(25)
        hold(city, bags.id, "regulator")
        shown = shop.wait_for(job, "stopped")
        assert shown.progress is not None
        assert shown.progress.stopped_by == "label.not_released"
        assert 25 <= shown.progress.done < 300
        assert len(shop.on_paper()) == shown.progress.done


def test_two_workers_share_the_work_of_one_printer_without_a_label_twice(
    city: City, database_url: str, tmp_path: Path
) -> None:
    _, _, bags = city.release_rice()
    with label_shop(city, database_url, tmp_path) as shop:
        jobs = [shop.order(bags.id, count=30) for _ in range(3)]
        shop.start()
        shop.start()
        for job in jobs:
            shop.wait_for(job, "done")
        all_once(shop, *jobs)


def test_the_command_prints_until_it_is_told_to_stop(sqlite_city: City, tmp_path: Path) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    with label_shop(city, str(city.engine.url), tmp_path, "--speed", "20") as shop:
        job = shop.order(bags.id, count=200)
        worker = shop.start_command("--chunk", "8")
        shop.wait_for_labels(20)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
        shown = shop.show(job).progress
        assert shown is not None
        assert (shown.state, shown.done % 8) == ("printing", 0)
        assert len(shop.on_paper()) == shown.done < 200  # what had left was waited for

"""Do labels keep their states through printing, breaks, answers, reprints and voids?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from consumer_web.codes import CodeBook
from consumer_web.tables import VoidCodes
from tests.factories import CODE_KEYS, ORIGIN, City, hold, lift, refused
from traceability.domain.access import system_actor
from traceability.domain.kinds import Standing
from traceability.domain.label_ranges import LabelRange, read_ranges, write_ranges
from traceability.schemas.labels import (
    FirstArticle,
    LabelAnswer,
    LabelJobCreate,
    LabelJobDetail,
    LabelJobPublic,
    LabelReprintCreate,
    LabelVoidCreate,
)
from traceability.schemas.parties import StandingCreate
from traceability.services import label_files, label_printing, label_runs, labels, standings
from traceability.services.label_printing import Chunk, Holder
from traceability.storage.ledger_check import verify_ledger
from traceability.storage.tables import LabelRun, LabelRunWork, LogEntry
from traceability.storage.work import Work, transaction

PRINTER = "line-1"
ROOM = labels.PrintRoom("https://ly.hz.example", [PRINTER])


def order(city: City, batch_id: UUID, **more: Any) -> LabelJobPublic:
    said = {"batch_id": batch_id, "count": 120, "is_serialised": True, "printer": PRINTER}
    entered = LabelJobCreate.model_validate(said | more)
    return city.do("mill", lambda work: labels.order_labels(work, entered, ROOM))


@dataclass
class Worker:
    """The worker's stories, one by one, at a clock of its own."""

    city: City
    name: str = "w1"
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def tell(self, story: Callable[[Work, Holder], Any]) -> Any:
        holder = Holder(self.name, PRINTER, self.at + timedelta(seconds=60))
        with transaction(self.city.engine, system_actor(), self.at, ORIGIN) as work:
            return story(work, holder)

    def take(self) -> bool:
        return self.tell(label_printing.take_printer)

    def next(self, most: int = 50) -> Chunk | None:
        return self.tell(lambda work, holder: label_printing.next_labels(work, holder, most))

    def sent(self, chunk: Chunk, odometer: int | None = 1000) -> bool:
        return self.tell(
            lambda work, holder: label_printing.mark_sent(work, holder, chunk, odometer)
        )

    def confirmed(self, chunk: Chunk, *, is_told: bool = True) -> bool:
        return self.tell(
            lambda work, holder: label_printing.confirm_sent(work, holder, chunk.run_id, is_told)
        )

    def doubt(self) -> label_printing.Doubt | None:
        return self.tell(label_printing.find_doubt)

    def settle(self, doubt: label_printing.Doubt, odometer: int) -> bool:
        return self.tell(
            lambda work, holder: label_printing.settle_by_odometer(work, holder, doubt, odometer)
        )

    def print(self, most: int = 50, times: int = 10_000) -> int:
        """Print what there is, without any trouble; give the number of chunks."""
        for done in range(times):
            chunk = self.next(most)
            if chunk is None:
                return done
            assert self.sent(chunk)
            assert self.confirmed(chunk)
        return times


@pytest.fixture
def worker(city: City) -> Worker:
    made = Worker(city)
    assert made.take()
    return made


def show(city: City, job: LabelJobPublic) -> LabelJobDetail:
    return city.look("mill", lambda work: labels.read_label_job(work, job.id))


def ranges(city: City, job: LabelJobPublic, run_no: int = 0) -> str:
    query = (
        select(LabelRunWork.ranges)
        .join(LabelRun, col(LabelRun.id) == col(LabelRunWork.run_id))
        .where(LabelRun.job_id == job.id, LabelRun.run_no == run_no)
    )
    return city.look("mill", lambda work: work.session.exec(query).one())


def answer(city: City, job: LabelJobPublic, last_seen: int) -> LabelJobDetail:
    said = LabelAnswer(last_seen=last_seen)
    return city.do("mill", lambda work: label_runs.answer_run(work, job.id, said, CODE_KEYS))


def act(city: City, job: LabelJobPublic, story: Callable[..., LabelJobDetail]) -> LabelJobDetail:
    return city.do("mill", lambda work: story(work, job.id))


def void(city: City, job: LabelJobPublic, **said: Any) -> LabelJobDetail:
    wanted = LabelVoidCreate.model_validate({"reason": "贴歪"} | said)
    return city.do("mill", lambda work: label_runs.void_labels(work, job.id, wanted, CODE_KEYS))


def reprint(city: City, job: LabelJobPublic, first: int, last: int) -> LabelJobDetail:
    wanted = LabelReprintCreate(first=first, last=last, reason="卷边")
    return city.do("mill", lambda work: label_runs.reprint_labels(work, job.id, wanted, [PRINTER]))


def voids(city: City) -> list[tuple[int, int, int]]:
    query = select(VoidCodes.job_no, VoidCodes.first_serial, VoidCodes.last_serial)
    rows = city.look("mill", lambda work: work.session.exec(query.order_by("first_serial")).all())
    return [tuple(row) for row in rows]


def test_a_job_is_printed_chunk_by_chunk_and_costs_few_rows(city: City, worker: Worker) -> None:
    _, _, bags = city.release_rice()
    job = order(city, bags.id)
    assert job.progress is not None
    assert (job.progress.state, job.progress.done, job.progress.total) == ("queued", 0, 120)
    chunk = worker.next()
    assert chunk is not None
    assert (chunk.labels.first, chunk.labels.last, chunk.job_no) == (0, 49, job.job_no)
    assert worker.sent(chunk)
    assert ranges(city, job) == "0-49 sent, 50-119 allocated"
    worker.at += timedelta(seconds=20)
    assert worker.confirmed(chunk)
    progress = show(city, job).progress
    assert progress is not None
    assert (progress.state, progress.done, progress.rate) == ("printing", 50, 2.5)
    assert progress.seconds_left == 28
    assert worker.print() == 2
    shown = show(city, job)
    assert shown.progress is not None
    assert (shown.progress.state, shown.progress.done) == ("done", 120)
    assert shown.progress.seconds_left is None
    entries = select(LogEntry.revision).where(LogEntry.kind == "label_run")
    kept = city.look("regulator", lambda work: work.session.exec(entries).all())
    assert len(kept) <= 3  # ordered, begun, done: not two for each chunk
    query = select(LabelRun.ranges, LabelRun.revision)
    record = city.look("mill", lambda work: work.session.exec(query).one())
    assert tuple(record) == ("0-119 confirmed", 3)
    assert verify_ledger(city.engine).is_sound


def test_what_a_dead_worker_sent_is_unknown_and_never_sent_again(
    city: City, worker: Worker
) -> None:
    _, _, bags = city.release_rice()
    job = order(city, bags.id)
    worker.print(times=1)
    chunk = worker.next()
    assert chunk is not None
    assert worker.sent(chunk, odometer=None)
    heir = Worker(city, "w2", worker.at + timedelta(seconds=30))
    assert not heir.take()  # the lease still runs
    heir.at = worker.at + timedelta(seconds=61)
    assert heir.take()
    assert heir.doubt() is None  # this printer does not count: a person must look
    assert ranges(city, job) == "0-49 confirmed, 50-99 unknown, 100-119 allocated"
    shown = show(city, job).progress
    assert shown is not None
    assert shown.unknown is not None
    assert (shown.state, shown.unknown.first, shown.unknown.last) == ("unanswered", 51, 100)
    assert heir.next() is None
    refused("label.unanswered", act, city, job, label_runs.resume_run)
    refused("label.unanswered", void, city, job, first=60, last=60)
    for wrong in (49, 101):
        refused("label.not_the_last", answer, city, job, wrong)
    answer(city, job, 72)
    assert ranges(city, job) == "0-71 confirmed, 72-119 allocated"
    assert show(city, job).runs[0].settled_by == "person"
    chunk = heir.next()
    assert chunk is not None
    assert chunk.labels.first == 72
    refused("label.nothing_unknown", answer, city, job, 72)
    # The first worker wakes up late: the printer is another's.
    worker.at = heir.at
    assert not worker.sent(chunk)
    assert not worker.confirmed(chunk)


@pytest.mark.parametrize(
    ("counted", "left"),
    [
        (1000, "0-119 allocated"),
        (1017, "0-16 confirmed, 17-119 allocated"),
        (1050, "0-49 confirmed, 50-119 allocated"),
        (1051, "0-49 unknown, 50-119 allocated"),  # somebody else printed as well
        (999, "0-49 unknown, 50-119 allocated"),  # switched off and on
    ],
)
def test_the_printers_count_settles_a_doubt_if_it_can(
    sqlite_city: City, counted: int, left: str
) -> None:
    city, worker = sqlite_city, Worker(sqlite_city)
    assert worker.take()
    _, _, bags = city.release_rice()
    job = order(city, bags.id)
    chunk = worker.next()
    assert chunk is not None
    assert worker.sent(chunk, odometer=1000)
    doubt = worker.doubt()
    assert doubt is not None
    assert (doubt.first, doubt.count, doubt.odometer) == (0, 50, 1000)
    assert worker.settle(doubt, counted) == ("unknown" not in left)
    assert ranges(city, job) == left
    assert worker.doubt() is None  # it is asked once; then a person is
    assert not worker.settle(doubt, 1000)


def test_a_person_may_be_quicker_than_the_count(sqlite_city: City) -> None:
    city, worker = sqlite_city, Worker(sqlite_city)
    assert worker.take()
    _, _, bags = city.release_rice()
    job = order(city, bags.id)
    chunk = worker.next()
    assert chunk is not None
    assert worker.sent(chunk)
    doubt = worker.doubt()
    assert doubt is not None
    answer(city, job, 10)
    assert not worker.settle(doubt, 1050)
    assert ranges(city, job) == "0-9 confirmed, 10-119 allocated"


@pytest.mark.parametrize("cause", ["hold", "suspension"])
def test_a_job_stops_in_the_middle_when_its_labels_may_not_go_out(
    city: City, worker: Worker, cause: str
) -> None:
    _, _, bags = city.release_rice()
    job = order(city, bags.id)
    worker.print(times=1)
    drawn = worker.next()
    assert drawn is not None
    if cause == "hold":
        hold(city, bags.id, "regulator")
    else:
        said = StandingCreate(
            organization_id=city.actors["mill"].org_id,
            standing=Standing.SUSPENDED,
            reason="虚假标注",
            decision_no="惠市监〔2026〕9号",
        )
        city.do("regulator", lambda work: standings.change_standing(work, said))
    assert not worker.sent(drawn)  # drawn before, but it does not leave
    assert worker.next() is None
    shown = show(city, job).progress
    assert shown is not None
    codes = {"hold": "label.not_released", "suspension": "label.not_released"}
    assert (shown.state, shown.done) == ("stopped", 50)
    assert shown.stopped_by in {codes[cause], "enterprise.not_trusted"}
    for story in (label_runs.resume_run,):
        with pytest.raises(Exception, match=shown.stopped_by):
            act(city, job, story)
    with pytest.raises(Exception, match=shown.stopped_by):
        order(city, bags.id)
    if cause == "hold":
        lift(city, bags.id, "regulator")
        act(city, job, label_runs.resume_run)
        assert worker.print() == 2
        assert ranges(city, job) == "0-119 confirmed"


def test_pause_resume_cancel(city: City, worker: Worker) -> None:
    _, _, bags = city.release_rice()
    job = order(city, bags.id)
    worker.print(times=1)
    chunk = worker.next()
    assert chunk is not None
    assert worker.sent(chunk)
    act(city, job, label_runs.pause_run)  # while labels are at the printer
    assert worker.confirmed(chunk)
    assert worker.next() is None
    refused("label.not_possible", act, city, job, label_runs.pause_run)
    act(city, job, label_runs.resume_run)
    chunk = worker.next(10)
    assert chunk is not None
    assert worker.sent(chunk)
    act(city, job, label_runs.cancel_run)
    assert ranges(city, job) == "0-99 confirmed, 100-109 sent, 110-119 void"
    assert voids(city) == [(job.job_no, 110, 119)]
    doubt = worker.doubt()  # the line broke after all
    assert doubt is not None
    assert worker.settle(doubt, 1004)
    assert ranges(city, job) == "0-103 confirmed, 104-119 void"
    assert voids(city) == [(job.job_no, 104, 109), (job.job_no, 110, 119)]
    assert show(city, job).runs[0].state == "cancelled"
    refused("label.not_possible", act, city, job, label_runs.cancel_run)
    refused("label.not_possible", act, city, job, label_runs.resume_run)
    assert worker.next() is None
    assert verify_ledger(city.engine).is_sound


def test_the_first_article_is_scanned_before_the_others_are_printed(
    city: City, worker: Worker
) -> None:
    _, _, bags = city.release_rice()
    job = order(city, bags.id, has_first_article=True)
    plain = order(city, bags.id, has_first_article=True, is_serialised=False, count=3)
    assert worker.print() == 2  # one label of each job
    assert ranges(city, job) == "0-0 confirmed, 1-119 allocated"
    assert show(city, job).progress.state == "first_article"  # type: ignore[union-attr]

    def scan(which: LabelJobPublic, text: str) -> LabelJobDetail:
        said = FirstArticle(scanned=text)
        return city.do(
            "mill", lambda work: label_runs.scan_first_article(work, which.id, said, CODE_KEYS)
        )

    first, second = CodeBook(CODE_KEYS).issue_range(job.job_no, 0, 2)
    other = CodeBook(CODE_KEYS).issue(99, 0)
    refused("label.first_article_differs", scan, job, f"https://x.cn/T/{second}")
    refused("label.code_of_another_job", scan, job, f"https://x.cn/T/{other}")
    refused("code.length", scan, job, "https://x.cn/T/ABC")
    scan(job, f"https://x.cn/01/{bags.gtin}/21/{first.lower()}?x=1")
    refused("label.not_possible", scan, job, first)
    refused("label.first_article_differs", scan, plain, f"https://x.cn/01/{bags.gtin}/10/OTHER")
    refused("label.first_article_differs", scan, plain, "hello")
    scan(plain, f"https://x.cn/01/{bags.gtin}/10/{bags.lot}")
    assert worker.print() == 4
    assert show(city, plain).progress.done == 3  # type: ignore[union-attr]
    assert show(city, job).runs[0].first_scanned_at is not None


def test_a_reprint_has_a_reason_and_is_counted(city: City, worker: Worker) -> None:
    _, _, bags = city.release_rice()
    job = order(city, bags.id)
    worker.print(times=1)
    refused("label.run_open", reprint, city, job, 1, 1)
    worker.print()
    refused("label.no_such_label", reprint, city, job, 120, 121)
    refused("label.no_such_label", reprint, city, job, 5, 4)
    void(city, job, first=9, last=9)
    refused("label.never_printed", reprint, city, job, 8, 10)
    reprint(city, job, 11, 30)
    chunk = worker.next(15)
    assert chunk is not None
    assert (chunk.first_in_job, chunk.labels.count, chunk.job_no) == (10, 15, job.job_no)
    void(city, job, first=12, last=12)  # drawn already: the rest is drawn anew
    assert not worker.sent(chunk)
    assert worker.print() == 2
    shown = show(city, job)
    assert [(run.run_no, run.first, run.last, run.reason) for run in shown.runs] == [
        (0, 1, 120, None),
        (1, 11, 30, "卷边"),
    ]
    assert shown.reprinted == 20
    assert ranges(city, job, 1) == "0-0 confirmed, 1-1 void, 2-19 confirmed"
    assert ranges(city, job).startswith("0-7 confirmed, 8-8 void, 9-10 confirmed, 11-11 void")
    reprint(city, job, 1, 1)
    act(city, job, label_runs.cancel_run)  # a label of a cancelled reprint was printed before
    assert voids(city) == [(job.job_no, 8, 8), (job.job_no, 11, 11)]
    assert verify_ledger(city.engine).is_sound


def test_damaged_labels_are_voided_by_scanning_and_their_number_may_be_ordered_again(
    sqlite_city: City,
) -> None:
    city, worker = sqlite_city, Worker(sqlite_city)
    assert worker.take()
    _, _, bags = city.release_rice()
    job = order(city, bags.id, count=2000)
    refused("label.too_many", order, city, bags.id, count=905)
    codes = list(CodeBook(CODE_KEYS).issue_range(job.job_no, 0, 2000))
    shown = void(city, job, codes=[codes[4], f"https://x.cn/T/{codes[3]}", codes[9], codes[4]])
    assert [(one.first, one.last, one.reason) for one in shown.voids] == [
        (4, 5, "贴歪"), (10, 10, "贴歪"),
    ]  # fmt: skip
    assert voids(city) == [(job.job_no, 3, 4), (job.job_no, 9, 9)]
    refused("label.void_already", void, city, job, codes=[codes[4]])
    refused("label.no_such_label", void, city, job, first=2000, last=2001)
    refused("label.code_of_another_job", void, city, job, codes=[CodeBook(CODE_KEYS).issue(7, 1)])
    worker.print(times=1)
    assert read_ranges(ranges(city, job))[0] == LabelRange(0, 2, "confirmed")  # type: ignore[arg-type]
    order(city, bags.id, count=907)  # 2,640 bags and a tenth, and three to replace void ones


def test_a_printer_that_never_tells_is_asked_about_once_at_the_end(sqlite_city: City) -> None:
    city, worker = sqlite_city, Worker(sqlite_city)
    assert worker.take()
    _, _, bags = city.release_rice()
    job = order(city, bags.id)
    while (chunk := worker.next()) is not None:
        assert worker.sent(chunk, odometer=None)
        assert worker.confirmed(chunk, is_told=False)
    assert ranges(city, job) == "0-119 unknown"
    answer(city, job, 118)
    assert ranges(city, job) == "0-117 confirmed, 118-119 allocated"
    chunk = worker.next()
    assert chunk is not None
    assert worker.sent(chunk, odometer=None)
    assert worker.confirmed(chunk, is_told=False)
    act(city, job, label_runs.cancel_run)
    answer(city, job, 119)
    assert ranges(city, job) == "0-118 confirmed, 119-119 void"


def test_a_file_is_drawn_again_as_often_as_needed_and_confirmed_by_a_person(
    sqlite_city: City,
) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    job = order(city, bags.id, printer=None, count=30)
    assert Worker(city).take()
    assert show(city, job).progress.state == "ready"  # type: ignore[union-attr]
    refused("label.nothing_unknown", answer, city, job, 3)
    void(city, job, first=2, last=2)
    for _ in range(2):
        taken = city.do("mill", lambda work: label_files.take_file(work, job.id))
        assert (taken.count, taken.output, taken.first_serial) == (29, "pdf", 0)
        assert ranges(city, job) == "0-0 rendered, 1-1 void, 2-29 rendered"
    answer(city, job, 20)
    assert ranges(city, job) == "0-0 confirmed, 1-1 void, 2-19 confirmed, 20-29 rendered"
    refused("label.no_such_label", answer, city, job, 31)
    answer(city, job, 30)
    assert show(city, job).progress.state == "done"  # type: ignore[union-attr]
    hold(city, bags.id)
    refused(
        "label.not_released",
        city.do, "mill", lambda work: label_files.take_file(work, job.id),
    )  # fmt: skip
    on_paper = order_refused(city, bags.id)
    assert on_paper


def order_refused(city: City, batch_id: UUID) -> bool:
    lift(city, batch_id)
    refused("label.no_such_printer", order, city, batch_id, printer="other")
    refused("label.sheet_on_a_roll_printer", order, city, batch_id, stock="a4-3x8")
    refused("label.stock", order, city, batch_id, stock="napkin")
    refused("label.text", order, city, batch_id, stock="40x30")  # too small for these words
    job = order(city, batch_id)
    refused("label.no_file", city.do, "mill", lambda work: label_files.take_file(work, job.id))
    return True


def test_one_worker_holds_a_printer(city: City, worker: Worker) -> None:
    _, _, bags = city.release_rice()
    order(city, bags.id)
    rival = Worker(city, "w2", worker.at)
    assert not rival.take()
    chunk = worker.next()
    assert chunk is not None
    assert not rival.sent(chunk)
    assert worker.take()  # again, for longer
    worker.tell(label_printing.leave_printer)
    assert rival.take()
    assert not worker.sent(chunk)
    assert rival.sent(chunk)
    assert not rival.sent(chunk)  # not twice
    assert rival.tell(
        lambda work, holder: label_printing.keep_waiting(
            work, holder, chunk.run_id, "printer.paper_out"
        )
    )
    shown = city.look("mill", lambda work: labels.list_label_jobs(work, None, 10)).items[0]
    assert shown.progress is not None
    assert shown.progress.trouble == "printer.paper_out"
    assert write_ranges(read_ranges("0-4 void")) == "0-4 void"

"""What is known before labels are ordered, and how jobs are found again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.factories import City, hold, refused
from traceability.domain.errors import ForbiddenError, NotFoundError, RuleError
from traceability.domain.kinds import LabelOutput
from traceability.schemas.labels import LabelJobCreate, LabelJobDetail, LabelJobQuery
from traceability.services import label_runs, labels
from traceability.services.label_plans import LabelPlan, plan_labels
from traceability.services.label_sheets import count_label_jobs, find_label_jobs, read_job_sheet
from traceability.storage.labels import PrintCheck


def order(city: City, batch_id: UUID, **more: Any) -> LabelJobDetail:
    entered = LabelJobCreate.model_validate({"batch_id": batch_id, "count": 10} | more)
    made = city.do("mill", lambda work: labels.order_labels(work, entered))
    return city.look("mill", lambda work: labels.read_label_job(work, made.id))


def plan(city: City, batch_id: UUID, who: str = "mill") -> LabelPlan:
    return city.look(who, lambda work: plan_labels(work, batch_id))


def test_a_plan_counts_what_has_no_code_yet(city: City) -> None:
    bags = city.release_rice()[2]
    before = plan(city, bags.id)
    assert (before.packages, before.codes, before.missing) == (2640, 0, 2640)
    assert before.most == 2640 + 264
    assert before.last_time is None
    job = order(city, bags.id, count=600, is_serialised=True, output="png")
    city.do("mill", lambda work: label_runs.cancel_run(work, job.id))  # its codes are void
    order(city, bags.id, count=40, is_serialised=True, stock="a4-3x8", output="pdf")
    order(city, city.release_rice()[2].id, count=9, output="pdf")  # of another lot
    after = plan(city, bags.id)
    assert (after.codes, after.missing) == (40, 2600)
    assert after.last_time is not None
    assert (after.last_time.output, after.last_time.is_serialised) == (LabelOutput.PDF, False)


def test_a_plan_names_all_that_keeps_labels_in_the_house(city: City) -> None:
    bags = city.release_rice()[2]
    assert set(plan(city, bags.id).checks) == set(PrintCheck)
    assert not any(plan(city, bags.id).checks.values())
    hold(city, bags.id)
    found = {name: error.code for name, error in plan(city, bags.id).checks.items() if error}
    assert found == {PrintCheck.BATCH: "label.not_released"}


def test_plans_are_of_ones_own_goods(city: City) -> None:
    paddy, _, bags = city.make_rice()
    with pytest.raises(ForbiddenError):
        plan(city, bags.id, "rival")
    with pytest.raises(ForbiddenError):
        plan(city, bags.id, "regulator")
    with pytest.raises(RuleError):
        plan(city, paddy.id)  # no product for sale


def test_jobs_are_found_newest_first_page_by_page(city: City) -> None:
    first, second = city.release_rice()[2], city.release_rice()[2]
    jobs = [order(city, lot.id) for lot in (first, second, first, second, first)]
    city.do("mill", lambda work: label_runs.cancel_run(work, jobs[0].id))

    def find(**said: Any) -> list[int]:
        query = LabelJobQuery.model_validate({"limit": 2} | said)
        numbers: list[int] = []
        while True:
            page = city.look("mill", lambda work, asked=query: find_label_jobs(work, asked))
            numbers += [job.job_no for job in page.items]
            if page.next is None:
                break
            query = query.model_copy(update={"cursor": page.next})
        counted = city.look("mill", lambda work: count_label_jobs(work, query))
        assert counted == len(numbers)
        return numbers

    assert find() == [5, 4, 3, 2, 1]
    assert find(q=first.lot) == [5, 3, 1]
    assert find(q=first.lot, is_open=True) == [5, 3]
    assert find(is_open=False) == [1]
    assert find(q="100%") == []
    page = city.look("mill", lambda work: find_label_jobs(work, LabelJobQuery()))
    assert {job.product for job in page.items} == {first.name}
    theirs = city.look("rival", lambda work: find_label_jobs(work, LabelJobQuery()))
    assert theirs.items == []
    refused(
        "cursor.malformed", city.look, "mill",
        lambda work: find_label_jobs(work, LabelJobQuery(cursor="nonsense")),
    )  # fmt: skip


def test_a_sheet_names_the_people_in_a_job(city: City) -> None:
    bags = city.release_rice()[2]
    job = order(city, bags.id, is_serialised=True)
    sheet = city.look("mill", lambda work: read_job_sheet(work, job.id))
    assert (sheet.lot, sheet.product, sheet.asked) == (bags.lot, bags.name, None)
    assert sheet.whole is not None
    assert sheet.whole.total == 10
    assert set(sheet.people) == {city.actors["mill"].user_id}
    with pytest.raises(NotFoundError):
        city.look("rival", lambda work: read_job_sheet(work, job.id))

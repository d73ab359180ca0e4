"""Story: the authority looks at the city: how it stands, and what must be done."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import col

from consumer_web.tables import SuspectCode
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.kinds import Approval, DeliveryState, OrganizationKind, Standing
from traceability.domain.penalty_windows import add_months
from traceability.schemas.city import (
    CityNumbers,
    CityPublic,
    CityTask,
    DayOfScans,
    DistrictOfFailures,
    MonthOfReports,
)
from traceability.storage.city import (
    Tested,
    count_ever_delisted,
    open_failures,
    scans_by_day,
    standings_by_word,
    start_of,
    suspected_scans_by_day,
    tested_by_district,
    tested_by_month,
)
from traceability.storage.city_tasks import Task, find_tasks
from traceability.storage.overview import count_of, counts_by
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Batch, CreditDelivery, Inspection, Organization, Product
from traceability.storage.work import Work

MONTHS = 12


def read_city(work: Work, most_tasks: int) -> CityPublic:
    """Give the city's numbers, what must be done first, and twelve months beside each other."""
    work.actor.require(Action.READ_CITY)
    today = civil_date(work.now)
    this_month = today.replace(day=1)
    first = add_months(this_month, 1 - MONTHS)
    months = tested_by_month(work.session, first)
    scans = scans_by_day(work.session, work.origin, this_month)
    suspected = suspected_scans_by_day(work.session, work.origin, this_month)
    tasks = find_tasks(work.session, work.origin)
    return CityPublic(
        counted_at=work.now,
        numbers=_numbers(work, this_month, months.get(this_month, Tested()), sum(scans.values())),
        tasks=_named(work, tasks[:most_tasks]),
        tasks_in_all=len(tasks),
        months=[
            MonthOfReports(month=month, passed=tested.passed, failed=tested.failed)
            for month in (add_months(first, number) for number in range(MONTHS))
            for tested in (months.get(month, Tested()),)
        ],
        scans=[
            DayOfScans(day=day, scans=scans.get(day, 0), suspected=suspected.get(day, 0))
            for day in _days(this_month, today)
        ],
        districts=[
            DistrictOfFailures(district=name, reports=tested.total, failed=tested.failed)
            for name, tested in sorted(tested_by_district(work.session, first).items())
        ],
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _numbers(work: Work, this_month: date, tested: Tested, scans: int) -> CityNumbers:
    session = work.session
    standings = standings_by_word(session, work.origin)
    deliveries = counts_by(session, col(CreditDelivery.state))
    is_packed = col(Batch.product_id).is_not(None)
    stuck = (DeliveryState.REFUSED, DeliveryState.DEAD)
    return CityNumbers(
        enterprises=count_of(
            session, Organization, col(Organization.kind) == OrganizationKind.ENTERPRISE.value
        ),
        enterprises_listed=standings.get(Standing.LISTED.value, 0),
        products=count_of(session, Product),
        products_pending=count_of(
            session, Product, col(Product.approval) == Approval.PENDING.value
        ),
        batches=count_of(session, Batch, is_packed),
        batches_this_month=count_of(
            session, Batch, is_packed, col(Batch.recorded_at) >= start_of(this_month)
        ),
        scans_this_month=scans,
        codes_suspected=count_of(session, SuspectCode, col(SuspectCode.origin) == work.origin),
        reports_this_month=tested.total,
        failures_this_month=tested.failed,
        failures_open=count_of(session, Inspection, *open_failures()),
        delisted=standings.get(Standing.DELISTED.value, 0),
        delisted_ever=count_ever_delisted(session),
        deliveries_waiting=sum(
            deliveries.get(state.value, 0) for state in (DeliveryState.QUEUED, *stuck)
        ),
        deliveries_in_trouble=sum(deliveries.get(state.value, 0) for state in stuck),
        deliveries_dead=deliveries.get(DeliveryState.DEAD.value, 0),
    )


def _named(work: Work, tasks: list[Task]) -> list[CityTask]:
    names = organizations_by_id(work.session, (task.org_id for task in tasks if task.org_id))
    return [
        CityTask(
            kind=task.kind,
            record_id=task.record_id,
            enterprise=names[task.org_id].name if task.org_id else None,
            enterprise_id=task.org_id,
            said=task.said,
            count=task.count,
            since=task.since,
            due_on=task.due_on,
        )
        for task in tasks
    ]

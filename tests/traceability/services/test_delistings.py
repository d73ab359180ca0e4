"""A case against an enterprise, from the proposal to what follows from its decision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import col, select

from consumer_web.tables import PublishedStanding
from tests.case_story import (
    DAY_AFTER,
    FRIDAY,
    LAST_DAY,
    answer,
    decide,
    propose,
    serve,
    strike_off,
    suspend,
    waive,
    withdraw,
)
from tests.factories import ORIGIN, City, refused, shipping, uscc_of
from traceability.domain.cases import CaseState, Ground
from traceability.domain.kinds import OrganizationKind, Standing
from traceability.domain.notices import StockAction
from traceability.schemas.cases import AcknowledgementCreate, CaseCreate, CasePage
from traceability.schemas.labels import LabelJobCreate
from traceability.schemas.parties import OrganizationCreate, StandingCreate
from traceability.schemas.purchases import PurchaseCreate
from traceability.services import (
    canteen_notices,
    commitments,
    delistings,
    labels,
    organizations,
    purchases,
    standings,
)
from traceability.services.delistings import CaseQuery
from traceability.storage.parties import is_trusted, standing_of
from traceability.storage.tables import CreditDelivery, LogEntry


def standing(city: City, who: str = "rival") -> Standing:
    org_id = city.actors[who].org_id
    return city.look("regulator", lambda work: standing_of(work.session, org_id))


def listed(city: City, who: str, state: CaseState | None = None) -> CasePage:
    return city.look(
        who, lambda work: delistings.list_cases(work, CaseQuery(state=state), None, 50)
    )


def test_notice_five_working_days_and_the_second_person(city: City) -> None:
    case = propose(city, at=FRIDAY)
    refused("case.not_noticed", decide, city, case.id, at=FRIDAY)
    told = serve(city, case.id, at=FRIDAY)
    assert told.defence_until == LAST_DAY.date()
    refused("case.too_early", decide, city, case.id, at=LAST_DAY)
    refused("case.second_person", decide, city, case.id, "regulator", at=DAY_AFTER)
    assert standing(city) is Standing.LISTED
    decided = decide(city, case.id, at=DAY_AFTER)
    assert (decided.state, decided.decision_no) == (CaseState.DECIDED, "惠市监移〔2026〕7号")
    assert [step.kind.value for step in decided.steps] == ["proposal", "notice", "decision"]
    assert [step.taken_by for step in decided.steps] == [
        city.actors[name].user_id for name in ("regulator", "regulator", "regulator2")
    ]
    assert city.look(
        "regulator",
        lambda work: (
            standing_of(work.session, case.org_id) is Standing.DELISTED
            and not is_trusted(work.session, case.org_id)
        ),
    )
    refused("case.closed", decide, city, case.id)
    refused("case.not_graver", propose, city)


def test_a_defence_or_a_waiver_ends_the_time(city: City) -> None:
    for step in (answer, waive):
        case = propose(city, at=FRIDAY)
        refused("case.not_found", step, city, case.id, at=FRIDAY)  # it was not told yet
        serve(city, case.id, at=FRIDAY)
        refused("case.not_found", step, city, case.id, "mill", at=FRIDAY)
        refused("access.role", step, city, case.id, "regulator", at=FRIDAY)
        assert step(city, case.id, at=FRIDAY).answered_at == FRIDAY
        refused("case.answered_already", step, city, case.id, at=FRIDAY)
        decided = decide(city, case.id, at=FRIDAY, is_approved=step is waive)
    assert decided.state is CaseState.DECIDED
    states = [case.state for case in listed(city, "rival").items]
    assert states == [CaseState.REJECTED, CaseState.DECIDED]


def test_after_its_last_day_no_defence_is_taken(sqlite_city: City) -> None:
    case = propose(sqlite_city, at=FRIDAY)
    serve(sqlite_city, case.id, at=FRIDAY)
    refused("case.noticed_already", serve, sqlite_city, case.id, at=FRIDAY)
    refused("case.defence_over", answer, sqlite_city, case.id, at=DAY_AFTER)


def test_a_suspension_at_once_ends_with_the_case(city: City) -> None:
    case = propose(city)
    suspend(city, case.id)
    assert standing(city) is Standing.SUSPENDED
    refused("case.not_graver", suspend, city, case.id)
    withdraw(city, case.id)
    assert standing(city) is Standing.LISTED
    refused("case.closed", withdraw, city, case.id)

    warning = StandingCreate(
        organization_id=case.org_id, standing=Standing.WARNED, reason="记录迟报"
    )
    city.do("regulator", lambda work: standings.change_standing(work, warning))
    case = propose(city)
    suspend(city, case.id)
    serve(city, case.id)
    rejected = decide(city, case.id, is_approved=False)
    assert rejected.state is CaseState.REJECTED
    assert standing(city) is Standing.WARNED  # as it was before the suspension

    case = propose(city, measure="suspension", ground="cloned_codes")
    suspend(city, case.id)
    serve(city, case.id)
    waive(city, case.id)
    assert decide(city, case.id).state is CaseState.DECIDED
    assert standing(city) is Standing.SUSPENDED


def test_an_enterprise_without_a_commitment_falls_only_by_law(sqlite_city: City) -> None:
    city = sqlite_city
    entered = OrganizationCreate(
        uscc=uscc_of(900), name="新企业", kind=OrganizationKind.ENTERPRISE, district="惠城区"
    )
    made = city.do("regulator", lambda work: organizations.register_organization(work, entered))
    said = {
        "organization_id": made.id,
        "ground": Ground.FORGED_RECORD,
        "facts": "伪造",
        "basis": "承诺书",
    }

    def against(**more: object) -> object:
        case = CaseCreate.model_validate(said | more)
        return city.do("regulator", lambda work: delistings.propose_case(work, case))

    refused("case.no_commitment", against)
    against(ground=Ground.LICENCE_REVOKED)
    refused("case.open_already", against, ground=Ground.LICENCE_REVOKED)
    refused("case.no_such_penalty", against, penalty_id=uuid4())
    refused("standing.not_an_enterprise", against, organization_id=city.actors["canteen"].org_id)


def test_a_proposal_is_the_authoritys_own_until_the_notice(city: City) -> None:
    case = propose(city)
    assert [each.id for each in listed(city, "regulator").items] == [case.id]
    assert listed(city, "rival").items == []
    serve(city, case.id)
    [seen] = listed(city, "rival", CaseState.NOTICED).items
    assert (seen.facts, seen.reach) == (case.facts, None)
    assert listed(city, "mill").items == []
    signed = city.look(
        "rival", lambda work: commitments.list_commitments(work, None, None, 50)
    ).items
    assert [each.org_id for each in signed] == [case.org_id]


def sell_rice(city: City, amount: str = "200") -> UUID:
    """Let the canteen buy rice of the mill, with labels on the bags; give the lot."""
    _, _, bags = city.release_rice()
    order = LabelJobCreate(batch_id=bags.id, count=50)
    city.do("mill", lambda work: labels.order_labels(work, order))
    buy(city, bags.id, amount)
    return bags.id


def buy(city: City, bags: UUID, amount: str) -> None:
    city.record("mill", shipping(bags, amount, "each", city.actors["canteen"].org_id))
    delivery = PurchaseCreate.model_validate(
        {"batch_id": bags, "amount": amount, "unit": "each", "delivered_at": datetime.now(UTC)}
    )
    city.do("canteen", lambda work: purchases.record_purchase(work, delivery))


def test_what_a_delisting_reaches_is_counted_then_and_now(city: City) -> None:
    bags = sell_rice(city)
    case = propose(city, "mill")
    assert case.reach is not None
    assert case.reach.model_dump() == {
        "batches": 1,
        "drafts": 0,
        "label_jobs": 1,
        "codes": 50,
        "canteens": 1,
        "mass_in_stock_g": 1_000_000,
    }
    counted = city.look("regulator", lambda work: delistings.count_case(work, case.id))
    assert (counted.now, counted.grown) == (case.reach, [])
    buy(city, bags, "40")
    counted = city.look("regulator", lambda work: delistings.count_case(work, case.id))
    assert counted.now.mass_in_stock_g == 1_200_000
    assert counted.grown == ["mass_in_stock_g"]


def test_with_the_decision_everything_follows_in_one_transaction(city: City) -> None:
    bags = sell_rice(city)
    rice = city.look(
        "canteen", lambda work: canteen_notices.list_approved_products(work, "油粘米", None, 50)
    ).items
    assert [each.enterprise.name for each in rice] == ["惠州市禾坪里米业有限公司"]
    case = strike_off(city, "mill")
    assert case.reach_decided is not None
    assert case.reach_decided.canteens == 1

    [notice] = city.look(
        "canteen", lambda work: canteen_notices.list_notices(work, True, None, 50)
    ).items
    assert (notice.enterprise.name, notice.mass_in_stock_g) == (rice[0].enterprise.name, 1_000_000)
    assert [(lot.batch_id, lot.bought, lot.in_stock) for lot in notice.lots] == [(bags, 200, 200)]
    assert not city.look(
        "canteen", lambda work: canteen_notices.list_approved_products(work, None, None, 50)
    ).items
    delivery = PurchaseCreate.model_validate(
        {"batch_id": bags, "amount": "1", "unit": "each", "delivered_at": datetime.now(UTC)}
    )
    refused(
        "purchase.not_acceptable",
        city.do, "canteen", lambda work: purchases.record_purchase(work, delivery),
    )  # fmt: skip
    order = LabelJobCreate(batch_id=bags, count=1)
    refused(
        "enterprise.not_trusted", city.do, "mill", lambda work: labels.order_labels(work, order)
    )

    def published(work: object) -> object:
        session = work.session  # type: ignore[attr-defined]
        row = session.get(PublishedStanding, (city.actors["mill"].uscc, ORIGIN))
        # the delisting itself is never told to the double publicity
        assert session.exec(select(CreditDelivery)).all() == []
        return row.standing, row.ground, row.authority

    assert city.look("regulator", published) == (
        "delisted", "forged_record", "惠州市市场监督管理局",
    )  # fmt: skip


def test_a_canteen_says_once_what_it_did_with_the_rest(sqlite_city: City) -> None:
    city = sqlite_city
    sell_rice(city)
    strike_off(city, "mill")
    [notice] = city.look(
        "regulator", lambda work: canteen_notices.list_notices(work, None, None, 50)
    ).items

    def tell(action: StockAction, said: str | None = None) -> object:
        entered = AcknowledgementCreate(action=action, said=said)
        return city.do(
            "canteen", lambda work: canteen_notices.acknowledge_notice(work, notice.id, entered)
        )

    refused("notice.stock_unexplained", tell, StockAction.NONE_LEFT)
    tell(StockAction.RETURNED, "已退回 200 袋")
    refused("notice.acknowledged_already", tell, StockAction.SEALED)
    assert not city.look(
        "canteen", lambda work: canteen_notices.list_notices(work, True, None, 50)
    ).items


def test_what_was_bought_more_than_a_year_ago_is_not_told(sqlite_city: City) -> None:
    city = sqlite_city
    sell_rice(city)
    later = datetime.now(UTC) + timedelta(days=370)
    strike_off(city, "mill", at=later)
    notices = city.look("regulator", lambda w: canteen_notices.list_notices(w, None, None, 50))
    assert notices.items == []


def test_every_step_has_its_entry_in_the_log(sqlite_city: City) -> None:
    city = sqlite_city
    case = strike_off(city)

    def revisions(work: object) -> list[int]:
        rows = work.session.exec(  # type: ignore[attr-defined]
            select(LogEntry.revision)
            .where(LogEntry.kind == "standing_case", LogEntry.record_id == str(case.id))
            .order_by(col(LogEntry.revision))
        )
        return list(rows)

    assert city.look("regulator", revisions) == [1, 2, 3, 4]

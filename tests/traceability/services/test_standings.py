"""How does the city withdraw its trust, and what does it leave behind when it gives it back?"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from consumer_web.document import Verdict
from consumer_web.tables import PublishedStanding, PublishedTrace
from consumer_web.verdicts import ScanFacts, Standing, decide
from tests.factories import ORIGIN, City, line, uscc_of
from traceability.domain.errors import ConflictError, ForbiddenError, RegisterError, RuleError
from traceability.domain.kinds import OrganizationKind, StandingState
from traceability.publishing.state import BatchState
from traceability.schemas.batches import BatchPublic
from traceability.schemas.parties import OrganizationCreate, StandingCreate, StandingPublic
from traceability.services import labels, lifecycle, organizations, standings
from traceability.storage.work import Work


def change(city: City, standing: str, who: str = "regulator", **more: Any) -> StandingPublic:
    said = {
        "organization_id": city.actors["mill"].org_id,
        "standing": standing,
        "reason": "抽检不合格",
        "decision_no": "惠市监〔2026〕1号",
    }
    decision = StandingCreate.model_validate(said | more)
    return city.do(who, lambda work: standings.change_standing(work, decision))


def confirm(city: City, change_id: UUID, who: str = "regulator2") -> StandingPublic:
    return city.do(who, lambda work: standings.confirm_standing(work, change_id))


def verdict(city: City, batch: BatchPublic) -> Verdict:
    """Give what a scan answers, by the published tables alone."""

    def story(work: Work) -> Verdict:
        page = work.session.get(PublishedTrace, (batch.gtin, batch.lot, ORIGIN))
        assert page is not None
        said = work.session.get(PublishedStanding, (page.uscc, ORIGIN))
        assert said is not None
        facts = ScanFacts(
            BatchState(page.state),
            page.best_before,
            Standing(said.standing),
            said.void_before,
            page.registered_at,
        )
        return decide(facts, city.day)

    return city.look("regulator", story)


def test_a_delisting_takes_two_regulators_and_kills_every_code(city: City) -> None:
    _, _, bags = city.release_rice()
    proposed = change(city, "delisted")
    assert proposed.state is StandingState.PROPOSED
    assert verdict(city, bags) is Verdict.GENUINE
    with pytest.raises(ForbiddenError, match="second_person"):
        confirm(city, proposed.id, "regulator")
    assert confirm(city, proposed.id).state is StandingState.EFFECTIVE
    assert verdict(city, bags) is Verdict.DELISTED
    with pytest.raises(RuleError, match="not_proposed"):
        confirm(city, proposed.id)
    with pytest.raises(RuleError, match="not_trusted"):
        city.do("mill", lambda work: labels.read_label(work, bags.id))


def test_old_codes_stay_dead_when_the_enterprise_is_listed_again(city: City) -> None:
    _, rice, old = city.release_rice()
    confirm(city, change(city, "delisted").id)
    change(city, "listed", reason="信用修复完成")
    assert verdict(city, old) is Verdict.DELISTED
    new = city.add_batch(product_id=old.product_id, quantity="10", unit="each")
    lines = [line(rice.id, "50", "kg", "input"), line(new.id, "10", "each", "output")]
    city.record("mill", {"step": "raw_intake", "lines": [line(rice.id, "50", "kg")]})
    city.record("mill", {"step": "filling", "lines": lines})
    city.inspect(new.id)
    city.do("mill", lambda work: lifecycle.release_batch(work, new.id))
    assert verdict(city, new) is Verdict.GENUINE


@pytest.mark.parametrize(
    ("standing", "answer"), [("warned", Verdict.GENUINE), ("suspended", Verdict.HELD)]
)
def test_a_warning_or_suspension_holds_at_once(
    sqlite_city: City, standing: str, answer: Verdict
) -> None:
    _, _, bags = sqlite_city.release_rice()
    change(sqlite_city, standing, decision_no=None)
    assert verdict(sqlite_city, bags) is answer
    with pytest.raises(RuleError, match="unchanged"):
        change(sqlite_city, standing)


def test_a_stale_proposal_does_not_delist_twice(sqlite_city: City) -> None:
    first, second = change(sqlite_city, "delisted"), change(sqlite_city, "delisted")
    confirm(sqlite_city, first.id)
    with pytest.raises(RuleError, match="unchanged"):
        confirm(sqlite_city, second.id)


def test_a_decision_is_complete_and_about_an_enterprise(sqlite_city: City) -> None:
    city = sqlite_city
    with pytest.raises(RuleError, match="decision_no_missing"):
        change(city, "delisted", decision_no=None)
    with pytest.raises(RuleError, match="not_an_enterprise"):
        change(city, "warned", organization_id=city.actors["canteen"].org_id)
    with pytest.raises(RegisterError, match=r"standing\.not_found"):
        confirm(city, uuid4())
    for who in ("mill", "admin", "canteen", "lab"):
        with pytest.raises(ForbiddenError, match=r"access\.role"):
            change(city, "warned", who)


def test_a_proposal_is_between_the_authority_and_the_enterprise(sqlite_city: City) -> None:
    city = sqlite_city
    change(city, "delisted")
    mill = city.actors["mill"].org_id
    seen = {
        who: [
            item.state.value
            for item in city.look(
                who, lambda work: standings.list_standings(work, mill, None, 50)
            ).items
        ]
        for who in ("regulator", "mill", "rival")
    }
    assert seen == {
        "regulator": ["effective", "proposed"],
        "mill": ["effective", "proposed"],
        "rival": ["effective"],
    }


def test_an_organisation_enters_once_and_an_enterprise_starts_listed(city: City) -> None:
    entered = OrganizationCreate(
        uscc=uscc_of(900), name="新企业", kind=OrganizationKind.ENTERPRISE, district="惠城区"
    )
    made = city.do("regulator", lambda work: organizations.register_organization(work, entered))
    assert made.standing == "listed"
    with pytest.raises(ConflictError, match="uscc_taken"):
        city.do("regulator", lambda work: organizations.register_organization(work, entered))
    with pytest.raises(ForbiddenError):
        city.do("mill", lambda work: organizations.register_organization(work, entered))
    found = city.look("mill", lambda work: organizations.read_organization(work, made.id))
    assert found == made
    farm = OrganizationKind.FARM
    listed = city.look("mill", lambda w: organizations.list_organizations(w, farm, None, 50))
    assert listed.items == []
    kind = OrganizationKind.ENTERPRISE
    listed = city.look("mill", lambda w: organizations.list_organizations(w, kind, None, 50))
    assert [item.standing for item in listed.items] == ["listed"] * 3

"""How does the city withdraw its trust, and what does it leave behind when it gives it back?"""

from __future__ import annotations

from typing import Any

import pytest

from consumer_web.document import Verdict
from consumer_web.tables import PublishedStanding, PublishedTrace
from consumer_web.verdicts import ScanFacts, Standing
from consumer_web.verdicts import decide as judge
from tests.case_story import decide, propose, serve, strike_off, waive
from tests.factories import ORIGIN, City, uscc_of
from traceability.domain.errors import ConflictError, ForbiddenError, RuleError
from traceability.domain.kinds import OrganizationKind
from traceability.publishing.state import BatchState
from traceability.schemas.batches import BatchPublic
from traceability.schemas.parties import OrganizationCreate, StandingCreate, StandingPublic
from traceability.services import labels, organizations, standings
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
        return judge(facts, city.day)

    return city.look("regulator", story)


def test_a_delisting_kills_every_code_and_stops_the_labels(city: City) -> None:
    _, _, bags = city.release_rice()
    case = propose(city, "mill")
    serve(city, case.id)
    waive(city, case.id, "mill")
    assert verdict(city, bags) is Verdict.GENUINE
    decide(city, case.id)
    assert verdict(city, bags) is Verdict.DELISTED
    with pytest.raises(RuleError, match="not_trusted"):
        city.do("mill", lambda work: labels.read_label(work, bags.id))


@pytest.mark.parametrize("standing", ["listed", "warned", "suspended"])
def test_the_quick_door_neither_strikes_off_nor_lists_again(
    sqlite_city: City, standing: str
) -> None:
    with pytest.raises(RuleError, match="needs_case"):
        change(sqlite_city, "delisted")
    strike_off(sqlite_city, "mill")
    with pytest.raises(RuleError, match="needs_case"):
        change(sqlite_city, standing)


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


def test_a_decision_is_complete_and_about_an_enterprise(sqlite_city: City) -> None:
    city = sqlite_city
    with pytest.raises(RuleError, match="not_an_enterprise"):
        change(city, "warned", organization_id=city.actors["canteen"].org_id)
    for who in ("mill", "admin", "canteen", "lab"):
        with pytest.raises(ForbiddenError, match=r"access\.role"):
            change(city, "warned", who)


def test_everybody_may_know_how_an_enterprise_stands(sqlite_city: City) -> None:
    city = sqlite_city
    strike_off(city, "mill")
    mill = city.actors["mill"].org_id
    for who in ("regulator", "mill", "rival", "canteen"):
        seen = city.look(who, lambda work: standings.list_standings(work, mill, None, 50)).items
        assert [item.standing.value for item in seen] == ["listed", "delisted"]
        assert seen[-1].ground == "forged_record"
        assert seen[-1].authority_name == "惠州市市场监督管理局"


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

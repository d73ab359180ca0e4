"""A report leaves on paper; whoever holds it checks its code, years later and without login."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlmodel import Session

from tests.factories import City, refused
from tests.traceability.services.test_retests import contest, failed_rice
from traceability.domain.kinds import ResultVerdict, RetestState
from traceability.gateways.report_papers import ReportPaper
from traceability.schemas.report_checks import ReportCheck, ReportStanding
from traceability.schemas.report_follow_ups import ReportFollowUp
from traceability.services import report_checks, report_follow_ups, report_papers
from traceability.storage.tables import Inspection

KEYS = (b"k" * 32,)


def code_of(city: City, report_id: UUID, who: str = "lab") -> str:
    return city.look(who, lambda work: report_papers.read_report_code(work, report_id, KEYS))


def paper_of(city: City, report_id: UUID, who: str = "lab") -> ReportPaper:
    base = "https://example.org"
    return city.look(who, lambda work: report_papers.read_report_paper(work, report_id, KEYS, base))


def check(city: City, code: str, keys: tuple[bytes, ...] = KEYS) -> ReportCheck | None:
    return city.look("canteen", lambda work: report_checks.check_report(work, code, keys))


def follow_up(city: City, report_id: UUID, who: str) -> ReportFollowUp:
    return city.look(who, lambda work: report_follow_ups.read_follow_up(work, report_id))


def test_a_code_tells_which_report_it_is(city: City) -> None:
    bags, failed = failed_rice(city)
    code = code_of(city, failed.id)
    found = check(city, code.lower().replace("0", "o"))
    assert found is not None
    assert found.standing is ReportStanding.VALID
    assert (found.report_no, found.lot, found.product) == (failed.report_no, bags.lot, bags.name)
    assert found.agency == city.actors["lab"].org_name
    assert found.safety_verdict is ResultVerdict.FAIL
    assert [row.value for row in found.results] == ["0.35"]  # its lot has a public page
    assert check(city, code, (b"x" * 32,)) is None
    assert check(city, "0" * 20) is None
    assert check(city, "no code") is None


def test_values_on_a_lot_that_is_not_public_stay_on_paper(sqlite_city: City) -> None:
    city = sqlite_city
    bags = city.make_rice()[2]
    report = city.inspect(bags.id, "lab", kind="commissioned")
    found = check(city, code_of(city, report.id))
    assert found is not None
    assert (found.is_public, found.results) == (False, [])


@pytest.mark.parametrize("column", ["report_no", "verdict", "cma_no"])
def test_a_record_that_was_altered_no_longer_has_the_code_on_its_paper(
    sqlite_city: City, column: str
) -> None:
    city = sqlite_city
    _, failed = failed_rice(city)
    code = code_of(city, failed.id)
    with city.engine.begin() as connection:
        value = {"report_no": "R-other", "verdict": "pass", "cma_no": "1"}[column]
        connection.exec_driver_sql(f"update inspection set {column} = ?", (value,))
    with Session(city.engine) as session:
        assert getattr(session.get_one(Inspection, failed.id), column) == value
    assert check(city, code) is None


def test_a_result_that_was_altered_does_the_same(sqlite_city: City) -> None:
    _, failed = failed_rice(sqlite_city)
    code = code_of(sqlite_city, failed.id)
    with sqlite_city.engine.begin() as connection:
        connection.exec_driver_sql("update test_result set value = '0.05'")
    assert check(sqlite_city, code) is None


def test_a_corrected_report_says_so_and_the_correction_is_valid(city: City) -> None:
    bags, failed = failed_rice(city)
    before = code_of(city, failed.id)
    later = city.inspect(bags.id, "lab", kind="supervision", replaces_id=failed.id)
    found = check(city, before)
    assert found is not None
    assert (found.standing, found.replaced_by) == (ReportStanding.CORRECTED, later.report_no)
    assert code_of(city, failed.id) == before  # the paper that is out there keeps its code
    paper = paper_of(city, failed.id)
    assert paper.watermark == "已更正"
    assert any(later.report_no in note for note in paper.notes)
    newer = check(city, code_of(city, later.id))
    assert newer is not None
    assert newer.standing is ReportStanding.VALID
    assert any(failed.report_no in note for note in paper_of(city, later.id).notes)


def test_a_retest_decides(city: City) -> None:
    bags, failed = failed_rice(city)
    asked = follow_up(city, failed.id, "mill")
    assert asked.contest_until is not None
    assert city.actors["lab"].org_id not in {agency.id for agency in asked.agencies}
    assert follow_up(city, failed.id, "lab").contest_until is None
    contest(city, failed.id)
    assert follow_up(city, failed.id, "mill").contest_until is None
    assert follow_up(city, failed.id, "lab2").is_mine_to_retest
    retest = city.inspect(bags.id, "lab2", replaces_id=failed.id, kind="supervision")
    found = check(city, code_of(city, failed.id))
    assert found is not None
    assert (found.standing, found.replaced_by) == (ReportStanding.RETESTED, retest.report_no)
    after = follow_up(city, failed.id, "mill")
    assert after.replaced_by is not None
    assert after.replaced_by.id == retest.id
    assert after.retest is not None
    assert after.retest.state is RetestState.DECIDED
    assert not follow_up(city, failed.id, "lab2").is_mine_to_retest
    assert paper_of(city, failed.id).watermark == "已复检"


def test_who_did_not_sign_has_no_code(city: City) -> None:
    bags = city.make_rice()[2]
    entered = city.enter_report(bags.id, "lab", kind="commissioned")
    paper = paper_of(city, entered.id)
    assert (paper.watermark, paper.proof) == ("未签发", None)
    assert code_of(city, entered.id) == ""
    refused("inspection.not_found", paper_of, city, entered.id, "mill")
    refused("inspection.not_found", code_of, city, entered.id, "regulator")
    refused("inspection.not_found", follow_up, city, entered.id, "rival")


def test_an_enterprises_own_report_says_that_it_is_its_own(sqlite_city: City) -> None:
    city = sqlite_city
    bags = city.make_rice()[2]
    own = paper_of(city, city.inspect(bags.id).id, "mill")
    assert own.accreditation == ""
    assert any("企业自行检验" in note for note in own.notes)

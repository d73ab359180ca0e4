"""The demo city as a whole: counted, weighed, scanned, and the same every time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session, SQLModel, col
from stdnum import ean
from stdnum.iso7064 import mod_11_10

from consumer_web.tables import PublishedProduct, PublishedTrace, PublishedTrust, SuspectCode
from tests.traceability.demo.loading import ORIGIN, TODAY, digest_of_documents, load
from traceability.demo.city import DemoCity
from traceability.demo.codes import read_verdicts
from traceability.demo.report import describe_demo_city, write_demo_json
from traceability.domain.civil import civil_date
from traceability.domain.uscc import is_valid_uscc, organisation_check_digit
from traceability.services.users import fingerprint
from traceability.storage.events import balances_of
from traceability.storage.goods import processes_of
from traceability.storage.tables import (
    ApiToken,
    Batch,
    CanteenNotice,
    EntryCommitment,
    EventLine,
    Inspection,
    LimitRecord,
    LogEntry,
    Organization,
    Penalty,
    Product,
    ProductGtin,
    Purchase,
    Site,
    StandingCase,
    StandingChange,
    TestResult,
    TraceEvent,
    TrustLineRow,
    TrustScoreRow,
    UserAccount,
)
from traceability.storage.trust_scores import newest_scores

ROOT = Path(__file__).parents[3]
BASE = "http://192.168.1.20:8000"
LONGEST_LOAD_S = 60  # of processor time: a bound against runaways, whoever else is working
LONGEST_WAIT_S = 300
VERDICTS = {"genuine", "expired", "held", "recalled", "delisted", "suspicious"}


@dataclass
class Loaded:
    engine: Engine
    city: DemoCity
    seconds: float
    twin: subprocess.Popen[str]  # the same city, being loaded by another interpreter


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "tests.traceability.demo.loading", str(folder / "twin.db")]
    other = {**os.environ, "PYTHONHASHSEED": "4242"}  # nothing may hang on the order of sets
    with subprocess.Popen(command, cwd=ROOT, env=other, stdout=subprocess.PIPE, text=True) as twin:
        started = time.process_time()
        engine, city = load(folder / "city.db")
        yield Loaded(engine, city, time.process_time() - started, twin)
        twin.kill()
    engine.dispose()


def _count(loaded: Loaded, table: type[SQLModel], *conditions: object) -> int:
    query = select(func.count()).select_from(table).where(*conditions)  # type: ignore[arg-type]
    with loaded.engine.connect() as connection:
        return connection.execute(query).scalar_one()


def test_the_city_has_its_numbers(loaded: Loaded) -> None:
    def of(kind: str) -> int:
        return _count(loaded, Organization, col(Organization.kind) == kind)

    assert (of("enterprise"), of("canteen"), of("inspection_agency")) == (43, 60, 2)
    assert _count(loaded, Product) == 142
    packed = _count(loaded, Batch, col(Batch.product_id).is_not(None))
    assert packed >= 600
    assert packed == loaded.city.counts["batches"]
    assert _count(loaded, PublishedTrace) == loaded.city.counts["released"] >= 600
    assert _count(loaded, Purchase) == loaded.city.counts["purchases"] >= 180
    assert _count(loaded, Penalty) == 4


def test_there_are_enterprises_of_every_grade_with_their_course_over_a_year(
    loaded: Loaded,
) -> None:
    with Session(loaded.engine) as session:
        newest = session.exec(newest_scores()).all()
    assert len(newest) == 43
    counts = {grade: sum(row.grade == grade for row in newest) for grade in "ABCD"}
    assert counts["A"] > counts["B"] > counts["C"] > counts["D"] == 1
    rules = {"I1", "P1", "P2", "R1", "X1", "X2", "C1", "C2", "B1", "B2"}
    with Session(loaded.engine) as session:
        lines = session.exec(select(TrustLineRow).where(col(TrustLineRow.ended_on).is_(None)))
        assert {line.rule_no for line in lines.scalars()} == rules
    assert _count(loaded, TrustScoreRow) > 2 * 43
    assert _count(loaded, PublishedTrust) == 43


def test_a_handful_of_products_waits_for_approval(loaded: Loaded) -> None:
    pending = _count(loaded, Product, col(Product.approval) == "pending")
    assert pending == loaded.city.counts["pending_products"] == 5
    assert _count(loaded, PublishedProduct) == 142 - pending


def test_some_lots_are_made_but_not_released_yet(loaded: Loaded) -> None:
    drafts = _count(loaded, Batch, col(Batch.product_id).is_not(None), col(Batch.status) == "draft")
    assert 3 <= drafts <= 12


def test_every_canteen_bought_several_times_and_two_people_signed(loaded: Loaded) -> None:
    with Session(loaded.engine) as session:
        rows = session.exec(select(Purchase)).scalars().all()  # type: ignore[call-overload]
    by_canteen: dict[object, int] = {}
    for row in rows:
        by_canteen[row.org_id] = by_canteen.get(row.org_id, 0) + 1
        assert row.checked_by
        assert row.second_checked_by
        assert row.delivery_note
        assert row.price_fen
        assert row.verdict_seen == ("genuine" if row.batch_id else "none")
    assert len(by_canteen) == 60
    assert min(by_canteen.values()) >= 3


def test_every_code_has_its_check_digit(loaded: Loaded) -> None:
    with Session(loaded.engine) as session:
        organizations = session.exec(select(Organization)).scalars().all()  # type: ignore[call-overload]
        gtins = session.exec(select(ProductGtin.gtin)).scalars().all()  # type: ignore[call-overload]
    assert len({row.uscc for row in organizations}) == len(organizations)
    for row in organizations:
        assert is_valid_uscc(row.uscc), row.name
        assert organisation_check_digit(row.uscc[8:16]) == row.uscc[16], row.name
        if row.sc_licence is not None:
            assert re.fullmatch(r"SC10[12]4413[0-9]{7}", row.sc_licence), row.name
            assert mod_11_10.is_valid(row.sc_licence[2:]), row.name
    assert len(gtins) == 142
    assert all(ean.is_valid(gtin.removeprefix("0")) and gtin.startswith("069") for gtin in gtins)


def test_every_place_is_in_huizhou(loaded: Loaded) -> None:
    with Session(loaded.engine) as session:
        places = session.exec(select(Site)).scalars().all()  # type: ignore[call-overload]
    assert len(places) >= 120
    for place in places:
        assert 22_500_000 <= place.latitude_e6 <= 23_900_000
        assert 113_800_000 <= place.longitude_e6 <= 115_300_000


def test_every_verdict_is_there_at_least_twice(loaded: Loaded) -> None:
    found: dict[str, int] = {"suspicious": _count(loaded, SuspectCode)}
    for verdict in read_verdicts(loaded.engine, ORIGIN, TODAY).values():
        found[verdict.value] = found.get(verdict.value, 0) + 1
    assert found.keys() == VERDICTS
    assert min(found.values()) >= 2
    assert found["genuine"] > sum(found.values()) * 3 // 4


def test_the_links_have_the_verdict_that_they_promise(loaded: Loaded) -> None:
    verdicts = read_verdicts(loaded.engine, ORIGIN, TODAY)
    city = loaded.city
    assert city.codes.keys() == VERDICTS | {"unknown"}
    assert city.codes["unknown"] not in verdicts
    for verdict in VERDICTS - {"suspicious"}:
        promised = [city.codes[verdict], *city.more_codes[verdict]]
        assert len(promised) >= 2
        assert {verdicts[path].value for path in promised} == {verdict}


def test_a_city_never_goes_stale(loaded: Loaded) -> None:
    with Session(loaded.engine) as session:
        newest = session.exec(select(func.max(TraceEvent.event_time))).scalar_one()  # type: ignore[call-overload]
        fresh = session.exec(select(func.max(Batch.released_at))).scalar_one()  # type: ignore[call-overload]
    assert TODAY - newest.date() <= timedelta(days=5)
    assert TODAY - fresh.date() <= timedelta(days=21)


def test_no_lot_gives_more_than_it_has(loaded: Loaded) -> None:
    with Session(loaded.engine) as session:
        lots = session.exec(select(Batch)).scalars().all()  # type: ignore[call-overload]
        balances = balances_of(session, [lot.id for lot in lots])
        begun = processes_of(session, [lot.id for lot in lots if not balances[lot.id].made])
    assert len(begun) == 1  # one lot's paddy is in the mill and its bags are not packed yet
    for lot in lots:
        balance = balances[lot.id]
        if lot.id in begun:
            assert lot.status == "draft"
            continue
        assert balance.made == lot.quantity, lot.lot
        assert list(balance.shortfalls()) == [], lot.lot
        assert sum(balance.on_way.values()) + sum(balance.stock.values()) == lot.quantity - (
            balance.used
        ), lot.lot


def test_every_chain_is_whole(loaded: Loaded) -> None:
    makes = {"harvesting", "raw_intake"}
    keeps = {"storing"}
    with loaded.engine.connect() as connection:
        texts = connection.execute(select(col(PublishedTrace.document_text))).scalars().all()
    for text in texts:
        document = json.loads(text)
        steps = {event["step"] for event in document["events"]}
        assert steps & makes, document["lot"]
        assert steps & keeps, document["lot"]
        assert {"filling", "shipping"} <= steps, document["lot"]
        assert steps & {"milling", "pressing", "extraction"}, document["lot"]
        assert document["raw_lots"], document["lot"]
        assert any(report["kind"] == "factory" for report in document["inspections"])


def test_bulk_oil_travelled_by_the_rules(loaded: Loaded) -> None:
    with Session(loaded.engine) as session:
        loads = session.exec(select(TraceEvent).where(col(TraceEvent.step) == "loading"))  # type: ignore[call-overload]
        carried = [load.attributes["bulk_transport"] for load in loads.scalars()]
    assert len(carried) >= 20
    assert all(said["tank_mark"] == "edible_oil_only" and said["seals"] for said in carried)
    assert any(said["cleaning_ticket"] for said in carried)
    assert _count(loaded, TraceEvent, col(TraceEvent.step) == "unloading") == len(carried)


def test_people_are_late_sometimes_and_correct_themselves(loaded: Loaded) -> None:
    with Session(loaded.engine) as session:
        events = session.exec(select(TraceEvent)).scalars().all()  # type: ignore[call-overload]
    said = [event for event in events if event.declared_at is None]
    late = [event for event in said if event.recorded_at - event.event_time > timedelta(days=1)]
    assert 0.03 < len(late) / len(said) < 0.2
    assert max(event.recorded_at - event.event_time for event in said) < timedelta(days=200)
    assert sum(1 for event in events if event.declared_at is not None) >= 4


def test_verdicts_of_tests_are_computed_and_few_fail(loaded: Loaded) -> None:
    def reports(verdict: str) -> int:
        return _count(loaded, Inspection, col(Inspection.verdict) == verdict)

    assert reports("fail") == 5
    assert reports("error") == reports("not_applicable") == 0
    assert _count(loaded, Inspection, col(Inspection.kind) == "supervision") >= 50
    assert _count(loaded, TestResult, col(TestResult.limit_standard).is_(None)) == 0


def test_two_regulators_struck_off_two_enterprises(loaded: Loaded) -> None:
    with Session(loaded.engine) as session:
        changes = (
            session.exec(
                select(StandingChange).where(col(StandingChange.standing) == "delisted")  # type: ignore[call-overload]
            )
            .scalars()
            .all()
        )
    assert len(changes) == 2
    for change in changes:
        assert change.state == "effective"
        assert change.decision_no
        assert change.proposed_by != change.confirmed_by


def test_each_of_them_was_told_and_had_its_five_working_days(loaded: Loaded) -> None:
    with Session(loaded.engine) as session:
        cases = session.exec(select(StandingCase)).scalars().all()  # type: ignore[call-overload]
        signed = session.exec(select(EntryCommitment.org_id)).scalars().all()  # type: ignore[call-overload]
    assert len(cases) == 2
    for case in cases:
        assert case.org_id in signed
        assert case.noticed_at > case.recorded_at
        assert civil_date(case.closed_at) > case.defence_until
    assert sorted(case.answered_at is None for case in cases) == [False, True]
    assert len(signed) == _count(loaded, Organization, col(Organization.kind) == "enterprise")
    assert _count(loaded, CanteenNotice) > 0


def test_everybody_types_for_his_own_organisation(loaded: Loaded) -> None:
    people = select(UserAccount.id, UserAccount.org_id)
    with loaded.engine.connect() as connection:
        homes = dict(connection.execute(people).all())  # type: ignore[arg-type]
        typed = connection.execute(
            select(col(TraceEvent.recorded_by), col(TraceEvent.org_id))
        ).all()
        authors = connection.execute(
            select(col(LogEntry.author_user_id)).where(col(LogEntry.kind) == "batch").distinct()
        ).scalars()
        assert all(author in homes for author in authors)
    assert all(homes[who] == where for who, where in typed)


def test_every_line_has_its_amount_where_goods_move(loaded: Loaded) -> None:
    silent = _count(loaded, EventLine, col(EventLine.batch_id).is_not(None), _no_amount())
    assert silent <= 60  # holds, recalls and lifts name lots without amounts


def _no_amount() -> object:
    return col(EventLine.amount).is_(None)


def test_the_tokens_of_all_roles_are_known(loaded: Loaded) -> None:
    roles = {"admin", "regulator", "regulator2", "enterprise", "inspector", "canteen"}
    roles |= {"inspector_signer", "inspector2", "inspector2_signer", "canteen_second"}
    assert loaded.city.logins.keys() == roles
    with loaded.engine.connect() as connection:
        kept = set(connection.execute(select(col(ApiToken.token_hash))).scalars())
    assert {fingerprint(login.token) for login in loaded.city.logins.values()} == kept


def test_demo_json_has_full_addresses(loaded: Loaded, tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    write_demo_json(path, BASE + "/", loaded.city)
    said = json.loads(path.read_text("utf-8"))
    assert said["base_url"] == BASE
    assert said["codes"].keys() == VERDICTS | {"unknown"}
    assert all(url.startswith(f"{BASE}/01/0697") for url in said["codes"].values())
    assert all(said["more_codes"][verdict] for verdict in VERDICTS)
    assert said["logins"]["regulator"].keys() == {"username", "password", "token"}
    assert path.stat().st_mode & 0o077 == 0


def test_the_terminal_tells_where_to_go(loaded: Loaded) -> None:
    text = describe_demo_city(BASE, loaded.city)
    assert BASE + loaded.city.codes["genuine"] in text
    assert all(login.username in text for login in loaded.city.logins.values())
    assert "▀" in text
    assert "43 家企业" in text


def test_the_regulator_confirmed_every_limit_and_the_report_says_so(loaded: Loaded) -> None:
    counts = loaded.city.counts
    drafts = col(LimitRecord.is_confirmed).is_(False)
    assert _count(loaded, LimitRecord) == counts["limits"] == 347
    assert _count(loaded, LimitRecord, drafts) == 0
    by_regulator = col(LimitRecord.confirmed_by).is_not(None)
    assert _count(loaded, LimitRecord, by_regulator) == counts["limits_confirmed"] == 219
    text = describe_demo_city(BASE, loaded.city)
    assert "限量表 347 条" in text
    assert "confirmed all 219 drafts" in text


def test_it_loads_in_reasonable_time(loaded: Loaded) -> None:
    assert loaded.seconds < LONGEST_LOAD_S


def test_the_same_day_gives_the_same_city(loaded: Loaded) -> None:
    said, _ = loaded.twin.communicate(timeout=LONGEST_WAIT_S)
    twin = json.loads(said)
    assert twin["digest"] == digest_of_documents(loaded.engine)
    assert twin["codes"] == loaded.city.codes

"""A penalty enters the record, is corrected and set aside; who is told, and who may see it?"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from consumer_web.penalties import read_penalties
from consumer_web.tables import PublishedPenalties
from tests.factories import CIPHER, ORIGIN, City, uscc_of
from tests.penalties import CARD_NUMBER, PERSON, punish, today_plus
from traceability.cli import main
from traceability.domain.access import system_actor
from traceability.domain.errors import (
    ConflictError,
    FaultsError,
    ForbiddenError,
    NotFoundError,
    RuleError,
)
from traceability.domain.penalty_wire import from_wire
from traceability.gateways.identity_cipher import IdentityCipherError, KeyedIdentityCipher
from traceability.schemas.penalties import (
    PenaltyPublic,
    PenaltyQuery,
    PenaltyRevise,
    PenaltyWithdraw,
)
from traceability.services import identity_keys, log, penalties
from traceability.storage.ids import new_id
from traceability.storage.penalties import compose_penalty, fields_of
from traceability.storage.tables import CreditAnswer, CreditDelivery, DeliveryWork, Penalty
from traceability.storage.work import transaction


def revise(city: City, penalty: PenaltyPublic, **said: Any) -> PenaltyPublic:
    entered = PenaltyRevise.model_validate({"reason": "更正"} | said)
    return city.do(
        "regulator", lambda work: penalties.revise_penalty(work, penalty.id, entered, CIPHER)
    )


def withdraw(city: City, penalty: PenaltyPublic, **said: Any) -> PenaltyPublic:
    entered = PenaltyWithdraw.model_validate({"reason": "行政复议撤销"} | said)
    return city.do("regulator", lambda work: penalties.withdraw_penalty(work, penalty.id, entered))


def listed(city: City, who: str, **query: Any) -> list[PenaltyPublic]:
    asked = PenaltyQuery.model_validate(query)
    return city.look(who, lambda work: penalties.list_penalties(work, asked)).items


def shown(city: City, who: str = "mill") -> list[str]:
    with Session(city.engine) as session:
        row = session.get(PublishedPenalties, (city.actors[who].uscc, ORIGIN))
        return [item.decision_no for item in read_penalties(row and row.items_text, today_plus())]


def deliveries(city: City) -> list[CreditDelivery]:
    with Session(city.engine) as session:
        return list(session.exec(select(CreditDelivery).order_by(col(CreditDelivery.id))))


def answer(city: City, delivery: CreditDelivery, state: str, *, is_accepted: bool) -> None:
    """Let the credit system answer, as the worker would record it."""

    def story(work: Any) -> None:
        row = work.session.get(CreditDelivery, delivery.id)
        work.change(row, state=state, settled_at=work.now)
        work.add(
            CreditAnswer(
                id=new_id(),
                recorded_at=work.now,
                org_id=row.org_id,
                delivery_id=row.id,
                is_accepted=is_accepted,
                body_sha256="0" * 64,
                channel="http",
            )
        )

    city.do("regulator", story)


def test_a_decision_is_recorded_once_told_and_shown_in_one_transaction(city: City) -> None:
    made = punish(city)
    assert made.decision_no == "惠市监罚〔2026〕9号"
    assert (made.fine_fen, made.fine_10k_yuan, made.severity) == (5_000_000, "5.000000", "general")
    assert (made.authority_name, made.party_name) == (
        "惠州市市场监督管理局",
        "惠州市禾坪里米业有限公司",
    )
    assert made.delivery_state == "queued"
    assert made.is_public
    assert shown(city) == ["惠市监罚〔2026〕9号"]
    [delivery] = deliveries(city)
    assert delivery.idempotency_key == (
        f"{made.party_uscc}/惠市监罚〔2026〕9号/{made.authority_uscc}/1"
    )
    with Session(city.engine) as session:
        assert session.get(DeliveryWork, delivery.id) is not None
    with pytest.raises(ConflictError, match="recorded_already") as caught:
        punish(city, decision_no="惠市监罚(2026)9号")
    assert caught.value.values["id"] == made.id
    with pytest.raises(ConflictError):
        punish(city, party="rival")
    assert len(deliveries(city)) == 1
    other = punish(city, decision_no="惠市监罚〔2026〕9号", authority_name="博罗县市监局",
                   authority_uscc=uscc_of(900, "11441322"))  # fmt: skip
    assert other.source_uscc == other.authority_uscc


def test_who_may_record_and_who_may_read(sqlite_city: City) -> None:
    city = sqlite_city
    made = punish(city)
    for who in ("mill", "lab", "canteen", "admin"):
        with pytest.raises(ForbiddenError):
            punish(city, who)
    for who, expected in (("regulator", [made]), ("mill", [made]), ("rival", [])):
        assert listed(city, who) == expected
    assert city.look("mill", lambda work: penalties.read_penalty(work, made.id)) == made
    with pytest.raises(NotFoundError):
        city.look("rival", lambda work: penalties.read_penalty(work, made.id))
    with pytest.raises(ForbiddenError):
        listed(city, "canteen")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"authority_uscc": uscc_of(5), "authority_name": "x"}, "penalty.not_an_authority"),
        ({"decided_on": str(today_plus(1))}, "penalty.in_the_future"),
        ({"organization_id": None}, "penalty.no_party"),
        ({"legal_representative": None}, "penalty.field_missing"),
        ({"severity": "minor"}, "penalty.severity_reason"),
    ],
)
def test_a_fault_is_refused_by_its_code_and_nothing_is_kept(
    sqlite_city: City, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleError) as caught:
        punish(sqlite_city, **changes)
    assert caught.value.code == code
    assert listed(sqlite_city, "regulator") == []
    assert deliveries(sqlite_city) == []


def test_several_faults_come_together_by_field(sqlite_city: City) -> None:
    with pytest.raises(FaultsError) as caught:
        punish(sqlite_city, penalty_kinds="罚款;没收违法所得;罚站", revoked_licence="SC")
    assert {fault.field for fault in caught.value.faults} == {
        "penalty_kinds",
        "confiscated_10k_yuan",
        "revoked_licence",
    }
    with pytest.raises(RuleError, match="not_an_enterprise"):
        punish(sqlite_city, party="canteen")


def test_a_minor_penalty_is_told_but_shown_to_nobody(city: City) -> None:
    made = punish(city, penalty_kinds="警告", fine_10k_yuan=None, penalty_content="警告")
    assert (made.severity, made.is_public) == ("minor", False)
    assert made.repairable_from == made.decided_on
    assert shown(city) == []
    assert [delivery.kind for delivery in deliveries(city)] == ["penalty"]
    with Session(city.engine) as session:
        wire = compose_penalty(session, CIPHER, session.get_one(Penalty, made.id))
    assert wire["BZ"] == "轻微行政处罚，不予公示。"
    assert wire["CF_GSJZQ"] == (made.decided_on + timedelta(days=1)).strftime("%Y/%m/%d")


def test_a_regulator_sets_the_class_with_a_reason(sqlite_city: City) -> None:
    made = punish(sqlite_city, severity="serious", severity_reason="涉案货值特别巨大")
    assert (made.severity, made.severity_reason) == ("serious", "涉案货值特别巨大")
    kept = revise(sqlite_city, made, penalty_content="罚款五万元整")
    assert (kept.severity, kept.severity_reason) == ("serious", "涉案货值特别巨大")


def test_a_refused_record_is_corrected_as_a_revision(city: City) -> None:
    made = punish(city)
    [first] = deliveries(city)
    answer(city, first, "refused", is_accepted=False)
    better = revise(
        city, made, decision_no="惠市监罚〔2026〕10号", fine_10k_yuan="6.5", remark="更正"
    )
    assert (better.revision, better.fine_fen, better.remark) == (2, 6_500_000, "更正")
    states = [(d.subject_revision, d.state) for d in deliveries(city)]
    assert states == [(1, "superseded"), (2, "queued")]
    assert deliveries(city)[1].idempotency_key.endswith("10号/" + made.authority_uscc + "/2")
    assert shown(city) == ["惠市监罚〔2026〕10号"]
    entries = city.look("mill", lambda work: log.read_log(work, str(made.id), None, 50)).items
    said = [(entry.public or {})["fine_fen"] for entry in entries]
    assert said == [5_000_000, 6_500_000]


def test_the_number_stays_once_it_may_be_known_outside(sqlite_city: City) -> None:
    made = punish(sqlite_city)
    with pytest.raises(RuleError, match="number_was_sent"):
        revise(sqlite_city, made, decision_no="惠市监罚〔2026〕10号")
    assert revise(sqlite_city, made, remark="x", severity_reason=None).remark == "x"
    assert revise(sqlite_city, made, remark=None).remark is None
    with pytest.raises(RuleError, match="field_missing"):
        revise(sqlite_city, made, legal_basis=None)
    other = punish(sqlite_city, decision_no="另一号")
    with pytest.raises(ConflictError):
        revise(sqlite_city, other, decision_no=made.decision_no)


def test_a_decision_that_was_set_aside_is_shown_to_nobody(city: City) -> None:
    made = punish(city)
    with pytest.raises(RuleError, match="end_day"):
        withdraw(city, made, ended_on=str(today_plus(1)))
    gone = withdraw(city, made, document_no="惠府复〔2026〕3号")
    assert (gone.state, gone.is_public, gone.working_days_left) == ("withdrawn", False, None)
    assert gone.ended_reason == "行政复议撤销（惠府复〔2026〕3号）"
    assert shown(city) == []
    assert [d.kind for d in deliveries(city)] == ["penalty", "withdrawal"]
    with pytest.raises(RuleError, match="not_in_force"):
        withdraw(city, made)
    with pytest.raises(RuleError, match="not_in_force"):
        revise(city, made, remark="x")


def test_a_failed_report_fills_party_and_facts(city: City) -> None:
    _, _, bags = city.release_rice()
    report = city.inspect(bags.id, "lab", verdict="fail", kind="supervision")
    made = punish(city, organization_id=None, inspection_id=str(report.id), violation_kind=None,
                  violation_facts=None)  # fmt: skip
    assert made.org_id == city.actors["mill"].org_id
    assert made.inspection_id == report.id
    assert made.violation_kind == "生产经营不符合食品安全标准的食品"
    assert report.report_no in made.violation_facts
    assert "0.35" in made.violation_facts
    passed = city.inspect(bags.id, "lab", kind="supervision")
    with pytest.raises(RuleError, match="report_passed"):
        punish(city, decision_no="2", inspection_id=str(passed.id))
    with pytest.raises(RuleError, match="another_party"):
        punish(city, decision_no="2", party="rival", inspection_id=str(report.id))
    with pytest.raises(NotFoundError):
        punish(city, decision_no="2", inspection_id=str(new_id()))


def test_the_list_is_filtered(sqlite_city: City) -> None:
    city = sqlite_city
    first = punish(city)
    second = punish(
        city, party="rival", decision_no="吊1", penalty_kinds="吊销许可证件", fine_10k_yuan=None,
        revoked_licence="SC10144132201376", decided_on=str(today_plus(-40)),
    )  # fmt: skip
    withdraw(city, first)
    both = [first.id, second.id]
    for query, expected in (
        ({}, both),
        ({"organization_id": str(second.org_id)}, [second.id]),
        ({"state": "withdrawn"}, [first.id]),
        ({"severity": "serious"}, [second.id]),
        ({"authority_uscc": first.authority_uscc}, both),
        ({"authority_uscc": second.party_uscc}, []),
        ({"decision_no": "惠市监罚[2026]9号"}, [first.id]),
        ({"decided_to": str(today_plus(-30))}, [second.id]),
        ({"decided_from": str(today_plus(-30))}, [first.id]),
    ):
        assert [item.id for item in listed(city, "regulator", **query)] == expected, query
    page = city.look("regulator", lambda w: penalties.list_penalties(w, PenaltyQuery(limit=1)))
    rest = listed(city, "regulator", cursor=page.next)
    assert [*page.items, *rest][1].id == second.id


def test_the_countdown_stops_when_the_receipt_is_there(sqlite_city: City) -> None:
    made = punish(sqlite_city, decided_on=str(today_plus(-60)))
    assert made.working_days_left is not None
    assert made.working_days_left < 0
    [delivery] = deliveries(sqlite_city)
    answer(sqlite_city, delivery, "acknowledged", is_accepted=True)
    [told] = listed(sqlite_city, "regulator")
    assert (told.working_days_left, told.delivery_state) == (None, "acknowledged")


def test_two_who_write_at_the_same_time_lose_nothing(city: City) -> None:
    """The second waits for the first and sees what it wrote: a repaired record never comes back."""
    first = punish(city)
    if city.engine.dialect.name == "sqlite":
        return  # one writer at a time, from the first statement on
    set_aside = PenaltyWithdraw(reason="撤销")
    with (
        ThreadPoolExecutor(1) as pool,
        transaction(city.engine, city.actors["regulator"], datetime.now(UTC), ORIGIN) as work,
    ):
        penalties.withdraw_penalty(work, first.id, set_aside)
        second = pool.submit(punish, city, decision_no="2号")
        while not _somebody_waits(city.engine):
            assert not second.done()
            time.sleep(0.02)
        work.journal.write(work.session)
        work.session.commit()
        second.result(timeout=60)
    assert shown(city) == ["2号"]


def _somebody_waits(engine: Engine) -> bool:
    with engine.connect() as connection:
        waiting = connection.execute(
            text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                 " AND datname = current_database()")
        )  # fmt: skip
        return bool(waiting.scalar_one())


# Identity numbers


def everything_in(engine: Engine, tmp_path: Path) -> bytes:
    """Give all that stands in the database: the file with its log, or every row of every table."""
    if engine.dialect.name == "sqlite":
        folder = Path(engine.url.database or "").parent
        return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    with engine.connect() as connection:
        names = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        rows = [connection.execute(text(f'SELECT t::text FROM "{n}" t')).scalars().all()
                for n in names]  # fmt: skip
    return "\n".join(str(row) for table in rows for row in table).encode()


def test_an_identity_number_stands_nowhere_in_clear_and_leaves_in_the_delivery(
    city: City, tmp_path: Path
) -> None:
    made = punish(city, **PERSON)
    assert (made.party_name, made.has_person_id, made.party_uscc) == ("王小明", True, None)
    assert CARD_NUMBER not in made.model_dump_json()
    dump = everything_in(city.engine, tmp_path)
    assert "王小明".encode() in dump
    assert CARD_NUMBER.encode() not in dump
    entries = city.look("regulator", lambda w: log.read_log(w, str(made.id), None, 50))
    assert "cipher" not in entries.model_dump_json()
    with Session(city.engine) as session:
        row = session.get_one(Penalty, made.id)
        wire = compose_penalty(session, CIPHER, row)
        assert wire["CF_XDR_ZJHM"] == CARD_NUMBER
        assert from_wire(wire) == fields_of(row, CIPHER)
    [delivery] = deliveries(city)
    assert delivery.idempotency_key.startswith(f"record:{made.id}/")
    with Session(city.engine) as session:
        row = session.get(PublishedPenalties, (city.actors["mill"].uscc, ORIGIN))
        assert row is not None
        assert "王＊＊" in row.items_text
        assert "王小明" not in row.items_text


def test_a_number_stays_through_a_correction_and_can_be_corrected(sqlite_city: City) -> None:
    made = punish(sqlite_city, **PERSON)
    revise(sqlite_city, made, remark="x")
    other = "11010519491231002X"
    assert numbers(sqlite_city, made) == CARD_NUMBER
    revise(sqlite_city, made, person_id_no=other)
    assert numbers(sqlite_city, made) == other
    with pytest.raises(RuleError) as caught:
        revise(sqlite_city, made, person_id_no="110105194912310021")
    assert "110105194912310021" not in str(caught.value) + str(caught.value.values)


def numbers(city: City, made: PenaltyPublic, cipher: Any = CIPHER) -> str:
    with Session(city.engine) as session:
        return str(fields_of(session.get_one(Penalty, made.id), cipher).person_id_no)


def test_a_cipher_text_that_is_moved_to_another_record_does_not_open(sqlite_city: City) -> None:
    first = punish(sqlite_city, **PERSON)
    second = punish(sqlite_city, **(PERSON | {"decision_no": "2号"}))
    with sqlite_city.engine.begin() as connection:
        connection.execute(
            text("UPDATE penalty SET person_id_cipher = (SELECT person_id_cipher FROM penalty"
                 " WHERE id = :a) WHERE id = :b"), {"a": first.id.hex, "b": second.id.hex}
        )  # fmt: skip
    with pytest.raises(IdentityCipherError):
        numbers(sqlite_city, second)


def test_numbers_are_sealed_anew_after_a_change_of_keys(city: City) -> None:
    made = punish(city, **PERSON)
    punish(city, decision_no="2号")
    new = bytes(range(60, 92))
    both = KeyedIdentityCipher([new, bytes(range(100, 132))])
    with transaction(city.engine, system_actor(), datetime.now(UTC), ORIGIN) as work:
        assert identity_keys.reseal_numbers(work, both) == 1
        assert identity_keys.reseal_numbers(work, both) == 0
    assert numbers(city, made, KeyedIdentityCipher([new])) == CARD_NUMBER
    with pytest.raises(IdentityCipherError):
        numbers(city, made, CIPHER)
    assert listed(city, "regulator")[0].revision == 1
    with pytest.raises(ForbiddenError):
        city.do("regulator", lambda work: identity_keys.reseal_numbers(work, both))


# The window ends


def test_publicity_ends_by_itself_the_day_after_the_window(city: City) -> None:
    general = punish(city)
    minor = punish(city, decision_no="警1", penalty_kinds="警告", fine_10k_yuan=None)

    def nightly(on: Any) -> int:
        now = datetime.combine(on, datetime.min.time(), UTC)
        with transaction(city.engine, system_actor(), now, ORIGIN) as work:
            return penalties.end_due_publicity(work)

    last = general.publicity_until
    assert nightly(last) == 0
    assert nightly(last + timedelta(days=1)) == 1
    assert nightly(last + timedelta(days=2)) == 0
    states = {item.id: (item.state, item.ended_on) for item in listed(city, "regulator")}
    assert states == {general.id: ("ended", last), minor.id: ("in_force", None)}
    assert shown(city) == []


def test_the_commands_end_publicity_and_seal_anew(
    sqlite_engine: Engine, sqlite_city: City, tmp_path: Path
) -> None:
    punish(sqlite_city)
    for command, said in (("end-publicity", "Ended the publication of 0"),
                          ("reseal-identity-numbers", "Encrypted 0 numbers")):  # fmt: skip
        done = CliRunner().invoke(main, [command, "--data", str(tmp_path)])
        assert done.exit_code == 0, done.output
        assert said in done.stdout
    assert (tmp_path / "identity-keys.txt").stat().st_mode & 0o777 == 0o600

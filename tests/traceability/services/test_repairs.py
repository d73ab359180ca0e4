"""Credit is repaired by whoever determined the penalty; from then on nobody sees or uses it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlmodel import Session, col, select

from consumer_web.penalties import read_penalties
from consumer_web.tables import PublishedPenalties
from tests.factories import CIPHER, ORIGIN, City
from tests.penalties import punish, today_plus
from traceability.domain.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from traceability.domain.kinds import OrganizationKind, Role
from traceability.gateways.certificate_files import CertificateStore
from traceability.publishing.settling import settle
from traceability.schemas.penalties import PenaltyPublic, PenaltyRevise
from traceability.schemas.repairs import (
    ObjectionAnswer,
    ObjectionCreate,
    ObjectionPublic,
    ObjectionQuery,
    ReasonGiven,
    RepairCreate,
    RepairDecide,
    RepairPublic,
    RepairQuery,
    VerificationBegin,
)
from traceability.services import certificates, objections, penalties, repairs
from traceability.services.search import search_records
from traceability.storage.tables import CreditDelivery
from traceability.storage.work import Work, transaction

OLD = str(today_plus(-120))  # the minimum window of a general penalty is over
PAPERS = [
    {"kind": "duty_fulfilled", "title": "罚款缴款书", "reference": "粤财0012345"},
    {"kind": "commitment", "title": "信用承诺书", "reference": "窗口第 3 号"},
]


def apply(city: City, penalty: PenaltyPublic, who: str = "mill", **more: Any) -> RepairPublic:
    said = {"penalty_id": penalty.id, "reason": "已缴款并整改", "evidence": PAPERS}
    entered = RepairCreate.model_validate(said | more)
    return city.do(who, lambda work: repairs.apply_for_repair(work, entered, 10))


def decide(city: City, repair: RepairPublic, who: str = "regulator", **said: Any) -> RepairPublic:
    decision = RepairDecide.model_validate({"is_granted": True, "reason": "符合条件"} | said)
    return city.do(who, lambda work: repairs.decide_repair(work, repair.id, decision))


def shown(city: City) -> list[Any]:
    with Session(city.engine) as session:
        row = session.get(PublishedPenalties, (city.actors["mill"].uscc, ORIGIN))
        return list(read_penalties(row and row.items_text, today_plus()))


def at(city: City, who: str, day: Any, story: Any) -> Any:
    """Run a story at noon of a day."""
    now = datetime.combine(day, datetime.min.time(), UTC).replace(hour=4)
    with transaction(city.engine, city.actors[who], now, ORIGIN) as work:
        given = story(work)
        settle(work)
    return given


def test_a_repair_ends_publication_at_once_and_the_credit_system_is_told(city: City) -> None:
    penalty = punish(city, decided_on=OLD)
    assert len(shown(city)) == 1
    asked = apply(city, penalty)
    assert (asked.state, asked.working_days_left) == ("submitted", 10)
    assert len(shown(city)) == 1
    done = decide(city, asked, repair_no="惠市监信修〔2026〕1号")
    assert (done.state, done.working_days_left) == ("granted", None)
    ended = city.look("mill", lambda work: penalties.read_penalty(work, penalty.id))
    assert (ended.state, ended.repair_no, ended.is_public) == (
        "repaired",
        "惠市监信修〔2026〕1号",
        False,
    )
    assert shown(city) == []
    with Session(city.engine) as session:
        told = session.exec(select(CreditDelivery).order_by(col(CreditDelivery.id))).all()
    assert [(d.kind, d.subject_revision) for d in told] == [("penalty", 1), ("repair", 2)]
    with pytest.raises(RuleError, match="settled"):
        decide(city, asked, repair_no="2")
    with pytest.raises(RuleError, match="nothing_to_repair"):
        apply(city, penalty)


def test_only_the_authority_that_determined_it_decides(city: City) -> None:
    county = city.add_organization(OrganizationKind.REGULATOR, "博罗县市场监督管理局")
    city.add_user(county, Role.REGULATOR, "county")
    penalty = punish(city, "county", decided_on=OLD)
    asked = apply(city, penalty)
    with pytest.raises(ForbiddenError, match="not_the_authority"):
        decide(city, asked, repair_no="1")
    assert decide(city, asked, "county", is_granted=False).state == "refused"
    assert len(shown(city)) == 1
    again = apply(city, penalty)
    assert decide(city, again, "county", repair_no="1").state == "granted"


def test_an_application_has_its_time_its_papers_and_its_owner(sqlite_city: City) -> None:
    city = sqlite_city
    young = punish(city)
    with pytest.raises(RuleError, match="too_early"):
        apply(city, young)
    old = punish(city, decision_no="2号", decided_on=OLD)
    with pytest.raises(RuleError, match="evidence_missing"):
        apply(city, old, evidence=PAPERS[:1])
    with pytest.raises(NotFoundError):
        apply(city, old, "rival")
    with pytest.raises(ForbiddenError):
        apply(city, old, "regulator")
    with pytest.raises(NotFoundError, match="certificate"):
        apply(city, old, evidence=[*PAPERS, {"kind": "other", "title": "x", "sha256": "0" * 64}])
    asked = apply(city, old)
    with pytest.raises(ConflictError, match="asked_already"):
        apply(city, old)
    with pytest.raises(NotFoundError):
        city.do("rival", lambda work: repairs.withdraw_repair(work, asked.id))
    gone = city.do("mill", lambda work: repairs.withdraw_repair(work, asked.id))
    assert gone.state == "withdrawn"
    assert apply(city, old).state == "submitted"
    with pytest.raises(ForbiddenError):
        city.look("rival", lambda work: repairs.decide_repair(work, asked.id, RepairDecide(
            is_granted=False, reason="x")))  # fmt: skip


def test_a_minor_penalty_is_repaired_as_soon_as_its_duties_are_done(sqlite_city: City) -> None:
    minor = punish(sqlite_city, penalty_kinds="警告", fine_10k_yuan=None)
    asked = apply(sqlite_city, minor)
    assert decide(sqlite_city, asked, repair_no="1").state == "granted"


def test_what_is_overdue_is_listed(city: City) -> None:
    asked = apply(city, punish(city, decided_on=OLD))
    for day, expected in ((asked.due_on, 0), (today_plus(60), 1)):
        query = RepairQuery(overdue=True)
        found = at(city, "regulator", day, lambda work, q=query: repairs.list_repairs(work, q))
        assert len(found.items) == expected
    late = found.items[0].working_days_left
    assert late is not None
    assert late < 0
    for who, count in (("mill", 1), ("rival", 0), ("regulator", 1)):
        listed = city.look(
            who,
            lambda work: repairs.list_repairs(
                work, RepairQuery(state="submitted", penalty_id=asked.penalty_id)
            ),
        )
        assert len(listed.items) == count


def test_evidence_is_opened_by_the_authority_and_its_owner(
    sqlite_city: City, tmp_path: Path
) -> None:
    city, store = sqlite_city, CertificateStore(tmp_path / "certificates")
    image = _png()
    kept = city.do("mill", lambda work: certificates.keep_certificate(work, image, store))
    papers = [PAPERS[1], {"kind": "duty_fulfilled", "title": "收据", "sha256": kept.sha256}]
    asked = apply(city, punish(city, decided_on=OLD), evidence=papers)

    def opened(who: str, sha256: str = kept.sha256) -> bytes:
        return city.look(who, lambda w: repairs.open_evidence(w, asked.id, sha256, store))[0]

    assert opened("regulator") == opened("mill") == image
    with pytest.raises(NotFoundError):
        opened("rival")
    with pytest.raises(NotFoundError):
        opened("regulator", "0" * 64)


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def object_to(city: City, penalty: PenaltyPublic, who: str = "mill") -> ObjectionPublic:
    entered = ObjectionCreate(subject_kind="penalty", subject_id=penalty.id, reason="金额有误")
    return city.do(who, lambda work: objections.submit_objection(work, entered))


def test_what_is_about_a_penalty_is_found_by_how_its_number_begins(city: City) -> None:
    penalty = punish(city, decided_on=OLD)
    contested = object_to(city, penalty)
    asked = apply(city, penalty)
    decide(city, asked, repair_no="惠信修100%1号")

    def found(who: str, text: str) -> dict[str, list[UUID]]:
        kinds: dict[str, list[UUID]] = {}
        for item in city.look(who, lambda work: search_records(work, text)).items:
            kinds.setdefault(item.kind, []).append(item.id)
        return kinds

    by_number = found("regulator", penalty.decision_no[:-1])
    assert by_number["repair"] == [asked.id]
    assert by_number["objection"] == [contested.id]
    assert len(by_number["delivery"]) == 2
    assert found("regulator", "惠信修100%")["repair"] == [asked.id]
    assert "repair" not in found("regulator", "惠信修1000")
    for text in (penalty.decision_no, "惠信修100%"):
        assert not {"repair", "objection", "delivery"} & found("mill", text).keys()


def step(city: City, objection: ObjectionPublic, name: str, who: str = "regulator") -> Any:
    steps: dict[str, tuple[Any, Any]] = {
        "accept": (objections.accept_objection, ReasonGiven(reason="受理")),
        "verify": (objections.begin_verification, VerificationBegin(unit="执法支队")),
        "corrected": (
            objections.answer_objection,
            ObjectionAnswer(outcome="corrected", reason="金额已更正"),
        ),
        "upheld": (
            objections.answer_objection,
            ObjectionAnswer(outcome="upheld", reason="经核实无误"),
        ),
        "withdraw": (objections.withdraw_objection, ReasonGiven(reason="不再提")),
    }
    story, said = steps[name]
    return city.do(who, lambda work: story(work, objection.id, said))


def test_an_objection_marks_the_record_until_it_is_answered(city: City) -> None:
    penalty = punish(city)
    made = object_to(city, penalty)
    assert (made.state, made.working_days_left) == ("submitted", 2)
    assert [item.is_contested for item in shown(city)] == [True]
    with pytest.raises(ConflictError, match="open_already"):
        object_to(city, penalty)
    with pytest.raises(RuleError, match=r"objection\.step"):
        step(city, made, "upheld")
    accepted = step(city, made, "accept")
    assert (accepted.state, accepted.working_days_left) == ("accepted", 7)
    assert step(city, made, "verify").verified_by == "执法支队"
    with pytest.raises(RuleError, match="nothing_corrected"):
        step(city, made, "corrected")
    done = step(city, made, "upheld")
    assert (done.state, done.answer_reason, done.working_days_left) == (
        "upheld",
        "经核实无误",
        None,
    )
    assert [item.is_contested for item in shown(city)] == [False]
    again = object_to(city, penalty)
    assert step(city, again, "withdraw", "mill").state == "withdrawn"
    assert [item.is_contested for item in shown(city)] == [False]


def test_an_objection_that_was_right_is_answered_after_the_correction(city: City) -> None:
    penalty = punish(city)
    made = object_to(city, penalty)
    step(city, made, "accept")
    step(city, made, "verify")
    revise(city, penalty)
    assert step(city, made, "corrected").state == "corrected"


def revise(city: City, penalty: PenaltyPublic) -> None:
    entered = PenaltyRevise(reason="金额有误", fine_10k_yuan="4")
    city.do("regulator", lambda w: penalties.revise_penalty(w, penalty.id, entered, CIPHER))


def test_who_may_object_and_who_may_answer(sqlite_city: City) -> None:
    city = sqlite_city
    penalty = punish(city)
    with pytest.raises(NotFoundError, match="no_subject"):
        object_to(city, penalty, "rival")
    with pytest.raises(ForbiddenError):
        object_to(city, penalty, "regulator")
    made = object_to(city, penalty)
    for who in ("mill", "rival"):
        with pytest.raises(ForbiddenError):
            step(city, made, "accept", who)
    with pytest.raises(NotFoundError):
        step(city, made, "withdraw", "rival")
    asked = apply(city, punish(city, decision_no="2", decided_on=OLD))
    decide(city, asked, repair_no="1")
    repaired = city.look("mill", lambda w: penalties.read_penalty(w, asked.penalty_id))
    with pytest.raises(RuleError, match="not_in_force"):
        object_to(city, repaired)


def test_objections_are_listed_and_the_overdue_ones_apart(city: City) -> None:
    made = object_to(city, punish(city))

    def count(who: str, day: Any = None, **query: Any) -> int:
        asked = ObjectionQuery.model_validate(query)

        def story(work: Work) -> int:
            return len(objections.list_objections(work, asked).items)

        return at(city, who, day or today_plus(), story)

    assert [count(who) for who in ("regulator", "mill", "rival")] == [1, 1, 0]
    assert count("regulator", state="accepted") == 0
    assert count("regulator", subject_kind="penalty", subject_id=str(made.subject_id)) == 1
    assert count("regulator", overdue=True) == 0
    assert count("regulator", today_plus(30), overdue=True) == 1
    read = city.look("mill", lambda work: objections.read_objection(work, made.id))
    assert read.reason == "金额有误"

"""What happens to labels, deliveries and sampling when a grade falls?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.factories import City, refused, shipping
from tests.traceability.services.trust_city import (
    TODAY,
    days_ago,
    end_penalty,
    later,
    punish,
    read,
)
from traceability.domain.access import system_actor
from traceability.domain.penalty_windows import add_months
from traceability.schemas.batches import BatchPublic
from traceability.schemas.labels import LabelJobCreate
from traceability.schemas.purchases import PurchaseCreate, PurchasePublic
from traceability.schemas.supervision import (
    ComplaintAnswer,
    ComplaintCreate,
    ComplaintFinding,
    ComplaintPublic,
    LabelApprovalCreate,
    ManagementCertificateCreate,
    ManagementCertificateWithdrawal,
    RectificationCompletion,
    RectificationCreate,
)
from traceability.schemas.trust import SamplingItem
from traceability.services import (
    complaints,
    label_approvals,
    labels,
    management_certificates,
    purchases,
    rectifications,
    sampling,
    trust_scores,
)


def order_labels(city: City, batch_id: UUID) -> UUID:
    order = LabelJobCreate(batch_id=batch_id, count=5)
    return city.do("mill", lambda work: labels.order_labels(work, order)).id


def approve(city: City, batch_id: UUID, who: str = "regulator") -> UUID:
    entered = LabelApprovalCreate(batch_id=batch_id, note="现场核查标签样张")
    return city.do(who, lambda work: label_approvals.approve_labels(work, entered)).id


def buy(city: City, bags: BatchPublic, acceptance: str = "accepted") -> PurchasePublic:
    city.record("mill", shipping(bags.id, "10", "each", city.actors["canteen"].org_id))
    said: dict[str, Any] = {
        "batch_id": bags.id,
        "amount": "10",
        "unit": "each",
        "delivered_at": datetime.now(UTC),
        "acceptance": acceptance,
    }
    entered = PurchaseCreate.model_validate(said)
    return city.do("canteen", lambda work: purchases.record_purchase(work, entered))


def test_labels_need_approval_at_c_and_stop_at_d(city: City) -> None:
    city.need_trust_rules()
    _, _, bags = city.release_rice()
    order_labels(city, bags.id)
    refused("label_approval.not_needed", approve, city, bags.id)
    punish(city, fine_fen=5_000_000)
    assert read(city).score == "60"  # late entries cost 20, the penalty 20
    refused("label.grade_needs_approval", order_labels, city, bags.id)
    refused("access.role", approve, city, bags.id, "mill")
    approve(city, bags.id)
    refused("label_approval.given_already", approve, city, bags.id)
    order_labels(city, bags.id)
    minor = punish(city, "minor")
    refused("label.grade_stopped", order_labels, city, bags.id)
    refused("label.grade_stopped", city.do, "mill", lambda work: labels.read_label(work, bags.id))
    end_penalty(city, minor, "repaired")
    order_labels(city, bags.id)
    seen = {
        who: len(
            city.look(who, lambda work: label_approvals.list_label_approvals(work, None, 50)).items
        )
        for who in ("regulator", "mill", "rival")
    }
    assert seen == {"regulator": 1, "mill": 1, "rival": 0}


def test_canteens_are_warned_at_c_and_cannot_accept_at_d(city: City) -> None:
    city.need_trust_rules()
    _, _, bags = city.release_rice()
    good = buy(city, bags)
    assert (good.grade_seen, good.advice) == ("B", "recommended")
    punish(city, fine_fen=5_000_000)
    warned = buy(city, bags)
    assert (warned.grade_seen, warned.advice) == ("C", "warning")
    punish(city, "minor")  # the authority's grade is D now, and nobody else may know why
    assert (read(city).grade, buy(city, bags).advice) == ("D", "warning")
    punish(city)
    refused("purchase.supplier_grade", buy, city, bags)
    returned = buy(city, bags, "returned")
    assert (returned.grade_seen, returned.advice) == ("D", "blocked")
    kept = city.look("canteen", lambda work: purchases.read_purchase(work, good.id))
    assert kept.advice == "recommended"  # as it was at that moment


def plan(city: City, who: str = "regulator", after: str | None = None, limit: int = 50) -> Any:
    return city.look(who, lambda work: sampling.plan_sampling(work, after, limit))


def test_sampling_is_due_by_share_and_time(city: City) -> None:
    city.need_trust_rules()
    refused("access.role", plan, city, "mill")
    assert plan(city).items == []
    _, _, bags = city.release_rice()
    item: SamplingItem
    [item] = plan(city).items
    assert (item.grade, item.released, item.sampled, item.due_samples) == ("B", 1, 0, 1)
    assert (item.last_sampled_on, item.is_inspection_due) == (None, False)
    city.inspect(bags.id, "lab", kind="supervision")
    assert plan(city).items == []

    def inspections_due(days: int) -> list[tuple[str, bool]]:
        found = later(city, days, lambda work: sampling.plan_sampling(work, None, 50)).items
        return [(item.name[3:6], item.is_inspection_due) for item in found]

    year = (add_months(city.day, 12) - TODAY).days
    assert inspections_due(year - 1) == []
    assert inspections_due(year) == [("禾坪里", True)]
    two_years = (add_months(TODAY, 24) - TODAY).days
    assert inspections_due(two_years) == [("禾坪里", True), ("榕岸油", True)]


def test_the_plan_goes_on_after_its_last_line(sqlite_city: City) -> None:
    city = sqlite_city
    city.need_trust_rules()
    punish(city, "serious", days_ago(3))
    two_years = (add_months(TODAY, 24) - TODAY).days

    def names(work: Any) -> list[str]:
        first = sampling.plan_sampling(work, None, 1)
        rest = sampling.plan_sampling(work, first.next, 1)
        assert (len(first.items), rest.next) == (1, None)
        return [item.name[3:6] for item in (*first.items, *rest.items)]

    assert later(city, two_years, names) == ["禾坪里", "榕岸油"]  # 100 % before 5 %


def complain(city: City, number: str = "T-1", **more: Any) -> ComplaintPublic:
    said = {
        "organization_id": city.actors["mill"].org_id,
        "complaint_no": number,
        "received_on": days_ago(20),
        "subject": "米里有虫",
    }
    entered = ComplaintCreate.model_validate(said | more)
    return city.do("regulator", lambda work: complaints.record_complaint(work, entered))


def test_a_complaint_weighs_when_it_is_upheld_or_not_answered(city: City) -> None:
    city.need_trust_rules()
    late = complain(city)
    fresh = complain(city, "T-2", received_on=TODAY)
    assert late.due_on < TODAY < fresh.due_on
    [unanswered] = read(city).lines
    assert (unanswered.rule_no, unanswered.points) == ("C2", "-2")
    assert unanswered.starts_on == late.due_on + timedelta(days=1)
    answer = ComplaintAnswer(answer="已退换货，并加强仓储防虫")
    for complaint in (late, fresh):
        city.do("mill", lambda w, c=complaint: complaints.answer_complaint(w, c.id, answer))  # type: ignore[misc]
    refused("complaint.answered_already", city.do, "mill",
            lambda work: complaints.answer_complaint(work, late.id, answer))  # fmt: skip
    refused("complaint.not_found", city.do, "rival",
            lambda work: complaints.answer_complaint(work, late.id, answer))  # fmt: skip

    def find(state: str) -> ComplaintPublic:
        entered = ComplaintFinding.model_validate({"state": state, "finding": "抽查属实"})
        return city.do("regulator", lambda w: complaints.decide_complaint(w, fresh.id, entered))

    find("upheld")
    lines = [(line.rule_no, line.record_id) for line in read(city).lines]
    assert lines == [("C1", fresh.id), ("C2", late.id)]
    refused("complaint.found_already", find, "upheld")
    find("unfounded")
    assert read(city).score == "98"
    states = {
        who: len(city.look(who, lambda w: complaints.list_complaints(w, None, None, 50)).items)
        for who in ("regulator", "mill", "rival")
    }
    assert states == {"regulator": 2, "mill": 2, "rival": 0}


def test_a_complaint_is_complete_and_about_a_lot_of_the_enterprise(sqlite_city: City) -> None:
    city = sqlite_city
    refused("trust.no_rules", complain, city)
    city.need_trust_rules()
    complain(city)
    refused("complaint.recorded_already", complain, city)
    refused("supervision.in_the_future", complain, city, "T-3",
            received_on=TODAY + timedelta(days=1))  # fmt: skip
    refused("supervision.not_an_enterprise", complain, city, "T-3",
            organization_id=city.actors["canteen"].org_id)  # fmt: skip
    lot = city.add_batch()
    refused("complaint.batch_of_another", complain, city, "T-3",
            organization_id=city.actors["rival"].org_id, batch_id=lot.id)  # fmt: skip
    assert complain(city, "T-3", batch_id=lot.id).batch_id == lot.id


def test_an_order_to_mend_weighs_from_the_day_it_is_overdue_until_it_is_done(city: City) -> None:
    city.need_trust_rules()
    said = {
        "organization_id": city.actors["mill"].org_id,
        "order_no": "惠市监责改〔2026〕3号",
        "subject": "补齐出厂检验记录",
        "ordered_on": days_ago(20),
        "due_on": TODAY,
    }
    entered = RectificationCreate.model_validate(said)
    order = city.do("regulator", lambda work: rectifications.order_rectification(work, entered))
    refused("rectification.recorded_already", city.do, "regulator",
            lambda work: rectifications.order_rectification(work, entered))  # fmt: skip
    assert read(city).score == "100"
    for days, score in ((1, "95"), (7, "95"), (8, "90")):
        later(city, days, trust_scores.recompute_due)
        assert read(city).score == score
    done = RectificationCompletion(done_on=TODAY, done_note="现场查看，已补齐")
    complete = lambda work: rectifications.complete_rectification(work, order.id, done)  # noqa: E731
    city.do("regulator", complete)
    refused("rectification.done_already", city.do, "regulator", complete)
    later(city, 9, lambda work: work.touch_trust(order.org_id))
    assert read(city).lines == []
    listed = city.look("mill", lambda w: rectifications.list_rectifications(w, None, 50)).items
    assert [item.done_on for item in listed] == [TODAY]


def test_a_certificate_earns_points_while_it_is_valid(city: City) -> None:
    city.need_trust_rules()
    punish(city)
    said = {
        "organization_id": city.actors["mill"].org_id,
        "scheme": "haccp",
        "certificate_no": "CQC-H-21876",
        "certified_by": "岭东认证有限公司",
        "valid_from": days_ago(30),
        "valid_until": TODAY + timedelta(days=30),
    }
    entered = ManagementCertificateCreate.model_validate(said)
    record = lambda work: management_certificates.record_management_certificate(work, entered)  # noqa: E731
    made = city.do("regulator", record)
    refused("management_certificate.recorded_already", city.do, "regulator", record)
    score = read(city)
    assert (score.score, score.lines[0].detail) == ("92", "HACCP CQC-H-21876")
    assert score.lines[0].ends_on == made.valid_until
    later(city, 31, trust_scores.recompute_due)
    assert read(city).score == "90"
    gone = ManagementCertificateWithdrawal(reason="认证机构撤销")
    withdraw = lambda work: management_certificates.withdraw_management_certificate(  # noqa: E731
        work, made.id, gone
    )
    city.do("regulator", withdraw)
    refused("management_certificate.withdrawn_already", city.do, "regulator", withdraw)
    listed = city.look(
        "mill", lambda w: management_certificates.list_management_certificates(w, None, 50)
    )
    assert [item.withdrawn_reason for item in listed.items] == ["认证机构撤销"]
    backwards = entered.model_copy(update={"valid_until": days_ago(40), "certificate_no": "x"})
    refused("supervision.ends_before_it_begins", city.do, "regulator",
            lambda work: management_certificates.record_management_certificate(
                work, backwards))  # fmt: skip


@pytest.mark.parametrize("days", [0, 400])
def test_a_new_register_is_scored_when_it_is_migrated(sqlite_city: City, days: int) -> None:
    """Enterprises from before the rules get their first score from the nightly run, too."""
    city = sqlite_city
    city.do(system_actor(), lambda work: None)
    assert later(city, days, trust_scores.recompute_due) == 0
    city.need_trust_rules()
    assert read(city, of="rival").score == "100"

"""What weighs on the trust of the demo city's enterprises? Some of every grade, with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from traceability.demo.organizations import Member, Trade
from traceability.demo.plan import Plan
from traceability.demo.timetable import Run
from traceability.domain.identity_numbers import NoIdentityCipher
from traceability.domain.supervision import CertificateScheme, ComplaintState
from traceability.schemas.penalties import PenaltyCreate
from traceability.schemas.supervision import (
    ComplaintAnswer,
    ComplaintCreate,
    ComplaintFinding,
    ManagementCertificateCreate,
    RectificationCompletion,
    RectificationCreate,
)
from traceability.services import (
    complaints,
    management_certificates,
    penalties,
    rectifications,
    trust_scores,
)
from traceability.storage.work import Work

_MONTHS = 12
_CERTIFIED = (
    (Trade.RICE, 0, CertificateScheme.HACCP, 400, 700),
    (Trade.REFINER, 0, CertificateScheme.ISO_22000, 200, 890),
    (Trade.PRESS, 0, CertificateScheme.HACCP, 610, 480),
)
# Who was fined, how many days ago, for what, and how much in yuan.
_FINED = (
    (Trade.PRESS, 0, 145, "标签标示不实", 8_000),
    (Trade.PRESS, 3, 2, "未按规定召回不合格食品", 60_000),
)
# Who was to mend what: ordered and due so many days ago, and done (None: still open).
_TO_MEND = (
    (Trade.FLOUR, 2, 40, 25, 27, "24 小时内录入追溯记录"),
    (Trade.NOODLE, 1, 39, 24, None, "补全标签贮存条件"),
    (Trade.PRESS, 1, 39, 24, 24, "补齐出厂检验记录"),
)
# Who was complained of, how many days ago, of what, and whether it was answered and upheld.
_COMPLAINED = (
    (Trade.RICE, 3, 75, "米中有杂质", True, ComplaintState.UPHELD),
    (Trade.RICE, 3, 60, "净含量不足", True, ComplaintState.UNFOUNDED),
    (Trade.TRADER, 1, 30, "配送迟延，外包装破损", False, None),
)


@dataclass
class Credit:
    """Plans what supervision records, and the score of every month."""

    plan: Plan

    def schedule(self) -> None:
        """Put it all on the agenda."""
        for position, (trade, place, scheme, since, until) in enumerate(_CERTIFIED):
            self._certify(self._firm(trade, place), scheme, (since, until), position)
        for position, (trade, place, days_ago, violation, yuan) in enumerate(_FINED):
            self._fine(self._firm(trade, place), days_ago, (violation, yuan), position)
        for position, (trade, place, *days, subject) in enumerate(_TO_MEND):
            self._order(self._firm(trade, place), tuple(days), subject, position)
        for position, (trade, place, days_ago, subject, *outcome) in enumerate(_COMPLAINED):
            firm = self._firm(trade, place)
            self._complain(firm, days_ago, subject, (tuple(outcome), position))
        for month in range(1, _MONTHS + 1):
            self._at(30 * month, self.plan.roster.bureau, _recompute)

    def _firm(self, trade: Trade, place: int) -> Member:
        return self.plan.roster.of(trade)[place]

    def _day(self, days_ago: int) -> date:
        return self.plan.calendar.day(days_ago)

    def _certify(
        self, firm: Member, scheme: CertificateScheme, days: tuple[int, int], position: int
    ) -> None:
        since, until = days

        def run(work: Work) -> None:
            entered = ManagementCertificateCreate(
                organization_id=firm.id,
                scheme=scheme,
                certificate_no=f"YC-{scheme.value.upper()}-{21876 + position}",
                certified_by="岭东认证有限公司",
                valid_from=self._day(since),
                valid_until=self._day(-until),
            )
            management_certificates.record_management_certificate(work, entered)

        self._at(since - 3, self.plan.roster.bureau, run)

    def _fine(self, firm: Member, days_ago: int, offence: tuple[str, int], position: int) -> None:
        violation, yuan = offence
        bureau, decided_on = self.plan.roster.bureau, self._day(days_ago)

        def run(work: Work) -> None:
            decision = PenaltyCreate(
                organization_id=firm.id,
                decision_no=f"惠粮溯罚〔{decided_on:%Y}〕{position + 21}号",
                authority_name=bureau.name,
                authority_uscc=bureau.entered.uscc,
                violation_kind=violation,
                violation_facts=f"监督检查发现：{violation}。",
                legal_basis="《中华人民共和国食品安全法》第一百二十五条",
                penalty_kinds="罚款",
                penalty_content=f"罚款人民币{yuan}元",
                fine_fen=yuan * 100,
                legal_representative="何某某（演示）",
                decided_on=decided_on,
            )
            penalties.record_penalty(work, decision, NoIdentityCipher())
            self.plan.count("penalties")

        self._at(days_ago, bureau, run)

    def _order(
        self, firm: Member, days: tuple[int | None, ...], subject: str, position: int
    ) -> None:
        ordered, due, done = days
        bureau = self.plan.roster.bureau
        made: list[UUID] = []

        def order(work: Work) -> None:
            entered = RectificationCreate(
                organization_id=firm.id,
                order_no=f"惠粮溯改〔{self._day(ordered or 0):%Y}〕{position + 5}号",
                subject=subject,
                ordered_on=self._day(ordered or 0),
                due_on=self._day(due or 0),
            )
            made.append(rectifications.order_rectification(work, entered).id)

        def complete(work: Work) -> None:
            seen = RectificationCompletion(done_on=self._day(done or 0), done_note="现场复查合格")
            rectifications.complete_rectification(work, made[0], seen)

        self._at(ordered or 0, bureau, order)
        if done is not None:
            self._at(done, bureau, complete)

    def _complain(
        self,
        firm: Member,
        days_ago: int,
        subject: str,
        known: tuple[tuple[bool | ComplaintState | None, ...], int],
    ) -> None:
        (is_answered, state), position = known
        bureau = self.plan.roster.bureau
        made: list[UUID] = []

        def receive(work: Work) -> None:
            entered = ComplaintCreate(
                organization_id=firm.id,
                complaint_no=f"12315-{self._day(days_ago):%Y%m%d}-{position + 1}",
                received_on=self._day(days_ago),
                subject=subject,
            )
            made.append(complaints.record_complaint(work, entered).id)

        def answer(work: Work) -> None:
            said = ComplaintAnswer(answer="已联系消费者，退换货品并说明原因")
            complaints.answer_complaint(work, made[0], said)

        def find(work: Work) -> None:
            found = ComplaintFinding.model_validate({"state": state, "finding": "现场核查认定"})
            complaints.decide_complaint(work, made[0], found)

        self._at(days_ago, bureau, receive)
        if is_answered:
            self._at(days_ago - 2, firm, answer)
        if state is not None:
            self._at(days_ago - 6, bureau, find)

    def _at(self, days_ago: int, member: Member, run: Run) -> None:
        calendar = self.plan.calendar
        self.plan.agenda.add(calendar.at(calendar.day(days_ago), 18, 30), member, run)


def _recompute(work: Work) -> None:
    trust_scores.recompute_due(work, most=1_000)

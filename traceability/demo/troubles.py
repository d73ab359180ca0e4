"""What goes wrong in the demo city? Failed tests, recalls, penalties, delistings and copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from consumer_web.codes import CodeBook
from traceability.demo.lots import Lot, Packed
from traceability.demo.organizations import Member, Trade
from traceability.demo.plan import Plan
from traceability.demo.supplies import Supplies
from traceability.demo.surveillance import Surveillance
from traceability.demo.timetable import Run
from traceability.domain.cases import DEFENCE_WORKING_DAYS, Ground
from traceability.domain.identity_numbers import NoIdentityCipher
from traceability.domain.kinds import Standing
from traceability.domain.working_days import after_working_days
from traceability.gateways.working_days import is_working_day
from traceability.schemas.batches import HoldCreate, RecallCreate
from traceability.schemas.cases import CaseCreate, CaseDecision, DefenceCreate, NoticeServe
from traceability.schemas.labels import LabelJobCreate
from traceability.schemas.parties import StandingCreate
from traceability.schemas.penalties import PenaltyCreate
from traceability.schemas.trade import SuspicionCreate
from traceability.services import decisions, delistings, labels, lifecycle, penalties, standings
from traceability.storage.work import Work

_WARNINGS = (
    (Trade.FLOUR, 2, "记录录入多次超过24小时，责令改正"),
    (Trade.NOODLE, 1, "标签贮存条件标示不全，责令改正"),
    (Trade.PRESS, 1, "出厂检验记录保存不完整，责令改正"),
)


@dataclass
class Troubles:
    """Plans the troubles; `lots` are those that each verdict is to be shown with, first choice."""

    plan: Plan
    supplies: Supplies
    surveillance: Surveillance
    code_keys: Sequence[bytes]
    lots: dict[str, list[Packed]] = field(default_factory=dict)
    copied: list[str] = field(default_factory=list)  # paths of suspect package codes

    def schedule(self) -> None:
        """Put all troubles on the agenda, then the agencies' routine."""
        self._plan_genuine()
        self._plan_failed_tests()
        self._plan_recalls()
        self._plan_standings()
        self._plan_copies()
        troubled = {lot.code for lots in self.lots.values() for lot in lots}
        self.surveillance.schedule_routine(troubled)

    def _lots_of(self, firm: Member, number: int) -> list[Packed]:
        return [lot for lot in self.plan.packed if lot.owner is firm and lot.round == number]

    def _plan_genuine(self) -> None:
        """Choose the best lot of the city: a whole chain, and a test by an outside laboratory."""
        first = self._lots_of(self.plan.roster.enterprises[0], 2)[0]
        self.surveillance.schedule_test(first, 0, has_file=True)
        self.lots["genuine"] = [first]

    def _plan_failed_tests(self) -> None:
        """Hold two oils after a failed test, until the re-test: what really fails is oil."""
        press = self.plan.roster.of(Trade.PRESS)[0]
        refiner = self.plan.roster.of(Trade.REFINER)[1]
        oil = next(lot for lot in self._lots_of(refiner, 1) if lot.product.kind.key == "sunflower")
        held = (
            (self._lots_of(press, 1)[0], {"afb1": "24.8"}, "黄曲霉毒素B₁不合格，复检期内封存"),
            (oil, {"acid_value": "3.4"}, "酸价不合格，复检期内封存"),
        )
        for lot, found, reason in held:
            self.surveillance.schedule_test(lot, 4, found, has_file=True)
            order = HoldCreate(reason=reason, cause="failed_test")
            self._at(5, self.plan.roster.bureau, _hold(lot, order))
        self.lots["held"] = [lot for lot, _, _ in held]
        second_press = self._lots_of(self.plan.roster.of(Trade.PRESS)[1], 0)
        self._plan_retest(next(lot for lot in second_press if "peanut" in lot.product.kind.key))

    def _plan_retest(self, lot: Packed) -> None:
        """Hold a peanut oil for its aflatoxin until another agency's re-test frees it."""
        reported_on = self.surveillance.schedule_test(lot, 11, {"afb1": "20.6"}, has_file=True)
        if reported_on is not None:
            self.surveillance.schedule_retest(lot, reported_on, {"afb1": "17.9"})
        self.lots["genuine"].append(lot)

    def _plan_recalls(self) -> None:
        """Recall a pressed oil with solvent in it, and all rice from a farm's lot with cadmium."""
        roster = self.plan.roster
        oil = self._lots_of(roster.of(Trade.PRESS)[3], 0)[1]
        self.surveillance.schedule_test(oil, 9, {"solvent_residue": "196"})
        order = RecallCreate(
            reason="压榨油检出溶剂残留", number="惠粮溯召〔演示〕1号", downstream="none"
        )
        self._at(40, roster.bureau, _recall(oil, order))
        grown = self.supplies.lots_of(roster.farms[11])
        raw = grown[1]  # of the second round, long on the shelves
        sampled_on = self.plan.calendar.day(33)
        self.surveillance.schedule_raw_test(raw, sampled_on, {"cd": "0.31"})
        order = RecallCreate(
            reason="原粮镉超标，同源产品一并召回",
            number="惠粮溯召〔演示〕2号",
            downstream="recall",
        )
        self._at(22, roster.bureau, _recall(raw, order))
        self.lots["recalled"] = [oil]

    def _plan_standings(self) -> None:
        roster = self.plan.roster
        for trade, place, reason in _WARNINGS:
            firm = roster.of(trade)[place]
            self._at(38 + place, roster.bureau, _change(firm, Standing.WARNED, reason, None))
        suspended, *delisted = self.plan.leavers
        reason = "食品生产许可现场核查发现严重缺陷，暂停使用追溯码"
        change = _change(suspended, Standing.SUSPENDED, reason, "惠粮溯停〔演示〕3号")
        self._at(15, roster.bureau, change)
        self.lots["held"] += self._lots_of(suspended, 1)[:2]
        self.lots["delisted"] = []
        for number, firm in enumerate(delisted):
            self._plan_delisting(firm, 46 - 16 * number, number)
            self.lots["delisted"] += self._lots_of(firm, 1)[:2]

    def _plan_delisting(self, firm: Member, days_ago: int, number: int) -> None:
        """Punish, and strike off with notice, defence and the decision of a second regulator."""
        roster, opened = self.plan.roster, _Case()
        facts = (
            "监督检查发现该企业篡改出厂检验记录，以陈化粮冒充新粮生产，涉及三个批次。",
            "监督检查发现该企业拒不执行责令召回决定，并伪造原料追溯数据。",
        )[number]
        decided_on = self.plan.calendar.day(days_ago + 2)
        decision = PenaltyCreate(
            organization_id=firm.id,
            decision_no=f"惠粮溯罚〔{decided_on:%Y}〕{number + 7}号",
            authority_name=roster.bureau.name,
            authority_uscc=roster.bureau.entered.uscc,
            violation_kind="违反食品安全管理规定",
            violation_facts=facts,
            legal_basis="《中华人民共和国食品安全法》第一百二十六条",
            penalty_kinds=("罚款", "没收违法所得"),
            penalty_content=f"罚款人民币{8 + 4 * number}万元，没收违法所得2.6万元",
            fine_10k_yuan=f"{8 + 4 * number}",
            confiscated_10k_yuan="2.6",
            legal_representative=("陈某某（演示）", "林某某（演示）")[number],
            decided_on=decided_on,
        )

        def punish(work: Work) -> None:
            penalties.record_penalty(work, decision, NoIdentityCipher())
            self.plan.count("penalties")

        case = CaseCreate(
            organization_id=firm.id,
            ground=(Ground.FORGED_RECORD, Ground.RECALL_NOT_DONE)[number],
            facts=facts,
            basis="《粮油二维码溯源系统入驻信用承诺书（演示）》第一条、第三条、第六条",
        )
        outcome = CaseDecision(
            is_approved=True,
            reason=f"{facts} 依据入驻承诺移出追溯系统",
            decision_no=f"惠粮溯移〔{decided_on:%Y}〕{number + 1}号",
        )

        def propose(work: Work) -> None:
            opened.id = delistings.propose_case(work, case).id

        self._at(days_ago + 1, roster.bureau, punish)
        self._at(days_ago, roster.bureau, propose)
        self._plan_procedure(firm, days_ago, opened, outcome, is_answered=number == 0)

    def _plan_procedure(
        self,
        firm: Member,
        days_ago: int,
        opened: _Case,
        outcome: CaseDecision,
        *,
        is_answered: bool,
    ) -> None:
        """Serve the notice, hear the firm, and decide on the sixth working day after."""
        calendar, agenda, roster = self.plan.calendar, self.plan.agenda, self.plan.roster
        noticed_on = after_working_days(calendar.day(days_ago), 1, is_working_day)
        answered_on = after_working_days(noticed_on, 3, is_working_day)
        last_on = after_working_days(noticed_on, DEFENCE_WORKING_DAYS + 1, is_working_day)
        defence = DefenceCreate(statement="涉事批次已经封存，设备已更换，请求从轻处理。")

        def serve(work: Work) -> None:
            delistings.serve_notice(work, opened.id, NoticeServe())

        def answer(work: Work) -> None:
            delistings.answer_notice(work, opened.id, defence)

        def decide(work: Work) -> None:
            decisions.decide_case(work, opened.id, outcome)

        agenda.add(calendar.at(noticed_on, 16, 40), roster.bureau, serve)
        if is_answered:
            agenda.add(calendar.at(answered_on, 10, 5), firm, answer)
        agenda.add(calendar.at(last_on, 15), roster.province, decide)

    def _plan_copies(self) -> None:
        """Three package codes that were scanned in far too many places."""
        book = CodeBook(self.code_keys)
        self.lots["suspicious"] = []
        for place in (1, 2, 4):
            lot = self._lots_of(self.plan.roster.of(Trade.RICE)[place], 1)[0]
            self.lots["suspicious"].append(lot)
            self._plan_copy(lot, 137 * place, book)

    def _plan_copy(self, lot: Packed, serial: int, book: CodeBook) -> None:
        found: list[str] = []

        def label(work: Work) -> None:
            order = LabelJobCreate(batch_id=lot.id, count=lot.amount, is_serialised=True)
            job = labels.order_labels(work, order)
            found.append(book.issue(job.job_no, serial))

        def flag(work: Work) -> None:
            finding = SuspicionCreate(
                code=found[0],
                scans=211 + serial,
                places=9 + serial % 7,
                since=work.now - timedelta(days=6),
                reason="同一包装码短期内在多地被大量扫描，可能被复制",
            )
            labels.flag_code(work, finding, self.code_keys)
            self.copied.append(f"/01/{lot.product.gtin}/21/{found[0]}")

        self._at(34, lot.owner, label)
        self._at(3, self.plan.roster.bureau, flag)

    def _at(self, days_ago: int, member: Member, run: Run) -> None:
        calendar = self.plan.calendar
        self.plan.agenda.add(calendar.at(calendar.day(days_ago), 17), member, run)


class _Case:
    """The case that the second regulator decides."""

    id = UUID(int=0)


def _hold(lot: Lot, order: HoldCreate) -> Run:
    def run(work: Work) -> None:
        lifecycle.hold_batch(work, lot.id, order)

    return run


def _recall(lot: Lot, order: RecallCreate) -> Run:
    def run(work: Work) -> None:
        lifecycle.recall_batch(work, lot.id, order)

    return run


def _change(firm: Member, standing: Standing, reason: str, decision_no: str | None) -> Run:
    def run(work: Work) -> None:
        entered = StandingCreate(
            organization_id=firm.id, standing=standing, reason=reason, decision_no=decision_no
        )
        standings.change_standing(work, entered)

    return run

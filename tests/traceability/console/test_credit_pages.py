"""The regulator's pages of the credit loop, over HTTP: what they say, and what they refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
import pytest
from sqlmodel import select

from tests.case_story import propose, serve, strike_off, waive
from tests.console_people import Worker, at_the_console, form_values
from tests.credit_side import AUTHORITY, add_penalty
from tests.factories import PASSWORD, City
from tests.penalties import CARD_NUMBER, PERSON, punish, today_plus
from tests.registers import Templates
from tests.served import served
from traceability.domain.access import credit_system_actor, system_actor
from traceability.domain.joint_action import SeriousListAction
from traceability.domain.kinds import OrganizationKind, Role
from traceability.gateways.credit_sheets import HEADINGS
from traceability.gateways.sheet_writing import write_xlsx
from traceability.schemas.joint import ListReport
from traceability.schemas.repairs import ObjectionCreate, RepairCreate
from traceability.services import joint_tasks, objections, organizations, repairs, trust_rules
from traceability.storage.ids import new_id
from traceability.storage.tables import CreditAnswer, TrustScoreRow
from traceability.storage.work import Work


@pytest.fixture(scope="module")
def town(
    sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[City, str]]:
    folder: Path = tmp_path_factory.mktemp("credit-pages")
    with sqlite_templates.opened_in(folder) as city:
        city.do("admin", trust_rules.load_reference_rules)
        with served(city.engine, folder, WORKER_IN_SERVE=False) as base:
            yield city, base


@pytest.fixture(scope="module")
def regulator(town: tuple[City, str]) -> Iterator[Worker]:
    with at_the_console(town[1], "regulator") as worker:
        yield worker


@pytest.fixture(scope="module")
def second(town: tuple[City, str]) -> Iterator[Worker]:
    with at_the_console(town[1], "regulator2") as worker:
        yield worker


def firm(city: City, sign: str) -> UUID:
    """Add an enterprise for one test, with somebody in it who goes by its sign."""
    made = city.add_organization(OrganizationKind.ENTERPRISE, f"博罗县{sign}油坊有限公司")
    city.actors[sign] = city.add_user(made, Role.ENTERPRISE, f"firm{city.number()}")
    return made.id


def test_a_penalty_is_typed_corrected_and_set_aside(
    town: tuple[City, str], regulator: Worker
) -> None:
    org_id = firm(town[0], "甲")
    page = regulator.get("penalties/new", enterprise=str(org_id))
    values = form_values(page, "/console/penalties/new")
    assert values["party_name"] == "博罗县甲油坊有限公司"
    values |= {
        "decision_no": "惠市监罚[2026] 1号",
        "violation_kind": "生产经营不合格食品",
        "violation_facts": f"抽检镉超标，当事人证件 {CARD_NUMBER}，限量 0.2",
        "legal_basis": "《中华人民共和国食品安全法》第一百二十四条",
        "kind_2": "罚款",
    }
    wrong = regulator.send("penalties/new", values)
    assert wrong.status_code == 422
    assert "<title>错误：" in wrong.text
    for field in ("legal_representative", "fine_10k_yuan", "violation_facts"):
        assert f'href="#{field}"' in wrong.text
        assert f'id="{field}-wrong"' in wrong.text
    again = form_values(wrong, "/console/penalties/new")
    assert again["decision_no"] == values["decision_no"]
    assert again["kind_2"] == "罚款"
    again |= {
        "violation_facts": "抽检镉超标，实测 0.35 mg/kg",
        "legal_representative": "陈大文",
        "fine_10k_yuan": "０．８",  # an input method's digits
        "legal_representative_id_kind": "身份证",
        "legal_representative_id_no": CARD_NUMBER,
    }
    check = regulator.send("penalties/new", again)
    again["answer"] = "confirm"
    assert "还没有登记" in check.text
    assert "惠市监罚" not in regulator.get("penalties").text  # it is only shown so far
    made = regulator.send("penalties/new", again)
    assert made.status_code == 200
    assert "处罚决定已登记" in made.text
    assert "惠市监罚〔2026〕1号" in made.text
    assert "罚款人民币8000元" in made.text  # written from the kinds and the fine
    assert "，实测" in made.text  # prose keeps its full-width comma
    assert "已登记，不显示" in made.text
    assert CARD_NUMBER not in made.text
    assert regulator.send("penalties/new", again).url == made.url  # sent twice: recorded once
    address = made.url.path.removeprefix("/console/")
    kept = regulator.get(f"{address}/revision")
    assert CARD_NUMBER not in kept.text
    action = f"/console/{address}/revision"
    change = form_values(kept, action) | {"violation_facts": "抽检镉超标"}
    assert regulator.send(f"{address}/revision", change).status_code == 422  # without a reason
    mended = regulator.send(f"{address}/revision", change | {"reason": "笔误"})
    assert "已更正" in mended.text
    assert "已登记，不显示" in mended.text  # the number stays, though its field was empty
    assert "有新版" in mended.text
    gone = regulator.send(f"{address}/withdrawal", {"reason": "行政复议撤销", "ended_on": ""})
    assert "已撤销" in gone.text
    assert regulator.send(f"{address}/withdrawal", {"reason": "再次"}).status_code == 422


def test_a_form_that_cannot_be_opened_says_why(town: tuple[City, str], regulator: Worker) -> None:
    canteen = town[0].actors["canteen"].org_id
    for path in ("penalties/new", "delistings/new"):
        page = regulator.get(path, enterprise=str(canteen))
        assert page.status_code == 422
        assert "现在不能办" in page.text
    assert regulator.get("delistings/new").url.path == "/console/enterprises"
    assert regulator.get("penalties/new", enterprise="nonsense").url.path == "/console/enterprises"


def test_two_people_strike_an_enterprise_off(
    town: tuple[City, str], regulator: Worker, second: Worker
) -> None:
    city, _ = town
    org_id = firm(city, "乙")
    page = regulator.get("delistings/new", enterprise=str(org_id))
    assert "此码不再作保" in page.text
    values = form_values(page, "/console/delistings/new")
    values |= {"ground": "forged_record", "decision_no": "惠市监移〔2026〕1号"}
    assert regulator.send("delistings/new", values).status_code == 422  # no facts are on record
    values |= {"facts": "伪造出厂检验报告三份", "basis": "信用承诺书第六条"}
    made = regulator.send("delistings/new", values)
    assert "告知书已送达" in made.text
    address = made.url.path.removeprefix("/console/")
    assert "等企业陈述申辩" in made.text
    assert 'name="short_name"' not in second.get(address).text  # the enterprise has time yet
    waive(city, UUID(address.rpartition("/")[2]), "乙")
    assert 'name="short_name"' not in regulator.get(address).text
    assert "须由另一位监管人员确认" in regulator.get(address).text
    page = second.get(address)
    assert "企业已放弃" in page.text
    decision = form_values(page, f"/console/{address}/decision")
    assert decision["decision_no"] == "惠市监移〔2026〕1号"
    assert decision["reason"] == "伪造检验报告或追溯数据"
    assert {name for name in decision if name.startswith("seen_")} == {
        f"seen_{name}"
        for name in ("codes", "batches", "drafts", "label_jobs", "canteens", "mass_in_stock_g")
    }
    wrong = second.send(f"{address}/decision", decision | {"short_name": "丙油坊"})
    assert wrong.status_code == 422
    assert "请输入“乙油坊”" in wrong.text
    own = {"short_name": "乙油坊", "csrf": regulator.csrf, "form_key": ""}
    first = regulator.send(f"{address}/decision", decision | own)
    assert first.status_code == 422
    assert "须由另一位监管人员决定" in first.text
    typed = decision | {"short_name": " 乙 油坊", "form_key": "", "csrf": second.csrf}
    expect_to_be_asked(second, address, typed)
    typed |= {"proof": PASSWORD}
    with ThreadPoolExecutor(2) as hands:
        both = list(hands.map(lambda _: second.send(f"{address}/decision", typed), range(2)))
    assert sorted(page.status_code for page in both) == [200, 422]
    assert any("案件已经结束" in page.text for page in both)
    assert "已生效" in next(page for page in both if page.status_code == 200).text
    assert regulator.get(address.replace("delistings", "cases")).url.path == f"/console/{address}"
    assert "已决定" in regulator.get("delistings", q="乙油坊").text
    assert "还有 4 项条件" in regulator.get("relistings/new", enterprise=str(org_id)).text


def expect_to_be_asked(second: Worker, address: str, typed: dict[str, str]) -> None:
    """Confirm without a password, and with a wrong one: both are refused, and neither is shown."""
    assert "确认前请再证明是本人" in second.send(f"{address}/decision", typed).text
    guessed = second.send(f"{address}/decision", typed | {"proof": "a guess of mine"})
    assert guessed.status_code == 422
    assert "现在的密码不对" in guessed.text
    assert "a guess of mine" not in guessed.text


def test_the_second_person_is_told_what_grew_since_the_page_was_opened(
    town: tuple[City, str], second: Worker
) -> None:
    city, _ = town
    _, _, _ = city.release_rice()
    case = propose(city, "mill", ground="refused_inspection")
    serve(city, case.id)
    waive(city, case.id, "mill")
    address = f"delistings/{case.id}"
    decision = form_values(second.get(address), f"/console/{address}/decision")
    decision |= {"short_name": "禾坪里米业", "decision_no": "惠市监移〔2026〕3号"}
    city.release_rice()  # meanwhile
    grown = second.send(f"{address}/decision", decision)
    assert grown.status_code == 422
    assert "影响的范围又变大了" in grown.text
    assert "比提议时多 1 批" in grown.text
    assert form_values(grown, f"/console/{address}/decision")["short_name"] == "禾坪里米业"
    turned_down = second.send(f"{address}/rejection", {"reject_reason": "证据不足"})
    assert "提议已退回" in turned_down.text


def test_steps_of_a_case_need_their_reasons(town: tuple[City, str], regulator: Worker) -> None:
    city, _ = town
    firm(city, "丁")
    case = propose(city, "丁")
    address = f"delistings/{case.id}"
    for step in ("suspension", "withdrawal"):
        page = regulator.send(f"{address}/{step}", {})
        assert page.status_code == 422
        assert "这一项必填" in page.text
    served_page = regulator.send(f"{address}/notice", {})
    assert "告知书已送达" in served_page.text
    assert regulator.send(f"{address}/notice", {}).status_code == 422
    suspended = regulator.send(f"{address}/suspension", {"suspend_reason": "证据可能灭失"})
    assert "已暂停" in suspended.text
    dropped = regulator.send(f"{address}/withdrawal", {"withdraw_reason": "事实不清"})
    assert "提议已撤回" in dropped.text


def test_the_way_back_shows_its_conditions(
    town: tuple[City, str], regulator: Worker, second: Worker
) -> None:
    city, _ = town
    org_id = firm(city, "戊")
    strike_off(city, "戊")
    inspected = {
        "organization_id": str(org_id),
        "inspected_on": str(today_plus()),
        "inspectors": "李核查",
        "findings": "已整改",
        "has_passed": "1",
    }
    page = regulator.send("relistings/site-inspections", inspected)
    assert "核查已登记" in page.text
    assert "还有 3 项条件未满足" in page.text
    future = inspected | {"inspected_on": str(today_plus(9))}
    assert "核查日期不能在将来" in regulator.send("relistings/site-inspections", future).text
    made = regulator.send("relistings/new", {"organization_id": str(org_id), "facts": "设备已更换"})
    assert "须由另一位监管人员确认" in made.text
    address = made.url.path.removeprefix("/console/")
    typed = {
        "proof": PASSWORD,
        "short_name": "戊油坊",
        "decision_no": "惠市监复〔2026〕1号",
        "reason": "条件已满足",
    }
    early = second.send(f"{address}/decision", typed)
    assert early.status_code == 422
    assert "恢复入驻的条件还没有满足" in early.text
    assert "提议已退回" in second.send(f"{address}/rejection", {"reject_reason": "未满"}).text
    assert "戊油坊" in regulator.get("relistings", state="rejected").text


def refuse(city: City, delivery: Any, code: str) -> None:
    """Let the credit system refuse a delivery."""

    def story(work: Work) -> None:
        row = work.session.get_one(type(delivery), delivery.id)
        errors = [{"code": code, "message": "校验码不正确"}]
        work.add(
            CreditAnswer(
                id=new_id(), recorded_at=work.now, org_id=row.org_id, delivery_id=row.id,
                is_accepted=False, receipt_no="XY-0", body_sha256="0" * 64, errors=errors,
                channel="http",
            )
        )  # fmt: skip
        work.change(row, state="refused", receipt_no="XY-0", settled_at=work.now)

    city.do(system_actor(), story)


def test_a_refusal_is_corrected_where_it_stands(town: tuple[City, str], regulator: Worker) -> None:
    city, base = town
    wrong = AUTHORITY[:-1] + "1"
    sent = add_penalty(
        city, 71, authority_uscc=wrong, authority_name="惠州市粮食和物资储备局",
        decided_on=today_plus(-2), publicity_until=today_plus(300),
    )  # fmt: skip
    refuse(city, sent, "CF_CFJGDM")
    board = regulator.get("credit-deliveries")
    assert "被退回：处罚机关统一社会信用代码" in board.text
    assert "末位应为 K" in board.text
    action = f"/console/credit-deliveries/{sent.id}/correction"
    values = form_values(board, action)
    assert values["fix.authority_uscc"] == AUTHORITY
    still = regulator.send(
        f"credit-deliveries/{sent.id}/correction", values | {"fix.authority_uscc": wrong}
    )
    assert still.status_code == 422
    assert "统一社会信用代码不对" in still.text
    strange = regulator.send(f"credit-deliveries/{sent.id}/correction", {"fix.nonsense": "x"})
    assert strange.status_code == 422
    done = regulator.send(f"credit-deliveries/{sent.id}/correction", values)
    assert "已改正" in done.text
    assert "有新版" in done.text
    with at_the_console(base, "admin") as admin:  # who may read and resend, but not correct
        assert "改正并重发" not in admin.get("credit-deliveries").text


def test_what_was_given_up_is_told_and_sent_again(
    town: tuple[City, str], regulator: Worker
) -> None:
    city, _ = town
    given_up = add_penalty(city, 73)

    def story(work: Work) -> None:
        row = work.session.get_one(type(given_up), given_up.id)
        work.change(row, state="dead", settled_at=work.now)

    city.do(system_actor(), story)
    board = regulator.get("credit-deliveries", state="dead")
    assert "已停止自动重发" in board.text
    assert "重发 惠市监处罚〔2026〕73号" in board.text
    resent = regulator.send(f"credit-deliveries/{given_up.id}/resend", {})
    assert "已重新排队" in resent.text
    assert "73号" not in regulator.get("credit-deliveries", state="dead").text


def test_the_board_is_a_list_like_all_others(town: tuple[City, str], regulator: Worker) -> None:
    add_penalty(town[0], 72)
    found = regulator.get("credit-deliveries", q="〔2026〕72号", state="queued")
    assert "72号" in found.text
    assert 'name="q" value="〔2026〕72号"' in found.text
    [link] = re.findall(r'<a href="(/console/credit-deliveries/[^"]+from=[^"]+)"', found.text)
    opened = regulator.http.get(unescape(link))
    back = re.search(r'class="crumb"><a href="([^"]+)"', opened.text)
    assert back
    returned = regulator.http.get(unescape(back[1]))
    assert 'name="q" value="〔2026〕72号"' in returned.text
    sheet = regulator.get("credit-deliveries.csv", q="〔2026〕72号")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert sheet.text.count("惠市监处罚〔2026〕72号") == 1
    resent = regulator.send("credit-deliveries/resend", {"state": "queued"})
    assert "已重新排队" in resent.text


def test_sheets_go_out_and_receipts_come_in(town: tuple[City, str], regulator: Worker) -> None:
    add_penalty(town[0], 81)
    page = regulator.get("credit-deliveries/sheets")
    assert "条处罚等着上报" in page.text
    book = regulator.get("credit-deliveries/sheets/penalties.xlsx")
    assert book.content.startswith(b"PK")
    plain = regulator.get("credit-deliveries/sheets/penalties.csv", party="legal")
    assert "惠市监处罚〔2026〕81号" in plain.content.decode("utf-8-sig")
    heads = [HEADINGS["CF_WSH"], HEADINGS["CF_CFJGDM"], "回执结果", "退回原因", "回执编号"]

    def returned(*numbers: int) -> Any:
        lines = [
            [f"惠市监处罚〔2026〕{number}号", AUTHORITY, "接收", "", f"HZ-{number}"]
            for number in numbers
        ]
        file = ("回执.xlsx", write_xlsx("回执", [heads, *lines]))
        return regulator.send("credit-deliveries/sheets/receipts", {}, files={"file": file})

    wrong = returned(81, 98, 99)
    assert wrong.status_code == 422
    assert all(f"惠市监处罚〔2026〕{number}号" in wrong.text for number in (98, 99))
    assert "HZ-81" not in regulator.get("credit-deliveries").text
    assert "回执已登记" in returned(81).text
    assert "HZ-81" in regulator.get("credit-deliveries").text
    empty = regulator.send("credit-deliveries/sheets/receipts", {}, files={"file": ("", b"")})
    assert empty.status_code == 422


def test_books_cannot_be_compared_without_an_interface(regulator: Worker) -> None:
    form = regulator.get("credit-deliveries/reconciliation")
    assert form.status_code == 200
    page = regulator.get(
        "credit-deliveries/reconciliation", **{"from": "2026-11-01", "to": "2026-11-30"}
    )
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_a_repair_is_decided_by_who_determined_the_penalty(
    town: tuple[City, str], regulator: Worker
) -> None:
    city, _ = town
    firm(city, "己")
    old = today_plus(-120)
    penalty = punish(city, party="己", decision_no="惠市监罚〔2026〕31号", decided_on=str(old))
    papers = [
        {"kind": "duty_fulfilled", "title": "缴款书", "reference": "粤财1"},
        {"kind": "commitment", "title": "信用承诺书", "reference": "窗口三号"},
    ]
    entered = RepairCreate.model_validate(
        {"penalty_id": penalty.id, "reason": "已缴款", "evidence": papers}
    )
    asked = city.do("己", lambda work: repairs.apply_for_repair(work, entered, 10))
    assert "惠市监罚〔2026〕31号" in regulator.get("repairs", state="submitted").text
    page = regulator.get(f"repairs/{asked.id}")
    assert "缴款书" in page.text
    typed = {"reason": "符合条件", "repair_no": "", "then": "grant"}
    wrong = regulator.send(f"repairs/{asked.id}/decision", typed)
    assert wrong.status_code == 422
    assert "准予修复须有决定文号" in wrong.text
    done = regulator.send(
        f"repairs/{asked.id}/decision", typed | {"repair_no": "惠信修〔2026〕1号"}
    )
    assert "已准予" in done.text
    assert "已修复" in regulator.get(f"penalties/{penalty.id}").text


def test_an_objection_goes_its_steps(town: tuple[City, str], regulator: Worker) -> None:
    city, _ = town
    firm(city, "庚")
    penalty = punish(city, party="庚", decision_no="惠市监罚〔2026〕32号")
    entered = ObjectionCreate(subject_kind="penalty", subject_id=penalty.id, reason="金额有误")
    made = city.do("庚", lambda work: objections.submit_objection(work, entered))
    assert "庚油坊" in regulator.get("objections", open="1").text
    assert "企业有异议" in regulator.get(f"penalties/{penalty.id}").text
    address = f"objections/{made.id}"
    assert regulator.send(f"{address}/acceptance", {"reason": ""}).status_code == 422
    assert "已受理" in regulator.send(f"{address}/acceptance", {"reason": "材料齐"}).text
    assert "已交核查" in regulator.send(f"{address}/verification", {"unit": "执法一大队"}).text
    early = regulator.send(f"{address}/answer", {"answer": "已改", "then": "corrected"})
    assert early.status_code == 422
    assert "记录还没有更正" in early.text
    done = regulator.send(f"{address}/answer", {"answer": "核对无误", "then": "upheld"})
    assert "已答复" in done.text
    assert "庚油坊" not in regulator.get("objections", open="1").text


def test_a_joint_action_is_closed_once_it_is_fed_back(
    town: tuple[City, str], regulator: Worker
) -> None:
    city, _ = town
    firm(city, "辛")
    report = ListReport.model_validate(
        {
            "event": "put_on", "task_no": "LH-2026-1", "uscc": city.actors["辛"].uscc,
            "list_name": "严重违法失信名单", "basis_no": "粤信〔2026〕7号",
            "authority_name": "广东省市场监督管理局", "authority_uscc": AUTHORITY,
            "listed_on": str(today_plus(-2)),
        }
    )  # fmt: skip
    actor = replace(credit_system_actor(), org_id=new_id())
    task = city.do(
        actor,
        lambda work: joint_tasks.receive_report(
            work, report, ("key", "nonce-1"), SeriousListAction.PROPOSE
        ),
    )
    assert "LH-2026-1" in regulator.get("joint-tasks").text
    address = f"joint-tasks/{task.id}"
    assert 'name="response"' not in regulator.get(address).text
    assert regulator.send(f"{address}/closure", {"response": "早了"}).status_code == 422
    assert task.case_id is not None
    regulator.send(f"delistings/{task.case_id}/notice", {})
    waive(city, task.case_id, "辛")
    with at_the_console(town[1], "regulator2") as second:
        case = f"delistings/{task.case_id}"
        decision = form_values(second.get(case), f"/console/{case}/decision")
        typed = decision | {
            "proof": PASSWORD,
            "short_name": "辛油坊",
            "decision_no": "惠市监移〔2026〕9号",
        }
        assert "已生效" in second.send(f"{case}/decision", typed).text
    assert "联合惩戒反馈" in regulator.get(address).text
    assert "已办结" in regulator.send(f"{address}/closure", {"response": "已移出并反馈"}).text


def test_labels_of_a_low_grade_wait_for_approval(town: tuple[City, str], regulator: Worker) -> None:
    city, _ = town
    bags = city.make_rice()[2]

    def story(work: Work) -> None:
        of_today = select(TrustScoreRow).where(
            TrustScoreRow.org_id == bags.org_id, TrustScoreRow.computed_on == today_plus()
        )
        work.change(work.session.exec(of_today).one(), score=640, grade="C")

    city.do(system_actor(), story)
    page = regulator.get("label-approvals")
    assert f"批准 {bags.lot}" in page.text
    done = regulator.send("label-approvals", {"batch_id": str(bags.id)})
    assert "已批准" in done.text
    assert f"批准 {bags.lot}" not in done.text
    again = regulator.send("label-approvals", {"batch_id": str(bags.id)})
    assert again.status_code == 422


def test_a_persons_number_is_on_no_page(town: tuple[City, str], regulator: Worker) -> None:
    city, _ = town
    firm(city, "壬")
    penalty = punish(city, party="壬", decision_no="惠市监罚〔2026〕41号", **PERSON)
    for path in (f"penalties/{penalty.id}", f"penalties/{penalty.id}/revision", "penalties"):
        assert CARD_NUMBER not in regulator.get(path).text


PAGES = (
    "penalties", "penalties.csv", "penalties/new", "delistings", "delistings/new", "relistings",
    "relistings/new", "repairs", "objections", "joint-tasks", "label-approvals",
    "credit-deliveries", "credit-deliveries.xlsx", "credit-deliveries/sheets",
    "credit-deliveries/sheets/penalties.xlsx", "credit-deliveries/reconciliation",
)  # fmt: skip
FORMS = (
    "penalties/new", "penalties/{id}/revision", "penalties/{id}/withdrawal", "delistings/new",
    "delistings/{id}/notice", "delistings/{id}/suspension", "delistings/{id}/withdrawal",
    "delistings/{id}/rejection", "delistings/{id}/decision", "relistings/new",
    "relistings/site-inspections", "relistings/{id}/decision", "relistings/{id}/rejection",
    "relistings/{id}/withdrawal", "credit-deliveries/resend", "credit-deliveries/{id}/resend",
    "credit-deliveries/{id}/correction", "credit-deliveries/reconciliation",
    "repairs/{id}/decision", "objections/{id}/acceptance", "objections/{id}/verification",
    "objections/{id}/answer", "joint-tasks/{id}/closure", "label-approvals",
)  # fmt: skip


@pytest.mark.parametrize("username", ["mill", "lab", "canteen"])
def test_other_roles_get_through_no_door(town: tuple[City, str], username: str) -> None:
    with at_the_console(town[1], username) as worker:
        for path in (
            *PAGES,
            f"enterprises/{new_id()}/reach",
            f"cases/{new_id()}",
            f"repairs/{new_id()}",
        ):
            assert worker.get(path).status_code == 403, path
        for path in FORMS:
            address = path.format(id=new_id())
            assert worker.send(address, {}).status_code == 403, path


def test_a_form_of_another_session_is_refused(
    town: tuple[City, str], regulator: Worker, second: Worker
) -> None:
    for path in FORMS:
        typed = {"csrf": second.csrf}
        assert regulator.send(path.format(id=new_id()), typed).status_code == 403, path


def test_what_is_not_there_is_a_page(regulator: Worker) -> None:
    for room in ("penalties", "delistings", "relistings", "credit-deliveries", "repairs",
                 "objections", "joint-tasks"):  # fmt: skip
        assert regulator.get(f"{room}/{new_id()}").status_code == 404, room
    for path in FORMS:
        if "{id}" in path:
            assert regulator.send(path.format(id=new_id()), {"reason": "x"}).status_code == 404, (
                path
            )


def test_who_has_an_app_confirms_with_its_code_and_not_with_a_password(
    town: tuple[City, str],
) -> None:
    city, base = town
    firm(city, "壬")
    case = propose(city, "壬", ground="refused_inspection")
    serve(city, case.id)
    waive(city, case.id, "壬")
    city.add_user(city.look("admin", authority_of), Role.REGULATOR, "regulator3")
    path = f"/api/delistings/{case.id}/decision"
    said = {"is_approved": True, "reason": "拒绝抽检", "decision_no": "惠市监移〔2026〕88号"}
    with at_the_console(base, "regulator3") as third:
        secret = re.search(r'<b class="code">([A-Z2-7 ]+)</b>', third.get("me/second-factor").text)
        assert secret
        app = pyotp.TOTP(secret[1].replace(" ", ""))
        third.send("me/second-factor", {"code": app.now()})
        token = re.search(r"gyl_[\w-]+", third.send("tokens", {"name": "机器"}).text)
        assert token
        page = third.get(f"delistings/{case.id}")
        assert "验证器上的 6 位数字" in page.text
        typed = form_values(page, f"/console/delistings/{case.id}/decision")
        typed |= {"short_name": "壬油坊", "decision_no": "惠市监移〔2026〕88号"}
        by_password = third.send(f"delistings/{case.id}/decision", typed | {"proof": PASSWORD})
        assert by_password.status_code == 422
        assert "验证码不对" in by_password.text
        headers = {"Authorization": f"Bearer {token[0]}"}
        alone = third.http.post(path, json=said, headers=headers)
        assert alone.json()["code"] == "confirmation.needed"  # a copied token is not a person
        next_code = app.at(
            datetime.now(UTC) + timedelta(seconds=30)
        )  # the one before was used to set the app up
        done = third.send(f"delistings/{case.id}/decision", typed | {"proof": next_code})
    assert "已生效" in done.text


def authority_of(work: Work) -> Any:
    """Find the authority that the regulators work for."""
    return organizations.read_organization(work, work.actor.org_id)

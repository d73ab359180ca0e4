"""An enterprise reads its credit as a sum, defends itself, objects, and asks for repair."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfWriter
from sqlmodel import select

from consumer_web.tables import PublishedProduct, PublishedTrace
from tests.case_story import decide, propose, serve, waive
from tests.factories import CODE_KEYS, City
from tests.penalties import punish, today_plus
from tests.registers import Templates
from tests.served import served
from tests.traceability.console.print_room import Visitor, words
from traceability.domain.access import system_actor
from traceability.domain.joint_action import SeriousListAction
from traceability.schemas.joint import ListReport
from traceability.schemas.parties import LicenceCreate
from traceability.schemas.repairs import ObjectionQuery, RepairQuery
from traceability.schemas.supervision import (
    ComplaintCreate,
    ManagementCertificateCreate,
    RectificationCreate,
)
from traceability.services import (
    complaints,
    joint_tasks,
    licences,
    management_certificates,
    objections,
    rectifications,
    repairs,
    trust_rules,
)
from traceability.storage.work import Work

OLD = str(today_plus(-120))  # the minimum window of a general penalty is over
MINUS = "−"


def paper() -> bytes:
    """Write a PDF of one page."""
    written, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(written)
    return written.getvalue()


PDF = paper()


class House:
    """A served city; its mill has a penalty, and a certificate that ends soon."""

    def __init__(self, base: str, city: City) -> None:
        self.base, self.city = base, city
        self.mill = city.actors["mill"].org_id
        self.bags = city.release_rice()[2]


@pytest.fixture(scope="module")
def house(sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("credit")
    with sqlite_templates.opened_in(folder) as city:
        city.do("admin", trust_rules.load_reference_rules)
        punish(city, decided_on=OLD)
        keys = ",".join(key.hex() for key in CODE_KEYS)
        with served(city.engine, folder, CODE_KEYS=keys) as base:
            yield House(base, city)


@pytest.fixture
def mill(house: House) -> Iterator[Visitor]:
    visitor = Visitor(house.base, "mill")
    yield visitor
    visitor.close()


@pytest.fixture
def rival(house: House) -> Iterator[Visitor]:
    visitor = Visitor(house.base, "rival")
    yield visitor
    visitor.close()


def total_of(page: str) -> tuple[list[float], float]:
    """Read the sum off the page: its parts, and what it says it comes to."""
    row = re.search(r'class="total">(.*?)</tr>', page, re.S)
    assert row
    cells = [words(cell) for cell in re.findall(r"<td.*?</td>", row[1], re.S)]
    parts = [float(part) for part in cells[1].replace(f"{MINUS} ", "-").replace("+ ", "").split()]
    return parts, float(cells[3])


def test_the_score_is_a_sum_that_adds_up(house: House, mill: Visitor) -> None:
    page = mill.open("credit")
    parts, total = total_of(page)
    assert parts[0] == 100
    assert sum(parts) == pytest.approx(total)
    assert parts[1:] == [-20, -20]  # a fine of 50,000 yuan, and records entered late
    assert f"信用等级 C，{total:g} 分" in words(page)
    assert "离信用等级 B 还差 15 分" in words(page)
    assert "取得 HACCP 或 ISO 22000 认证，加 2 分" in words(page)
    assert "惠市监罚〔2026〕9号" in page
    assert "Credit grade C" in words(mill.open("credit?lang=en"))


def test_grade_c_asks_and_prints_what_the_authority_approved(house: House, mill: Visitor) -> None:
    lot, path = house.bags.lot, f"batches/{house.bags.id}/labels/new"
    asks = f"batches/{house.bags.id}/labels/request"
    page = mill.open(path)
    assert "信用等级 C：这一批要监管部门批准后才能打印" in words(page)
    said = {"count": "5", "codes": "lot", "stock": "a4-3x8", "where": "pdf"}
    assert mill.send(path, page, **said).status_code == 422
    assert mill.send(asks, page, reason=" ").status_code == 422
    assert "等监管部门批准" in mill.send(asks, page, reason="净含量已整改").text
    regulator = Visitor(house.base, "regulator")
    queue = regulator.open("label-approvals")
    assert "标签打印申请待批准" in words(regulator.open("notices"))
    home = regulator.open("")
    assert f"{house.city.actors['mill'].org_name}：1 个批次申请打印标签" in words(home)
    assert 'href="/console/label-approvals">' in home.split('id="tasks"')[1]
    [refusal] = re.findall(r'action="/console/(label-requests/[^"]+)"', queue)
    assert regulator.send(refusal, queue, reason=" ").status_code == 422
    assert "已退回" in regulator.send(refusal, queue, reason="请附整改照片").text
    assert f"{lot} 的标签未批准" in words(mill.open(""))
    again = mill.open(path)
    assert "未批准：请附整改照片" in words(again)
    mill.send(asks, again, reason="已附整改照片")
    assert mill.send(asks, mill.open(path), reason="再催一次").status_code == 422
    granted = {"batch_id": str(house.bags.id), "note": "已现场核对"}
    queue = regulator.open("label-approvals")
    assert "已附整改照片" in queue
    other = house.city.make_rice()[2].lot  # nobody asked about it
    [_, first, *more] = regulator.open("label-approvals.csv").splitlines()
    assert first.startswith(f"{lot},")
    assert first.endswith(",已附整改照片")
    assert any(line.startswith(f"{other},") and line.endswith(",,") for line in more)
    assert all(not line.startswith(f"{lot},") for line in more)
    assert "已批准" in regulator.send("label-approvals", queue, **granted).text
    assert "已附整改照片" not in regulator.open("label-approvals")
    assert "个批次申请打印标签" not in regulator.open("")
    regulator.close()
    assert f"{lot} 的标签已批准" in words(mill.open(""))
    assert "信用等级 C，可以打印" in words(mill.open(path))
    assert "文件可下载" in mill.send(path, mill.open(path), **said).text
    assert f"{lot} 的标签已批准" not in words(mill.open(""))
    assert "已现场核对" in mill.open("licences")


def test_a_licence_is_told_of_in_time_until_it_is_renewed(house: House, mill: Visitor) -> None:
    soon, later = today_plus(20), today_plus(1500)
    entered = LicenceCreate(sc_licence="SC10144132201376", sc_valid_until=soon)
    house.city.do("regulator", lambda work: licences.record_licence(work, house.mill, entered))
    assert "怎么延续" in words(mill.open(""))
    assert "食品生产许可证快到期或已到期" in words(mill.open("notices"))
    assert "还有 20 天到期" in words(mill.open("licences"))
    regulator = Visitor(house.base, "regulator")
    path = f"enterprises/{house.mill}/licence"
    page = regulator.open(path)
    said = {"sc_licence": "SC10144132201376", "sc_valid_until": "2099-01-01"}
    assert "有效期为五年" in regulator.send(path, page, **said).text
    assert (
        "许可证已登记" in regulator.send(path, page, **said | {"sc_valid_until": str(later)}).text
    )
    regulator.close()
    assert "怎么延续" not in words(mill.open(""))
    assert "食品生产许可证快到期" not in words(mill.open("notices"))

    def shown(work: Work) -> list[str]:
        rows = [
            *work.session.exec(select(PublishedProduct)),
            *work.session.exec(select(PublishedTrace)),
        ]
        return [json.loads(row.document_text)["enterprise"]["sc_valid_until"] for row in rows]

    assert set(house.city.look("regulator", shown)) == {str(later)}


def test_a_competitor_sees_its_own_score_alone(rival: Visitor) -> None:
    page = words(rival.open("credit"))
    assert "信用等级 A，100 分" in page
    assert "现在没有扣分" in page
    assert "惠市监罚" not in page


def test_a_repair_is_asked_for_with_its_papers(house: House, mill: Visitor) -> None:
    form = mill.open("credit/repairs/new")
    penalty = re.search(r'<option value="([0-9a-f-]{36})"', form)
    assert penalty
    said = {"penalty_id": penalty[1], "reason": "已缴款并整改"}
    first = mill.send_files(
        "credit/repairs/new", form, {"paper_duty_fulfilled": ("缴款书.pdf", PDF)}, **said
    )
    assert first.status_code == 422
    assert "请附上这份材料，或写明存放处" in first.text
    assert "缴款书.pdf" in first.text  # the file is kept: it is not chosen again
    kept = dict(re.findall(r'name="(paper_duty[a-z_]+)" value="([^"]*)"', first.text))
    done = mill.send(
        "credit/repairs/new", first.text, **said, **kept, reference_commitment="窗口第 3 号"
    )
    assert done.status_code == 200
    assert "待决定" in words(done.text)
    link = re.search(r'href="/console/(credit/repairs/[^"]+/papers/[0-9a-f]{64})"', done.text)
    assert link
    file = mill.http.get(f"/console/{link[1]}")
    assert (file.content, file.headers["content-disposition"]) == (PDF, "attachment")
    again = mill.send("credit/repairs/new", form, **said, **kept, reference_commitment="x")
    assert again.status_code == 422  # one application at a time
    page = done.url.path.removeprefix("/console/")
    back = mill.send(f"{page}/withdrawal", done.text)
    assert "已撤回" in words(back.text)
    listed = house.city.look("mill", lambda work: repairs.list_repairs(work, RepairQuery()))
    assert [each.state for each in listed.items] == ["withdrawn"]


def test_a_file_that_is_no_paper_is_refused_at_its_field(mill: Visitor) -> None:
    form = mill.open("credit/repairs/new")
    penalty = re.search(r'<option value="([0-9a-f-]{36})"', form)
    assert penalty
    answer = mill.send_files(
        "credit/repairs/new", form, {"paper_commitment": ("x.pdf", b"no paper")},
        penalty_id=penalty[1], reason="x",
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'id="paper_commitment-wrong"' in answer.text


def test_a_deduction_is_objected_to(house: House, mill: Visitor) -> None:
    page = mill.open("credit")
    link = re.search(r"credit/objections/new\?kind=trust_line&amp;id=([0-9a-f-]{36})", page)
    assert link
    form = mill.open(f"credit/objections/new?kind=trust_line&id={link[1]}")
    assert f'value="trust_line:{link[1]}" selected' in form
    empty = mill.send("credit/objections/new", form, subject="", reason="罚款已撤销")
    assert empty.status_code == 422
    assert "罚款已撤销" in empty.text
    subject = f"trust_line:{link[1]}"
    sent = mill.send("credit/objections/new", form, subject=subject, reason="罚款已撤销")
    assert "待受理" in words(sent.text)
    path = sent.url.path.removeprefix("/console/")
    assert mill.send(f"{path}/withdrawal", sent.text, reason="").status_code == 422
    back = mill.send(f"{path}/withdrawal", sent.text, reason="误填")
    assert "已撤回" in words(back.text)
    found = house.city.look("mill", lambda work: objections.list_objections(work, ObjectionQuery()))
    assert [(each.state, each.reason) for each in found.items] == [("withdrawn", "罚款已撤销")]


def test_a_defence_is_stated_in_time_and_once(house: House, rival: Visitor, mill: Visitor) -> None:
    case = serve(house.city, propose(house.city).id)
    page = rival.open(f"credit/cases/{case.id}")
    assert "监督检查发现伪造出厂检验报告三份" in page
    assert "移出：伪造检验报告或追溯数据" in words(page)
    home = rival.open("")
    first = home[home.index('class="list todo"') :].split("</tr>")[1]
    assert f"/console/credit/cases/{case.id}" in first  # before all else, with its deadline
    assert "拟作出“移出”决定" in first
    assert "还有" in first
    assert rival.send(f"credit/cases/{case.id}/defence", page, statement="").status_code == 422
    done = rival.send(f"credit/cases/{case.id}/defence", page, statement="报告系打印错误。")
    assert "陈述申辩已提交" in words(done.text)
    assert "报告系打印错误。" in done.text
    assert "放弃陈述申辩" not in done.text  # it is answered
    twice = rival.send(f"credit/cases/{case.id}/defence", page, waive="1")
    assert twice.status_code == 422
    assert "已收到陈述申辩，等待决定" in words(rival.open("credit"))
    assert "可陈述申辩" not in words(rival.open("credit"))
    mill.open(f"credit/cases/{case.id}", 404)


def test_a_complaint_is_answered_on_its_line(house: House, mill: Visitor) -> None:
    entered = ComplaintCreate(
        organization_id=house.mill,
        complaint_no="12315-1",
        received_on=today_plus(-1),
        subject="袋口开线",
    )
    house.city.do("regulator", lambda work: complaints.record_complaint(work, entered))
    page = mill.open("reports")
    assert "袋口开线" in page
    form = re.search(r'action="/console/(reports/complaints/[^"]+)"', page)
    assert form
    assert mill.send(form[1], page, answer=" ").status_code == 422
    done = mill.send(form[1], page, answer="已换货")
    assert "答复已提交" in words(done.text)
    assert "已换货" in done.text
    assert mill.send(form[1], page, answer="again").status_code == 422


def test_what_ends_soon_is_marked_in_time(house: House, mill: Visitor) -> None:
    today: date = today_plus()
    for number, days in enumerate((400, 20, -1)):
        entered = ManagementCertificateCreate(
            organization_id=house.mill,
            scheme="haccp",
            certificate_no=f"H-{number}",
            certified_by="岭东认证有限公司",
            valid_from=today - timedelta(days=300),
            valid_until=today + timedelta(days=days),
        )
        house.city.do(
            "regulator",
            lambda work, entered=entered: management_certificates.record_management_certificate(
                work, entered
            ),
        )
    order = RectificationCreate(
        organization_id=house.mill,
        order_no="惠改〔2026〕1号",
        subject="清洁投料口",
        ordered_on=today - timedelta(days=9),
        due_on=today - timedelta(days=2),
    )
    house.city.do("regulator", lambda work: rectifications.order_rectification(work, order))
    page = words(mill.open("licences"))
    for said in ("有效", "还有 20 天到期", "已过期", "清洁投料口", "逾期 2 天"):
        assert said in page


def test_who_is_on_the_list_sees_what_follows_and_objects(house: House, rival: Visitor) -> None:
    assert "严重失信名单" not in rival.open("credit")
    report = ListReport(
        event="put_on",
        task_no="LHCJ-2026-1",
        uscc=house.city.actors["rival"].uscc,
        list_name="食品安全严重违法失信名单",
        basis_no="国市监信〔2026〕1号",
        authority_name="惠州市市场监督管理局",
        authority_uscc=house.city.actors["regulator"].uscc,
        listed_on=today_plus(-3),
    )
    house.city.do(
        system_actor(),
        lambda work: joint_tasks.receive_report(
            work, report, ("key", "1"), SeriousListAction.SUSPEND
        ),
    )
    page = rival.open("credit")
    assert "贵企业被暂停" in page
    assert "标签：停止打印" in page
    link = re.search(r"credit/joint-tasks/[0-9a-f-]{36}", page)
    assert link
    task = rival.open(link[0])
    assert "列入“食品安全严重违法失信名单”" in task
    assert rival.send(f"{link[0]}/objection", task, objection="").status_code == 422
    done = rival.send(f"{link[0]}/objection", task, objection="同名企业，并非本单位。")
    assert "异议已提交" in words(done.text)
    assert "同名企业，并非本单位。" in rival.open(link[0])


PAGES = (
    "credit", "credit/objections/new", "credit/repairs/new", "licences", "reports", "reports.csv",
    "credit/cases/{id}", "credit/penalties/{id}", "credit/joint-tasks/{id}",
    "credit/objections/{id}", "credit/repairs/{id}",
)  # fmt: skip


@pytest.mark.parametrize("username", ["lab", "canteen", "regulator", "admin"])
def test_others_have_no_such_desk(house: House, username: str) -> None:
    visitor = Visitor(house.base, username)
    for page in PAGES:
        visitor.open(page.format(id=house.mill), 403)
    visitor.close()


def test_a_competitors_papers_are_not_there(house: House, rival: Visitor, mill: Visitor) -> None:
    penalty = re.search(r"credit/penalties/[0-9a-f-]{36}", mill.open("credit"))
    assert penalty
    assert "抽检镉超标" in mill.open(penalty[0])
    rival.open(penalty[0], 404)
    assert penalty[0].rsplit("/", 1)[-1] not in rival.open("credit/repairs/new")


def test_the_home_of_a_delisted_enterprise_leads_to_the_case_and_back(
    house: House, rival: Visitor
) -> None:
    case = propose(house.city, ground="refused_inspection", facts="拒绝抽样")
    serve(house.city, case.id)
    waive(house.city, case.id)
    decide(house.city, case.id)
    home = rival.open("")
    box = home[home.index("贵企业被移出") :].split("</p>")[0]
    assert f'href="/console/credit/cases/{case.id}"' in box
    assert 'href="/console/credit#back"' in box
    assert '<a class="button plain" href="/console/batches/new">' in home  # no longer the main one

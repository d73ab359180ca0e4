"""One report over HTTP: its paper, its relatives, its re-test; the bench's scanner; the limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pypdfium2
import pytest
import zxingcpp

from tests.console_people import Worker, at_the_console, form_values
from tests.factories import City, status_of
from tests.registers import Templates
from tests.served import served
from tests.traceability.services.test_relatives import two_rices_of_one_paddy
from tests.traceability.services.test_retests import failed_rice
from tests.traceability.services.test_samples import take_in
from traceability.domain.kinds import BatchStatus


@pytest.fixture(scope="module")
def town(
    sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[City, str]]:
    folder: Path = tmp_path_factory.mktemp("report-pages")
    with sqlite_templates.opened_in(folder) as city:
        city.need_limits()
        with served(city.engine, folder, WORKER_IN_SERVE=False) as base:
            yield city, base


@pytest.fixture(scope="module")
def city(town: tuple[City, str]) -> City:
    return town[0]


@pytest.fixture(scope="module")
def people(town: tuple[City, str]) -> Iterator[dict[str, Worker]]:
    base = town[1]
    with (
        at_the_console(base, "lab") as lab,
        at_the_console(base, "lab2") as lab2,
        at_the_console(base, "mill") as mill,
        at_the_console(base, "rival") as rival,
        at_the_console(base, "regulator") as regulator,
    ):
        yield {"lab": lab, "lab2": lab2, "mill": mill, "rival": rival, "regulator": regulator}


@pytest.fixture(scope="module")
def stranger(town: tuple[City, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=town[1], follow_redirects=True, timeout=30) as http:
        yield http


def texts(answer: httpx.Response) -> tuple[str, list[str]]:
    """Read a PDF as a person and as a phone do."""
    assert answer.headers["content-type"] == "application/pdf"
    first = pypdfium2.PdfDocument(answer.content)[0]
    symbols = zxingcpp.read_barcodes(first.render(scale=2).to_pil())
    return first.get_textpage().get_text_range(), [symbol.text for symbol in symbols]


def test_a_signed_report_is_checked_by_the_symbol_on_its_paper(
    city: City, people: dict[str, Worker], stranger: httpx.Client
) -> None:
    bags, failed = failed_rice(city)
    words, symbols = texts(people["mill"].get(f"inspections/{failed.id}.pdf"))
    for expected in (failed.report_no, bags.lot, "20260101001", "0.35", "GB 2762-2025", "郑抽样"):
        assert expected in words
    [address] = symbols
    assert texts(people["lab"].http.get(f"/api/inspections/{failed.id}/report.pdf")) == (
        words,
        symbols,
    )
    told = stranger.get(address)
    assert told.status_code == 200
    for expected in ("现行有效", failed.report_no, bags.lot, "不合格", "0.35", "惠州市"):
        assert expected in told.text
    typed = address.rsplit("/", 1)[1].lower()
    assert typed[:4] in stranger.get("/reports", params={"code": typed}).text.lower()
    assert "It is valid" in stranger.get(address, params={"lang": "en"}).text
    assert people["rival"].get(f"inspections/{failed.id}.pdf").status_code == 404
    assert stranger.get(f"/api/inspections/{failed.id}/report.pdf").status_code == 401


def test_a_made_up_code_is_of_no_report(stranger: httpx.Client) -> None:
    unknown = stranger.get("/reports/00000000000000000000")
    assert unknown.status_code == 404
    assert "没有这个验证码的报告" in unknown.text
    half = stranger.get("/reports", params={"code": "<b>7K3M"})
    assert "不像完整的验证码" in half.text
    assert "<b>7K3M" not in half.text
    assert stranger.get("/reports").status_code == 200


def test_what_is_not_signed_is_marked_and_has_no_code(
    city: City, people: dict[str, Worker]
) -> None:
    entered = city.enter_report(city.make_rice()[2].id, "lab", kind="commissioned")
    words, symbols = texts(people["lab"].get(f"inspections/{entered.id}.pdf"))
    assert "未签发" in words
    assert "验证码" not in words
    assert symbols == []
    assert "/reports/" not in people["lab"].get(f"inspections/{entered.id}").text


def test_the_old_code_of_a_corrected_report_tells_of_the_new_one(
    city: City, people: dict[str, Worker], stranger: httpx.Client
) -> None:
    bags, failed = failed_rice(city)
    [before] = texts(people["lab"].get(f"inspections/{failed.id}.pdf"))[1]
    later = city.inspect(bags.id, "lab", kind="supervision", replaces_id=failed.id)
    told = stranger.get(before).text
    assert "已更正" in told
    assert later.report_no in told
    page = people["lab"].get(f"inspections/{failed.id}").text
    assert f"/console/inspections/{later.id}" in page
    assert "已更正" in texts(people["lab"].get(f"inspections/{failed.id}.pdf"))[0]


def test_relatives_are_held_with_one_press(city: City, people: dict[str, Worker]) -> None:
    lots = two_rices_of_one_paddy(city)
    failed = city.inspect(lots["A"].id, "lab", "fail", kind="supervision")
    path = f"inspections/{failed.id}"
    page = people["regulator"].get(path)
    form = form_values(page, f"/console/{path}/relatives-hold")
    ticked = {name.removeprefix("lot.") for name in form if name.startswith("lot.")}
    assert ticked == {str(lots["P1"].id), str(lots["B"].id)}
    assert failed.report_no in form["hold_reason"]
    unticked = {name: said for name, said in form.items() if not name.startswith("lot.")}
    refused = people["regulator"].send(f"{path}/relatives-hold", unticked)
    assert refused.status_code == 422
    assert "请至少勾选一个批次" in refused.text
    nameless = people["regulator"].send(f"{path}/relatives-hold", form | {"hold_reason": " "})
    assert nameless.status_code == 422
    assert 'id="hold_reason-wrong"' in nameless.text
    done = people["regulator"].send(f"{path}/relatives-hold", form)
    assert "同源批次已封存" in done.text
    assert "同源批次都已停止流通" in done.text
    assert status_of(city, lots["B"].id) is BatchStatus.HELD
    assert status_of(city, lots["C"].id) is BatchStatus.DRAFT
    assert "relatives-hold" not in people["lab"].get(path).text  # it may not stop lots
    assert people["lab"].send(f"{path}/relatives-hold", form).status_code == 403


def test_an_enterprise_is_shown_its_own_relatives(city: City, people: dict[str, Worker]) -> None:
    _, failed = failed_rice(city)
    page = people["mill"].get(f"inspections/{failed.id}")
    assert "relatives-hold" in page.text
    passed = city.inspect(city.make_rice()[2].id, "lab", kind="commissioned")
    assert "relatives-hold" not in people["mill"].get(f"inspections/{passed.id}").text


def test_a_retest_is_asked_for_and_entered_from_the_page(
    city: City, people: dict[str, Worker]
) -> None:
    bags, failed = failed_rice(city)
    path = f"inspections/{failed.id}"
    form = form_values(people["mill"].get(path), f"/console/{path}/retest")
    empty = people["mill"].send(f"{path}/retest", form)
    assert empty.status_code == 422
    assert 'id="retest_reason-wrong"' in empty.text
    asked = people["mill"].send(f"{path}/retest", form | {"retest_reason": "对结论有异议"})
    assert "已申请复检" in asked.text
    assert "对结论有异议" in asked.text
    assert f"{path}/retest" not in asked.text
    agency = city.actors["lab2"]
    assert form["agency_id"] == str(agency.org_id)
    address = f"/console/samples/new?retest={failed.id}"
    assert address in people["lab2"].get(path).text
    sample = form_values(people["lab2"].http.get(address), "/console/samples/new")
    assert (sample["replaces_id"], sample["kind"]) == (str(failed.id), "supervision")
    facts = {"sampled_place": "备样", "sampled_amount": "1", "sampled_by": "郑抽样"}
    again = people["lab2"].send("samples/new", sample | facts)
    assert again.status_code == 422  # it has no number yet
    assert failed.report_no in again.text
    made = people["lab2"].send("samples/new", sample | facts | {"sample_no": "FJ-1"})
    assert made.url.path.endswith("/results")
    assert bags.lot in made.text
    wrong = people["lab2"].send("samples/new", sample | facts | {"replaces_id": "x"})
    assert wrong.status_code == 404


def test_a_scan_opens_the_sample(city: City, people: dict[str, Worker]) -> None:
    bags = city.release_rice()[2]
    sample = take_in(city, bags.id)

    def scan(code: str) -> httpx.Response:
        return people["lab"].get("samples/open", code=code)

    label = f"https://example.org/01/{bags.gtin}/10/{bags.lot}"
    for code in (sample.sample_no.lower(), bags.lot, label, f"(01){bags.gtin}(10){bags.lot}"):
        assert scan(code).url.path == f"/console/samples/{sample.id}/results", code
    take_in(city, bags.id)
    several = scan(bags.lot)
    assert (several.url.path, several.url.params["q"]) == ("/console/samples", bags.lot)
    other = city.release_rice()[2]
    new = scan(other.lot)
    assert new.url.path == "/console/samples/new"
    assert "没有待检样品" in new.text
    assert other.lot in new.text
    assert "没有查到" in scan("NO-SUCH-LOT").text
    assert "没有查到" in scan("").text


def test_limits_are_looked_up_and_say_whether_they_judge(people: dict[str, Worker]) -> None:
    page = people["mill"].get("limits", q="镉", food="rice")
    assert "GB 2762-2025" in page.text
    assert "≤ 0.2 mg/kg" in page.text
    assert "已确认" in page.text
    sheet = people["lab"].get("limits.csv", q="镉")
    assert "GB 2762" in sheet.content.decode("utf-8-sig")
    drafts = people["lab"].get("limits", state="draft")
    assert drafts.status_code == 200


def test_panels_say_what_is_tested_and_by_which_limit(people: dict[str, Worker]) -> None:
    page = people["lab"].get("panels", category="rice_indica")
    assert "国家抽检项目" in page.text
    assert re.search(r"镉.*?≤ 0\.2 mg/kg.*?GB 2762", page.text, re.S)
    wrong = people["lab"].get("panels", category="rice_indica", produced_on="yesterday")
    assert wrong.status_code == 422
    assert 'id="produced_on-wrong"' in wrong.text

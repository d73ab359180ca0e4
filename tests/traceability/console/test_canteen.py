"""The canteen's pages over HTTP: what they refuse, what they keep, and their files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import openpyxl
import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from tests.canteen_story import hire_second, send
from tests.factories import PASSWORD
from traceability.console.canteen.views import view_answer
from traceability.domain.acceptance import Check, Outcome, Reason, answer_of
from traceability.domain.civil import civil_date
from traceability.gateways.table_papers import Column, Paper, Section, write_paper
from traceability.schemas.batches import RecallCreate
from traceability.schemas.purchases import AcceptanceAnswer, AcceptanceReason
from traceability.services import lifecycle, signatures, users

PAGES = (
    "receive", "purchases", "purchases/new", "stock", "suppliers", "catalogue", "frying-oil",
    "recalls", "evidence/new", "evidence/pack.zip", "purchases.xlsx", "purchases.pdf",
    "signing-code",
)  # fmt: skip


@pytest.fixture(scope="module")
def door(house: Any) -> Any:
    hire_second(house.city)
    code_hash = users.hash_password("2580", cost=1)
    house.city.do("canteen_second", lambda work: signatures.set_signing_code(work, code_hash))
    send(house.city, house.released, 60)
    return house


@pytest.fixture
def http(door: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=door.base, follow_redirects=True, timeout=60) as client:
        client.post("/console/login", data={"username": "canteen", "password": PASSWORD})
        yield client


def form_of(page: httpx.Response) -> dict[str, str]:
    """Give the hidden fields of a page's forms."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


def answer(http: httpx.Client, door: Any, **more: str) -> httpx.Response:
    code = f"(01){door.released.gtin}(10){door.released.lot}"
    return http.get("/console/receive", params={"code": code, **more})


def accept(http: httpx.Client, door: Any, amount: str = "5", **more: Any) -> httpx.Response:
    said = form_of(answer(http, door)) | {"amount": amount, "acceptance": "accepted"}
    return http.post("/console/receive", data=said | more)


def test_the_link_of_the_public_page_leads_to_the_answer(http: httpx.Client, door: Any) -> None:
    public = http.get(f"/01/{door.released.gtin}/10/{door.released.lot}").text
    link = re.findall(r'href="(/console/receive[^"]*)"', public)
    assert len(link) == 1
    assert "可以接收" in http.get(link[0]).text


@pytest.mark.parametrize("username", ["mill", "lab", "regulator"])
def test_other_roles_are_refused(door: Any, username: str) -> None:
    with httpx.Client(base_url=door.base, follow_redirects=True, timeout=60) as client:
        client.post("/console/login", data={"username": username, "password": PASSWORD})
        sees = {"recalls"} if username == "regulator" else set()  # of all canteens
        for path in PAGES:
            wanted = 200 if path in sees else 403
            assert client.get(f"/console/{path}").status_code == wanted, path
        allowed = client.get("/console/coverage").status_code
        assert allowed == (200 if username == "regulator" else 403)


def test_a_form_sent_twice_books_once(http: httpx.Client, door: Any) -> None:
    said = form_of(answer(http, door)) | {"amount": "3", "acceptance": "accepted"}
    first, again = (http.post("/console/receive", data=said) for _ in range(2))
    assert first.url == again.url
    assert first.url.path.endswith("/sign")


def test_an_amount_that_was_not_sent_is_refused_and_kept(http: httpx.Client, door: Any) -> None:
    page = accept(http, door, "9000")
    assert page.status_code == 422
    assert "<title>错误：" in page.text
    assert 'value="9000"' in page.text


def test_the_code_is_tried_five_times_then_the_password_signs(
    http: httpx.Client, door: Any
) -> None:
    page = accept(http, door)
    second = door.city.actors["canteen_second"].user_id
    said = form_of(page) | {"signer": str(second), "code": "1111"}
    for left in (4, 3, 2, 1):
        told = http.post(page.url, data=said)
        assert (told.status_code, f"还可以再试 {left} 次" in told.text) == (422, True)
    assert "请改用密码" in http.post(page.url, data=said).text
    assert "请改用密码" in http.post(page.url, data=said | {"code": "2580"}).text
    wrong = http.post(page.url, data=said | {"code": "", "password": "wrong one"})
    assert "密码不对" in wrong.text
    signed = http.post(page.url, data=said | {"code": "", "password": PASSWORD})
    assert signed.url.path == "/console"
    assert "两人签名齐全" in signed.text


def test_nobody_signs_for_himself(http: httpx.Client, door: Any) -> None:
    page = accept(http, door)
    own = str(door.city.actors["canteen"].user_id)
    said = form_of(page)
    assert "另一人" in http.post(page.url, data=said | {"signer": own, "code": "2580"}).text
    assert "另一人" in http.post(page.url, data=said).text
    assert http.post(page.url, data=said | {"signer": "nobody"}).status_code == 422


@pytest.mark.parametrize("code", ["12", "abcd", "1234", "4321", "7777", "１２"])
def test_an_easy_code_is_refused(http: httpx.Client, code: str) -> None:
    said = form_of(http.get("/console/signing-code"))
    assert http.post("/console/signing-code", data=said | {"code": code}).status_code == 422


def test_a_code_is_set(http: httpx.Client) -> None:
    said = form_of(http.get("/console/signing-code"))
    page = http.post("/console/signing-code", data=said | {"code": "２５８０"})
    assert "签名码已保存" in page.text


def photo_of(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text).save(out, kind="png", scale=8, border=6)
    return out.getvalue()


def test_a_photo_is_read_by_the_server(http: httpx.Client, door: Any) -> None:
    said = form_of(http.get("/console/receive"))
    address = f"{door.base}/01/{door.held.gtin}/10/{door.held.lot}"
    files = {"photo": ("photo.png", photo_of(address), "image/png")}
    page = http.post("/console/receive/photo", data=said, files=files)
    assert page.url.params["code"] == address
    assert "不要接收" in page.text
    frame = http.post(
        "/console/receive/photo", data=said, files=files, headers={"Accept": "application/json"}
    )
    assert frame.json() == {"code": address}
    blank = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(blank, "JPEG")
    none = {"photo": ("photo.jpg", blank.getvalue(), "image/jpeg")}
    assert "没有找到码" in http.post("/console/receive/photo", data=said, files=none).text
    broken = {"photo": ("photo.jpg", b"no picture", "image/jpeg")}
    assert http.post("/console/receive/photo", data=said, files=broken).status_code == 422


def test_goods_go_back_with_a_photo_that_tells_no_place(http: httpx.Client, door: Any) -> None:
    said = form_of(answer(http, door, refuse="1"))
    said |= {"amount": "2", "reason": "破袋", "acceptance": "returned"}
    out = io.BytesIO()
    picture = Image.new("RGB", (64, 48), "red")
    exif = Image.Exif()
    exif[0x010F] = "secret phone"
    picture.save(out, "JPEG", exif=exif)
    files = {"photo": ("p.jpg", out.getvalue(), "image/jpeg")}
    signing = http.post("/console/receive", data=said, files=files)
    line = http.get(str(signing.url.path).replace("/receive/", "/purchases/").removesuffix("/sign"))
    assert "破袋" in line.text
    assert "已拒收，退货" in signing.text
    assert "已验收" not in signing.text
    found = re.search(r'src="(/console/purchases/[^"]+/photos/[0-9a-f]{64})"', line.text)
    assert found
    kept = http.get(found[1])
    assert kept.headers["content-type"] == "image/jpeg"
    assert b"secret phone" not in kept.content
    without = {name: text for name, text in said.items() if name != "reason"}
    assert "要写原因" in http.post("/console/receive", data=without).text


def book_flour(http: httpx.Client, **more: str) -> httpx.Response:
    today = civil_date(datetime.now(UTC))
    said = form_of(http.get("/console/purchases/new")) | {
        "name": "=小麦粉 25 kg", "food": "wheat_flour", "amount": "50", "unit": "kg",
        "best_before": (today + timedelta(days=60)).isoformat(), "supplier": "東江麵粉店喆",
        "supplier_phone": "0752-2233118", "acceptance": "accepted",
        "delivered_at": f"{today:%Y-%m-%d}T00:01",
    }  # fmt: skip
    return http.post("/console/purchases/new", data=said | more)


def test_goods_without_a_code_keep_what_was_typed_after_a_mistake(http: httpx.Client) -> None:
    page = book_flour(http, supplier_licence="SC123", best_before="")
    assert page.status_code == 422
    assert "東江麵粉店喆" in page.text
    assert 'href="#supplier_licence"' in page.text
    assert book_flour(http).url.path.endswith("/sign")


def test_the_month_is_given_as_a_sheet_and_as_paper(http: httpx.Client, door: Any) -> None:
    book_flour(http)
    accept(http, door, "1")
    book = openpyxl.load_workbook(io.BytesIO(http.get("/console/purchases.xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][:5] == ("进货日期", "名称规格", "数量", "重量", "批号")
    assert {door.released.lot} <= {row[4] for row in rows}
    assert any(str(row[1]).endswith(" 5 kg") for row in rows)  # 名称 and 规格
    assert not [row[1] for row in rows if str(row[1]).startswith("=")]  # nothing computes
    paper = PdfReader(io.BytesIO(http.get("/console/purchases.pdf").content))
    text = "".join(page.extract_text() for page in paper.pages)
    assert "进货查验台账" in text
    assert door.released.lot in text
    assert "第 1 页，共" in text


def test_a_character_beyond_the_type_is_told(http: httpx.Client) -> None:
    paper = Paper(
        "台账",
        [Section("", [Column("供货者", 1)], [["龍喆𠮷"]])],
        "foot",
        "{page}/{pages}",
        "〓 缺字",
    )
    text = PdfReader(io.BytesIO(write_paper(paper))).pages[0].extract_text()
    assert "喆" in text  # in the spare face of the reader
    assert "〓" in text
    assert "缺字" in text


def test_the_pack_can_be_checked_file_by_file(http: httpx.Client, door: Any) -> None:
    accept(http, door, "1")
    lot = door.released.lot
    shown = http.get("/console/stock", params={"q": lot})
    taken = form_of(shown) | {"amount": "1", "purpose": "used"}
    assert http.post("/console/stock", data=taken).is_success
    pack = zipfile.ZipFile(io.BytesIO(http.get("/console/evidence/pack.zip").content))
    assert pack.testzip() is None
    manifest = json.loads(pack.read("manifest.json"))
    assert manifest["canteen"] == door.city.actors["canteen"].org_name
    assert manifest["counts"]["ledger_lines"] > 0
    for file in manifest["files"]:
        content = pack.read(file["name"])
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
    sums = pack.read("SHA256SUMS").decode()
    assert hashlib.sha256(pack.read("manifest.json")).hexdigest() in sums
    names = set(pack.namelist())
    assert {
        "01-台账/进货查验台账.pdf",
        "02-检验报告/检验报告.pdf",
        "04-双人签字/签字.xlsx",
    } <= names
    issued = openpyxl.load_workbook(io.BytesIO(pack.read("06-出库/出库.xlsx"))).active
    rows = [row[1:4] for row in issued.iter_rows(min_row=2, values_only=True)]
    assert any(row[0].endswith(" 5 kg") and row[1:] == (lot, "1 袋") for row in rows)
    assert manifest["made_at"].endswith("+08:00")
    reports = PdfReader(io.BytesIO(pack.read("02-检验报告/检验报告.pdf")))
    assert "镉" in "".join(page.extract_text() for page in reports.pages)


def test_a_recall_is_due_at_home_until_it_is_answered(http: httpx.Client, door: Any) -> None:
    city = door.city
    bags = city.release_rice()[2]
    send(city, bags, 12)
    code = f"(01){bags.gtin}(10){bags.lot}"
    page = http.get("/console/receive", params={"code": code})
    http.post("/console/receive", data=form_of(page) | {"amount": "12", "acceptance": "accepted"})
    stock = http.get("/console/stock", params={"q": bags.lot})
    said = form_of(stock) | {"amount": "2", "purpose": "used"}
    assert "已出库" in http.post("/console/stock", data=said).text
    order = RecallCreate(reason="镉超标", downstream="none")
    city.do("mill", lambda work: lifecycle.recall_batch(work, bags.id, order))
    assert "召回：" in http.get("/console").text
    recalls = http.get("/console/recalls")
    assert "镉超标" in recalls.text
    notice = re.search(r'action="(/console/recalls/[0-9a-f-]+)"', recalls.text)
    assert notice
    said = form_of(recalls) | {"action": "none_left"}
    assert http.post(notice[1], data=said).status_code == 422
    answered = http.post(notice[1], data=said | {"action": "sealed", "said": "封存在北库"})
    assert "已答复" in answered.text
    assert "召回：" not in http.get("/console").text


def test_frying_oil_and_suppliers_are_kept(http: httpx.Client, door: Any) -> None:
    said = form_of(http.get("/console/frying-oil"))
    today = civil_date(datetime.now(UTC)).isoformat()
    none = http.post("/console/frying-oil", data=said | {"fryer": "1 号锅", "tested_on": today})
    assert (none.status_code, "至少填一项" in none.text) == (422, True)
    tested = said | {"fryer": "1 号锅", "tested_on": today, "polar_components": "19.5"}
    assert "19.5" in http.post("/console/frying-oil", data=tested).text
    spent = http.post("/console/frying-oil", data=tested | {"polar_components": "28"})
    assert "换新油" in spent.text
    mill = door.city.actors["mill"].org_id
    page = http.get(f"/console/suppliers/{mill}")
    kept = form_of(page) | {"outcome": "admitted", "reviewed_on": today, "heard": "1"}
    assert "已听取膳食委员会意见" in http.post(f"/console/suppliers/{mill}", data=kept).text
    assert "准入" in http.get("/console/suppliers", params={"q": "禾坪里"}).text


def sheet_of(http: httpx.Client, address: str) -> list[list[str]]:
    """Read a list as both files; they say the same."""
    path, _, query = address.partition("?")
    book = openpyxl.load_workbook(io.BytesIO(http.get(f"{path}.xlsx?{query}").content))
    rows = [["" if cell is None else cell for cell in row] for row in book.active.values]
    text = http.get(f"{path}.csv?{query}").content.decode("utf-8-sig")
    assert [row[0].lstrip("'") for row in csv.reader(io.StringIO(text))] == [row[0] for row in rows]
    return rows


def book_uncoded(http: httpx.Client, **more: str) -> httpx.Response:
    page = http.get("/console/purchases/new", params={"acceptance": more.get("acceptance", "")})
    said = form_of(page) | {
        "name": "散装大米", "food": "rice", "amount": "20", "unit": "kg", "supplier": "圩镇粮店",
        "supplier_phone": "0752-1", "best_before": "2027-12-01", "acceptance": "accepted",
    }  # fmt: skip
    return http.post("/console/purchases/new", data=said | more)


@pytest.mark.parametrize("hostile", ["=1+1", "@SUM(A1)", "+A1", "-A1"])
def test_no_cell_of_a_canteen_is_a_formula(http: httpx.Client, hostile: str) -> None:
    book_uncoded(http, name=hostile)
    for address in ("/console/stock", "/console/purchases"):
        path = f"{address}.csv"
        cells = [cell for row in csv.reader(io.StringIO(http.get(path).text)) for cell in row]
        assert f"'{hostile}" in cells
        assert hostile not in cells
    book = openpyxl.load_workbook(io.BytesIO(http.get("/console/stock.xlsx").content))
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}


def test_every_list_leaves_as_a_file_in_the_state_of_its_page(http: httpx.Client) -> None:
    book_uncoded(http, name="圩镇香米")
    heads, *rows = sheet_of(http, "/console/stock?q=圩镇香米")
    assert heads[0] == "名称规格"
    assert [row[0] for row in rows] == ["圩镇香米"]
    tested = form_of(http.get("/console/frying-oil")) | {"fryer": "3 号锅"}
    today = civil_date(datetime.now(UTC)).isoformat()
    http.post("/console/frying-oil", data=tested | {"tested_on": today, "acid_value": "5,2"})
    _, *tests = sheet_of(http, "/console/frying-oil?q=3 号锅")
    assert tests[0][1:4] == [today, "—", "5.2"]
    assert not sheet_of(http, "/console/frying-oil?q=3 号锅&verdict=pass")[1:]
    _, *products = sheet_of(http, "/console/catalogue?q=禾坪里")
    assert products
    assert 'value="husk"' not in http.get("/console/catalogue").text  # no kitchen buys them
    assert not sheet_of(http, "/console/catalogue?q=禾坪里&food=oil_peanut")[1:]
    assert sheet_of(http, "/console/suppliers?q=禾坪里")[1][0].startswith("惠州市禾坪里")
    assert sheet_of(http, "/console/recalls")[0][0] == "类型"


def test_a_month_without_purchases_has_no_share(http: httpx.Client) -> None:
    page = http.get("/console/coverage").text
    assert page.count('<a href="?month=') > page.count("<rect")
    assert "没有采购" in page
    levels, *rows = sheet_of(http, "/console/coverage")
    share = levels.index("按重量")
    assert [row[share] for row in rows[1:12]] == [""] * 11
    assert rows[0][share].endswith(" %")
    empty = http.get("/console/coverage", params={"month": "2020-01"}).text
    assert "2020年1月：没有采购" in empty
    assert "0.0 %" not in empty


def test_the_last_five_scans_stand_below_the_field(door: Any) -> None:
    with httpx.Client(base_url=door.base, follow_redirects=True, timeout=60) as client:
        client.post("/console/login", data={"username": "canteen", "password": PASSWORD})
        answer(client, door)
        for number in range(6):
            client.get("/console/receive", params={"code": f"<nothing{number}>"})
        client.get("/console/receive", params={"code": "<nothing3>"})  # again: it stands once
        page = client.get("/console/receive").text
        scans = re.findall(r'href="\?code=%3Cnothing(\d)%3E"', page)
        assert scans == ["3", "5", "4", "2", "1"]
        assert "&lt;nothing3&gt;" in page
        client.post("/console/login", data={"username": "canteen_second", "password": PASSWORD})
        assert "nothing" not in client.get("/console/receive").text


@pytest.mark.parametrize("forged", ["x", "e30", "W10", "eyJieSI6MX0"])
def test_a_forged_cookie_of_scans_is_nothing(http: httpx.Client, forged: str) -> None:
    http.cookies.set("last_scans", forged, path="/console/receive")
    assert http.get("/console/receive").status_code == 200


def test_refused_goods_that_nobody_sent_here_are_booked_with_what_is_known(
    http: httpx.Client, door: Any
) -> None:
    bags = door.city.release_rice()[2]
    code = f"(01){bags.gtin}(10){bags.lot}"
    link = re.search(
        r'href="(/console/purchases/new\?[^"]+)"',
        http.get("/console/receive", params={"code": code}).text,
    )
    assert link
    page = http.get(link[1].replace("&amp;", "&"))
    for known in (bags.lot, "没有发给本校的发货记录", code):
        assert known in page.text
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "brown").save(out, "JPEG")
    typed = dict(re.findall(r'<input id="(\w+)" name="\w+"[^>]* value="([^"]+)"', page.text))
    said = form_of(page) | typed | {"amount": "5", "unit": "kg", "food": "rice"}
    said |= {"supplier_phone": "0752-2", "acceptance": "returned", "reason": "没订，退回；司机已签"}
    files = {"photo": ("photo.jpg", out.getvalue(), "image/jpeg")}
    booked = http.post("/console/purchases/new", data=said, files=files)
    line = http.get(str(booked.url).replace("receive/", "purchases/").removesuffix("/sign")).text
    assert "没订，退回；司机已签" in line  # the commas of Chinese prose stay
    assert "/photos/" in line


def test_an_error_names_its_field(http: httpx.Client) -> None:
    page = book_uncoded(http, supplier="")
    assert page.status_code == 422
    assert '<a href="#supplier">供货者：' in page.text


def test_a_maker_that_is_struck_off_is_not_said_to_be_able_to_supply() -> None:
    def lines(standing: Outcome, why: str) -> str:
        reasons = [
            AcceptanceReason(check=Check.SUPPLIER, outcome=Outcome.PASS, why="may_supply"),
            AcceptanceReason(check=Check.STANDING, outcome=standing, why=why),
        ]
        verdict = answer_of([Reason(each.check, each.outcome, each.why) for each in reasons])
        given = AcceptanceAnswer(code="x", verdict=verdict, reasons=reasons)
        return " ".join(line.text for line in view_answer(given, date(2026, 11, 27), "zh")["lines"])

    assert "供货者可以供货" in lines(Outcome.PASS, "listed")
    assert "供货者可以供货" not in lines(Outcome.FAIL, "delisted")

"""A sheet is brought on a page, its faults are told in words, and it is recorded whole."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.browsing import check, enter
from tests.factories import PASSWORD
from tests.traceability.importing.test_sheets_come_in import RAW, B, raw, sheet


@pytest.fixture
def mill(house: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.base, follow_redirects=True, timeout=30) as http:
        http.post("/console/login", data={"username": "mill", "password": PASSWORD})
        yield http


def bring(http: httpx.Client, content: bytes, kind: str = "batches") -> httpx.Response:
    """Bring a sheet as the form does; give the page once it was tried out."""
    form = http.get(f"/console/imports/{kind}").text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    page = http.post(
        f"/console/imports/{kind}", data=hidden, files={"file": ("十一月.xlsx", content)}
    )
    return settled(http, page)


def settled(http: httpx.Client, page: httpx.Response) -> httpx.Response:
    """Look until the worker is done, as the page itself does."""
    while "hx-trigger" in page.text and "/console/imports/" in page.url.path:
        page = http.get(page.url.path)
    return page


def test_faults_are_told_by_row_and_column_and_marked_in_the_sheet(mill: httpx.Client) -> None:
    page = bring(mill, raw(unit="箱", produced_on="2026-02-30"))
    assert "试读“十一月.xlsx”：2 处要改，什么都没有写入" in page.text
    assert "<b>F</b> 单位" in page.text
    assert "<b>G</b> 生产日期" in page.text
    assert "日期写作 2026-11-24。" in page.text
    marked = mill.get(f"{page.url.path}/marked.xlsx")
    cells = load_workbook(io.BytesIO(marked.content)).active
    assert cells["G3"].fill.fgColor.rgb == "FFFBE8E7"
    assert "F3: 没有这个单位" in cells["K3"].value
    assert "G3: 日期写作 2026-11-24。" in cells["K3"].value


def test_a_file_that_is_no_sheet_is_refused_on_the_form(mill: httpx.Client) -> None:
    page = bring(mill, b"\xd0\xcf\x11\xe0" * 40)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text


def test_the_template_is_read_back(mill: httpx.Client) -> None:
    template = mill.get("/console/imports/batches/template.xlsx").content
    book = load_workbook(io.BytesIO(template))
    for place, heading in enumerate(cell.value for cell in book.worksheets[0][1]):
        name = re.search(r"\[(\w+)\]", heading)
        assert name
        book.worksheets[0].cell(2, place + 1).value = str((RAW | {"lot": "TPL1"}).get(name[1], ""))
    out = io.BytesIO()
    book.save(out)
    assert "没有错，可以写入" in bring(mill, out.getvalue()).text


@pytest.mark.parametrize(
    ("username", "path", "status"),
    [
        ("lab", "/console/imports", 403),
        ("regulator", "/console/imports", 403),
        ("canteen", "/console/imports/batches", 403),
        ("canteen", "/console/imports/purchases", 200),
        ("mill", "/console/imports/purchases", 403),
    ],
)
def test_everybody_brings_his_own_kinds(house: Any, username: str, path: str, status: int) -> None:
    with httpx.Client(base_url=house.base, follow_redirects=True, timeout=30) as http:
        http.post("/console/login", data={"username": username, "password": PASSWORD})
        assert http.get(path).status_code == status


@pytest.mark.browser
@pytest.mark.parametrize(("width", "has_scripts"), [(1280, True), (360, False)])
def test_a_sheet_is_tried_out_and_recorded(
    browser: Browser, house: Any, tmp_path: Path, width: int, has_scripts: bool
) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(sheet(B, {**RAW, "lot": f"BR{width}"}))
    bad.write_bytes(raw(quantity="许多"))
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale="zh-CN",
        java_script_enabled=has_scripts,
    )
    page = enter(context, house.base, "mill")
    page.goto(f"{house.base}/console/imports/batches")
    page.set_input_files("#file", bad)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_contain_text("1 处要改", timeout=15_000)
    if has_scripts:
        check(page)
    page.click("main .acts a:not(.button)")
    page.set_input_files("#file", good)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_contain_text("可以写入", timeout=15_000)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_contain_text("已全部写入", timeout=15_000)
    page.goto(f"{house.base}/console/imports")
    expect(page.locator(".list")).to_contain_text("已写入")
    if has_scripts:
        check(page)

"""A list keeps its state in its address, and leaves whole as a spreadsheet."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from tests.factories import PASSWORD, City
from tests.traceability.services.test_samples import take_in

SAMPLES = "/console/samples"
HOSTILE = ("=2+3", "@SUM(A1)", "+A1", "＝2+3")


@pytest.fixture(scope="module")
def bench(house: Any) -> Iterator[httpx.Client]:
    """Sign a laboratory in that has 60 samples waiting, four of them with hostile numbers."""
    city: City = house.city
    for number in range(56):
        kind = "commissioned" if number % 2 else "supervision"
        take_in(city, house.draft.id, sample_no=f"L-{number:03}", kind=kind)
    for text in HOSTILE:
        take_in(city, house.draft.id, sample_no=text)
    with httpx.Client(base_url=house.base, follow_redirects=True, timeout=30) as http:
        http.post("/console/login", data={"username": "lab", "password": PASSWORD})
        yield http


def numbers(text: str) -> list[str]:
    """Read the sample numbers in a page, in their order."""
    return re.findall(r'/results[^"]*"[^>]*>([^<]+)</a>', text)


def test_pages_follow_each_other_without_gap_or_repetition(bench: httpx.Client) -> None:
    first = bench.get(SAMPLES)
    assert "本页 50 条，共 60 条" in first.text
    following = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert following
    second = bench.get(following[1].replace("&amp;", "&"))
    shown = numbers(first.text) + numbers(second.text)
    assert len(shown) == len(set(shown)) == 60
    assert 'rel="next"' not in second.text
    assert f'href="{SAMPLES}">从头看' in second.text


def test_a_filter_is_in_the_address_and_comes_off_by_a_tap(bench: httpx.Client) -> None:
    page = bench.get(SAMPLES, params={"kind": "commissioned", "q": "L-0"})
    assert "共 28 条" in page.text
    assert "类型：委托检验" in page.text
    chips = re.findall(r'class="chip" href="([^"]+)"', page.text)
    assert chips == [f"{SAMPLES}?kind=commissioned", f"{SAMPLES}?q=L-0"]
    record = re.search(rf'href="({SAMPLES}/[^"]+/results\?from=[^"]+)"', page.text)
    assert record
    assert "from=%2Fconsole%2Fsamples%3Fq%3DL-0%26kind%3Dcommissioned" in record[1]


def test_the_order_turns_round_by_its_heading(bench: httpx.Client) -> None:
    page = bench.get(SAMPLES)
    assert 'aria-sort="ascending"><a href="/console/samples?sort=-due"' in page.text
    turned = bench.get(SAMPLES, params={"sort": "-due"})
    assert 'aria-sort="descending"><a href="/console/samples"' in turned.text
    assert numbers(turned.text)[0] not in numbers(page.text)


def test_what_the_address_says_wrongly_is_left_out_and_told(bench: httpx.Client) -> None:
    page = bench.get(SAMPLES, params={"kind": "none", "sort": "name", "after": "zzz"})
    assert page.status_code == 200
    assert "网址中的 kind、sort、after 看不懂，已略过。" in page.text
    assert "共 60 条" in page.text


def test_nothing_found_offers_to_clear_the_filters(bench: httpx.Client) -> None:
    page = bench.get(SAMPLES, params={"q": "nowhere"})
    assert "没有符合条件的记录。" in page.text
    assert f'<a href="{SAMPLES}">清除筛选</a>' in page.text


def test_a_list_without_rows_says_what_to_do_first(bench: httpx.Client) -> None:
    page = bench.get("/console/inspections")
    assert "没有待复核的报告。" in page.text
    assert '<a href="/console/samples">待检样品</a>' in page.text


def test_the_whole_filtered_list_leaves_as_a_workbook_of_texts(bench: httpx.Client) -> None:
    answer = bench.get(f"{SAMPLES}.xlsx", params={"kind": "commissioned"})
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert rows[0][:3] == ("样品号", "产品", "类型")
    assert len(rows) == 1 + 28
    assert {type(cell) for row in rows for cell in row} == {str}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rows[1][-1])


@pytest.mark.parametrize("sheet", ["csv", "xlsx"])
def test_no_cell_of_an_export_computes(bench: httpx.Client, sheet: str) -> None:
    answer = bench.get(f"{SAMPLES}.{sheet}")
    if sheet == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
        cells = [line.split(",")[0] for line in answer.content.decode("utf-8-sig").splitlines()]
    else:
        book = load_workbook(io.BytesIO(answer.content))
        assert all(cell.data_type == "s" for row in book.active for cell in row)
        cells = [str(row[0]) for row in book.active.values]
    assert len(cells) == 61
    for text in HOSTILE:
        assert f"'{text}" in cells
        assert text not in cells


def test_another_form_of_sheet_is_no_page(bench: httpx.Client) -> None:
    assert bench.get(f"{SAMPLES}.exe").status_code == 404


@pytest.mark.parametrize("address", [SAMPLES, f"{SAMPLES}.xlsx", f"{SAMPLES}.csv"])
def test_another_role_gets_neither_list_nor_sheet(house: Any, address: str) -> None:
    with httpx.Client(base_url=house.base, follow_redirects=True, timeout=30) as http:
        http.post("/console/login", data={"username": "canteen", "password": PASSWORD})
        assert http.get(address).status_code == 403

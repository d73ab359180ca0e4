"""The pages about labels over HTTP: what is chosen, what is missing, what is asked and refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from tests.factories import hold, lift
from tests.registers import Templates
from tests.traceability.console.print_room import PRINTER, PrintRoom, Visitor, print_room, words
from traceability.schemas.batches import BatchPublic


@pytest.fixture(scope="module")
def room(
    sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PrintRoom]:
    folder: Path = tmp_path_factory.mktemp("labels")
    with sqlite_templates.opened_in(folder) as city, print_room(city, folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def bags(room: PrintRoom) -> BatchPublic:
    return room.city.release_rice()[2]


@pytest.fixture
def mill(room: PrintRoom) -> Iterator[Visitor]:
    visitor = Visitor(room.base, "mill")
    yield visitor
    visitor.close()


def test_the_page_is_filled_in_and_shows_how_the_number_comes_about(
    mill: Visitor, bags: BatchPublic
) -> None:
    page = mill.open(f"batches/{bags.id}/labels/new")
    said = words(page)
    assert "13,200 千克 ÷ 5 千克 = 2,640 枚" in said
    assert 'value="2,640"' in page
    assert "打印 2,640 枚" in said
    assert f"{PRINTER}（空闲）" in said
    for check in ("产品已批准", "批次已放行", "企业在册", "已解码核对，与内容一致"):
        assert check in said
    picture = mill.http.get(f"/console/batches/{bags.id}/labels/sample.svg?stock=60x40&codes=lot")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert f"/01/{bags.gtin}/10/{bags.lot}" in picture.text


def test_the_preview_follows_the_choice(mill: Visitor, bags: BatchPublic) -> None:
    path = f"batches/{bags.id}/labels/preview"
    sheet = mill.open(f"{path}?count=60&where=pdf&stock=a4-3x8&codes=lot&start=7")
    assert "生成 60 枚" in words(sheet)
    assert "共 3 张" in words(sheet)  # 18 places are left on the first
    assert 'value="7" aria-label="第 7 格" checked' in sheet
    assert "整张标签纸不能在卷装打印机上打印" in mill.open(
        f"{path}?count=9&stock=a4-3x8&where=printer:{PRINTER}"
    )
    small = mill.open(f"{path}?count=9&stock=40x30")
    assert "这种标签纸放不下" in small
    assert "sample.svg" not in small
    assert mill.open(f"{path}?count=abc&stock=napkin&where=printer:x&start=0&codes=?")


def test_paper_and_place_follow_each_other(mill: Visitor, bags: BatchPublic) -> None:
    path = f"batches/{bags.id}/labels/preview?count=5"
    printer = f"printer:{PRINTER}"
    to_printer = mill.open(f"{path}&stock=a4-3x8&where={printer}&was=pdf")
    assert '<option value="60x40" selected>' in to_printer
    to_sheet = mill.open(f"{path}&stock=a4-3x8&where={printer}&was={printer}")
    assert '<option value="pdf" selected>' in to_sheet
    assert "生成 5 枚" in words(to_sheet)
    order = f"batches/{bags.id}/labels/new"
    said = {"count": "5", "codes": "lot", "stock": "a4-3x8", "where": printer, "was": printer}
    refused = mill.send(order, mill.open(order), **said)  # an order is taken by its word
    assert (refused.status_code, 'id="stock-wrong"' in refused.text) == (422, True)


def test_a_draft_says_what_is_missing_and_cannot_be_printed(room: PrintRoom, mill: Visitor) -> None:
    draft = room.city.make_rice()[2]
    path = f"batches/{draft.id}/labels/new"
    page = mill.open(path)
    assert "批次没有放行（未放行）" in words(page)
    answer = mill.send(path, page, count="３０", codes="package", stock="60x40", where="pdf")
    assert answer.status_code == 422
    assert "错误" in answer.text
    assert "该批次未放行（或已封存、召回）" in words(answer.text)
    assert "draft" not in words(answer.text)
    assert f'<a href="/console/batches/{draft.id}">看这一批还缺什么</a>' in answer.text
    assert 'value="３０"' in answer.text  # what was typed is there still
    raw = room.city.make_rice()[0]
    mill.open(f"batches/{raw.id}/labels/new", 404)  # paddy has no label


def test_an_order_without_a_number_is_asked_for_it(mill: Visitor, bags: BatchPublic) -> None:
    path = f"batches/{bags.id}/labels/new"
    page = mill.open(path)
    answer = mill.send(path, page, count="viele", codes="lot", stock="a4-3x8", where="pdf")
    assert answer.status_code == 422
    assert "请填要打印的数量" in answer.text
    alone = mill.send(path, page, count="5", codes="lot", stock="a4-3x8", where="pdf", first="1")
    assert alone.status_code == 422  # a file has no first article
    gone = mill.send(path, page, count="5", codes="lot", stock="60x40", where="printer:二号线")
    assert (gone.status_code, "没有这台打印机" in gone.text) == (422, True)
    shown = mill.send(path, page, count="1,200", where="pdf", stock="a4-3x8", then="preview")
    assert (shown.status_code, "生成 1,200 枚" in words(shown.text)) == (200, True)


def test_a_form_that_is_sent_twice_orders_once(mill: Visitor, bags: BatchPublic) -> None:
    path = f"batches/{bags.id}/labels/new"
    page = mill.open(path)
    said = {"count": "3", "codes": "lot", "stock": "60x40", "where": f"printer:{PRINTER}"}
    first, second = mill.send(path, page, **said), mill.send(path, page, **said)
    assert first.url == second.url
    assert "排队：0 / 3 枚" in words(first.text)
    job = first.url.path.removeprefix("/console/")
    paused = mill.send(f"{job}/pause", first.text)
    assert "已暂停：0 / 3 枚" in words(paused.text)
    assert "hx-trigger" not in paused.text  # nothing moves: nobody asks
    again = mill.send(f"{job}/pause", paused.text)
    assert again.status_code == 422
    over = mill.send(f"{job}/cancel", paused.text)
    assert "已取消" in words(over.text)


def test_a_pdf_begins_where_the_sheet_was_left(mill: Visitor, bags: BatchPublic) -> None:
    path = f"batches/{bags.id}/labels/new"
    said = {"count": "20", "codes": "package", "stock": "a4-3x8", "where": "pdf", "start": "7"}
    page = mill.send(path, mill.open(path), **said)
    assert page.url.params["start"] == "7"
    job = page.url.path.removeprefix("/console/")
    beyond = mill.send(f"{job}/file", page.text, start="25")
    assert (beyond.status_code, "第 24 格" in beyond.text) == (422, True)
    file = mill.send(f"{job}/file", page.text, start="7")
    assert file.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(io.BytesIO(file.content))
    counts = [len(zxingcpp.read_barcodes(one.render(scale=203 / 72).to_pil())) for one in document]
    assert counts == [18, 2]
    drawn = mill.open(job)
    assert "20 枚都印好了" in drawn
    done = mill.send(f"{job}/answer", drawn, last_seen="20")
    assert "完成" in words(done.text)

    # What was spoilt comes as a file of its own: the same codes, a reason, no printer.
    asked = {"first": "3", "last": "5", "printer": ""}
    assert mill.send(f"{job}/reprints", done.text, **asked, reason="").status_code == 422
    again = mill.send(f"{job}/reprints", done.text, **asked, reason="卡纸，3 枚撕坏")
    assert "下载 PDF，3 枚" in again.text
    few = mill.send(f"{job}/file", again.text)
    codes = _read_codes(few.content)
    assert len(codes) == 3
    assert codes < _read_codes(file.content)
    over = mill.send(f"{job}/answer", mill.open(job), last_seen="5")
    assert "补印 · 完成" in words(over.text)


def _read_codes(pdf: bytes) -> set[str]:
    pages = [page.render(scale=203 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return {found.text for page in pages for found in zxingcpp.read_barcodes(page)}


def test_label_1_is_scanned_before_the_others(
    room: PrintRoom, mill: Visitor, bags: BatchPublic
) -> None:
    path = f"batches/{bags.id}/labels/new"
    said = {"count": "12", "codes": "package", "stock": "60x40", "where": f"printer:{PRINTER}"}
    page = mill.send(path, mill.open(path), **said, first="1")
    job = page.url.path.removeprefix("/console/")
    room.work()
    waiting = mill.open(job)
    assert "等首件扫码" in words(waiting)
    wrong = mill.send(f"{job}/first-article", waiting, scanned="https://example.cn/")
    assert (wrong.status_code, 'value="https://example.cn/"' in wrong.text) == (422, True)
    label = room.printer.texts()[-1]
    assert label
    mill.send(f"{job}/first-article", wrong.text, scanned=label)
    room.work()
    assert "完成：12 / 12 枚" in words(mill.open(job))
    code = label.rsplit("/", 1)[-1]
    page = mill.open(job)
    bare = mill.send(f"{job}/voids", page, reason="贴歪")
    assert bare.status_code == 422
    beyond = mill.send(f"{job}/voids", page, first="1", last="13", reason="贴歪")
    assert 'id="void-last-wrong"' in beyond.text  # at the field of this form, not of another
    void = mill.send(f"{job}/voids", page, codes=f" {code}\n", reason="贴歪")
    assert "作废第 1 – 1 枚 贴歪" in words(void.text)


def test_jobs_are_found_by_lot_and_state_and_exported(mill: Visitor, bags: BatchPublic) -> None:
    page = words(mill.open(f"label-jobs?q={bags.lot}&open=no"))
    assert "完成" in page
    assert bags.lot not in words(mill.open("label-jobs?open=yes"))  # all are over
    assert bags.lot not in words(mill.open("label-jobs?q=nichts"))
    sheet = mill.http.get("/console/label-jobs.csv?open=no")
    assert bags.lot in sheet.content.decode("utf-8-sig")


def test_a_held_batch_stops_its_job_and_says_why(
    room: PrintRoom, mill: Visitor, bags: BatchPublic
) -> None:
    path = f"batches/{bags.id}/labels/new"
    said = {"count": "4", "codes": "lot", "stock": "60x40", "where": f"printer:{PRINTER}"}
    page = mill.send(path, mill.open(path), **said)
    job = page.url.path.removeprefix("/console/")
    hold(room.city, bags.id)
    room.work()
    stopped = mill.open(job)
    assert "已停止：0 / 4 枚" in words(stopped)
    assert "未放行" in words(stopped)
    refused = mill.send(f"{job}/resume", stopped)
    assert refused.status_code == 422
    lift(room.city, bags.id)
    mill.send(f"{job}/resume", refused.text)
    room.work()
    assert "完成：4 / 4 枚" in words(mill.open(job))


PAGES = (
    "batches/{batch}/labels/new", "batches/{batch}/labels/preview",
    "batches/{batch}/labels/sample.svg", "label-jobs", "label-jobs.csv", "label-jobs/{job}",
    "label-jobs/{job}/live",
)  # fmt: skip


@pytest.mark.parametrize("username", ["lab", "canteen", "regulator", "admin"])
def test_others_print_no_labels(room: PrintRoom, bags: BatchPublic, username: str) -> None:
    visitor = Visitor(room.base, username)
    for page in PAGES:
        visitor.open(page.format(batch=bags.id, job=bags.id), 403)
    visitor.close()


def test_a_competitor_sees_nothing(room: PrintRoom, mill: Visitor, bags: BatchPublic) -> None:
    path = f"batches/{bags.id}/labels/new"
    said = {"count": "1", "codes": "lot", "stock": "60x40", "where": "pdf"}
    job = mill.send(path, mill.open(path), **said).url.path.removeprefix("/console/")
    rival = Visitor(room.base, "rival")
    rival.open(path, 403)
    rival.open(job, 404)
    rival.open(f"{job}/live", 404)
    assert "还没有标签任务" in rival.open("label-jobs")
    rival.close()

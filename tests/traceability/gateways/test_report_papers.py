"""Is a report's paper whole: A4, heads repeated, pages counted, a symbol that reads?"""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import zxingcpp

from traceability.gateways.report_papers import Proof, ReportPaper, ResultLine, write_report

ADDRESS = "https://example.org/reports/BX3QPZH8XQPDHBXYGGM4"
LINE = ResultLine(
    ("黄曲霉毒素B1", "GB 5009.22", "μg/kg", "≤ 20", "GB 2761-2017 表1", "24.8", "不合格"), True
)
PAPER = ReportPaper(
    agency="惠州市粮油质量检测中心",
    accreditation="证书编号 20260101001",
    title="检 验 报 告",
    number="报告编号 BG-1",
    facts=(("样品名称", "压榨花生油 𠮷"), ("批号", "L-1"), ("生产日期", "2026年11月1日")),
    heads=("序号", "检验项目", "检验方法", "单位", "限量", "判定依据", "实测值", "单项判定"),
    results=(LINE, replace(LINE, is_failed=False)) * 30,
    conclusions=(("食品安全指标", "不合格", True),),
    notes=("检验结果只对所检样品负责。",),
    signatures=(("录入", "黄志强"), ("签发", "林晓雯")),
    proof=Proof(ADDRESS, "验证码 BX3Q-PZH8-XQPD-HBXY-GGM4", ("扫右上角二维码。",)),
    watermark="",
    foot="惠州市粮油质量检测中心 BG-1",
    page_of="第 {page} 页，共 {pages} 页",
    lacking="注：〓 为本字库未收的字。",
)


def pages(paper: ReportPaper) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(write_report(paper)))


def text(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range())


def codes(page: pypdfium2.PdfPage) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]


def test_a_long_report_repeats_its_head_and_counts_its_pages() -> None:
    first, *others = pages(PAPER)
    assert [round(side) for side in first.get_size()] == [595, 842]
    assert len(others) >= 1
    for number, page in enumerate([first, *others], 1):
        assert f"第 {number} 页，共 {len(others) + 1} 页" in text(page)
    assert all("单项判定" in text(page) for page in [first, *others][:2])
    assert "林晓雯" in text(others[-1])
    assert sum(text(page).count("24.8") for page in [first, *others]) == 60
    assert "〓 为本字库未收的字" in text(others[-1])


def test_the_symbol_on_the_first_page_reads_as_the_address() -> None:
    first, *others = pages(PAPER)
    assert codes(first) == [ADDRESS]
    assert all(codes(page) == [] for page in others)


def test_without_a_signature_there_is_a_watermark_and_nothing_to_scan() -> None:
    for page in pages(replace(PAPER, proof=None, watermark="未签发")):
        assert "未签发" in text(page)
        assert codes(page) == []
    assert "未签发" not in text(pages(PAPER)[0])


def test_the_same_report_is_the_same_file() -> None:
    assert write_report(PAPER) == write_report(PAPER)

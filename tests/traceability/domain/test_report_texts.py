"""The text of a report is read as far as it can be, for a person to check."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.report_texts import read_report_text

ITEMS = {"moisture": "水分", "broken_total": "碎米总量", "cd": "镉(以Cd计)", "afb1": "黄曲霉毒素B₁"}
TABLE = """惠州市禾坪里米业有限公司 出厂检验报告
报告编号：CC-R01261124A   样品编号: YP-118
抽样日期：2026年11月24日    签发日期：2026-11-25
项目 单位 标准要求 结果 判定
水分 % ≤14.5 13.8 合格
碎米总量 % ≤ 15.0 9.6 合格
镉(以Cd计) mg/kg ≤0.2 0.05 合格
黄曲霉毒素B1 μg/kg ≤10 未检出 合格
"""


def test_a_table_is_read() -> None:
    found = read_report_text(TABLE, ITEMS)
    assert found.report_no == "CC-R01261124A"
    assert found.sample_no == "YP-118"
    assert (found.sampled_on, found.reported_on) == (date(2026, 11, 24), date(2026, 11, 25))
    assert found.values == {
        "moisture": "13.8",
        "broken_total": "9.6",
        "cd": "0.05",
        "afb1": "未检出",
    }


def test_cells_on_lines_of_their_own_are_read() -> None:
    found = read_report_text("水分\n%\n≤14.5\n13.8\n合格\n", ITEMS)
    assert found.values == {"moisture": "13.8"}


@pytest.mark.parametrize("text", ["", "hello", "报告编号：", "抽样日期：2026年13月40日", "水分"])
def test_what_is_not_there_stays_empty(text: str) -> None:
    found = read_report_text(text, ITEMS)
    assert (found.report_no, found.sampled_on, found.values) == ("", None, {})


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    found = read_report_text(text, ITEMS)
    assert set(found.values) <= set(ITEMS)


def test_a_report_on_another_lot_is_noticed() -> None:
    found = read_report_text("报告编号：CC-7\n生产批号： R03261109I\n报告日期 2026-11-09", ITEMS)
    assert found.found == 2  # number and day: the file was read, though no value is in it
    assert found.is_of_another("R0126102601")
    assert not found.is_of_another("r03261109i")
    assert not read_report_text("水分 13.8", ITEMS).is_of_another("R0126102601")  # it names none

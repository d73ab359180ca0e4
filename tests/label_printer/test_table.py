from datetime import date

import pytest

from label_printer.errors import TableError
from label_printer.label import Label
from label_printer.table import Fault, read_table

HEADING = "二维码内容,产品名称,批号,生产日期"


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "labels.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_each_encoding(tmp_path, encoding):
    path = write(tmp_path, f"{HEADING}\r\nhttps://A,丝苗米,L1,2025-03-01\r\n", encoding)
    label = Label("https://A", "丝苗米", lot="L1", produced_on=date(2025, 3, 1))
    assert list(read_table(path)) == [(2, label)]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_seen_in_the_heading(tmp_path, separator):
    path = write(tmp_path, f"payload{separator}product\nhttps://A{separator}米\n")
    assert [label.product for _, label in read_table(path)] == ["米"]


@pytest.mark.parametrize(
    "day", ["2025-03-01", "2025/3/1", "20250301", "2025年3月1日", "2025.03.01"]
)
def test_days_are_read_as_people_write_them(tmp_path, day):
    path = write(tmp_path, f"{HEADING}\nhttps://A,米,,{day}\n")
    [(_, label)] = read_table(path)
    assert label.produced_on == date(2025, 3, 1)
    assert label.lot is None


@pytest.mark.parametrize("day", ["2025-13-01", "1/3/2025", "明天", "2025-02-30"])
def test_what_is_no_day_is_a_fault_of_its_row_and_column(tmp_path, day):
    path = write(tmp_path, f"{HEADING}\nhttps://A,米,,2025-01-01\n\nhttps://A,米,,{day}\n")
    *_, (row, fault) = read_table(path)
    assert row == 4
    assert isinstance(fault, Fault)
    assert (fault.row, fault.field) == (4, "produced_on")
    assert day in str(fault)


def test_a_row_without_a_needed_cell_is_a_fault(tmp_path):
    path = write(tmp_path, f"{HEADING}\n,米\nhttps://A\n")
    faults = [fault for _, fault in read_table(path)]
    assert [fault.field for fault in faults] == ["payload", "product"]


def test_other_columns_and_other_names_are_understood(tmp_path):
    path = write(tmp_path, "序号,网址,品名,生产企业\n1,https://A,米,某公司\n")
    [(_, label)] = read_table(path)
    assert (label.payload, label.enterprise) == ("https://A", "某公司")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "lacks"),
        ("产品名称\n米\n", "payload"),
        ("payload,网址,product\n", "two columns"),
        ('payload,product\n"https://A,米\n', "cannot read"),
    ],
)
def test_what_is_no_table_of_labels_is_refused(tmp_path, text, why):
    with pytest.raises(TableError, match=why):
        list(read_table(write(tmp_path, text)))


def test_bytes_of_no_encoding_are_refused(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes(b"\xff\xff\xff\x00")
    with pytest.raises(TableError, match="cannot read"):
        list(read_table(path))

import pytest

from label_printer.errors import TableError
from label_printer.stock import load_stock
from label_printer.table_labels import MOST_FAULTS, FaultyTableError, count_rows, set_table

STOCK = load_stock("60x40")


def write(tmp_path, rows):
    path = tmp_path / "labels.csv"
    path.write_text("payload,product,code\n" + "".join(rows), "utf-8")
    return path


def row(number, product="大米"):
    return f"https://LY.HZ.EXAMPLE/T/{number:016X},{product},{number:016X}\n"


def test_labels_keep_the_order_of_their_rows(tmp_path):
    path = write(tmp_path, [row(n * 1_000_003) for n in range(2100)])
    texts = [filled.symbol.text for filled in set_table(path, STOCK)]
    assert texts == [f"https://LY.HZ.EXAMPLE/T/{n * 1_000_003:016X}" for n in range(2100)]
    assert count_rows(path) == 2100


def test_faults_of_all_kinds_are_told_in_the_order_of_their_rows(tmp_path):
    rows = [row(1), "批号,米,\n", ",米,\n", row(2, "龘"), row(3)]
    with pytest.raises(FaultyTableError) as refused:
        list(set_table(write(tmp_path, rows), STOCK))
    faults = refused.value.faults
    assert [(fault.row, fault.field) for fault in faults] == [
        (3, "payload"),
        (4, "payload"),
        (5, "product"),
    ]
    assert "第 5 行" in str(refused.value)


def test_after_many_faults_the_rest_is_not_looked_at(tmp_path):
    path = write(tmp_path, [row(n, "龘") for n in range(3000)])
    with pytest.raises(FaultyTableError) as refused:
        list(set_table(path, STOCK))
    assert len(refused.value.faults) == MOST_FAULTS + 1


def test_a_table_without_rows_is_refused(tmp_path):
    with pytest.raises(TableError, match="no labels in"):
        list(set_table(write(tmp_path, []), STOCK))

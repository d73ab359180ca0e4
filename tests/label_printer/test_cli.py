import contextlib
import hashlib
import os
import pty
import subprocess
import sys

import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner

from label_printer.cli import main
from label_printer.stock import STOCKS

ROW = "https://LY.HZ.EXAMPLE/T/7K3MQ9XVB2RD5HT{},丝苗米,20250301,2025-03-01\n"
HEADING = "二维码内容,产品名称,批号,生产日期\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(HEADING + "".join(ROW.format(n) for n in range(3)), "gb18030")
    return path


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_table_becomes_a_sheet_that_reads_back(table, tmp_path):
    target = tmp_path / "sheet.pdf"
    result = run(table, "-o", target, "--stock", "a4-4x10", "--start", "39")
    assert result.exit_code == 0, result.output
    assert "3 labels on 2 pages" in result.output
    document = pypdfium2.PdfDocument(target)
    counts = [
        len(zxingcpp.read_barcodes(document[page].render(scale=300 / 72).to_pil()))
        for page in range(2)
    ]
    document.close()
    assert counts == [2, 1]


def test_faults_are_told_by_row_and_column_and_no_file_is_written(table, tmp_path):
    with table.open("a", encoding="gb18030") as file:
        file.write("https://A,米,1,明天\n,米,1,\nhttps://A,米龘,1,\n")
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"from yesterday")
    result = run(table, "-o", target)
    assert result.exit_code == 1
    assert "第 5 行 row 5, “生产日期”(produced_on)" in result.output
    assert "第 6 行 row 6, “二维码内容”(payload)" in result.output
    assert "第 7 行 row 7, “产品名称”(product)" in result.output
    assert "龘" in result.output
    assert target.read_bytes() == b"from yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labels.csv", "sheet.pdf"]


def test_only_the_first_faults_are_told(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text(HEADING + ",米,1,\n" * 50, "utf-8")
    result = run(table, "-o", tmp_path / "sheet.pdf")
    assert result.output.count("第 ") == 20
    assert "mend these first" in result.output


def test_small_modules_are_reported(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text(f"payload,product\nhttps://a.example/{'a' * 60},米\n", "utf-8")
    result = run(table, "-o", tmp_path / "sheet.pdf", "--stock", "a4-4x10")
    assert result.exit_code == 0
    assert "below 0.5 mm" in result.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--stock", "nope"], "unknown stock"),
        (["--stock", "a4-4x10", "--start", "41"], "40 labels on a page"),
        (["--start", "2"], "1 labels on a page"),
    ],
)
def test_wrong_options_are_explained(table, tmp_path, words, why):
    result = run(table, "-o", tmp_path / "sheet.pdf", *words)
    assert result.exit_code == 1
    assert why in result.output


def test_what_cannot_be_read_or_written_is_explained(table, tmp_path):
    assert "cannot read" in run(tmp_path / "none.csv", "-o", tmp_path / "a.pdf").output
    assert "cannot write" in run(table, "-o", tmp_path / "none" / "a.pdf").output
    table.write_text(HEADING, "utf-8")
    assert "no labels in" in run(table, "-o", tmp_path / "a.pdf").output


def pages_of(path):
    """Give the number of symbols on each page of a file."""
    document = pypdfium2.PdfDocument(path)
    counts = [
        len(zxingcpp.read_barcodes(document[page].render(scale=300 / 72).to_pil()))
        for page in range(len(document))
    ]
    document.close()
    return counts


def test_a_long_table_is_split_into_files_whose_hashes_are_told(table, tmp_path):
    words = ["--copies", "2", "--split", "4", "--stock", "a4-4x10", "--start", "38"]
    result = run(table, "-o", tmp_path / "sheet.pdf", *words)
    assert result.exit_code == 0, result.output
    assert pages_of(tmp_path / "sheet-001.pdf") == [3, 1]
    assert pages_of(tmp_path / "sheet-002.pdf") == [2]
    for path in tmp_path.glob("*.pdf"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in result.output
    assert not (tmp_path / "sheet.pdf").exists()


def test_a_table_that_fits_one_file_keeps_its_name(table, tmp_path):
    run(table, "-o", tmp_path / "sheet.pdf", "--split", "3")
    assert pages_of(tmp_path / "sheet.pdf") == [1, 1, 1]


def test_a_compact_sheet_with_cutting_marks_reads_back(table, tmp_path):
    words = ["--compact", "--cutting-marks", "--stock", "l7160"]
    assert run(table, "-o", tmp_path / "sheet.pdf", *words).exit_code == 0
    assert pages_of(tmp_path / "sheet.pdf") == [3]


def test_a_stock_of_ones_own_is_a_file(table, tmp_path):
    stock = tmp_path / "mine.toml"
    text = (STOCKS / "60x40.toml").read_text("utf-8").replace("width_mm = 60.0", "width_mm = 58.0")
    stock.write_text(text, "utf-8")
    assert run(table, "-o", tmp_path / "sheet.pdf", "--stock", stock).exit_code == 0
    document = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    assert document[0].get_width() == pytest.approx(58 / 25.4 * 72, abs=0.01)
    document.close()


def test_progress_counts_every_label_with_rate_and_time_left(table, tmp_path):
    leader, follower = pty.openpty()
    words = ["-m", "label_printer", table, "-o", tmp_path / "sheet.pdf", "--progress"]
    with subprocess.Popen([sys.executable, *map(str, words)], stderr=follower) as process:
        os.close(follower)
        shown = b""
        # A terminal that nobody writes to any more answers with an error.
        with contextlib.suppress(OSError):
            while some := os.read(leader, 4096):
                shown += some
    os.close(leader)
    assert process.returncode == 0
    assert "3/3" in shown.decode()
    assert "labels/s" in shown.decode()


def test_progress_is_silent_in_a_pipe(table, tmp_path):
    result = run(table, "-o", tmp_path / "sheet.pdf", "--progress")
    assert result.exit_code == 0
    assert "3 labels on 3 pages" in result.output


def test_without_a_table_the_usage_is_told():
    result = run()
    assert result.exit_code == 2
    assert "用法 Usage: python -m label_printer" in result.output


def test_help_is_chinese_first_and_names_every_column():
    result = run("--help")
    assert result.output.index("把表格") < result.output.index("Turn a table")
    for column in ("二维码内容 payload", "生产许可证 sc_licence", "追溯码 code"):
        assert column in result.output


def test_stocks_are_listed():
    assert "l7163" in run("--list-stocks").output


def test_it_starts_as_a_module():
    words = [sys.executable, "-m", "label_printer", "--list-stocks"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)
    assert "a4-4x10" in done.stdout

import subprocess
import sys

import pytest
from click.testing import CliRunner

from label_printer.device_commands import COMMANDS
from tests.label_printer.samples import job
from tests.label_printer.virtual_printers import virtual_printer

HEADING = "二维码内容,产品名称,追溯码\n"


@pytest.fixture
def table(short_label, tmp_path):
    path = tmp_path / "labels.csv"
    rows = [f"{one.payload},{one.product},{one.code}\n" for one in job(short_label, 60)]
    path.write_text(HEADING + "".join(rows), "gb18030")
    return path


def run(command, *words):
    return CliRunner().invoke(COMMANDS[command], [str(word) for word in words])


def test_a_table_comes_out_of_a_printer(table, short_label, tmp_path):
    with virtual_printer(tmp_path / "printed") as printer:
        result = run("print", table, "--printer", f"tcp://127.0.0.1:{printer.port}")
        assert result.exit_code == 0, result.output
        assert printer.texts() == [label.payload for label in job(short_label, 60)]
    assert "51–60 / 60  已打印 · printed" in result.output


def test_after_a_break_it_says_how_to_go_on_and_goes_on(table, short_label, tmp_path):
    with virtual_printer(tmp_path / "printed", "zpl", "--drop-after", "55") as printer:
        words = table, "--printer", f"tcp://127.0.0.1:{printer.port}", "--language", "zpl"
        result = run("print", *words)
        assert result.exit_code == 1
        assert "it says that it printed 5 of these" in result.output
        assert "第 51 枚起情况不明" in result.output
        assert run("print", *words, "--from", 56).exit_code == 0
        assert printer.texts() == [label.payload for label in job(short_label, 60)]


def test_a_printer_out_of_paper_is_sent_nothing(table, tmp_path):
    with virtual_printer(tmp_path / "printed", "tspl", "--paper-out-after", "0") as printer:
        result = run("print", table, "--printer", f"tcp://127.0.0.1:{printer.port}")
        assert result.exit_code == 1
        assert "缺纸" in result.output
        assert "--from 1" in result.output
        assert printer.printed() == []


def test_nothing_is_printed_of_a_table_with_a_fault(table, tmp_path):
    with table.open("a", encoding="gb18030") as file:
        file.write("https://A,米龘,1\n")
    target = tmp_path / "labels.prn"
    result = run("print", table, "--printer", target)
    assert result.exit_code == 1
    assert "第 62 行 row 62" in result.output
    assert not target.exists()


def test_native_labels_come_with_a_warning(table, tmp_path):
    target = tmp_path / "labels.prn"
    result = run("print", table, "--printer", target, "--native", "--dpi", 300)
    assert result.exit_code == 0, result.output
    assert "未经核对" in result.output
    assert "已发送 · sent" in result.output
    assert target.read_bytes().count(b"QRCODE") == 60


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--printer", "http://a"], "not a printer's address"),
        (["--printer", "x.prn", "--stock", "nope"], "unknown stock"),
        (["--printer", "x.prn", "--from", "61"], "the table has 60 labels"),
        ([], "--printer"),
    ],
)
def test_wrong_options_are_explained(table, words, why):
    result = run("print", table, *words)
    assert result.exit_code != 0
    assert why in result.output


def test_the_page_of_the_virtual_printer_shows_the_latest_labels(table, short_label, tmp_path):
    with virtual_printer(tmp_path / "printed", "tspl", "--page") as printer:
        run("print", table, "--printer", f"tcp://127.0.0.1:{printer.port}")
        page = (tmp_path / "printed" / "index.html").read_text("utf-8")
    assert "60 labels printed" in page
    assert job(short_label, 60)[-1].payload in page


def test_a_page_needs_a_folder_and_a_port_that_is_free(tmp_path):
    assert "--record" in run("virtual", "--page").output
    with virtual_printer(tmp_path) as printer:
        assert "cannot start" in run("virtual", "--port", printer.port).output


def test_without_a_folder_labels_are_told(table):
    words = [sys.executable, "-m", "label_printer", "virtual", "--port", "0"]
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        run("print", table, "--printer", f"tcp://127.0.0.1:{port}")
        first = process.stdout.readline()
        process.kill()
    assert first.startswith("1: https://LY.HZ.EXAMPLE/T/")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_is_chinese_first_and_as_started_from_a_shell(command):
    words = [sys.executable, "-m", "label_printer", command, "--help"]
    told = subprocess.run(words, capture_output=True, encoding="utf-8", check=True).stdout
    assert told.startswith(f"用法 Usage: python -m label_printer {command}")
    first = next(line for line in told.splitlines()[1:] if line.strip())
    assert not first.isascii()
    assert "--help" in told

import csv
import hashlib
import io
import json
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from label_printer.code_package import (
    MANIFEST,
    CodeEntry,
    PackageJob,
    layout_version,
    verify_package,
    write_package,
)
from label_printer.device_commands import COMMANDS
from label_printer.errors import LabelError, PackageError, SymbolError
from label_printer.stock import load_stock
from tests.label_printer.samples import job as label_job

JOB = PackageJob("2025-0301", date(2025, 3, 1), load_stock("60x40"), first=101, split=40)


def entry(number):
    code = f"7K3MQ9XV{number:08}"
    return CodeEntry(code, f"https://LY.HZ.EXAMPLE/T/{code}")


def entries(count):
    return (entry(number) for number in range(count))


@pytest.fixture(params=["codes.zip", "codes"])
def target(request, tmp_path):
    return tmp_path / request.param


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_package_says_what_it_holds(target, encoding):
    written = write_package(entries(100), target, replace(JOB, encoding=encoding))
    assert verify_package(target) == written
    assert (written.count, written.first_code, written.last_code) == (
        100,
        entry(0).code,
        entry(99).code,
    )
    assert [(file.first, file.last, file.count) for file in written.files] == [
        (101, 140, 40),
        (141, 180, 40),
        (181, 200, 20),
    ]
    assert (written.stock, written.date) == ("60x40", "2025-03-01")
    assert written.layout == layout_version(load_stock("60x40"))


def test_a_file_is_a_table_that_a_coder_can_read(target):
    written = write_package(entries(3), target, JOB)
    file = written.files[0]
    content = (
        zipfile.ZipFile(target).read(file.name)
        if target.suffix
        else (target / file.name).read_bytes()
    )
    assert hashlib.sha256(content).hexdigest() == file.sha256
    rows = list(csv.reader(io.StringIO(content.decode("gb18030"))))
    assert rows[0] == ["序号", "追溯码", "校验位", "网址"]
    assert rows[1] == ["101", entry(0).code, "0", entry(0).url]
    assert rows[3][2] == entry(2).code[-1] == "2"


def test_equal_jobs_make_equal_archives(tmp_path):
    for name in ("a.zip", "b.zip"):
        write_package(entries(50), tmp_path / name, JOB)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_another_layout_has_another_name():
    stock = load_stock("60x40")
    assert layout_version(stock) != layout_version(replace(stock, margin_mm=3.0))


def test_a_large_package_takes_the_memory_of_a_small_one(tmp_path):
    peaks = []
    for count in (2_000, 40_000):
        tracemalloc.start()
        write_package(entries(count), tmp_path / f"{count}.zip", replace(JOB, split=10_000))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
    assert verify_package(tmp_path / "40000.zip").count == 40_000


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ([], PackageError),
        ([CodeEntry("A1", "https://LY.HZ.EXAMPLE/T/B2")], PackageError),
        ([CodeEntry("", "https://LY.HZ.EXAMPLE/T/")], PackageError),
        ([entry(1), CodeEntry("A1", "追溯A1")], SymbolError),
    ],
)
def test_what_is_no_package_leaves_nothing(target, wrong, error):
    with pytest.raises(error):
        write_package(wrong, target, JOB)
    assert list(target.parent.iterdir()) == []


def test_a_folder_with_files_is_not_written_over(tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(PackageError, match="cannot write"):
        write_package(entries(3), tmp_path, JOB)
    with pytest.raises(PackageError, match="cannot write"):
        write_package(entries(3), tmp_path / "none" / "codes.zip", JOB)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def change_code(folder):
    path = folder / "codes-0002.csv"
    path.write_bytes(path.read_bytes().replace(b"00000041", b"00000042", 1))


def cut_off(folder):
    path = folder / "codes-0001.csv"
    path.write_bytes(path.read_bytes()[:-10])


def lose_file(folder):
    (folder / "codes-0003.csv").unlink()


def add_file(folder):
    (folder / "more.csv").write_text("1,2,3,4")


def edit(**changes):
    def change(folder):
        path = folder / MANIFEST
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")

    return change


def swap_files(folder):
    path = folder / MANIFEST
    said = json.loads(path.read_text("utf-8"))
    said["files"].reverse()
    path.write_text(json.dumps(said), "utf-8")


def forge(folder):
    """Change a row and its hash too: the sequence tells."""
    path = folder / "codes-0001.csv"
    content = path.read_bytes().replace(b"\r\n105,", b"\r\n106,", 1)
    path.write_bytes(content)
    said = json.loads((folder / MANIFEST).read_text("utf-8"))
    said["files"][0]["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(said), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (change_code, "codes-0002.csv 已被改动"),
        (cut_off, "codes-0001.csv 已被改动"),
        (lose_file, "codes-0003.csv 多余或缺失"),
        (add_file, "more.csv 多余或缺失"),
        (edit(count=99), "differ from the manifest"),
        (edit(last_code="X"), "differ from the manifest"),
        (edit(format="other/1"), "not a manifest"),
        (edit(files="none"), "cannot read manifest.json"),
        (edit(surplus=1), "cannot read manifest.json"),
        (swap_files, "不连续"),
        (forge, "wrong at number 105"),
    ],
)
def test_every_change_is_noticed(tmp_path, spoil, why):
    folder = tmp_path / "codes"
    write_package(entries(100), folder, JOB)
    spoil(folder)
    with pytest.raises(PackageError, match=why):
        verify_package(folder)


def test_what_is_no_package_at_all_is_told(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no archive")
    for name in ("a.zip", "none.zip", "."):
        with pytest.raises(LabelError, match="cannot read"):
            verify_package(tmp_path / name)


def test_a_package_is_made_and_checked_from_a_shell(short_label, tmp_path):
    table, target = tmp_path / "labels.csv", tmp_path / "codes.zip"
    rows = [f"{one.payload},{one.product},{one.code}\n" for one in label_job(short_label, 25)]
    table.write_text("payload,product,code\n" + "".join(rows), "utf-8")
    run = CliRunner().invoke
    words = [str(table), "-o", str(target), "--job", "7", "--split", "10", "--date", "2025-03-01"]
    made = run(COMMANDS["package"], words)
    assert made.exit_code == 0, made.output
    assert "25 个码 codes，3 个文件" in made.output
    assert run(COMMANDS["package"], ["--verify", str(target)]).exit_code == 0
    with target.open("r+b") as file:
        file.seek(200)
        file.write(b"\0\0\0\0")
    spoilt = run(COMMANDS["package"], ["--verify", str(target)])
    assert spoilt.exit_code == 1
    assert run(COMMANDS["package"], [str(table)]).exit_code == 2


def test_a_row_without_a_code_is_told(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text("payload,product,code\nhttps://A/1,米,\n", "utf-8")
    result = CliRunner().invoke(
        COMMANDS["package"], [str(table), "-o", str(tmp_path / "c.zip"), "--job", "1"]
    )
    assert result.exit_code == 1
    assert "row 2, “追溯码”(code)" in result.output

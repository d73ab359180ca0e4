import hashlib

import pytest

from label_printer.pdf import set_labels
from label_printer.print_files import repeat_each, write_files
from label_printer.stock import load_stock


class OutOfInkError(Exception):
    pass


@pytest.fixture
def filled(short_label):
    return list(set_labels([short_label], load_stock("60x40")))


def test_the_hash_is_that_of_the_bytes(filled, tmp_path):
    [file] = write_files(filled, load_stock("60x40"), tmp_path / "sheet.pdf")
    content = file.path.read_bytes()
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.report.bytes == len(content)


@pytest.mark.parametrize("split", [None, 2])
def test_what_fails_in_the_middle_leaves_no_file_behind(filled, tmp_path, split):
    def fail():
        yield from filled * 5
        raise OutOfInkError

    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"from yesterday")
    with pytest.raises(OutOfInkError):
        write_files(fail(), load_stock("60x40"), target, split=split)
    assert target.read_bytes() == b"from yesterday"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("count", "split", "expected"),
    [(4, 2, [2, 2]), (5, 2, [2, 2, 1]), (1, 2, [1]), (0, 2, [0]), (3, None, [3])],
)
def test_files_are_filled_one_after_the_other(filled, tmp_path, count, split, expected):
    files = write_files(filled * count, load_stock("60x40"), tmp_path / "a.pdf", split=split)
    assert [file.report.labels for file in files] == expected
    assert {file.path for file in files} == set(tmp_path.iterdir())


def test_copies_lie_beside_each_other():
    assert list(repeat_each("ab", 2)) == ["a", "a", "b", "b"]

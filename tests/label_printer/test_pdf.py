import dataclasses
import gc
import io
import shutil
import subprocess
import tracemalloc

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageStat

from label_printer.errors import LayoutError
from label_printer.layout import lay_out
from label_printer.pdf import PdfOptions, render_pdf, set_labels, write_filled, write_pdf
from label_printer.stock import load_stock, stock_names

MM = 72 / 25.4


def numbered(label, count):
    for number in range(count):
        yield dataclasses.replace(label, payload=f"https://LY.HZ.EXAMPLE/T/{number:016d}")


def render(content: bytes, page: int = 0, dpi: int = 300):
    document = pypdfium2.PdfDocument(content)
    try:
        return document[page].render(scale=dpi / 72).to_pil()
    finally:
        document.close()


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return document[0].get_textpage().get_text_bounded()
    finally:
        document.close()


def test_a_label_reads_back_and_its_words_can_be_searched(full_label):
    content = render_pdf(full_label)
    assert zxingcpp.read_barcode(render(content)).text == full_label.payload
    found = text_of(content)
    for word in ("压榨一级花生油", "GB/T 1534-2017", "SC10244130200123", "扫码溯源"):
        assert word in found


def test_a_page_of_a_roll_has_the_size_of_the_label(short_label):
    document = pypdfium2.PdfDocument(render_pdf(short_label, "100x70"))
    assert document[0].get_size() == pytest.approx((100 * MM, 70 * MM), abs=0.01)
    document.close()


@pytest.mark.parametrize("stock", ["a4-4x10", "l7160"])
def test_every_symbol_of_a_sheet_reads_back(short_label, stock):
    paper, out = load_stock(stock), io.BytesIO()
    count = paper.sheet.positions + 3
    report = write_pdf(numbered(short_label, count), paper, out)
    assert (report.labels, report.pages, report.bytes) == (count, 2, len(out.getvalue()))
    assert report.warnings == ()
    read = {
        code.text
        for page in range(2)
        for code in zxingcpp.read_barcodes(render(out.getvalue(), page))
    }
    assert read == {label.payload for label in numbered(short_label, count)}


def test_labels_lie_on_their_positions(short_label):
    paper, out = load_stock("l7163"), io.BytesIO()
    write_pdf(numbered(short_label, 2), paper, out, PdfOptions(start=14))
    first, second = (render(out.getvalue(), page) for page in (0, 1))
    # Position 14 is the lower right label; the next label begins a new sheet at the upper left.
    for picture, (x_mm, y_mm) in ((first, (106.25, 243.75)), (second, (4.65, 15.15))):
        corner = zxingcpp.read_barcode(picture).position.top_left
        left, top = corner.x / 300 * 25.4 - x_mm, corner.y / 300 * 25.4 - y_mm
        box = lay_out(short_label, paper).symbol
        assert (left, top) == pytest.approx((box.x_mm, box.y_mm), abs=0.3)


def test_start_must_be_on_the_sheet(short_label):
    with pytest.raises(ValueError, match="from 1 to 40"):
        write_pdf([short_label], load_stock("a4-4x10"), io.BytesIO(), PdfOptions(start=41))


def test_modules_are_sharp_at_the_resolution_of_the_stock(short_label):
    content = render_pdf(short_label, "a4-4x10")
    picture = render(content).convert("L")
    box = lay_out(short_label, load_stock("a4-4x10")).symbol
    dots = box.dots_per_module
    wrong = 0
    for row, modules in enumerate(box.symbol.matrix()):
        for column, dark in enumerate(modules):
            x = box.x_dots + column * dots + dots // 2
            y = box.y_dots + row * dots + dots // 2
            wrong += (picture.getpixel((x, y)) < 128) != bool(dark)
    assert wrong == 0


def test_equal_labels_make_equal_files(full_label):
    assert render_pdf(full_label) == render_pdf(full_label)


def test_a_label_that_does_not_fit_stops_the_file(full_label):
    with pytest.raises(LayoutError):
        render_pdf(full_label, "40x30")


def test_a_file_without_labels_is_still_a_file():
    out = io.BytesIO()
    report = write_pdf([], load_stock("a4-4x10"), out)
    assert (report.labels, report.pages) == (0, 1)
    document = pypdfium2.PdfDocument(out.getvalue())
    assert len(document) == 1
    document.close()


def test_warnings_are_told_once(short_label):
    narrow = dataclasses.replace(short_label, payload="https://example.org/" + "a" * 60)
    paper = dataclasses.replace(load_stock("40x30"), dpi=300)
    report = write_pdf([narrow, narrow], paper, io.BytesIO())
    assert len(report.warnings) == 1


class Sink(io.RawIOBase):
    """A file that keeps nothing."""

    def writable(self):
        return True

    def write(self, content):
        return len(content)


def test_memory_does_not_grow_with_the_labels(full_label):
    paper = load_stock("60x40")
    [filled] = set_labels([full_label], paper)
    write_filled([filled], paper, Sink())
    few, many = (_peak(filled, paper, count) for count in (20, 320))
    # What may grow is the place of each object: some dozens of bytes.
    assert many - few < 300 * 64


def _peak(filled, paper, count):
    """Give the largest memory of one run."""
    gc.collect()
    tracemalloc.start()
    write_filled((filled for _ in range(count)), paper, Sink())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def coded(label, count):
    for number in range(count):
        code = f"{number * 7919:016X}"
        yield dataclasses.replace(label, payload=f"https://LY.HZ.EXAMPLE/T/{code}", code=code)


@pytest.mark.parametrize("is_compact", [False, True])
def test_codes_follow_their_symbols_and_every_symbol_reads_back(full_label, is_compact):
    paper, out = load_stock("l7160"), io.BytesIO()
    labels = list(coded(full_label, 50))
    write_pdf(labels, paper, out, PdfOptions(is_compact=is_compact))
    read, words = set(), ""
    document = pypdfium2.PdfDocument(out.getvalue())
    for page in document:
        found = zxingcpp.read_barcodes(page.render(scale=203 / 72).to_pil())
        read |= {code.text for code in found}
        words += page.get_textpage().get_text_bounded()
    document.close()
    assert read == {label.payload for label in labels}
    for label in labels:
        code = label.code
        assert f"{code[:4]} {code[4:8]}" in words
        assert f"{code[8:12]} {code[12:]}" in words
    assert words.count("压榨一级花生油") == 50


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("is_compact", [False, True])
@pytest.mark.parametrize("dpi", [203, 300])
def test_a_second_renderer_draws_the_same_page(full_label, tmp_path, is_compact, dpi):
    path = tmp_path / "sheet.pdf"
    labels = list(coded(full_label, 24))
    with path.open("wb") as file:
        options = PdfOptions(is_compact=is_compact, has_cutting_marks=True)
        write_pdf(labels, load_stock("a4-3x8"), file, options)
    words = ["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", path, tmp_path / "page"]
    done = subprocess.run(words, check=True, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    theirs = Image.open(tmp_path / "page.pgm")
    assert {code.text for code in zxingcpp.read_barcodes(theirs)} == {
        label.payload for label in labels
    }
    ours = render(path.read_bytes(), dpi=dpi).convert("L").resize(theirs.size)
    # Renderers smooth edges each in its way: compare a little blurred.
    difference = ImageChops.difference(*(_blurred(picture) for picture in (ours, theirs)))
    # Pictures are moved to whole dots, by each to others.
    assert is_compact or difference.getextrema()[1] < 100
    assert ImageStat.Stat(difference).mean[0] < 5


def _blurred(picture):
    return picture.filter(ImageFilter.GaussianBlur(2))


def test_what_labels_share_is_written_once(full_label):
    paper = load_stock("60x40")
    sizes = []
    for count in (100, 200):
        out = io.BytesIO()
        write_pdf(coded(full_label, count), paper, out)
        sizes.append(len(out.getvalue()))
    # A page of its own, with a code and a path of some 230 rectangles, packed.
    assert (sizes[1] - sizes[0]) / 100 < 1500


def test_a_compact_file_is_much_smaller(full_label):
    paper = load_stock("a4-3x8")
    sizes = []
    for is_compact in (False, True):
        out = io.BytesIO()
        write_pdf(coded(full_label, 480), paper, out, PdfOptions(is_compact=is_compact))
        sizes.append(len(out.getvalue()))
    assert sizes[1] < sizes[0] / 3


@pytest.mark.parametrize("is_compact", [False, True])
def test_every_module_is_where_the_layout_says(short_label, is_compact):
    paper, out = load_stock("l7163"), io.BytesIO()
    [filled] = set_labels([short_label], paper)
    write_filled([filled], paper, out, PdfOptions(is_compact=is_compact))
    picture = render(out.getvalue()).convert("L")
    box, (left_mm, top_mm) = filled.pattern.drawing.symbol, next(iter(paper.sheet.origins()))
    left, top = (round(mm / paper.dot_mm) for mm in (left_mm, top_mm))
    dots = box.dots_per_module
    wrong = sum(
        (
            picture.getpixel(
                (
                    left + box.x_dots + column * dots + dots // 2,
                    top + box.y_dots + row * dots + dots // 2,
                )
            )
            < 128
        )
        != bool(dark)
        for row, modules in enumerate(filled.symbol.matrix())
        for column, dark in enumerate(modules)
    )
    assert wrong == 0


def test_runs_of_other_words_get_their_own(full_label, short_label):
    paper, out = load_stock("60x40"), io.BytesIO()
    labels = [*coded(full_label, 3), short_label, *coded(full_label, 3)]
    assert write_pdf(labels, paper, out).pages == 7
    document = pypdfium2.PdfDocument(out.getvalue())
    words = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert ["压榨一级花生油" in text for text in words] == [True] * 3 + [False] + [True] * 3


@pytest.mark.parametrize("stock", [name for name in stock_names() if load_stock(name).sheet])
def test_cutting_marks_touch_no_quiet_zone_and_no_word(full_label, short_label, stock):
    paper = load_stock(stock)
    label = short_label if stock == "a4-4x10" else full_label
    plain, marked = io.BytesIO(), io.BytesIO()
    labels = [label] * paper.sheet.positions
    write_pdf(labels, paper, plain)
    write_pdf(labels, paper, marked, PdfOptions(has_cutting_marks=True))
    before, after = (render(file.getvalue()).convert("L") for file in (plain, marked))
    changed = ImageChops.difference(before, after)
    assert changed.getbbox() is not None
    inner = dataclasses.replace(paper, margin_mm=0.2)
    for x_mm, y_mm in paper.sheet.origins():
        left, top = ((mm + inner.margin_mm) / paper.dot_mm for mm in (x_mm, y_mm))
        right = (x_mm + paper.width_mm - inner.margin_mm) / paper.dot_mm
        bottom = (y_mm + paper.height_mm - inner.margin_mm) / paper.dot_mm
        assert changed.crop((int(left), int(top), int(right), int(bottom))).getbbox() is None


def test_a_roll_has_no_cutting_marks(short_label):
    files = []
    for has_marks in (False, True):
        out = io.BytesIO()
        write_pdf([short_label], load_stock("60x40"), out, PdfOptions(has_cutting_marks=has_marks))
        files.append(out.getvalue())
    assert files[0] == files[1]

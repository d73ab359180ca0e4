import io
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image, ImageDraw

from label_printer.device_commands import COMMANDS
from label_printer.errors import GlyphError, LayoutError, SymbolError
from label_printer.poster import Poster, lay_out_poster
from label_printer.poster_files import render_poster_pdf, render_poster_png
from label_printer.poster_symbol import draw_poster_symbol


@pytest.fixture
def logo():
    picture = Image.new("RGBA", (300, 240), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((0, 0, 299, 239), fill=(14, 92, 54, 255))
    return picture


@pytest.fixture
def poster(logo):
    return Poster(
        payload="https://LY.HZ.EXAMPLE/E/91441300MA4X",
        enterprise="惠州市稻花香粮油有限公司",
        product="丝苗米",
        sc_licence="SC10244130200123",
        logo=logo,
    )


@pytest.mark.parametrize(("paper", "size"), [("a4", (1240, 1754)), ("a3", (1754, 2480))])
def test_a_picture_has_the_size_of_its_paper_and_scans(poster, paper, size):
    picture = Image.open(io.BytesIO(render_poster_png(poster, paper, 150)))
    assert picture.size == size
    assert zxingcpp.read_barcode(picture).text == poster.payload


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("a3", (842, 1191))])
def test_a_page_scans_and_its_words_can_be_searched(poster, paper, size):
    document = pypdfium2.PdfDocument(render_poster_pdf(poster, paper))
    page = document[0]
    assert tuple(round(points) for points in page.get_size()) == size
    assert zxingcpp.read_barcode(page.render(scale=2).to_pil()).text == poster.payload
    text_page = page.get_textpage()
    words = text_page.get_text_bounded()
    text_page.close()
    page.close()
    document.close()
    for wanted in (poster.title, poster.enterprise, poster.product, poster.sc_licence, "12315"):
        assert wanted in words


def test_page_and_picture_show_the_same(poster):
    picture = Image.open(io.BytesIO(render_poster_png(poster, "a4", 72))).convert("L")
    document = pypdfium2.PdfDocument(render_poster_pdf(poster, "a4"))
    page = document[0].render(scale=1).to_pil().convert("L").resize(picture.size)
    document.close()
    pairs = zip(picture.resize((60, 84)).tobytes(), page.resize((60, 84)).tobytes(), strict=True)
    assert sum(abs(one - other) for one, other in pairs) / (60 * 84) < 6


def test_words_stay_on_the_paper_and_off_the_symbol(poster):
    for enterprise in ("稻香", poster.enterprise, "惠州市惠阳区" + "稻花香" * 8 + "有限公司"):
        drawing = lay_out_poster(replace(poster, enterprise=enterprise))
        place = drawing.symbol
        for words in drawing.words:
            assert words.x_mm >= 5
            below = words.baseline_mm - words.size_mm > place.y_mm + place.side_mm
            assert words.baseline_mm < place.y_mm or below


def test_what_cannot_be_set_is_refused(poster):
    with pytest.raises(LayoutError) as refused:
        lay_out_poster(replace(poster, enterprise="稻花香" * 40))
    assert refused.value.field == "enterprise"
    with pytest.raises(GlyphError, match="龘"):
        lay_out_poster(replace(poster, product="龘"))
    with pytest.raises(LayoutError, match="a4"):
        lay_out_poster(poster, "a5")
    with pytest.raises(SymbolError):
        render_poster_png(replace(poster, payload="批号"))


@pytest.mark.parametrize("ratio", [0.201, 0.25, 0.35, 0, -0.1])
def test_a_logo_may_take_a_fifth_of_the_side(poster, logo, ratio):
    with pytest.raises(LayoutError, match="logo"):
        draw_poster_symbol(poster.payload, 4, logo, ratio)


@pytest.mark.parametrize("ratio", [0.1, 0.15, 0.17, 0.2])
def test_a_logo_leaves_enough_error_correction(poster, logo, ratio):
    found = zxingcpp.read_barcode(draw_poster_symbol(poster.payload, 6, logo, ratio))
    assert found.text == poster.payload
    assert found.extra["UEC"] >= 0.37
    assert found.extra["ECLevel"] == "H"


def test_a_symbol_that_reads_but_has_little_left_is_refused(logo):
    """A fifth of a small symbol is more of it than of a large one."""
    black = Image.new("RGBA", logo.size, (0, 0, 0, 255))
    refused = []
    for payload in ("https://A.EXAMPLE", "https://LY.HZ.EXAMPLE/E/1", "HTTP://A.CN"):
        try:
            draw_poster_symbol(payload, 4, black, 0.2)
        except SymbolError as error:
            refused.append(str(error))
    assert refused
    assert all("0.37" in reason or "read back" in reason for reason in refused)


def test_a_poster_is_made_from_a_shell(poster, logo, tmp_path):
    logo.save(tmp_path / "logo.png")
    words = [
        poster.payload,
        "--enterprise",
        poster.enterprise,
        "--logo",
        str(tmp_path / "logo.png"),
    ]
    for name in ("poster.pdf", "poster.png"):
        target = tmp_path / name
        result = CliRunner().invoke(
            COMMANDS["poster"], [*words, "-o", str(target), "--dpi", "100", "--product", "米"]
        )
        assert result.exit_code == 0, result.output
        assert target.stat().st_size > 5000


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["-o", "poster.doc"], ".pdf"),
        (["-o", "none/poster.pdf"], "cannot write"),
        (["-o", "poster.pdf", "--logo", "none.png"], "cannot read"),
        (["-o", "poster.pdf", "--product", "龘"], "龘"),
    ],
)
def test_what_goes_wrong_is_told(tmp_path, monkeypatch, words, why):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(
        COMMANDS["poster"], ["https://LY.HZ.EXAMPLE/E/1", "--enterprise", "稻香", *words]
    )
    assert result.exit_code == 1
    assert why in result.output
    assert list(tmp_path.iterdir()) == []

import pytest

from label_printer.errors import StockError
from label_printer.stock import STOCKS, load_stock, stock_names


def test_the_stocks_that_come_with_the_package():
    expected = {"40x30", "60x40", "100x70", "a4-4x10", "a4-3x8", "a4-2x7", "l7160", "l7163"}
    assert set(stock_names()) == expected
    counts = {name: sheet.positions for name in expected if (sheet := load_stock(name).sheet)}
    assert counts == {"a4-4x10": 40, "a4-3x8": 24, "a4-2x7": 14, "l7160": 21, "l7163": 14}
    assert all(load_stock(name).name == name for name in expected)


def test_positions_run_row_by_row():
    origins = list(load_stock("a4-4x10").sheet.origins())
    assert origins[:2] == [(0.0, 0.0), (52.5, 0.0)]
    assert origins[4] == (0.0, 29.7)
    assert origins[-1] == pytest.approx((157.5, 267.3))


def test_a_stock_may_be_a_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    text = (STOCKS / "60x40.toml").read_text("utf-8").replace("width_mm = 60.0", "width_mm = 58.0")
    path.write_text(text, "utf-8")
    assert load_stock(path).width_mm == 58.0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("columns = 4", "columns = 5"), "do not fit the sheet"),
        (("columns = 4", "columns = 0"), "not a size: columns"),
        (("pitch_x_mm = 52.5", "pitch_x_mm = 50.0"), "do not fit the sheet"),
        (("margin_mm = 4.2", "margin_mm = 20.0"), "leave nothing"),
        (("margin_mm = 4.2", "margin_mm = -1.0"), "not a size: margin_mm"),
        (("dpi = 300", 'dpi = "300"'), "not a size: dpi"),
        (("dpi = 300", "dpi = 0"), "not a size: dpi"),
        (("dpi = 300", "colour = 1"), "cannot read"),
        (("dpi = 300", "dpi"), "cannot read"),
    ],
)
def test_a_wrong_description_is_refused_with_its_reason(tmp_path, change, why):
    path = tmp_path / "wrong.toml"
    path.write_text((STOCKS / "a4-4x10.toml").read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(StockError, match=why):
        load_stock(path)


def test_an_unknown_stock_lists_the_known():
    with pytest.raises(StockError, match="a4-4x10"):
        load_stock("a5")

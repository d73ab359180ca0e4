"""On what paper is it printed: how large is a label, and where do labels lie on a sheet?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from label_printer.drawing import MM_PER_INCH
from label_printer.errors import StockError

__all__ = ["STOCKS", "Sheet", "Stock", "StockError", "load_stock", "stock_names"]

STOCKS = Path(__file__).with_name("stocks")

_MAY_BE_ZERO = frozenset({"margin_mm", "left_mm", "top_mm"})


@dataclass(frozen=True)
class Sheet:
    """A page that carries labels in columns and rows; `left_mm` and `top_mm` are of the first."""

    width_mm: float
    height_mm: float
    columns: int
    rows: int
    left_mm: float
    top_mm: float
    pitch_x_mm: float
    pitch_y_mm: float

    @property
    def positions(self) -> int:
        """Count the labels on one page."""
        return self.columns * self.rows

    def origins(self) -> Iterator[tuple[float, float]]:
        """Give the top left corner of each label in mm, row by row."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm


@dataclass(frozen=True)
class Stock:
    """A kind of label: its size, its blank margin and the resolution of its printer.

    `min_character_mm` is the height of a capital or digit below which nothing is printed. GB 7718
    (2011, clause 3.9) asks for 1.8 mm where the largest surface of the package is over 35 cm²; as
    a label does not know its package, 1.8 mm is the rule unless a stock says otherwise.
    """

    name: str
    title: str
    dpi: int
    width_mm: float
    height_mm: float
    margin_mm: float
    min_character_mm: float = 1.8
    sheet: Sheet | None = None

    @property
    def dot_mm(self) -> float:
        """Give the size of one printer dot in mm."""
        return MM_PER_INCH / self.dpi


def stock_names() -> list[str]:
    """List the stocks that come with the package."""
    return sorted(path.stem for path in STOCKS.glob("*.toml"))


def load_stock(name_or_path: str | Path) -> Stock:
    """Load a stock by its name, or from a TOML file of one's own; raise `StockError`."""
    given = str(name_or_path)
    if given in stock_names():
        return _read(STOCKS / f"{given}.toml")
    if not Path(given).is_file():
        known = ", ".join(stock_names())
        raise StockError(f"没有名为 {given} 的标签纸，可选：{known} · unknown stock {given!r}")
    return _read(Path(given))


@lru_cache(maxsize=64)
def _read(path: Path) -> Stock:
    try:
        entries = tomllib.loads(path.read_text("utf-8"))
        sheet = entries.pop("sheet", None)
        stock = Stock(**entries, sheet=Sheet(**sheet) if sheet is not None else None)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise StockError(f"标签纸文件有误 · cannot read {path.name}: {error}") from error
    wrong = list(_faults(stock))
    if wrong:
        raise StockError(f"标签纸文件有误 · {path.name}: {'; '.join(wrong)}")
    return stock


def _faults(stock: Stock) -> Iterator[str]:
    """Name what cannot be true of a stock."""
    for thing in (stock, stock.sheet) if stock.sheet else (stock,):
        wrong = [name for name, value in _numbers(thing) if not _is_plausible(name, value)]
        if wrong:
            yield f"not a size: {', '.join(wrong)}"
            return
    if 2 * stock.margin_mm >= min(stock.width_mm, stock.height_mm):
        yield "the margins leave nothing"
    if stock.sheet is not None and not _fits(stock, stock.sheet):
        yield "the labels do not fit the sheet"


def _numbers(thing: Stock | Sheet) -> Iterator[tuple[str, Any]]:
    for field in fields(thing):
        if field.name not in {"name", "title", "sheet"}:
            yield field.name, getattr(thing, field.name)


def _is_plausible(name: str, value: Any) -> bool:
    if not isinstance(value, int | float) or not 0 <= value < 10_000:
        return False
    return value > 0 or name in _MAY_BE_ZERO


def _fits(stock: Stock, sheet: Sheet) -> bool:
    last_x, last_y = list(sheet.origins())[-1]
    hair = 0.01
    return (
        sheet.pitch_x_mm >= stock.width_mm - hair
        and sheet.pitch_y_mm >= stock.height_mm - hair
        and last_x + stock.width_mm <= sheet.width_mm + hair
        and last_y + stock.height_mm <= sheet.height_mm + hair
    )

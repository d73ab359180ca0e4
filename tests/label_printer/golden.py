"""The labels whose pictures lie in `golden/`; `python -m tests.label_printer.golden` draws them.

Whoever changes how labels look draws them anew, and looks at every one before it is kept.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image

from label_printer.label import Label
from label_printer.png import render_png
from label_printer.stock import stock_names

FOLDER = Path(__file__).with_name("golden")
DPI = 203

SHORTEST = Label(payload="https://LY.HZ.EXAMPLE/T/7K3MQ9XVB2RD5HT8", product="大米")
LONGEST = Label(
    payload="https://LY.HZ.EXAMPLE/01/06901234567892/21/7K3MQ9XVB2RD5HT8",
    product="稻花香系列物理压榨一级浓香花生油",
    net_content="20 kg（10 kg × 2）",
    grade="一级",
    standard="GB/T 1534-2017",
    lot="HZ-20250301-A2-001",
    produced_on=date(2025, 3, 1),
    best_before=date(2026, 9, 1),
    enterprise="广东省惠州市博罗县稻花香粮油食品加工有限责任公司",
    sc_licence="SC10244130200123",
    code="7K3MQ9XVB2RD5HT8",
)
# What the two smallest stocks have room for.
FEWER = replace(
    LONGEST,
    payload=SHORTEST.payload,
    product="压榨一级花生油",
    net_content="5 L",
    grade=None,
    standard=None,
    lot="20250301-A2",
    best_before=None,
    enterprise="惠州市稻花香粮油有限公司",
    sc_licence=None,
)
SMALL = {"40x30": FEWER, "a4-4x10": replace(FEWER, enterprise=None)}


def golden_labels() -> Iterator[tuple[str, str, Label]]:
    """Give the name of each picture, its stock and its label."""
    for stock in stock_names():
        yield f"{stock}-longest", stock, SMALL.get(stock, LONGEST)
        yield f"{stock}-shortest", stock, SHORTEST


def draw(stock: str, label: Label) -> Image.Image:
    """Draw in black and white, as a thermal printer does."""
    picture = Image.open(io.BytesIO(render_png(label, stock, DPI)))
    return picture.point(lambda level: 255 * (level >= 128)).convert("1")


if __name__ == "__main__":
    for name, stock, label in golden_labels():
        draw(stock, label).save(FOLDER / f"{name}.png", optimize=True)

import pytest
from PIL import Image, ImageChops

from tests.label_printer.golden import FOLDER, draw, golden_labels


@pytest.mark.parametrize(("name", "stock", "label"), list(golden_labels()))
def test_a_label_looks_as_it_was_hung_on_the_wall(name, stock, label):
    golden = Image.open(FOLDER / f"{name}.png")
    drawn = draw(stock, label)
    assert drawn.size == golden.size
    # Another release of the font's renderer moves the edges of characters by a dot.
    others = ImageChops.logical_xor(drawn, golden).histogram()[-1]
    assert others < 0.005 * drawn.width * drawn.height


def test_every_picture_belongs_to_a_label():
    names = {name for name, _, _ in golden_labels()}
    assert {path.stem for path in FOLDER.glob("*.png")} == names

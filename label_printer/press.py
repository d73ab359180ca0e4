"""How do labels become the bytes that a printer understands?"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from label_printer.bitmap import Layers
from label_printer.errors import PrinterError
from label_printer.label import Label
from label_printer.language import Language, Paper
from label_printer.series import Series
from label_printer.stock import Stock
from label_printer.tspl import Tspl
from label_printer.zpl import Zpl

LANGUAGES = ("tspl", "zpl")


def find_language(name: str) -> Language:
    """Give a language by its name; raise `PrinterError` for one that we do not speak."""
    if name == "tspl":
        return Tspl()
    if name == "zpl":
        return Zpl()
    raise PrinterError(f"不支持的打印机语言 {name}，可选 tspl、zpl · unknown language {name!r}")


class Press:
    """Renders labels chunk by chunk for one kind of printer.

    With `native`, symbol and code are drawn by the printer: less data, but `is_verified` is then
    False, for what was read back here is not what the printer draws.
    """

    def __init__(
        self, stock: Stock, language: Language, dpi: int | None = None, *, native: bool = False
    ) -> None:
        self.stock = stock
        self.language = language
        self.is_verified = not native
        self._series = Series(stock, dpi)
        self._layers = Layers()
        self._paper = Paper(stock.width_mm, stock.height_mm, self._series.dpi)

    def render(self, labels: Iterable[Label]) -> bytes:
        """Render a chunk that stands alone: a printer switched off before it needs nothing else.

        Raise `LayoutError` for a label that does not fit, `SymbolError` for one that does not
        read back; then nothing of the chunk has left.
        """
        filled = self._series.fill(labels)
        parts = [self.language.begin(self._paper)]
        if self.is_verified:
            parts += [self.language.label(one, self._paper) for one in self._layers.draw(filled)]
        else:
            for _, run in groupby(filled, key=lambda label: label.pattern):
                parts.append(self.language.native_labels(list(run), self._paper))
        return b"".join(parts)

"""What must one know of a printer's language to print labels and to ask how it fares?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from label_printer.bitmap import Bitmap
from label_printer.series import Filled

GAP_MM = 2.0
"""The usual gap between the labels of a roll; the printer's own sensor finds the exact place."""


class PrinterStatus(StrEnum):
    """How a printer fares."""

    READY = "ready"
    BUSY = "busy"
    PAUSED = "paused"
    PAPER_OUT = "paper_out"
    RIBBON_OUT = "ribbon_out"
    HEAD_OPEN = "head_open"
    FAULT = "fault"
    SILENT = "silent"
    UNREACHABLE = "unreachable"

    @property
    def words(self) -> str:
        """Say it to the person at the printer."""
        return _WORDS[self]


_WORDS = {
    PrinterStatus.READY: "就绪 · ready",
    PrinterStatus.BUSY: "正在打印 · printing",
    PrinterStatus.PAUSED: "已暂停，请按打印机上的继续键 · paused: press its button to go on",
    PrinterStatus.PAPER_OUT: "缺纸，请装纸 · out of paper",
    PrinterStatus.RIBBON_OUT: "碳带用完，请更换 · out of ribbon",
    PrinterStatus.HEAD_OPEN: "打印头打开，请合上 · the print head is open",
    PrinterStatus.FAULT: "打印机故障，请查看打印机 · a fault: look at the printer",
    PrinterStatus.SILENT: "打印机不回报状态 · it does not tell",
    PrinterStatus.UNREACHABLE: "连不上或没有应答 · cannot be reached or does not answer",
}


@dataclass(frozen=True)
class Paper:
    """What a printer has to know before the first label: sizes in mm, and its dots per inch."""

    width_mm: float
    height_mm: float
    dpi: int
    gap_mm: float = GAP_MM


class Language(Protocol):
    """A printer language: labels to commands, questions and their answers."""

    name: str
    status_question: bytes
    count_question: bytes

    def begin(self, paper: Paper) -> bytes:
        """Set size and gap; comes before the labels of each chunk."""

    def label(self, bitmap: Bitmap, paper: Paper) -> bytes:
        """Print a label as the very dots that were drawn and read back."""

    def native_labels(self, run: Sequence[Filled], paper: Paper) -> bytes:
        """Print labels of one layout with symbol and code drawn by the printer.

        A tenth of the data and less, for slow lines. But the printer chooses the mask and perhaps
        the version of each symbol, so these are not the symbols that were read back.
        """

    def is_whole_status(self, answer: bytes) -> bool:
        """Tell whether an answer about the status is complete."""

    def read_status(self, answer: bytes) -> PrinterStatus:
        """Understand an answer; `FAULT` if it makes no sense."""

    def is_whole_count(self, answer: bytes) -> bool:
        """Tell whether an answer about the count is complete."""

    def read_count(self, answer: bytes) -> int | None:
        """Understand how many labels the printer ever printed; None if it does not say."""

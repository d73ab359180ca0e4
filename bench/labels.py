"""Files of labels: our writer against the usual ways, memory by size of file, and all read back.

Rates are labels a second of CPU, each in a process of its own after start-up, rounds in turns.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

from bench.label_peers import CROCKFORD, labels
from label_printer.batch import BatchEncoder
from label_printer.segments import plan_symbol
from label_printer.symbol import draw_symbol

ROUNDS = 3
FEW, MANY, READ = 480, 100_000, 10_000
SIZES = (1_000, 10_000, 100_000)
PEERS = {
    "usual": "qrcode + Pillow + reportlab",
    "reportlab_segno": "reportlab + segno, one path",
    "blabel": "blabel (WeasyPrint)",
}
OURS = {
    "ours_unread": "PDF, symbols not read back",
    "ours": "PDF, every symbol read back",
    "ours_compact_unread": "compact PDF, symbols not read back",
    "ours_compact": "compact PDF, every symbol read back",
}


@dataclass(frozen=True)
class Run:
    """One run of a writer: its rate, and the largest memory of its process."""

    rate: float
    peak_mb: float


def run(name: str, count: int, path: Path) -> Run:
    words = [sys.executable, "-m", "bench.label_peers", name, str(count), str(path)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return Run(count / told["seconds"], told["peak_mb"])


def _contest(folder: Path) -> None:
    peers = [name for name in PEERS if name != "blabel" or _has_blabel()]
    rates: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name in (*peers, *OURS):
            count = FEW if name in PEERS else MANY
            rate = run(name, count, folder / f"{name}.pdf").rate
            rates[name] = max(rates.get(name, 0.0), rate)
    for name in peers:
        print(f"{PEERS[name]:<44} {rates[name]:>12,.0f} labels/s")
    for name, title in OURS.items():
        ratios = ", ".join(f"{rates[name] / rates[peer]:.0f} × {peer}" for peer in peers)
        print(f"{title:<44} {rates[name]:>12,.0f} labels/s   {ratios}")


def _has_blabel() -> bool:
    """Tell whether it starts: it needs WeasyPrint, and that needs Pango of the system."""
    if find_spec("blabel") is None:
        print("blabel is not installed: left out")
        return False
    words = [sys.executable, "-c", "import blabel"]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        print("blabel does not start here, for want of Pango: left out")
        return False
    return True


def _measure_memory(folder: Path) -> None:
    runs = [run("ours", count, folder / "ours.pdf") for count in SIZES]
    for count, one in zip(SIZES, runs, strict=True):
        what = f"memory, {count:,} labels read back"
        print(f"{what:<44} {one.peak_mb:>12,.0f} MB         {one.rate:,.0f} labels/s")
    peaks = [one.peak_mb for one in runs]
    print(f"{'largest to smallest':<44} {max(peaks) / min(peaks):>12.2f}")


def _read_all(path: Path) -> None:
    """Read every symbol of the file from pages rendered at 203 dpi."""
    wanted = {label.payload for label in labels(READ)}
    document = pypdfium2.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        wanted -= _texts(page.render(scale=203 / 72, grayscale=True).to_pil())
        page.close()
    document.close()
    print(f"{path.name + ': read at 203 dpi (PDFium)':<44} {READ - len(wanted):>12,} of {READ:,}")


def _read_by_poppler(path: Path, folder: Path) -> None:
    if shutil.which("pdftoppm") is None:
        print("pdftoppm is not installed: no second renderer")
        return
    words = ["pdftoppm", "-r", "203", "-gray", "-l", "5", str(path), str(folder / "page")]
    subprocess.run(words, check=True)
    found: set[str] = set()
    for picture in folder.glob("page-*.pgm"):
        found |= _texts(Image.open(picture))
    print(f"{path.name + ': first five pages (Poppler)':<44} {len(found):>12,} of 120")


def _texts(picture: Image.Image) -> set[str]:
    kind = zxingcpp.BarcodeFormat.QRCode
    return {code.text for code in zxingcpp.read_barcodes(picture, kind)}


def _compare_with_segno() -> None:
    draw = random.Random(2)
    texts = [
        f"https://LY.HZ.EXAMPLE/T/{''.join(draw.choices(CROCKFORD, k=16))}" for _ in range(READ)
    ]
    drawn = BatchEncoder().encode_all(texts)
    pairs = zip(texts, drawn, strict=True)
    equal = sum(draw_symbol(text, plan_symbol(text)) == symbol for text, symbol in pairs)
    print(f"{'symbols equal to those of segno':<44} {equal:>12,} of {READ:,}")


def main() -> None:
    """Measure files of labels."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _contest(folder)
        _measure_memory(folder)
        for name in ("ours", "ours_compact"):
            path = folder / f"{name}.pdf"
            run(name, READ, path)
            _read_all(path)
            _read_by_poppler(path, folder)
    _compare_with_segno()

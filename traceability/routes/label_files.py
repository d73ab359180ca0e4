"""How does a label job become a file that can be fetched?

The file is drawn whole before the first byte of the answer: what cannot be drawn, or may not be
any more, is a refusal and not half a file. It lies on disk, so memory stays flat.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from consumer_web.codes import CodeBook
from label_printer.code_package import CodeEntry, PackageJob, write_package
from label_printer.errors import LabelError
from label_printer.label import Label
from label_printer.pdf import PdfOptions, write_pdf
from label_printer.png import render_png
from label_printer.stock import load_stock
from traceability.domain.errors import RuleError
from traceability.domain.kinds import LabelOutput
from traceability.publishing.labels import as_label, takes_short_address
from traceability.services.label_files import FileOrder

CHECK_EVERY = 1_000  # labels between two looks whether they may still go out
PNG_DPI = 300
_MOST_PICTURES = 10_000
Numbered = tuple[int, str | None, Label]  # number in the job from 1, package code, label


@dataclass(frozen=True)
class _Kind:
    media_type: str
    ending: str
    write: Callable[[FileOrder, Iterable[Numbered], Path], object]


def write_file(
    order: FileOrder, base_url: str, keys: Sequence[bytes], check: Callable[[], object]
) -> Response:
    """Draw a job's file and send it; raise RuleError "label.text" if a label cannot be drawn.

    `check` is asked again and again while labels are drawn, and raises if they may not go out.
    """
    kind = _KINDS[order.output]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="labels-")))
        drawn = folder / f"labels-{order.job_no}.{kind.ending}"
        try:
            kind.write(order, _labels(order, base_url, keys, check), drawn)
        except LabelError as error:
            raise RuleError("label.text", reason=str(error)) from error
        sent = stack.pop_all()
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(
        drawn,
        200,
        headers,
        media_type=kind.media_type,
        filename=drawn.name,
        background=BackgroundTask(sent.close),
    )


def _labels(
    order: FileOrder, base_url: str, keys: Sequence[bytes], check: Callable[[], object]
) -> Iterator[Numbered]:
    is_short = takes_short_address(order.stock)
    book = CodeBook(keys)
    drawn = 0
    for part in order.numbers:
        codes: Iterable[str | None] = [None] * part.count
        if order.first_serial is not None:
            codes = book.issue_range(order.job_no, order.first_serial + part.first, part.count)
        for number, code in enumerate(codes, part.first + 1):
            if drawn and drawn % CHECK_EVERY == 0:
                check()
            drawn += 1
            yield number, code, as_label(order.facts, base_url, code, is_short=is_short)


def _write_pdf(order: FileOrder, labels: Iterable[Numbered], target: Path) -> None:
    with target.open("wb") as out:
        write_pdf(
            (label for _, _, label in labels),
            load_stock(order.stock),
            out,
            PdfOptions(start=order.start),
        )


def _write_pictures(order: FileOrder, labels: Iterable[Numbered], target: Path) -> None:
    if order.count > _MOST_PICTURES:
        raise RuleError("label.too_many_pictures", most=_MOST_PICTURES)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, _, label in labels:
            archive.writestr(f"{number:07d}.png", render_png(label, order.stock, PNG_DPI))


def _write_package(order: FileOrder, labels: Iterable[Numbered], target: Path) -> None:
    entries = (CodeEntry(code or "", label.payload) for _, code, label in labels)
    stock = load_stock(order.stock)
    write_package(entries, target, PackageJob(str(order.job_no), order.day, stock))


_KINDS = {
    LabelOutput.PDF: _Kind("application/pdf", "pdf", _write_pdf),
    LabelOutput.PNG: _Kind("application/zip", "zip", _write_pictures),
    LabelOutput.PACKAGE: _Kind("application/zip", "zip", _write_package),
}

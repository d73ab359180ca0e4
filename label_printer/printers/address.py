"""Which printer does an address mean?"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from label_printer.errors import PrinterError
from label_printer.language import Language
from label_printer.printers.device import DevicePrinter
from label_printer.printers.ipp import IppPrinter
from label_printer.printers.printer import Printer
from label_printer.printers.tcp import PORT, TcpPrinter


def open_printer(address: str, language: Language, *, timeout_s: float = 10.0) -> Printer:
    """Give the printer at tcp://host:9100, file:///dev/usb/lp0, a path, or ipp://host/printers/x.

    `tcp://host:9100?answers=no` is a printer known not to answer. Nothing is opened yet. Raise
    `PrinterError` for an address that means nothing.
    """
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return _tcp(address, language, timeout_s)
    if parts.scheme in {"ipp", "ipps"}:
        return IppPrinter(address, timeout_s=timeout_s)
    if parts.scheme == "file" and not parts.netloc:
        return DevicePrinter(Path(parts.path), language=language, timeout_s=timeout_s)
    if "://" not in address and address:
        return DevicePrinter(Path(address), language=language, timeout_s=timeout_s)
    raise _unknown(address)


def _tcp(address: str, language: Language, timeout_s: float) -> Printer:
    parts = urlsplit(address)
    try:
        port = parts.port or PORT
    except ValueError as error:
        raise _unknown(address) from error
    if not parts.hostname or parts.path not in {"", "/"}:
        raise _unknown(address)
    answers = parse_qs(parts.query).get("answers", ["yes"])[-1] != "no"
    return TcpPrinter(parts.hostname, port, language=language, timeout_s=timeout_s, answers=answers)


def _unknown(address: str) -> PrinterError:
    return PrinterError(
        f"打印机地址有误 {address}，例如 tcp://192.168.1.50:9100 · not a printer's address; "
        "take tcp://host:9100, /dev/usb/lp0 or ipp://host/printers/name"
    )

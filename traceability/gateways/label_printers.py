"""Which printers does this house have, and how are labels handed to one?

Printers come from the settings alone: an address that a user may choose would let him knock at any
door behind the firewall.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qs, urlencode, urlsplit

from label_printer.errors import PrinterError
from label_printer.press import LANGUAGES, Press, find_language
from label_printer.printers.address import open_printer
from label_printer.printers.printer import Printer
from label_printer.stock import load_stock

_NAME = re.compile(r"[^\s=,]{1,40}")
_RESOLUTIONS = (203, 300, 600)
_OURS = frozenset({"language", "dpi", "native", "timeout"})


class PrinterSettingError(ValueError):
    """The setting PRINTERS cannot be read; its text is for the operator."""


@dataclass(frozen=True, slots=True)
class PrinterSetting:
    """A printer of the settings."""

    name: str
    address: str
    language: str
    dpi: int
    is_native: bool = False
    timeout_s: float = 10.0

    def open(self) -> Printer:
        """Give the printer; nothing is sent yet."""
        return open_printer(self.address, find_language(self.language), timeout_s=self.timeout_s)

    def press(self, stock: str) -> Press:
        """Give what turns labels of a stock into this printer's bytes, each read back."""
        language = find_language(self.language)
        return Press(load_stock(stock), language, self.dpi, native=self.is_native)


def read_printers(text: str) -> Mapping[str, PrinterSetting]:
    """Read `name=tcp://host:9100?language=tspl&dpi=203`, several with commas between.

    Raises PrinterSettingError.
    """
    found: dict[str, PrinterSetting] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, _, address = item.partition("=")
        if not _NAME.fullmatch(name) or name in found:
            raise PrinterSettingError(f"PRINTERS: no name, or twice the same: {item!r}")
        found[name] = _read(name, address)
    return MappingProxyType(found)


def _read(name: str, address: str) -> PrinterSetting:
    parts = urlsplit(address)
    given = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    rest = urlencode({key: value for key, value in given.items() if key not in _OURS})
    language, dpi = given.get("language", "tspl"), given.get("dpi", "203")
    if language not in LANGUAGES or dpi not in map(str, _RESOLUTIONS):
        raise PrinterSettingError(
            f"PRINTERS: {name}: language is one of {', '.join(LANGUAGES)}, dpi one of"
            f" {', '.join(map(str, _RESOLUTIONS))}"
        )
    try:
        setting = PrinterSetting(
            name=name,
            address=parts._replace(query=rest).geturl(),
            language=language,
            dpi=int(dpi),
            is_native=given.get("native", "no") == "yes",
            timeout_s=float(given.get("timeout", "10")),
        )
        setting.open().close()
    except (PrinterError, ValueError) as error:
        raise PrinterSettingError(f"PRINTERS: {name}: {error}") from error
    return setting

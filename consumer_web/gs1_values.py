"""Tell whether a text is a valid GS1 value: a GTIN, a lot, a serial number.

Pure rules of the GS1 General Specifications as its Syntax Dictionary writes them down. Expressions
are matched whole and name ASCII digits, because the shorthand for a digit, the dollar sign and
`isdigit` let full-width digits and a line feed at the end pass.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

# GS1 encodable character set 82, to be put between square brackets.
SET_82: Final = r"0-9A-Za-z!\"%&'()*+,\-./:;<=>?_"
# Lots that we issue: QR-alphanumeric, nothing to encode in an address, and free of the characters
# that GB/T 33993-2017 excludes from addresses.
LOT_PATTERN: Final = r"[0-9A-Z][0-9A-Z.-]{0,19}"

_OWN_LOT: Final = re.compile(LOT_PATTERN)
_FOREIGN_LOT: Final = re.compile(rf"[{SET_82}]{{1,20}}")
_OUTSIDE_SET_82: Final = re.compile(rf"[^{SET_82}]")
_NOT_A_DIGIT: Final = re.compile(r"[^0-9]")
_BAD_PERCENT: Final = re.compile(rb"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_DOT_SEGMENTS: Final = frozenset({".", ".."})


class DigitalLinkError(ValueError):
    """A rule of the address or of a value in it that was broken.

    `code` is stable ("gtin.check_digit") and is turned into sentences elsewhere; `detail` holds the
    values that matter, as text, for example the check digit that was expected.
    """

    def __init__(self, code: str, detail: dict[str, str] | None = None) -> None:
        super().__init__(code, detail or {})
        self.code: str = code
        self.detail: dict[str, str] = detail or {}

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.detail.items())
        return f"{self.code} ({told})" if told else self.code


def gtin_check_digit(body: str) -> int:
    """Compute the check digit over the digits before it (GS1 General Specifications 7.9.1).

    Serves every GS1 number with a check digit: GTIN, GLN and SSCC. Raises "gtin.characters", and
    "gtin.length" for nothing at all.
    """
    _refuse_characters("gtin", body, _NOT_A_DIGIT)
    if not body:
        raise DigitalLinkError("gtin.length", {"length": "0", "expected": "7, 11, 12, 13"})
    digits = [byte & 15 for byte in reversed(body.encode())]
    return -(3 * sum(digits[0::2]) + sum(digits[1::2])) % 10


def has_check_digit(digits: str) -> bool:
    """Tell whether the last digit of a text of ASCII digits is its GS1 check digit."""
    return gtin_check_digit(digits[:-1]) == int(digits[-1])


def normalise_gtin(text: str) -> str:
    """Give the 14 digits of a GTIN-8, -12, -13 or -14; zeros on the left keep the check digit.

    Raises "gtin.characters", "gtin.length" or "gtin.check_digit" (with the digit expected).
    Fourteen zeros pass, since an address may hold them: see `normalise_new_gtin`.
    """
    _refuse_characters("gtin", text, _NOT_A_DIGIT)
    if len(text) not in (8, 12, 13, 14):
        raise DigitalLinkError(
            "gtin.length", {"length": str(len(text)), "expected": "8, 12, 13, 14"}
        )
    expected = gtin_check_digit(text[:-1])
    if expected != int(text[-1]):
        raise DigitalLinkError(
            "gtin.check_digit", {"given": text[-1], "expected": str(expected), "gtin": text}
        )
    return text.zfill(14)


def normalise_new_gtin(text: str) -> str:
    """Give the 14 digits of a GTIN that a product may be registered with.

    All zeros have a right check digit and name nothing: "gtin.all_zero".
    """
    gtin = normalise_gtin(text)
    if not gtin.strip("0"):
        raise DigitalLinkError("gtin.all_zero")
    return gtin


def is_own_lot(text: str) -> bool:
    """Tell whether we may issue this lot."""
    return _OWN_LOT.fullmatch(text) is not None


def is_foreign_lot(text: str) -> bool:
    """Tell whether this lot of another register can be held: set 82, 1 to 20 characters.

    `.` and `..` are legal for GS1 but cannot travel in a path, so they are refused.
    """
    return _FOREIGN_LOT.fullmatch(text) is not None and text not in _DOT_SEGMENTS


def is_dot_segment(text: str) -> bool:
    """Tell whether browsers and proxies would remove this path segment (RFC 3986, 5.2.4)."""
    return text in _DOT_SEGMENTS


def check_text(name: str, text: str, limit: int) -> str:
    """Give back a value of 1 to `limit` characters of set 82.

    Raises "{name}.characters" with the first wrong character, or "{name}.length".
    """
    _refuse_characters(name, text, _OUTSIDE_SET_82)
    if not 1 <= len(text) <= limit:
        raise DigitalLinkError(f"{name}.length", {"length": str(len(text)), "max": str(limit)})
    return text


def decode_percent(raw: bytes) -> str:
    """Decode `%XX` exactly once; a lone or cut `%` raises "percent.malformed".

    Bytes that are no UTF-8 become U+FFFD, which no GS1 value may hold.
    """
    if b"%" in raw:
        fault = _BAD_PERCENT.search(raw)
        if fault:
            raise DigitalLinkError(
                "percent.malformed", {"sequence": fault[0].decode("ascii", "backslashreplace")}
            )
        raw = unquote_to_bytes(raw)
    return raw.decode("utf-8", "replace")


def _refuse_characters(name: str, text: str, wrong: re.Pattern[str]) -> None:
    found = wrong.search(text)
    if found:
        character = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
        raise DigitalLinkError(
            f"{name}.characters", {"character": character, "position": str(found.start() + 1)}
        )

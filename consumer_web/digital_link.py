"""Tell which product, lot or package a GS1 Digital Link address names, and write such addresses.

The one parser and builder of what labels carry (GS1 Digital Link Standard: URI Syntax). It
reads the raw bytes of the request target, because a decoded path has lost the difference between
`/` and `%2F`, and decodes each segment exactly once. It knows no HTTP: the caller turns
"path.not_digital_link" and "path.key_not_held" into "not found", and every other code into "bad
request".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from consumer_web.digital_link_attributes import check_attribute
from consumer_web.gs1_values import (
    LOT_PATTERN,
    DigitalLinkError,
    check_text,
    decode_percent,
    gtin_check_digit,
    is_dot_segment,
    is_foreign_lot,
    is_own_lot,
    normalise_gtin,
    normalise_new_gtin,
)

__all__ = [
    "ERROR_CODES",
    "LOT_PATTERN",
    "DigitalLink",
    "DigitalLinkError",
    "build_uri",
    "gtin_check_digit",
    "is_foreign_lot",
    "is_own_lot",
    "normalise_gtin",
    "normalise_new_gtin",
    "parse_path",
    "parse_uri",
]

# Every code that an error of this package's Digital Link modules can carry.
ERROR_CODES: Final = frozenset(
    {
        "gtin.characters",
        "gtin.length",
        "gtin.check_digit",
        "gtin.all_zero",
        "variant.characters",
        "variant.length",
        "lot.characters",
        "lot.length",
        "serial.characters",
        "serial.length",
        "third_party.characters",
        "third_party.length",
        "path.not_digital_link",
        "path.key_not_held",
        "path.characters",
        "path.empty_segment",
        "path.dot_segment",
        "path.value_missing",
        "path.stray_segment",
        "path.attribute",
        "path.order",
        "path.duplicate",
        "path.third_party_alone",
        "percent.malformed",
        "query.characters",
        "query.qualifier",
        "query.duplicate",
        "attribute.format",
        "attribute.date",
        "attribute.time",
        "attribute.check_digit",
        "attribute.country",
        "uri.malformed",
        "base.malformed",
    }
)

# Qualifiers of the key 01: their name and length. They follow each other in this order, but 235
# stands alone.
_QUALIFIERS: Final = {
    "22": ("variant", 20),
    "10": ("lot", 20),
    "21": ("serial", 20),
    "235": ("third_party", 28),
}
_ORDER: Final = ("22", "10", "21")
# Primary keys of the standard that this register does not hold.
_OTHER_KEY: Final = re.compile(r"00|25[35]|40[12]|41[0-7]|80(?:0[346]|1[0378])")

# The form on nearly every label. A lot that begins with a mark takes the long way, which knows
# what to do with `.` and `..`.
_PLAIN: Final = re.compile(rb"/01/([0-9]{14})(?:/10/([A-Za-z0-9][A-Za-z0-9._-]{0,19}))?")
# RFC 3986, 3.3: what may stand in a path. `"`, `<` and `>` of set 82 are not among it.
_OUTSIDE_PATH: Final = re.compile(rb"[^A-Za-z0-9\-._~!$&'()*+,;=:@%/]")
# Browsers leave `{ | } ^` and others bare in a query; only what no request line can hold is wrong.
_OUTSIDE_QUERY: Final = re.compile(rb"[^\x21-\x7e]")
_PARAMETER_END: Final = re.compile(rb"[&;]")
_IDENTIFIER: Final = re.compile(r"[0-9]{2,4}")
_DIGITS: Final = re.compile(r"[0-9]+")
_SHOWN: Final = 40  # Characters of a wrong segment that an error repeats.
_URI: Final = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+([^?#]*)(?:\?([^#]*))?(?:#[^#]*)?")
_BASE: Final = re.compile(
    r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?"
)


@dataclass(frozen=True, slots=True)
class DigitalLink:
    """What an address names. `attributes` are all query parameters but `linkType`, decoded.

    `raw_query` is the query as it came, to be passed on unchanged by a redirect.
    """

    gtin: str
    variant: str | None = None
    lot: str | None = None
    serial: str | None = None
    third_party: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    link_type: str | None = None
    raw_query: str = ""

    def canonical_path(self) -> str:
        """Write the path in the one canonical spelling, without attributes."""
        pairs = (
            ("22", self.variant),
            ("10", self.lot),
            ("21", self.serial),
            ("235", self.third_party),
        )
        tail = "".join(f"/{ai}/{quote(value, safe='')}" for ai, value in pairs if value is not None)
        return f"/01/{self.gtin}{tail}"


def parse_path(raw_path: bytes, raw_query: bytes = b"") -> DigitalLink:
    """Read a request target: the raw path, and the raw query without its question mark.

    A fragment is cut off, since only some servers do that. Raises DigitalLinkError with one of
    `ERROR_CODES` for the first rule that is broken, from left to right.
    """
    if not raw_query:
        plain = _PLAIN.fullmatch(raw_path)
        if plain:
            gtin, lot = plain.groups()
            return DigitalLink(normalise_gtin(gtin.decode()), lot=lot.decode() if lot else None)
    raw_path, hash_mark, _ = raw_path.partition(b"#")
    raw_query = b"" if hash_mark else raw_query.partition(b"#")[0]
    segments = _split_path(raw_path)
    _check_key(segments)
    gtin14 = normalise_gtin(segments[1])
    qualifiers = _read_qualifiers(segments[2:])
    link_type, attributes = _read_query(raw_query)
    return DigitalLink(
        gtin=gtin14,
        variant=qualifiers.get("22"),
        lot=qualifiers.get("10"),
        serial=qualifiers.get("21"),
        third_party=qualifiers.get("235"),
        attributes=attributes,
        link_type=link_type,
        raw_query=raw_query.decode("ascii"),
    )


def parse_uri(text: str) -> DigitalLink:
    """Read a whole address as scanned or pasted, of any host; our addresses have no stem.

    Raises "uri.malformed" for anything but an http or https address, else like `parse_path`.
    """
    found = _URI.fullmatch(text)
    if found is None:
        raise DigitalLinkError("uri.malformed")
    path, query = (part.encode("utf-8", "surrogatepass") for part in found.groups(""))
    return parse_path(path, query)


def build_uri(base: str, gtin14: str, lot: str | None = None, serial: str | None = None) -> str:
    """Write the canonical address: no trailing slash, everything but `A-Za-z0-9-._` as %XX.

    `base` is scheme and host, with a stem if the resolver sits below one. Values are checked as
    `parse_path` would check them, so that what is printed can be read; only 14 digits are written
    (URI Syntax since 1.4), and a lot that would vanish from a path raises "path.dot_segment".
    """
    if not _BASE.fullmatch(base):
        raise DigitalLinkError("base.malformed")
    if len(gtin14) != 14:
        raise DigitalLinkError("gtin.length", {"length": str(len(gtin14)), "expected": "14"})
    for name, value in (("lot", lot), ("serial", serial)):
        if value is not None and is_dot_segment(check_text(name, value, 20)):
            raise DigitalLinkError("path.dot_segment", {"segment": value})
    link = DigitalLink(normalise_gtin(gtin14), lot=lot, serial=serial)
    return base.removesuffix("/") + link.canonical_path()


def _split_path(raw_path: bytes) -> list[str]:
    """Split into decoded segments, none of them empty or dots."""
    wrong = _OUTSIDE_PATH.search(raw_path)
    if wrong:
        raise DigitalLinkError(
            "path.characters", {"character": wrong[0].decode("ascii", "backslashreplace")}
        )
    # Before decoding: the lot itself may end in an encoded slash.
    root, *raw_segments = raw_path.removesuffix(b"/").split(b"/")
    if root or not raw_segments:
        raise DigitalLinkError("path.not_digital_link")
    segments = [decode_percent(raw) for raw in raw_segments]
    for segment in segments:
        if not segment:
            raise DigitalLinkError("path.empty_segment")
        if is_dot_segment(segment):
            raise DigitalLinkError("path.dot_segment", {"segment": segment})
    return segments


def _check_key(segments: list[str]) -> None:
    """Refuse a path that does not begin with a GTIN."""
    key = segments[0]
    if _OTHER_KEY.fullmatch(key):
        raise DigitalLinkError("path.key_not_held", {"ai": key})
    if key != "01":
        raise DigitalLinkError("path.not_digital_link")
    if len(segments) == 1:
        raise DigitalLinkError("path.value_missing", {"ai": key})


def _read_qualifiers(segments: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at in range(0, len(segments), 2):
        ai = segments[at]
        _check_place(ai, found)
        if at + 1 == len(segments):
            raise DigitalLinkError("path.value_missing", {"ai": ai})
        found[ai] = check_text(_QUALIFIERS[ai][0], segments[at + 1], _QUALIFIERS[ai][1])
    return found


def _check_place(ai: str, before: dict[str, str]) -> None:
    """Refuse a segment that cannot follow those before it."""
    if ai == "01" or ai in before:
        raise DigitalLinkError("path.duplicate", {"ai": ai})
    if ai not in _QUALIFIERS:
        if _IDENTIFIER.fullmatch(ai):
            raise DigitalLinkError("path.attribute", {"ai": ai})
        raise DigitalLinkError("path.stray_segment", {"segment": ai[:_SHOWN]})
    if not before:
        return
    if ai == "235" or "235" in before:
        raise DigitalLinkError("path.third_party_alone", {"ai": ai})
    last = next(reversed(before))
    if _ORDER.index(ai) < _ORDER.index(last):
        raise DigitalLinkError("path.order", {"ai": ai, "after": last})


def _read_query(raw_query: bytes) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """Read the link type and all other parameters; of several link types the first counts."""
    if not raw_query:
        return None, ()
    wrong = _OUTSIDE_QUERY.search(raw_query)
    if wrong:
        raise DigitalLinkError(
            "query.characters", {"character": wrong[0].decode("ascii", "backslashreplace")}
        )
    link_types: list[str] = []
    attributes: list[tuple[str, str]] = []
    identifiers = {"01"}
    for parameter in _PARAMETER_END.split(raw_query):
        raw_name, _, raw_value = parameter.replace(b"+", b" ").partition(b"=")
        name, value = decode_percent(raw_name), decode_percent(raw_value)
        if name == "linkType":
            link_types.append(value)
        elif parameter:
            # Names of digits alone are reserved for application identifiers.
            if _DIGITS.fullmatch(name):
                _check_identifier(name, value, identifiers)
            attributes.append((name, value))
    return (link_types[0] or None) if link_types else None, tuple(attributes)


def _check_identifier(ai: str, value: str, seen: set[str]) -> None:
    if ai in _QUALIFIERS:
        raise DigitalLinkError("query.qualifier", {"ai": ai})
    if ai in seen:
        raise DigitalLinkError("query.duplicate", {"ai": ai})
    seen.add(ai)
    check_attribute(ai, value)

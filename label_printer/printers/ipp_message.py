"""How is a question to a print server written, and its answer read, by RFC 8010?"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

PRINT_JOB = 0x0002
GET_PRINTER_ATTRIBUTES = 0x000B

CHARSET, LANGUAGE, URI, NAME, KEYWORD, MEDIA_TYPE = 0x47, 0x48, 0x45, 0x42, 0x44, 0x49
_OPERATION, _END, _FIRST_VALUE = 0x01, 0x03, 0x10
_INTEGERS = frozenset({0x21, 0x23})

Attribute = tuple[int, str, str]
"""The tag of the value's syntax, the name and the value."""


@dataclass(frozen=True)
class Answer:
    """The status of an operation, and the attributes by name."""

    status: int
    attributes: dict[str, list[int | str]]

    @property
    def is_successful(self) -> bool:
        """Tell whether it was done; 0x0000 to 0x00ff are successes (RFC 8011, B.1)."""
        return self.status < 0x0100


def write_request(operation: int, number: int, attributes: tuple[Attribute, ...]) -> bytes:
    """Write a request of IPP 1.1; charset and language come first (RFC 8011, 4.1.4)."""
    parts = [struct.pack(">BBHI", 1, 1, operation, number), bytes([_OPERATION])]
    every = (
        (CHARSET, "attributes-charset", "utf-8"),
        (LANGUAGE, "attributes-natural-language", "zh-cn"),
        *attributes,
    )
    before = ""
    for tag, name, value in every:
        # A further value of the same attribute has no name.
        written = b"" if name == before else name.encode("ascii")
        content = value.encode("utf-8")
        parts.append(struct.pack(">BH", tag, len(written)) + written)
        parts.append(struct.pack(">H", len(content)) + content)
        before = name
    return b"".join((*parts, bytes([_END])))


def read_answer(content: bytes) -> Answer:
    """Read an answer; raise ValueError if it is none."""
    if len(content) < 9:
        raise ValueError("not an IPP message")
    attributes: dict[str, list[int | str]] = {}
    name = ""
    try:
        for tag, given, value in _values(content):
            name = given or name
            attributes.setdefault(name, []).append(_understand(tag, value))
    except (struct.error, IndexError) as error:
        raise ValueError("an IPP message that is cut short") from error
    return Answer(struct.unpack_from(">H", content, 2)[0], attributes)


def _values(content: bytes) -> Iterator[tuple[int, str, bytes]]:
    at = 8
    while content[at] != _END:
        tag = content[at]
        at += 1
        if tag < _FIRST_VALUE:  # the beginning of a group
            continue
        length = struct.unpack_from(">H", content, at)[0]
        name = content[at + 2 : at + 2 + length].decode("ascii", "replace")
        at += 2 + length
        length = struct.unpack_from(">H", content, at)[0]
        yield tag, name, content[at + 2 : at + 2 + length]
        at += 2 + length


def _understand(tag: int, value: bytes) -> int | str:
    if tag in _INTEGERS and len(value) == 4:
        return int(struct.unpack(">i", value)[0])
    return value.decode("utf-8", "replace")

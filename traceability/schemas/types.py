"""Which texts, codes and numbers does the register accept?

Every refusal is a `PydanticCustomError` whose type is a stable code, worded in `routes/words.py`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from stdnum import ean
from stdnum.iso7064 import mod_11_10

from traceability.domain.civil import to_milliseconds
from traceability.domain.quantities import SPOKEN_UNITS
from traceability.domain.uscc import check_character, is_valid_uscc
from traceability.schemas.examples import EXAMPLES

LOT_PATTERN = re.compile(r"[0-9A-Z][0-9A-Z.-]{0,19}")
_GTIN_PATTERN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_SC_PATTERN = re.compile(r"SC[0-9]{14}")
_USCC_SHAPE = re.compile(r"[0-9A-Z]{18}")
_DECIMAL_PATTERN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")


class In(BaseModel):
    """A contract for input: unknown fields are refused, texts are stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Show the example of this contract in the OpenAPI document."""
        schema = handler(core_schema)
        if cls.__name__ in EXAMPLES:
            handler.resolve_ref_schema(schema)["examples"] = EXAMPLES[cls.__name__]
        return schema


class Out(BaseModel):
    """A contract for output, filled from records."""

    model_config = ConfigDict(from_attributes=True)


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            raise PydanticCustomError("text.control_character", "control characters are not text")
    return text


def _clean_lines(text: str) -> str:
    return "\n".join(_clean(line) for line in text.replace("\r\n", "\n").split("\n"))


def _uscc(text: str) -> str:
    if not _USCC_SHAPE.fullmatch(text):
        raise PydanticCustomError("uscc.shape", "a USCC has 18 characters, digits and capitals")
    if not is_valid_uscc(text):
        raise PydanticCustomError(
            "uscc.check_character",
            "the check character is wrong",
            {"expected": _expected_uscc(text)},
        )
    return text


def _expected_uscc(text: str) -> str:
    try:
        return check_character(text[:17])
    except KeyError:
        return "?"


def _gtin(text: str) -> str:
    if not _GTIN_PATTERN.fullmatch(text):
        raise PydanticCustomError("gtin.shape", "a GTIN has 8, 12, 13 or 14 digits")
    if not ean.is_valid(text):
        expected = ean.calc_check_digit(text[:-1])
        raise PydanticCustomError(
            "gtin.check_digit", "the check digit is wrong", {"expected": expected}
        )
    if not text.strip("0"):
        raise PydanticCustomError("gtin.shape", "a GTIN is not all zeros")
    return text.zfill(14)


def _sc_licence(text: str) -> str:
    if not _SC_PATTERN.fullmatch(text):
        raise PydanticCustomError("sc_licence.shape", "a licence is SC and 14 digits")
    if not mod_11_10.is_valid(text[2:]):
        raise PydanticCustomError(
            "sc_licence.check_digit",
            "the check digit is wrong",
            {"expected": mod_11_10.calc_check_digit(text[2:-1])},
        )
    return text


def _gln(text: str) -> str:
    if not re.fullmatch(r"[0-9]{13}", text) or not ean.is_valid(text):
        raise PydanticCustomError("gln.shape", "a GLN has 13 digits, the last a check digit")
    return text


def _lot(text: str) -> str:
    if not LOT_PATTERN.fullmatch(text):
        raise PydanticCustomError("lot.shape", "1-20 of 0-9 A-Z . -, the first a digit or letter")
    return text


def _unit(text: str) -> str:
    if text not in SPOKEN_UNITS:
        raise PydanticCustomError(
            "unit.unknown", "unknown unit", {"known": ", ".join(SPOKEN_UNITS)}
        )
    return text


def _amount(value: Any) -> str:
    if isinstance(value, (bool, float)):
        raise PydanticCustomError("amount.not_exact", "send a decimal as a string")
    text = str(value) if isinstance(value, int) else value
    if not isinstance(text, str) or not _DECIMAL_PATTERN.fullmatch(text):
        raise PydanticCustomError("amount.not_a_number", "a positive decimal number is expected")
    if Decimal(text) == 0:
        raise PydanticCustomError("amount.out_of_range", "the amount is zero")
    return text


def _instant(value: datetime) -> datetime:
    if not 1990 <= value.year <= 2100:  # so that no time zone can carry it out of the calendar
        raise PydanticCustomError("field.range", "a year from 1990 to 2100 is expected")
    return to_milliseconds(value)


def _bounded_json(value: dict[str, Any]) -> dict[str, Any]:
    if len(value) > 40:
        raise PydanticCustomError("json.too_large", "at most 40 entries")
    return {_json_key(key): _json_value(item, 1) for key, item in value.items()}


def _json_key(key: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_:/.#-]{0,119}", key):
        raise PydanticCustomError("json.key", "names are ASCII letters, digits and _")
    return key


def _json_value(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        if len(value) > 500:
            raise PydanticCustomError("text.too_long", "at most 500 characters")
        return _clean(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    return _json_nested(value, depth)


def _json_nested(value: Any, depth: int) -> Any:
    if depth >= 4 or not isinstance(value, (list, dict)) or len(value) > 40:
        raise PydanticCustomError(
            "json.value", "texts, whole numbers, lists and objects only; send decimals as strings"
        )
    if isinstance(value, list):
        return [_json_value(item, depth + 1) for item in value]
    return {_json_key(key): _json_value(item, depth + 1) for key, item in value.items()}


USCC = Annotated[str, AfterValidator(_uscc), Field(examples=["91441322MA7H2P5KXG"])]
GTIN = Annotated[str, AfterValidator(_gtin), Field(examples=["06974413020181"])]
SCLicence = Annotated[str, AfterValidator(_sc_licence), Field(examples=["SC10144132201376"])]
GLN = Annotated[str, AfterValidator(_gln)]
Lot = Annotated[str, AfterValidator(_lot), Field(examples=["HP260928A"])]
SpokenUnit = Annotated[str, AfterValidator(_unit), Field(examples=["kg"])]
SpokenAmount = Annotated[
    str, BeforeValidator(_amount), Field(examples=["13.2"], json_schema_extra={"type": "string"})
]
JsonObject = Annotated[dict[str, Any], AfterValidator(_bounded_json)]
Instant = Annotated[AwareDatetime, AfterValidator(_instant)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# One-line texts by their greatest length.
Text20 = Annotated[str, StringConstraints(min_length=1, max_length=20), AfterValidator(_clean)]
Text30 = Annotated[str, StringConstraints(min_length=1, max_length=30), AfterValidator(_clean)]
Text32 = Annotated[str, StringConstraints(min_length=1, max_length=32), AfterValidator(_clean)]
Text40 = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_clean)]
Text50 = Annotated[str, StringConstraints(min_length=1, max_length=50), AfterValidator(_clean)]
Text64 = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_clean)]
Text60 = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_clean)]
Text80 = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_clean)]
Text100 = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_clean)]
Text128 = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(_clean)]
Text200 = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_clean)]
Text300 = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_clean)]
Text500 = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_clean)]
Text512 = Annotated[str, StringConstraints(min_length=1, max_length=512), AfterValidator(_clean)]
Text2000 = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_clean)]
Text2048 = Annotated[str, StringConstraints(min_length=1, max_length=2048), AfterValidator(_clean)]
Text4000 = Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(_clean)]
# The same, but they may be empty.
BlankText20 = Annotated[str, StringConstraints(max_length=20), AfterValidator(_clean)]
BlankText40 = Annotated[str, StringConstraints(max_length=40), AfterValidator(_clean)]
Word = Text40
Name = Text100
LongName = Text200
Sentence = Text500
Person = Text50
Paragraphs = Annotated[
    str, StringConstraints(min_length=1, max_length=5000), AfterValidator(_clean_lines)
]


class Page(Out):
    """Where a list goes on; `next` is opaque and absent on the last page."""

    next: str | None = None


class Reference(Out):
    """A record that something points to."""

    id: UUID
    name: str


def offset_text(instant: datetime) -> str:
    """Write the offset of an instant as `+08:00`, which EPCIS keeps apart from the time."""
    offset = instant.strftime("%z") or "+0000"
    return f"{offset[:3]}:{offset[3:5]}"

"""What does a result say as written: a number, not detected, or nothing readable?"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from traceability.domain.limits import JudgementCode
from traceability.domain.rounding import multiply_exactly

_LONGEST_VALUE = 64
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
_FOLDED = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # Full-width forms to ASCII.
    | {0x3000: " ", 0xA0: " ", ord("−"): "-", ord("﹤"): "<"}
    | dict(zip(map(ord, _SUPERSCRIPTS), "0123456789+-", strict=True))
)
_POWER = re.compile(f"[{_SUPERSCRIPTS}]+")
_NUMBER = re.compile(
    r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"(?:\s*[x×*]\s*10\s*\^\s*([+-]?[0-9]{1,2})|e([+-]?[0-9]{1,2}))?"
)
_ABSENT = frozenset(
    {"未检出", "未检到", "未检测出", "nd", "notdetected", "低于检出限"}
) | frozenset({"<lod", "<mdl", "<检出限"})
_PRESENT = frozenset({"检出", "有检出", "detected"})
_ABSENT_BELOW = re.compile(r"(.+?)\s*\(\s*(?:检出限|lod|mdl)?\s*[:=<]*\s*(.+?)\s*\)")


class ReadingKind(StrEnum):
    """What kind of statement a result makes."""

    NUMBER = "number"
    BELOW = "below"  # Not detected, or less than a bound.
    PRESENT = "present"  # Detected, without saying how much.


@dataclass(frozen=True, slots=True)
class Reading:
    """A result as it was understood, in the unit of the result.

    `amount` is the number, or the bound below which it lies, if one is known.
    """

    kind: ReadingKind
    amount: Decimal | None
    detection_limit: Decimal | None = None


class UnreadableValueError(ValueError):
    """A result that is no number and no statement of detection; `code` says what is wrong."""

    def __init__(self, code: JudgementCode) -> None:
        super().__init__(str(code))
        self.code = code


def read_value(value: str, detection_limit: str | None = None) -> Reading:
    """Read a result and its limit of detection, or raise UnreadableValueError.

    Numbers are decimals or `1.2×10³`, full-width digits included; `<x`, 未检出, ND and `<LOD`
    say that nothing was detected.
    """
    text = _fold(value)
    lowest = _read_detection_limit(detection_limit)
    word = re.sub(r"[\s.]", "", text)
    if word in _PRESENT:
        return Reading(ReadingKind.PRESENT, None, lowest)
    if word in _ABSENT:
        return Reading(ReadingKind.BELOW, lowest, lowest)
    bound = _find_bound(text)
    if bound is None:
        return Reading(ReadingKind.NUMBER, _read_number(text), lowest)
    amount = _read_number(bound)
    if not amount:
        raise UnreadableValueError(JudgementCode.VALUE_UNREADABLE)  # Nothing is less than 0.
    # Of two statements of the same limit the worse counts: a pass must hold under both.
    return Reading(ReadingKind.BELOW, max(amount, lowest or amount), lowest)


def _fold(value: str) -> str:
    if len(value) > _LONGEST_VALUE:
        raise UnreadableValueError(JudgementCode.VALUE_UNREADABLE)
    marked = _POWER.sub(lambda power: "^" + power[0], value)
    text = marked.translate(_FOLDED).strip().casefold()
    if not text:
        raise UnreadableValueError(JudgementCode.VALUE_MISSING)
    return text


def _find_bound(text: str) -> str | None:
    """Give the x of `<x` or of 未检出(<x), as text."""
    if text.startswith("<"):
        return text[1:].strip()
    stated = _ABSENT_BELOW.fullmatch(text)
    if stated and re.sub(r"[\s.]", "", stated[1]) in _ABSENT:
        return stated[2]
    return None


def _read_number(text: str) -> Decimal:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise UnreadableValueError(_explain(text))
    exponent = found[2] or found[3]
    mantissa = Decimal(found[1])
    if exponent is None:
        return mantissa
    return multiply_exactly(mantissa, Decimal((0, (1,), int(exponent))))


def _explain(text: str) -> JudgementCode:
    if "," in text and any(sign.isdigit() for sign in text):
        return JudgementCode.VALUE_COMMA
    if text.startswith("-") and _NUMBER.fullmatch(text[1:].strip()):
        return JudgementCode.VALUE_NEGATIVE
    return JudgementCode.VALUE_UNREADABLE


def _read_detection_limit(text: str | None) -> Decimal | None:
    if text is None or not text.strip():
        return None
    try:
        lowest = _read_number(_fold(text))
    except UnreadableValueError as error:
        raise UnreadableValueError(JudgementCode.DETECTION_LIMIT_UNREADABLE) from error
    if not lowest:
        raise UnreadableValueError(JudgementCode.DETECTION_LIMIT_UNREADABLE)
    return lowest

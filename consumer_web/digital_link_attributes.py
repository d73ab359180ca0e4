"""Tell whether a data attribute of a GS1 Digital Link (`?17=261231`) is well formed.

Formats are those of the GS1 Syntax Dictionary. Associations ("4330 needs 00") are not asked for,
and an identifier that is not listed here is nobody's business: it is carried unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from consumer_web.gs1_values import SET_82, DigitalLinkError, has_check_digit

_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# ISO 3166-1 numeric codes in force (156 is China).
_COUNTRY_CODES: Final = """
    004 008 010 012 016 020 024 028 031 032 036 040 044 048 050 051 052 056 060 064 068 070 072 074
    076 084 086 090 092 096 100 104 108 112 116 120 124 132 136 140 144 148 152 156 158 162 166 170
    174 175 178 180 184 188 191 192 196 203 204 208 212 214 218 222 226 231 232 233 234 238 239 242
    246 248 250 254 258 260 262 266 268 270 275 276 288 292 296 300 304 308 312 316 320 324 328 332
    334 336 340 344 348 352 356 360 364 368 372 376 380 384 388 392 398 400 404 408 410 414 417 418
    422 426 428 430 434 438 440 442 446 450 454 458 462 466 470 474 478 480 484 492 496 498 499 500
    504 508 512 516 520 524 528 531 533 534 535 540 548 554 558 562 566 570 574 578 580 581 583 584
    585 586 591 598 600 604 608 612 616 620 624 626 630 634 638 642 643 646 652 654 659 660 662 663
    666 670 674 678 682 686 688 690 694 702 703 704 705 706 710 716 724 728 729 732 740 744 748 752
    756 760 762 764 768 772 776 780 784 788 792 795 796 798 800 804 807 818 826 831 832 833 834 840
    850 854 858 860 862 876 882 887 894
"""
_COUNTRIES: Final = frozenset(_COUNTRY_CODES.split())


def _date_fault(value: str, first_day: int) -> str | None:
    """Name the fault of YYMMDD; where `first_day` is 0, day 00 stands for the end of the month.

    The sliding century decides only 29 February of a year 00; until 2050 that year is 2000, a
    leap year, so no clock is needed here.
    """
    year, month, day = int(value[:2]), int(value[2:4]), int(value[4:6])
    if not 1 <= month <= 12:
        return "attribute.date"
    last_day = 28 if month == 2 and year % 4 else _DAYS[month - 1]
    return None if first_day <= day <= last_day else "attribute.date"


def _day_or_month_fault(value: str) -> str | None:
    return _date_fault(value, first_day=0)


def _moment_fault(value: str) -> str | None:
    """Name the fault of YYMMDDHH, with minutes and seconds if they follow."""
    fault = _date_fault(value, first_day=1)
    if fault:
        return fault
    hour, rest = int(value[6:8]), value[8:]
    is_time = hour < 24 and all(int(rest[at : at + 2]) < 60 for at in range(0, len(rest), 2))
    return None if is_time else "attribute.time"


def _check_digit_fault(value: str) -> str | None:
    return None if has_check_digit(value) else "attribute.check_digit"


def _piece_fault(value: str) -> str | None:
    """Name the fault of a piece of a trade item: GTIN, number of the piece, count of pieces."""
    if not has_check_digit(value[:14]):
        return "attribute.check_digit"
    return None if 1 <= int(value[14:16]) <= int(value[16:]) else "attribute.format"


def _country_fault(value: str) -> str | None:
    codes = {value[at : at + 3] for at in range(0, len(value), 3)}
    return None if codes <= _COUNTRIES else "attribute.country"


def _no_fault(_value: str) -> str | None:
    return None


_Rule = Callable[[str], str | None]


def _formats() -> dict[str, tuple[str, re.Pattern[str], _Rule]]:
    """Lay out the table: identifiers, the format in GS1's notation, its pattern, its rule."""
    any_text = f"[{SET_82}]"
    measures = [f"{stem}{decimals}" for stem in ("310", "315", "330") for decimals in range(6)]
    table: list[tuple[list[str], str, str, _Rule]] = [
        (["00"], "N18", r"[0-9]{18}", _check_digit_fault),
        (["414", "417"], "N13", r"[0-9]{13}", _check_digit_fault),
        (["254"], "X..20", rf"{any_text}{{1,20}}", _no_fault),
        (["7040"], "N1 X3", rf"[0-9]{any_text}{{2}}[0-9A-Za-z_-]", _no_fault),
        (["8006"], "N14 N2 N2", r"[0-9]{18}", _piece_fault),
        (["11", "13", "15", "16", "17"], "YYMMDD", r"[0-9]{6}", _day_or_month_fault),
        (["7003"], "YYMMDDHHMM", r"[0-9]{10}", _moment_fault),
        (["8008"], "YYMMDDHH[MM[SS]]", r"[0-9]{8}(?:[0-9]{2}){0,2}", _moment_fault),
        (measures, "N6", r"[0-9]{6}", _no_fault),
        (["30", "37"], "N..8", r"[0-9]{1,8}", _no_fault),
        (["20"], "N2", r"[0-9]{2}", _no_fault),
        (["240"], "X..30", rf"{any_text}{{1,30}}", _no_fault),
        (["422"], "N3", r"[0-9]{3}", _country_fault),
        (["423"], "N3..15", r"(?:[0-9]{3}){1,5}", _country_fault),
        (["4330", "4331", "4332", "4333"], "N6[-]", r"[0-9]{6}-?", _no_fault),
        ([f"723{n}" for n in range(10)], "X2 X..28", rf"{any_text}{{3,30}}", _no_fault),
        (["90"], "X..30", rf"{any_text}{{1,30}}", _no_fault),
        ([str(n) for n in range(91, 100)], "X..90", rf"{any_text}{{1,90}}", _no_fault),
    ]
    return {
        identifier: (notation, re.compile(pattern), rule)
        for identifiers, notation, pattern, rule in table
        for identifier in identifiers
    }


_FORMATS: Final = _formats()


def check_attribute(identifier: str, value: str) -> None:
    """Refuse a value that breaks the format of its application identifier.

    Raises "attribute.format", ".date", ".time", ".check_digit" or ".country", naming the
    identifier and the format expected. Identifiers that are not in the table always pass.
    """
    known = _FORMATS.get(identifier)
    if known is None:
        return
    notation, pattern, find_fault = known
    fault = find_fault(value) if pattern.fullmatch(value) else "attribute.format"
    if fault:
        raise DigitalLinkError(fault, {"ai": identifier, "expected": notation})

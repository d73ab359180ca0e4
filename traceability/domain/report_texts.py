"""What does the text of a test report say? Its number, its days, and a value for each item.

Read for a person to check, never to be believed: whatever is not found stays empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

_NUMBER = re.compile(
    r"(?:报告编号|报告号|检验报告编号|Report\s*No\.?)\s*:?\s*([0-9A-Za-z一-鿿()./-]{3,60})"
)
_SAMPLE = re.compile(r"(?:样品编号|样品号|Sample\s*No\.?)\s*:?\s*([0-9A-Za-z一-鿿()./-]{2,40})")
_LOT = re.compile(
    r"(?:生产批号|产品批号|批次号|批号|批次|(?:Lot|Batch)\s*No\.?)\s*:?\s*([0-9A-Za-z][0-9A-Za-z./-]{2,19})"
)
_DAY = r"\s*:?\s*(20[0-9]{2})\s*[-年./]\s*([01]?[0-9])\s*[-月./]\s*([0-3]?[0-9])"
_SAMPLED = re.compile(r"(?:抽样日期|采样日期|取样日期|Sampled\s*on)" + _DAY)
_REPORTED = re.compile(r"(?:报告日期|签发日期|出具日期|Reported\s*on)" + _DAY)
_VALUE = re.compile(r"(未检出|ND|[<≤]?\s*[0-9]+(?:\.[0-9]+)?)")
_ASIDE = re.compile(r"\([^()]*\)|(?:GB|GB/T|mg|μg|g|mmol|%)[^\s]*|≤\s*[0-9.]+")
_LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class ReportText:
    """What was found in a text."""

    report_no: str = ""
    sample_no: str = ""
    lot: str = ""
    sampled_on: date | None = None
    reported_on: date | None = None
    values: dict[str, str] = field(default_factory=dict)  # by parameter

    @property
    def found(self) -> int:
        """Count the values that were found; where there are none, the fields of the head."""
        head = (self.report_no, self.sample_no, self.sampled_on, self.reported_on)
        return len(self.values) or sum(1 for each in head if each)

    def is_of_another(self, lot: str) -> bool:
        """Tell whether it names a lot, and not this one."""
        return bool(self.lot) and self.lot.upper() != lot.upper()


def read_report_text(text: str, items: Mapping[str, str]) -> ReportText:
    """Look for the number, the days and the values of some items (parameter → name)."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST])
    lines = [line.strip() for line in folded.splitlines()]
    return ReportText(
        report_no=_first(_NUMBER, folded),
        sample_no=_first(_SAMPLE, folded),
        lot=_first(_LOT, folded),
        sampled_on=_day(_SAMPLED, folded),
        reported_on=_day(_REPORTED, folded),
        values={
            parameter: value
            for parameter, name in items.items()
            if (value := _value_of(_plain(name), lines))
        },
    )


def _plain(name: str) -> str:
    """Give a name as reports write it: 其中:小碎米含量 is 小碎米含量 there."""
    return unicodedata.normalize("NFKC", name).removeprefix("其中:").strip()


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1].strip(".") if found else ""


def _day(pattern: re.Pattern[str], text: str) -> date | None:
    found = pattern.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _value_of(name: str, lines: list[str]) -> str:
    """Find the first number behind an item's name, on its line or alone on one that follows."""
    for place, line in enumerate(lines):
        if name not in line:
            continue
        behind = [line.split(name, 1)[1], *lines[place + 1 : place + 5]]
        for text in behind:
            found = _VALUE.search(_ASIDE.sub(" ", text))
            if found:
                return found[1].replace(" ", "")
    return ""

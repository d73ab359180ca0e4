"""What was wrong with a code that cannot be one, told to the person who scanned or typed it?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from consumer_web.codes import ALPHABET, CODE_LENGTH
from consumer_web.labels import get_labels
from consumer_web.words import Lang

# What a page may repeat of a stranger's text: nothing that can be markup, words or an address.
_NOT_ECHOED = re.compile(r"[^0-9A-Z-]")
_MOST_ECHOED = 16

_SENTENCES: dict[str, tuple[str, str]] = {
    "code.characters": ("有不该有的字符", "it has characters that no code has"),
    "code.check": (
        "最后一位对不上，多半是输错了一个字",
        "the last character does not fit: one is probably wrong",
    ),
    "gtin.check_digit": (
        "商品条码的最后一位对不上，多半是输错了一个数字",
        "the last digit of the barcode does not fit: one is probably wrong",
    ),
    "gtin.": (
        "商品条码应是 8、12、13 或 14 位数字",
        "a barcode has 8, 12, 13 or 14 digits",
    ),
    "lot.": (
        "批号是 1 到 20 位字母、数字和符号",
        "a lot has 1 to 20 letters, digits and signs",
    ),
    "serial.": (
        "序列号是 1 到 20 位字母、数字和符号",
        "a serial has 1 to 20 letters, digits and signs",
    ),
    "percent.": ("网址里有写坏的字符", "the address has a broken character"),
    "query.": ("网址里问号后面的部分不对", "the part after the question mark is wrong"),
    "attribute.": ("网址里的日期或数字不对", "a date or number in the address is wrong"),
    "path.": ("网址里多了或少了一段", "the address has a part too many or too few"),
    "": ("这串码不完整", "this code is not complete"),
}


@dataclass(frozen=True)
class Reading:
    """What a page shows of a malformed code."""

    echo: str
    groups: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    prefill: str
    is_length: bool


def echo_code(text: str) -> str:
    """Keep of a stranger's text what may be repeated: at most 16 of 0-9, A-Z and hyphen."""
    return _NOT_ECHOED.sub("", text.upper())[:_MOST_ECHOED]


def read_code(text: str, error_code: str, lang: Lang) -> Reading:
    """Show what was read of a package code, with blanks for what is missing."""
    t = get_labels(lang)
    kept = "".join(char for char in text.upper() if char in ALPHABET + "OIL")[:64]
    shown = kept[:CODE_LENGTH]
    is_length = error_code == "code.length"
    blanks = shown + "_" * (CODE_LENGTH - len(shown))
    # In two halves, so that a narrow screen breaks the line in the middle.
    groups = (f"{blanks[:4]}-{blanks[4:8]}-", f"{blanks[8:12]}-{blanks[12:]}")
    rows = (
        (t["was_read"], {"zh": f"{len(kept)} 位", "en": f"{len(kept)} characters"}[lang]),
        (
            t["should_be"],
            {"zh": "16 位，分 4 组", "en": "16 characters in 4 groups"}[lang],
        ),
        (
            t["what_is_wrong"],
            _say_length(len(kept), lang) if is_length else explain_error(error_code, lang),
        ),
    )
    prefill = "-".join(shown[at : at + 4] for at in range(0, len(shown), 4))
    return Reading("", groups if kept else (), rows, prefill, is_length)


def read_link(text: str, error_code: str, lang: Lang) -> Reading:
    """Show what was read of an address that is no Digital Link."""
    t = get_labels(lang)
    return Reading(
        echo=echo_code(text),
        groups=(),
        rows=((t["what_is_wrong"], explain_error(error_code, lang)),),
        prefill="",
        is_length=False,
    )


def explain_error(error_code: str, lang: Lang) -> str:
    """Say in one sentence which rule a code broke."""
    families = (error_code, error_code.partition(".")[0] + ".", "")
    zh, en = next(_SENTENCES[family] for family in families if family in _SENTENCES)
    return zh if lang == "zh" else en


def _say_length(length: int, lang: Lang) -> str:
    if length > CODE_LENGTH:
        extra = length - CODE_LENGTH
        return {"zh": f"多了 {extra} 位", "en": f"{extra} too many"}[lang]
    full, part = divmod(length, 4)
    said: list[str] = []
    if part:
        short = 4 - part
        said.append(
            {"zh": f"第 {full + 1} 组缺 {short} 位", "en": f"group {full + 1} lacks {short}"}[lang]
        )
        full += 1
    absent = "、".join(str(number) for number in range(full + 1, 5))
    if absent:
        said.append(
            {
                "zh": f"第 {absent} 组没有",
                "en": f"group {absent.replace('、', ', ')} is missing",
            }[lang]
        )
    return {"zh": "，", "en": "; "}[lang].join(said)

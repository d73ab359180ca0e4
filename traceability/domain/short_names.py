"""How do people call an enterprise for short (简称)? Without its place and its legal form."""

from __future__ import annotations

import re

_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}?(?:省|市|县|区|镇|乡|村)")
_PLACE_BEHIND = re.compile(r"（[\u4e00-\u9fff]{2,6}）|\([\u4e00-\u9fff]{2,6}\)")
_FORM = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|公司)$|"
    r"(?:个体工商户|个人独资企业|合伙企业)$"
)
_LEAST = 2


def short_name(name: str) -> str:
    """Give the short name; a name that would leave less than two characters stays whole."""
    short = _PLACE_BEHIND.sub("", name.strip())
    short = _shortened(_FORM.sub("", short), short)
    while found := _PLACE.match(short):
        rest = short[found.end() :]
        if len(rest) < _LEAST:
            break
        short = rest
    return short


def _shortened(shorter: str, whole: str) -> str:
    return shorter if len(shorter) >= _LEAST else whole

"""How are the reference tables that the product carries read?"""

import csv
from importlib.resources import files

from traceability.domain.limits import LimitRow, read_limit_row

_FOOD_LIMITS = "food-limits.csv"


def read_food_limits() -> list[LimitRow]:
    """Read the national limits as shipped; only rows of high confidence are confirmed.

    The others are drafts: they are shown, and judge nothing until a regulator confirms them.
    """
    text = files("traceability.storage.reference").joinpath(_FOOD_LIMITS).read_text("utf-8")
    return [
        read_limit_row(columns, confirmed=columns["confidence"] == "high")
        for columns in csv.DictReader(text.splitlines())
    ]

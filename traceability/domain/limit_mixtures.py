"""Are additives of one function within their limits when they are used together?"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_clauses import SUM_CLAUSE
from traceability.domain.limit_comparing import ReadyLimit
from traceability.domain.limits import (
    GB_2760,
    Comparison,
    Judgement,
    JudgementCode,
    LimitKind,
    LimitOperator,
)

MIXTURE_PARAMETER = "antioxidant_sum"
_ANTIOXIDANTS = frozenset(
    {
        "bha",
        "bht",
        "tbhq",
        "propyl_gallate",
        "rosemary_extract",
        "ascorbyl_palmitate",
        "tea_polyphenol",
        "phytic_acid",
    }
)
_PLACES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Share:
    """How much of its limit an amount of an antioxidant takes."""

    parameter: str
    ratio: Fraction
    edition: str


def measure_share(limit: ReadyLimit, amount: Decimal) -> Share | None:
    """Measure the share that an amount, in the base unit, takes of its limit in GB 2760.

    None for anything that is no antioxidant with a maximum level.
    """
    row = limit.row
    is_counted = (
        row.standard == GB_2760
        and row.parameter_code in _ANTIOXIDANTS
        and row.operator is LimitOperator.AT_MOST
    )
    if not is_counted or not amount or not limit.high:
        return None
    return Share(row.parameter_code, Fraction(amount) / Fraction(limit.high), row.edition)


def judge_mixture(shares: Iterable[Share], judgements: Iterable[Judgement]) -> Judgement | None:
    """Judge the sum of amount ÷ limit of the antioxidants that were found together.

    GB 2760, A.2: the sum must not exceed 1. What was not detected was not used and counts as 0;
    of repeated results the highest counts. None if fewer than two were found, or if the sum is
    within 1 while another antioxidant could not be judged.
    """
    highest: dict[str, Share] = {}
    for share in shares:
        known = highest.get(share.parameter)
        if known is None or share.ratio > known.ratio:
            highest[share.parameter] = share
    if len(highest) < 2:
        return None
    total = sum((share.ratio for share in highest.values()), Fraction(0))
    is_above = total > 1
    if not is_above and any(_is_undecided(judgement) for judgement in judgements):
        return None
    return Judgement(
        parameter=MIXTURE_PARAMETER,
        verdict=ResultVerdict.FAIL if is_above else ResultVerdict.PASS,
        value=_show(total),
        unit="",
        operator=LimitOperator.AT_MOST,
        limit="1",
        standard=GB_2760,
        edition=next(iter(highest.values())).edition,
        clause=SUM_CLAUSE,
        kind=LimitKind.ADDITIVE,
        how=Comparison.SUM_OF_RATIOS,
        code=JudgementCode.ABOVE if is_above else JudgementCode.WITHIN,
        details={
            "parameter_zh": "抗氧化剂各自用量占其最大使用量的比例之和",
            "parameter_en": "sum of the antioxidants, each as a part of its limit",
            "parameters": ";".join(highest),
            "rule": "antioxidant_sum",
        },
    )


def _is_undecided(judgement: Judgement) -> bool:
    return judgement.parameter in _ANTIOXIDANTS and judgement.verdict is ResultVerdict.ERROR


def _show(ratio: Fraction) -> str:
    """Show a sum rounded up, so that one above 1 is never shown as 1."""
    exact = ratio * 10**_PLACES_SHOWN
    steps = Decimal(-(-exact.numerator // exact.denominator))
    return f"{steps.scaleb(-_PLACES_SHOWN).normalize():f}"

"""What does a report keep of the judgements on its results?

Each result keeps the limit that decided, as it stood on that day, and beside it every other limit
that it was compared with: the stricter rule of a grade beside the safety limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_units import find_unit
from traceability.domain.limit_values import ReadingKind, UnreadableValueError, read_value
from traceability.domain.limit_verdicts import concerns_safety, find_deciding, overall
from traceability.domain.limit_words import cite_standard, word_judgement
from traceability.domain.limits import Judgement, LimitKind, Measured

_LONGEST_CLAUSE = 200


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """How an item is called, and how it was measured."""

    name_zh: str
    name_en: str
    method: str | None = None


@dataclass(frozen=True, slots=True)
class JudgedResult:
    """A result with its deciding judgement and the others."""

    measured: Measured
    deciding: Judgement
    others: tuple[Judgement, ...]

    @property
    def every(self) -> tuple[Judgement, ...]:
        """Give all judgements, the deciding one first."""
        return (self.deciding, *self.others)

    @property
    def is_not_detected(self) -> bool:
        """Tell whether the value says that nothing was found, in any spelling."""
        try:
            return read_value(self.measured.value, self.measured.detection_limit).kind is (
                ReadingKind.BELOW
            )
        except UnreadableValueError:
            return False


def pair(measured: Sequence[Measured], groups: Sequence[list[Judgement]]) -> list[JudgedResult]:
    """Put results and their judgements together; the mixture, if any, comes last as its own."""
    found = [
        _judged(result, group) for result, group in zip(measured, groups, strict=False) if group
    ]
    for group in groups[len(measured) :]:
        sum_of_all = group[0]
        value = Measured(sum_of_all.parameter, sum_of_all.value, sum_of_all.unit, None)
        found.append(_judged(value, group))
    return found


def _judged(result: Measured, group: Sequence[Judgement]) -> JudgedResult:
    deciding = find_deciding(group) or group[0]
    return JudgedResult(result, deciding, tuple(j for j in group if j is not deciding))


def safety_of(results: Iterable[JudgedResult]) -> ResultVerdict:
    """Give the verdict on the food's safety: limits of GB standards, additives included."""
    return overall(j for result in results for j in result.every if concerns_safety(j))


def grade_of(results: Iterable[JudgedResult]) -> ResultVerdict:
    """Give the verdict on the declared grade (质量等级): quality limits alone."""
    return overall(j for result in results for j in result.every if j.kind is LimitKind.QUALITY)


def find_fault(result: JudgedResult) -> Judgement | None:
    """Give the judgement that says why a result cannot be judged, or None if it can."""
    return next((j for j in result.every if j.verdict is ResultVerdict.ERROR), None)


def describe(judgement: Judgement) -> dict[str, str | None]:
    """Write a judgement as a report keeps it: plain texts."""
    words = word_judgement(judgement)
    return {
        "verdict": judgement.verdict.value,
        "operator": judgement.operator.value if judgement.operator else None,
        "limit": judgement.limit,
        "limit_unit": judgement.limit_unit,
        "standard": judgement.standard,
        "edition": judgement.edition,
        "clause": judgement.clause[:_LONGEST_CLAUSE] if judgement.clause else None,
        "kind": judgement.kind.value if judgement.kind else None,
        "how": judgement.how.value,
        "code": judgement.code.value,
        "limit_no": judgement.details.get("row"),
        "message_zh": words.zh,
        "message_en": words.en,
    }


def cite_all(results: Iterable[JudgedResult]) -> str:
    """List the standards that judged (判定依据), each once: `GB 2761-2017；GB 2762-2025`."""
    cited = {
        cite_standard(j).removesuffix(j.clause or "").strip()
        for result in results
        for j in result.every
        if j.standard is not None and j.verdict is not ResultVerdict.NOT_APPLICABLE
    }
    return "；".join(sorted(cited - {""}))


def limit_in_unit(limit: str | None, limit_unit: str, unit: str, parameter: str) -> str | None:
    """Write a limit in the unit of a result, exactly, or None if it does not come out even."""
    if limit is None or limit_unit == unit:
        return limit
    ours, theirs = find_unit(unit, parameter), find_unit(limit_unit, parameter)
    if ours is None or theirs is None or ours.dimension != theirs.dimension:
        return None
    try:
        ratio = Fraction(Decimal(limit)) * Fraction(theirs.factor) / Fraction(ours.factor)
    except ArithmeticError:
        return None
    written = Decimal(ratio.numerator) / Decimal(ratio.denominator)
    return f"{written.normalize():f}" if Fraction(written) == ratio else None

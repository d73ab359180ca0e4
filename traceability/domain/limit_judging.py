"""Is each result of a food within the national limits?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from traceability.domain.errors import RuleError
from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_clauses import ARSENIC_CLAUSE
from traceability.domain.limit_comparing import (
    Outcome,
    ReadyLimit,
    compare,
    find_factor,
    prepare_limit,
)
from traceability.domain.limit_mixtures import Share, judge_mixture, measure_share
from traceability.domain.limit_picking import (
    Choice,
    LimitIndex,
    is_tested_as_brown_rice,
    name_missing_fact,
)
from traceability.domain.limit_values import (
    Reading,
    ReadingKind,
    UnreadableValueError,
    read_value,
)
from traceability.domain.limits import (
    GB_2716,
    GB_2762,
    Comparison,
    FoodFacts,
    Judgement,
    JudgementCode,
    LimitRow,
    Measured,
)
from traceability.domain.rounding import multiply_exactly

_DECIDED = frozenset({ResultVerdict.PASS, ResultVerdict.FAIL})
# Total arsenic above the limit of inorganic arsenic: undecided, or decided by the other result.
_UNDECIDED = Outcome(
    ResultVerdict.ERROR, Comparison.FULL_VALUE, JudgementCode.NEEDS_INORGANIC_ARSENIC
)
_PUT_OFF = Outcome(ResultVerdict.NOT_APPLICABLE, Comparison.FULL_VALUE, JudgementCode.SPECIATED)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A judgement, and the share that the amount takes of its limit if it is an antioxidant."""

    judgement: Judgement
    share: Share | None = None


def judge(
    rows: Iterable[LimitRow], food: FoodFacts, results: Iterable[Measured]
) -> list[Judgement]:
    """Judge results of a food; for many foods keep a LimitCatalogue and ask it."""
    return LimitCatalogue(rows).judge(food, results)


class LimitCatalogue:
    """The limits table, ready to judge: made once, asked often, never changed.

    Each row is there once, in its present version; RuleError `limits.row_repeated` otherwise.
    """

    def __init__(self, rows: Iterable[LimitRow]) -> None:
        self.rows = tuple(rows)
        if len({row.id for row in self.rows}) != len(self.rows):
            raise RuleError("limits.row_repeated")  # Two versions of a row: which one holds?
        self._index = LimitIndex(self.rows)
        self._ready = {row.id: prepare_limit(row) for row in self.rows if row.confirmed}
        self._names = {row.parameter_code: _name_parameter(row) for row in self.rows}

    def name_of(self, parameter: str) -> dict[str, str] | None:
        """Give the Chinese and English name of an item (`parameter_zh`, `parameter_en`), if any."""
        return self._names.get(parameter)

    def pick(self, food: FoodFacts) -> list[LimitRow]:
        """List the confirmed rows that apply to a food, in the order of the table."""
        return self._index.pick(food)

    def find_missing_facts(self, food: FoodFacts) -> frozenset[str]:
        """Tell which of `process` and `grade` must be given before all limits can be judged."""
        return self._index.find_missing_facts(food)

    def judge(self, food: FoodFacts, results: Iterable[Measured]) -> list[Judgement]:
        """Judge results by every row that applies, and antioxidants as a mixture.

        A result has one judgement per row, in the order of the results; a result without a row
        is `not_applicable`. A judgement of the sum of antioxidants comes last if two were found.
        """
        return [judgement for group in self.judge_each(food, results) for judgement in group]

    def judge_each(self, food: FoodFacts, results: Iterable[Measured]) -> list[list[Judgement]]:
        """Judge like `judge`, but give a list per result, and one more for the mixture if any."""
        entered = list(results)
        is_speciated = self._is_arsenic_speciated(food, entered)
        groups: list[list[Judgement]] = []
        shares: list[Share] = []
        for result in entered:
            judged = self._judge_result(food, result, is_speciated=is_speciated)
            groups.append([item.judgement for item in judged])
            shares.extend(item.share for item in judged if item.share is not None)
        mixture = judge_mixture(shares, [item for group in groups for item in group])
        return [*groups, [mixture]] if mixture else groups

    def _judge_result(
        self, food: FoodFacts, result: Measured, *, is_speciated: bool
    ) -> list[_Judged]:
        choices = self._index.choose(result.parameter, food)
        judged = [
            _Judged(judgement)
            for judgement in self._judge_total_arsenic(
                food, result, choices, is_speciated=is_speciated
            )
        ]
        for choice in choices:
            judged.extend(self._judge_row(food, result, row) for row in choice.applying)
            if choice.needing:
                judged.append(_Judged(self._ask_for_fact(food, result, choice)))
        return judged or [_Judged(self._report_absence(food, result))]

    def _judge_row(self, food: FoodFacts, result: Measured, row: LimitRow) -> _Judged:
        limit = self._ready[row.id]
        details: dict[str, str] = {}
        if row.is_referring_to_gb_2716:
            limit, details = self._follow_reference(food, limit)
        outcome, amount = _measure(limit, result)
        share = None if amount is None else measure_share(limit, amount)
        details |= _note_hulling(row, food)
        return _Judged(self._report(result, limit, outcome, details), share)

    def _follow_reference(
        self, food: FoodFacts, limit: ReadyLimit
    ) -> tuple[ReadyLimit, dict[str, str]]:
        """Take the limit of GB 2716 for a grade item that only says 按 GB 2716 执行."""
        for choice in self._index.choose(limit.row.parameter_code, food):
            if choice.standard == GB_2716 and choice.applying:
                target = self._ready[choice.applying[0].id]
                details = {"refers_to": GB_2716, "refers_to_edition": target.row.edition}
                row = _merge(limit.row, target.row)
                return replace(target, clause=limit.clause, row=row), details
        return limit, {}

    def _is_arsenic_speciated(self, food: FoodFacts, results: Sequence[Measured]) -> bool:
        """Tell whether a readable result of inorganic arsenic is there to decide."""
        if not any(result.parameter == "as_total" for result in results):
            return False
        return any(
            judged.judgement.verdict in _DECIDED
            for result in results
            if result.parameter == "as_inorganic"
            for judged in self._judge_result(food, result, is_speciated=False)
        )

    def _judge_total_arsenic(
        self, food: FoodFacts, result: Measured, choices: Iterable[Choice], *, is_speciated: bool
    ) -> list[Judgement]:
        """Judge total arsenic of a food whose limit is one of inorganic arsenic (paddy, rice).

        GB 2762, table 4, note: total arsenic at or below the limit of inorganic arsenic passes
        and spares the speciation; above it nothing is decided until inorganic arsenic is
        measured, which then decides. A food with a limit of total arsenic has no such rule.
        """
        if result.parameter != "as_total" or any(choice.standard == GB_2762 for choice in choices):
            return []
        return [
            self._judge_by_inorganic_limit(food, result, row, is_speciated=is_speciated)
            for choice in self._index.choose("as_inorganic", food)
            if choice.standard == GB_2762
            for row in choice.applying
        ]

    def _judge_by_inorganic_limit(
        self, food: FoodFacts, result: Measured, row: LimitRow, *, is_speciated: bool
    ) -> Judgement:
        limit = replace(self._ready[row.id], clause=f"{ARSENIC_CLAUSE} · {row.food_category_zh}")
        outcome, _ = _measure(limit, result)
        if outcome.verdict is ResultVerdict.FAIL:
            outcome = _PUT_OFF if is_speciated else _UNDECIDED
        details = {"rule": "total_arsenic"} | _note_hulling(row, food)
        return self._report(result, limit, outcome, details)

    def _ask_for_fact(self, food: FoodFacts, result: Measured, choice: Choice) -> Judgement:
        """Ask for the process or the grade; which limit applies is the very thing not known."""
        row = choice.needing[0]
        is_process = name_missing_fact(row, food) == "process"
        code = JudgementCode.NEEDS_PROCESS if is_process else JudgementCode.NEEDS_GRADE
        known = [other.process if is_process else other.grade for other in choice.needing]
        outcome = Outcome(ResultVerdict.ERROR, Comparison.NONE, code)
        details = {"expected": ";".join(dict.fromkeys(filter(None, known)))}
        asked = self._report(result, self._ready[row.id], outcome, details)
        return replace(asked, operator=None, limit=None, limit_unit=None, clause=None)

    def _report(
        self,
        result: Measured,
        limit: ReadyLimit,
        outcome: Outcome,
        details: Mapping[str, str],
    ) -> Judgement:
        row = limit.row
        lowest = {"detection_limit": result.detection_limit} if result.detection_limit else {}
        return Judgement(
            parameter=result.parameter,
            verdict=outcome.verdict,
            value=result.value,
            unit=result.unit,
            operator=row.operator,
            limit=row.value_text or None,
            limit_unit=row.unit or None,
            standard=row.standard,
            edition=row.edition,
            clause=limit.clause,
            kind=row.kind,
            how=outcome.how,
            code=outcome.code,
            details={"row": row.id, **self._names[result.parameter], **details, **lowest},
        )

    def _report_absence(self, food: FoodFacts, result: Measured) -> Judgement:
        return Judgement(
            parameter=result.parameter,
            verdict=ResultVerdict.NOT_APPLICABLE,
            value=result.value,
            unit=result.unit,
            how=Comparison.NONE,
            code=self._index.explain_absence(result.parameter, food),
            details=self._names.get(result.parameter, {}),
        )


def _measure(limit: ReadyLimit, result: Measured) -> tuple[Outcome, Decimal | None]:
    """Compare a result with a limit; give the amount in the base unit too, if it is a number."""
    try:
        reading = read_value(result.value, result.detection_limit)
    except UnreadableValueError as error:
        return Outcome(ResultVerdict.ERROR, Comparison.NONE, error.code), None
    factor = find_factor(limit, result.unit, reading)
    if isinstance(factor, JudgementCode):
        return Outcome(ResultVerdict.ERROR, Comparison.NONE, factor), None
    return compare(limit, reading, factor), _find_amount(reading, factor)


def _find_amount(reading: Reading, factor: Decimal) -> Decimal | None:
    if reading.kind is not ReadingKind.NUMBER or reading.amount is None:
        return None
    return multiply_exactly(reading.amount, factor)


def _note_hulling(row: LimitRow, food: FoodFacts) -> dict[str, str]:
    return {"tested_as": "brown_rice"} if is_tested_as_brown_rice(row, food.category) else {}


def _merge(referring: LimitRow, target: LimitRow) -> LimitRow:
    """Put the limit of the row referred to into the row that refers to it."""
    return replace(
        referring,
        operator=target.operator,
        value=target.value,
        upper=target.upper,
        value_text=target.value_text,
        unit=target.unit,
    )


def _name_parameter(row: LimitRow) -> dict[str, str]:
    return {"parameter_zh": row.parameter_zh, "parameter_en": row.parameter_en}

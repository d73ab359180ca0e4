"""Which rows of the limits table apply to a food made on a day?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from traceability.domain.limits import GB_2762, FoodFacts, JudgementCode, LimitRow

# Flour has the name of its grain but is a food of its own: GB 2762 table A.1 lists 谷物碾磨加工品
# beside 谷物, and the moisture of wheat (12.5 %, GB 1351) is not that of flour (14.5 %).
_OWN_FOODS = frozenset({"wheat_flour", "corn_flour"})
# GB 2762, tables 1 to 4, 7 and 9, note 稻谷以糙米计: paddy is tested and judged as brown rice.
_PADDY_AS_BROWN_RICE = frozenset({"pb", "cd", "hg", "as_total", "as_inorganic", "cr", "bap"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What one standard says of one parameter of a food.

    `applying` are the rows to judge by, `needing` those that would need the process or the grade
    of the product, which is not given.
    """

    standard: str
    applying: tuple[LimitRow, ...]
    needing: tuple[LimitRow, ...]


def pick(rows: Iterable[LimitRow], food: FoodFacts) -> list[LimitRow]:
    """List the confirmed rows that apply to a food made on a day, in the order given."""
    return LimitIndex(rows).pick(food)


class LimitIndex:
    """The limits table, arranged so that a parameter finds its rows at once.

    Drafts are kept apart: a row that nobody confirmed neither judges, nor outranks a confirmed
    row, nor begins an edition.
    """

    def __init__(self, rows: Iterable[LimitRow]) -> None:
        self._rows = tuple(rows)
        self._confirmed: dict[str, dict[str, list[LimitRow]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._drafts: dict[str, list[LimitRow]] = defaultdict(list)
        editions: dict[str, set[tuple[date, str]]] = defaultdict(set)
        for row in self._rows:
            if row.confirmed:
                self._confirmed[row.parameter_code][row.standard].append(row)
                editions[row.standard].add((row.effective_from, row.edition))
            else:
                self._drafts[row.parameter_code].append(row)
        self._editions = {
            standard: sorted(dated, reverse=True) for standard, dated in editions.items()
        }

    def pick(self, food: FoodFacts) -> list[LimitRow]:
        """List the rows that apply to a food, in the order of the table."""
        applying = {
            row.id
            for parameter in self._confirmed
            for choice in self.choose(parameter, food)
            for row in choice.applying
        }
        return [row for row in self._rows if row.confirmed and row.id in applying]

    def find_missing_facts(self, food: FoodFacts) -> frozenset[str]:
        """Tell which of `process` and `grade` must be given before all limits can be judged."""
        return frozenset(
            name_missing_fact(row, food)
            for parameter in self._confirmed
            for choice in self.choose(parameter, food)
            for row in choice.needing
        )

    def choose(self, parameter: str, food: FoodFacts) -> list[Choice]:
        """Give what each standard that names a parameter says of it for a food."""
        choices = []
        for standard, rows in self._confirmed.get(parameter, {}).items():
            in_force = self._keep_in_force(standard, rows, food.produced_on)
            relevant = _keep_most_specific(in_force, food.category)
            if not relevant and _is_judged_as_brown_rice(standard, parameter, food.category):
                relevant = _keep_most_specific(in_force, "brown_rice")
            choice = _choose(standard, _keep_newest(relevant), food)
            if choice.applying or choice.needing:
                choices.append(choice)
        return choices

    def explain_absence(self, parameter: str, food: FoodFacts) -> JudgementCode:
        """Say why no row judges a parameter of a food."""
        fitting = [
            row
            for rows in self._confirmed.get(parameter, {}).values()
            for row in rows
            if measure_specificity(row, food.category)
        ]
        if any(
            row in self._keep_in_force(row.standard, [row], food.produced_on) for row in fitting
        ):
            return JudgementCode.OTHER_PROCESS_OR_GRADE
        if any(
            row.effective_from <= food.produced_on and measure_specificity(row, food.category)
            for row in self._drafts.get(parameter, ())
        ):
            return JudgementCode.DRAFT
        return JudgementCode.NOT_IN_FORCE if fitting else JudgementCode.NO_LIMIT

    def find_edition(self, standard: str, on: date) -> str | None:
        """Find the edition of a standard that binds food made on a day."""
        for effective_from, edition in self._editions.get(standard, ()):
            if effective_from <= on:
                return edition
        return None

    def _keep_in_force(self, standard: str, rows: Sequence[LimitRow], on: date) -> list[LimitRow]:
        """Keep the rows of the edition in force.

        A limit that the newer edition no longer has ended with the older one, so the edition is
        that of the whole standard, not of the parameter.
        """
        edition = self.find_edition(standard, on)
        return [row for row in rows if row.edition == edition and row.effective_from <= on]


def name_missing_fact(row: LimitRow, food: FoodFacts) -> str:
    """Name the fact that a row needs and the food lacks; the process is asked for first."""
    return "process" if row.process and not food.process else "grade"


def is_paddy(category: str) -> bool:
    """Tell whether a food is paddy of any kind."""
    return "paddy" in list_ancestors(category)


def _is_judged_as_brown_rice(standard: str, parameter: str, category: str) -> bool:
    return standard == GB_2762 and parameter in _PADDY_AS_BROWN_RICE and is_paddy(category)


def is_tested_as_brown_rice(row: LimitRow, category: str) -> bool:
    """Tell whether the sample is hulled first: paddy under a limit of brown rice (以糙米计)."""
    return is_paddy(category) and (
        "稻谷以糙米计" in row.note
        or _is_judged_as_brown_rice(row.standard, row.parameter_code, category)
    )


@lru_cache(maxsize=1024)
def list_ancestors(category: str) -> tuple[str, ...]:
    """List a code and those that it inherits from: rice_indica_premium, rice_indica, rice."""
    codes = [category]
    while "_" in codes[-1] and codes[-1] not in _OWN_FOODS:
        codes.append(codes[-1].rpartition("_")[0])
    return tuple(codes)


def measure_specificity(row: LimitRow, category: str) -> tuple[int, int] | None:
    """Measure how closely a row names a category; None if it does not name it.

    The longer the code that fits, the closer; a code outranks a pattern of the same length.
    """
    return measure_codes(row.product_codes, category)


def measure_codes(codes: Iterable[str], category: str) -> tuple[int, int] | None:
    """Measure how closely the codes of a row name a category; None if they do not name it."""
    found = [_measure_code(code, category) for code in codes]
    return max((measure for measure in found if measure), default=None)


@lru_cache(maxsize=16384)
def _measure_code(code: str, category: str) -> tuple[int, int] | None:
    if code.endswith("*"):
        prefix = code[:-1]
        # One more than its length, so that the pattern of everything, `*`, is not "nothing".
        return (len(prefix.rstrip("_")) + 1, 0) if category.startswith(prefix) else None
    return (len(code) + 1, 1) if code in list_ancestors(category) else None


def _keep_most_specific(rows: Iterable[LimitRow], category: str) -> list[LimitRow]:
    measured = [(measure_specificity(row, category), row) for row in rows]
    closest = max((measure for measure, _ in measured if measure), default=None)
    return [row for measure, row in measured if closest and measure == closest]


def _keep_newest(rows: Sequence[LimitRow]) -> list[LimitRow]:
    """Let an amendment (修改单) within an edition replace the limit that it amends."""
    if len({row.effective_from for row in rows}) <= 1:
        return list(rows)
    newest: dict[tuple[str | None, str | None, str], date] = {}
    for row in rows:
        scope = (row.process, row.grade, row.operator)
        newest[scope] = max(row.effective_from, newest.get(scope, row.effective_from))
    return [
        row for row in rows if row.effective_from == newest[row.process, row.grade, row.operator]
    ]


def _choose(standard: str, rows: Iterable[LimitRow], food: FoodFacts) -> Choice:
    applying: list[LimitRow] = []
    needing: list[LimitRow] = []
    for row in rows:
        if (row.process and food.process and row.process != food.process) or (
            row.grade and food.grade and row.grade != food.grade
        ):
            continue
        lacks_fact = (row.process and not food.process) or (row.grade and not food.grade)
        (needing if lacks_fact else applying).append(row)
    return Choice(standard, tuple(applying), tuple(needing))

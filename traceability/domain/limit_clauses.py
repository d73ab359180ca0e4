"""Where in a standard does a limit stand, so that it can be looked up?

The limits table names the food as the standard does. The numbers of tables and clauses are known
for the standards below only; elsewhere the line is cited by its item and its food.
"""

from traceability.domain.limits import GB_2716, GB_2760, GB_2762, LimitRow

_CLAUSES: dict[tuple[str, str], str] = {
    (GB_2762, "pb"): "4.1 表1",
    (GB_2762, "cd"): "4.2 表2",
    (GB_2762, "hg"): "4.3 表3",
    (GB_2762, "as_total"): "4.4 表4",
    (GB_2762, "as_inorganic"): "4.4 表4",
    (GB_2762, "ni"): "4.6 表6",
    (GB_2762, "cr"): "4.7 表7",
    (GB_2762, "bap"): "4.9 表9",
    ("GB 2761", "afb1"): "4.1 表1",
    ("GB 2761", "don"): "4.3 表3",
    ("GB 2761", "ota"): "4.5 表5",
    ("GB 2761", "zen"): "4.6 表6",
}
_CLAUSES_OF_STANDARDS = {GB_2716: "3.3 表2", GB_2760: "附录A 表A.1"}

# GB 2760, annex A, A.2: additives of one function used together.
SUM_CLAUSE = "附录A A.2"
# GB 2762, table 4, note: total arsenic is enough if it is within the limit of inorganic arsenic.
ARSENIC_CLAUSE = "4.4 表4 注"


def cite_clause(row: LimitRow) -> str:
    """Cite the clause of a row: table, item, food and grade."""
    clause = _CLAUSES.get((row.standard, row.parameter_code)) or _CLAUSES_OF_STANDARDS.get(
        row.standard
    )
    parts = [clause, row.parameter_zh, row.food_category_zh, row.grade]
    return " · ".join(part for part in parts if part)


def cite_beside(standard: str | None, clause: str | None, item: str) -> str:
    """Cite a standard and its clause where the item stands beside it already."""
    parts = [part for part in (clause or "").split(" · ") if part and part != item]
    return " ".join(filter(None, (standard, " · ".join(parts))))

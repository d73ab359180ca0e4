"""How do judged results become the rows of a report?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from traceability.domain.judged_results import ItemFacts, JudgedResult, describe
from traceability.storage.tables import TestResult


def result_rows(
    report_id: UUID, judged: Sequence[JudgedResult], items: Mapping[str, ItemFacts]
) -> list[TestResult]:
    """Write results with the limits as they stood; a computed sum has the name of its rule."""
    return [_row(report_id, line, result, items) for line, result in enumerate(judged)]


def _row(
    report_id: UUID, line: int, result: JudgedResult, items: Mapping[str, ItemFacts]
) -> TestResult:
    measured, deciding = result.measured, result.deciding
    item = items.get(measured.parameter) or ItemFacts(
        deciding.details.get("parameter_zh", measured.parameter),
        deciding.details.get("parameter_en", measured.parameter),
    )
    kept = describe(deciding)
    return TestResult(
        inspection_id=report_id,
        line=line,
        parameter=measured.parameter,
        parameter_zh=item.name_zh,
        parameter_en=item.name_en,
        value=measured.value,
        is_not_detected=result.is_not_detected,
        detection_limit=measured.detection_limit,
        unit=measured.unit,
        method=item.method,
        operator=kept["operator"],
        limit_value=kept["limit"],
        limit_unit=kept["limit_unit"],
        limit_standard=f"{deciding.standard}-{deciding.edition}" if deciding.standard else None,
        limit_clause=kept["clause"],
        limit_id=kept["limit_no"],
        how=kept["how"],
        kind=kept["kind"] or "safety",
        verdict=deciding.verdict.value,
        judgements=[describe(judgement) for judgement in result.every],
    )

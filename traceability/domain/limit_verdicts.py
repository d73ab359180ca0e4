"""What do the judgements of a report come to?"""

from collections.abc import Iterable

from traceability.domain.kinds import ResultVerdict
from traceability.domain.limits import Judgement, LimitKind

_GRAVEST_FIRST = (
    ResultVerdict.FAIL,
    ResultVerdict.ERROR,
    ResultVerdict.PASS,
    ResultVerdict.NOT_APPLICABLE,
)


def overall(judgements: Iterable[Judgement]) -> ResultVerdict:
    """Give the verdict of a report: one failing makes fail, else one error makes error.

    Nothing judged is `not_applicable`, never a pass.
    """
    verdicts = {judgement.verdict for judgement in judgements}
    return next(
        (verdict for verdict in _GRAVEST_FIRST if verdict in verdicts),
        ResultVerdict.NOT_APPLICABLE,
    )


def find_deciding(judgements: Iterable[Judgement]) -> Judgement | None:
    """Find the judgement that decides for one result: the gravest, of equals that of safety."""
    return min(
        judgements,
        key=lambda judgement: (
            _GRAVEST_FIRST.index(judgement.verdict),
            not concerns_safety(judgement),
        ),
        default=None,
    )


def concerns_safety(judgement: Judgement) -> bool:
    """Tell whether a judgement is of the food's safety, not of its declared quality.

    Limits of additives are safety standards too (GB 2760); the grade alone is quality.
    """
    return judgement.kind in {LimitKind.SAFETY, LimitKind.ADDITIVE}

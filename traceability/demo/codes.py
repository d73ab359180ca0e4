"""Which codes of the demo city get which verdict? Asked of the published tables, as a scan does."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, and_, select
from sqlmodel import col

from consumer_web.civil_time import as_utc
from consumer_web.document import BatchState, Verdict
from consumer_web.tables import PublishedStanding, PublishedTrace
from consumer_web.verdicts import ScanFacts, Standing, decide
from traceability.demo.check_digits import make_gtin
from traceability.demo.lots import Packed

MOST_PER_VERDICT = 12
UNKNOWN_CODE = f"/01/0{make_gtin(9999, 99_999)}/10/W00990101A"  # well formed, issued by nobody


def read_verdicts(engine: Engine, origin: str, today: date) -> dict[str, Verdict]:
    """Give the verdict of every published lot by the path of its page, oldest production first."""
    trace, standing = PublishedTrace, PublishedStanding
    query = (
        select(
            col(trace.gtin),
            col(trace.lot),
            col(trace.state),
            col(trace.best_before),
            col(trace.registered_at),
            col(standing.standing),
            col(standing.void_before),
        )
        .join(
            standing,
            and_(col(standing.uscc) == trace.uscc, col(standing.origin) == trace.origin),
            isouter=True,
        )
        .where(col(trace.origin) == origin)
        .order_by(col(trace.lot), col(trace.gtin))
    )
    found = {}
    with engine.connect() as connection:
        for gtin, lot, state, best_before, registered_at, stands, void_before in connection.execute(
            query
        ):
            facts = ScanFacts(
                state=BatchState(state),
                best_before=best_before,
                standing=Standing(stands) if stands else None,
                standing_void_before=as_utc(void_before) if void_before else None,
                registered_at=as_utc(registered_at),
            )
            found[f"/01/{gtin}/10/{lot}"] = decide(facts, today)
    return found


def read_codes(
    engine: Engine,
    origin: str,
    today: date,
    planned: tuple[dict[str, list[Packed]], list[str]],
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Give one path for each verdict, the planned lot if there is one, and some more of each."""
    lots, copied = planned
    by_verdict: dict[str, list[str]] = {}
    wanted = {verdict: [lot.path for lot in chosen] for verdict, chosen in lots.items()}
    for path, verdict in read_verdicts(engine, origin, today).items():
        by_verdict.setdefault(verdict.value, []).append(path)
    by_verdict["suspicious"] = list(copied)
    codes: dict[str, str] = {}
    more: dict[str, list[str]] = {}
    for word, paths in by_verdict.items():
        first = [path for path in wanted.get(word, []) if path in paths]
        ordered = [*first, *(path for path in paths if path not in first)]
        codes[word], more[word] = ordered[0], ordered[1 : 1 + MOST_PER_VERDICT]
    return codes, more

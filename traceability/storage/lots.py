"""How far are lots? Read for a whole list with a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session

from traceability.domain.balance import LotBalance
from traceability.domain.batch_progress import Progress
from traceability.domain.kinds import BatchStatus, InspectionKind, ResultVerdict
from traceability.storage.events import balances_of, lots_made
from traceability.storage.goods import processes_of
from traceability.storage.inspections import counting_inspections
from traceability.storage.tables import Batch, Inspection


def progress_of(session: Session, batches: Sequence[Batch]) -> dict[UUID, Progress]:
    """Give what is known of the way of lots."""
    ids = [batch.id for batch in batches]
    made = lots_made(session, ids)
    open_ones = processes_of(session, (lot for lot in ids if lot not in made))
    reports = counting_inspections(session, ids)
    balances = balances_of(session, ids)
    return {
        batch.id: Progress(
            status=BatchStatus(batch.status),
            has_open_process=batch.id in open_ones,
            is_made=batch.id in made,
            report=verdict_of(reports.get(batch.id, [])),
            is_sent=_went_out(batch, balances[batch.id]),
            is_left=balances[batch.id].stock.get(batch.org_id, 0) > 0,
        )
        for batch in batches
    }


def verdict_of(reports: Iterable[Inspection]) -> ResultVerdict | None:
    """Give what the reports on a lot come to: one failure fails, else a factory report passes."""
    known = list(reports)
    if any(report.verdict == ResultVerdict.FAIL for report in known):
        return ResultVerdict.FAIL
    factory = [report for report in known if report.kind == InspectionKind.FACTORY]
    return ResultVerdict(factory[-1].verdict) if factory else None


def holders_of(batch: Batch, balance: LotBalance) -> set[object]:
    """Give who else has some of a lot, or has it coming."""
    piles = (balance.stock, balance.on_way)
    return {who for pile in piles for who, n in pile.items() if n > 0 and who != batch.org_id}


def _went_out(batch: Batch, balance: LotBalance) -> bool:
    return bool(holders_of(batch, balance)) or balance.used > 0

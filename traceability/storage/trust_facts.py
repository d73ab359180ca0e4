"""What weighs on the trust of enterprises? Records gathered for many of them at once.

Everything is read as of `work.now`, so that a score can be explained again from the records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from traceability.domain.civil import CHINA, civil_date
from traceability.domain.kinds import (
    AUTHORITIES,
    BatchStatus,
    InspectionKind,
    PenaltySeverity,
    PenaltyState,
    ReportState,
    ResultVerdict,
    Standing,
    StandingState,
)
from traceability.domain.penalty_visibility import is_public
from traceability.domain.penalty_windows import add_months, usable_until
from traceability.domain.timeliness import TIMED_STEPS, is_late
from traceability.domain.trust import EntryShare, TrustFact, TrustFacts
from traceability.domain.trust_rules import RuleNo, TrustRules
from traceability.storage.batches import in_chunks
from traceability.storage.inspections import results_of
from traceability.storage.penalties import facts_of
from traceability.storage.tables import (
    Batch,
    Inspection,
    Organization,
    Penalty,
    StandingChange,
    TestResult,
    TraceEvent,
    UserAccount,
)
from traceability.storage.trust_supervision import supervision_facts

_SUSPENSION = "暂扣"  # 暂扣许可证件, in the words of the double-publicity standard
_SAFETY_KINDS = frozenset({"safety", "additive"})
_LONGEST_DETAIL = 300
Found = Iterator[tuple[UUID, TrustFact]]


def read_trust_facts(
    session: Session, organizations: Sequence[Organization], rules: TrustRules, today: date
) -> list[TrustFacts]:
    """Gather the facts of enterprises, in their order."""
    given: list[TrustFacts] = []
    by_id = {organization.id: organization for organization in organizations}
    for chunk in in_chunks(by_id):
        records: dict[UUID, list[TrustFact]] = {org_id: [] for org_id in chunk}
        for read in _READERS:
            for org_id, fact in read(session, chunk, rules, today):
                records[org_id].append(fact)
        entries = _entries(session, chunk, rules, today)
        probations = _probations(session, chunk)
        given += [
            TrustFacts(
                org_id=org_id,
                records=tuple(records[org_id]),
                entries=entries.get(org_id, EntryShare()),
                member_since=civil_date(by_id[org_id].recorded_at),
                probation_until=probations.get(org_id),
            )
            for org_id in chunk
        ]
    return given


def _report_facts(session: Session, ids: list[UUID], rules: TrustRules, today: date) -> Found:
    """I1 and I2: failed reports of supervision that no later report replaces."""
    later = aliased(Inspection)
    is_replaced = exists().where(
        col(later.replaces_id) == col(Inspection.id), col(later.state) == ReportState.SIGNED.value
    )
    reports = session.exec(
        select(Inspection).where(
            col(Inspection.batch_org_id).in_(ids),
            Inspection.state == ReportState.SIGNED.value,
            Inspection.kind == InspectionKind.SUPERVISION.value,
            Inspection.verdict == ResultVerdict.FAIL.value,
            Inspection.org_id != Inspection.batch_org_id,
            Inspection.reported_on >= add_months(today, -rules.longest_months),
            ~is_replaced,
        )
    ).all()
    results = results_of(session, [report.id for report in reports])
    for report in reports:
        failed = [r for r in results.get(report.id, ()) if r.verdict == ResultVerdict.FAIL]
        yield report.batch_org_id, _report_fact(report, failed)


def _report_fact(report: Inspection, failed: Sequence[TestResult]) -> TrustFact:
    unsafe = [result for result in failed if result.kind in _SAFETY_KINDS]
    items = "、".join(dict.fromkeys(result.parameter_zh for result in unsafe or failed))
    return TrustFact(
        rule=RuleNo.UNSAFE_TEST if unsafe else RuleNo.BELOW_GRADE_TEST,
        record_kind="inspection",
        record_id=report.id,
        on=report.reported_on,
        detail=f"{report.report_no} {items}"[:_LONGEST_DETAIL],
    )


def _release_facts(session: Session, ids: list[UUID], rules: TrustRules, today: date) -> Found:
    """I3: lots that were released without a passed report.

    The register refuses such a release, so this finds only what came into it by another way.
    """
    months = rules.rules[RuleNo.UNTESTED_RELEASE].months or 0
    has_report = exists().where(
        col(Inspection.batch_id) == col(Batch.id),
        col(Inspection.state) == ReportState.SIGNED.value,
        col(Inspection.verdict) == ResultVerdict.PASS.value,
        col(Inspection.signed_at) <= col(Batch.released_at),
    )
    rows = session.exec(
        select(Batch.org_id, Batch.id, Batch.lot, Batch.released_at).where(
            col(Batch.org_id).in_(ids),
            col(Batch.released_at) >= _start_of(add_months(today, -months)),
            ~has_report,
        )
    )
    for org_id, batch_id, lot, released_at in rows:
        if released_at is not None:
            on = civil_date(released_at)
            yield org_id, TrustFact(RuleNo.UNTESTED_RELEASE, "batch", batch_id, on, detail=lot)


def _penalty_facts(session: Session, ids: list[UUID], rules: TrustRules, today: date) -> Found:
    """P0 to P3: decisions in force; none is used longer than it may be public."""
    penalties = session.exec(
        select(Penalty).where(
            col(Penalty.org_id).in_(ids),
            Penalty.decided_on >= add_months(today, -rules.longest_months),
            Penalty.state == PenaltyState.IN_FORCE.value,
        )
    )
    for penalty in penalties:
        severity = PenaltySeverity(penalty.severity)
        rule = rules.penalty_rule(
            severity,
            penalty.fine_fen or 0,
            suspends_licence=_SUSPENSION in penalty.penalty_kinds,
        )
        yield (
            penalty.org_id,
            TrustFact(
                rule=rule,
                record_kind="penalty",
                record_id=penalty.id,
                on=penalty.decided_on,
                until=usable_until(severity, penalty.decided_on, penalty.publicity_until),
                is_public=is_public(facts_of(penalty, is_contested=False), today),
                detail=f"{penalty.decision_no} {penalty.violation_kind}"[:_LONGEST_DETAIL],
            ),
        )


def _recall_facts(session: Session, ids: list[UUID], rules: TrustRules, today: date) -> Found:
    """X1: recalls that an authority ordered; an order is one record, however many lots it names."""
    rows = session.exec(
        select(Batch)
        .join(UserAccount, col(UserAccount.id) == col(Batch.status_by))
        .where(
            col(Batch.org_id).in_(ids),
            Batch.status == BatchStatus.RECALLED.value,
            col(Batch.released_at).is_not(None),
            col(UserAccount.role).in_([role.value for role in AUTHORITIES]),
            col(Batch.status_at) >= _start_of(add_months(today, -rules.longest_months)),
        )
        .order_by(col(Batch.id))
    )
    orders: set[tuple[UUID, object]] = set()
    for batch in rows:
        order = (batch.org_id, batch.status_number or batch.status_at)
        if batch.status_at is None or order in orders:
            continue
        orders.add(order)
        detail = f"{batch.lot} {batch.status_reason or ''}"[:_LONGEST_DETAIL]
        on = civil_date(batch.status_at)
        yield batch.org_id, TrustFact(RuleNo.ORDERED_RECALL, "batch", batch.id, on, detail=detail)


_READERS: tuple[Callable[[Session, list[UUID], TrustRules, date], Found], ...] = (
    _report_facts,
    _release_facts,
    _penalty_facts,
    _recall_facts,
    supervision_facts,
)


def _entries(
    session: Session, ids: list[UUID], rules: TrustRules, today: date
) -> dict[UUID, EntryShare]:
    """R1: count the records of the last days, and those entered late.

    A correction does not count: its events happened long ago, and honesty must not cost points.
    What it corrects stays counted as it was entered.
    """
    window = rules.rules[RuleNo.LATE_ENTRIES].period_days or 0
    since = _start_of(today - timedelta(days=window))
    own = (col(TraceEvent.org_id).in_(ids), col(TraceEvent.recorded_at) >= since)
    named = session.exec(
        select(TraceEvent.corrective_ids).where(*own, col(TraceEvent.declared_at).is_not(None))
    )
    correctives = {name for names in named for name in names}
    rows = session.exec(
        select(
            TraceEvent.org_id, TraceEvent.event_id, TraceEvent.event_time, TraceEvent.recorded_at
        ).where(
            *own,
            col(TraceEvent.declared_at).is_(None),
            col(TraceEvent.step).in_([step.value for step in TIMED_STEPS]),
        )
    )
    counts: dict[UUID, list[int]] = {}
    for org_id, event_id, happened_at, recorded_at in rows:
        if event_id not in correctives:
            count = counts.setdefault(org_id, [0, 0])
            count[0] += 1
            count[1] += is_late(happened_at, recorded_at)
    return {org_id: EntryShare(total, late) for org_id, (total, late) in counts.items()}


def _probations(session: Session, ids: Iterable[UUID]) -> dict[UUID, date]:
    """Give until when enterprises are watched that were listed again (观察期)."""
    changes = session.exec(
        select(StandingChange)
        .where(
            col(StandingChange.org_id).in_(ids),
            StandingChange.state == StandingState.EFFECTIVE.value,
        )
        .order_by(col(StandingChange.effective_at), col(StandingChange.id))
    )
    until: dict[UUID, date] = {}
    for change in changes:
        if change.probation_until is not None:
            until[change.org_id] = change.probation_until
        elif change.standing == Standing.DELISTED:
            until.pop(change.org_id, None)
    return until


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)

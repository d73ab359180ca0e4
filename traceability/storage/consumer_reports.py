"""Queries: what did consumers report, and which reports turned out true?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import literal
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from consumer_web.tables import ConsumerReport
from traceability.domain.ledger import canonical_text, plain
from traceability.storage.tables import Organization, ReportAnswer
from traceability.storage.work import Work

is_unanswered = col(ConsumerReport.is_answered) == literal(value=False)
"""Condition: the authority has not answered the report yet."""
_HASHED = ("id", "origin", "reported_at", "kind", "words", "place", "gtin", "lot", "code", "uscc")


@dataclass(frozen=True, slots=True)
class EnterpriseReports:
    """What consumers' reports mean for one enterprise: ids and instants, oldest first."""

    upheld: tuple[tuple[UUID, datetime], ...]  # with the instant of the answer
    unanswered: tuple[tuple[UUID, datetime], ...]  # with the instant of the report


def reports_of_enterprise(session: Session, org_id: UUID, origin: str) -> EnterpriseReports:
    """List the upheld and the unanswered reports about an enterprise, for its credit score.

    A report without a lot that we know concerns nobody; it is never in here.
    """
    upheld = session.exec(
        select(ReportAnswer)
        .where(
            ReportAnswer.org_id == org_id,
            col(ReportAnswer.is_about_maker),
            col(ReportAnswer.found_true),
        )
        .order_by(col(ReportAnswer.id))
    ).all()
    waiting = session.exec(
        select(ConsumerReport)
        .join(Organization, col(Organization.uscc) == col(ConsumerReport.uscc))
        .where(
            Organization.id == org_id,
            ConsumerReport.origin == origin,
            is_unanswered,
        )
        .order_by(col(ConsumerReport.id))
    ).all()
    return EnterpriseReports(
        upheld=tuple((answer.report_id, answer.recorded_at) for answer in upheld),
        unanswered=tuple((report.id, report.reported_at) for report in waiting),
    )


def visible_reports(work: Work) -> SelectOfScalar[ConsumerReport]:
    """Select what the caller may see: the authority all of its register, a maker its own."""
    query = select(ConsumerReport).where(ConsumerReport.origin == work.origin)
    if work.actor.is_authority:
        return query
    return query.where(ConsumerReport.uscc == work.actor.uscc)


def answers_to(session: Session, report_ids: Sequence[UUID]) -> dict[UUID, ReportAnswer]:
    """Give the answers to some reports."""
    rows = session.exec(select(ReportAnswer).where(col(ReportAnswer.report_id).in_(report_ids)))
    return {row.report_id: row for row in rows}


def hash_report(report: ConsumerReport) -> str:
    """Hash what was reported, without contact and receipt."""
    said = {name: plain(getattr(report, name)) for name in _HASHED}
    return hashlib.sha256(canonical_text(said).encode()).hexdigest()

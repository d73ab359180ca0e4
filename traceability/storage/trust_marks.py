"""Whose trust score does a record weigh on? Asked of every record that is added or changed.

The mark is set where records are written, so that no use case can forget it. Events are marked
where they are recorded, stopped batches where they are stopped: most of them weigh nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from traceability.domain.kinds import (
    InspectionKind,
    OrganizationKind,
    ReportState,
    StandingState,
)
from traceability.storage.tables import (
    Complaint,
    Inspection,
    ManagementCertificate,
    Organization,
    Penalty,
    Rectification,
    ReportAnswer,
    StandingChange,
)


def _owner(record: Any) -> UUID | None:
    owner: UUID = record.org_id
    return owner


def _of_report(report: Any) -> UUID | None:
    counts = report.kind == InspectionKind.SUPERVISION and report.state == ReportState.SIGNED
    return report.batch_org_id if counts or report.replaces_id else None


def _of_member(organization: Any) -> UUID | None:
    return organization.id if organization.kind == OrganizationKind.ENTERPRISE else None


def _of_answer(answer: Any) -> UUID | None:
    return answer.org_id if answer.is_about_maker and answer.found_true else None


def _of_standing(change: Any) -> UUID | None:
    return change.org_id if change.state == StandingState.EFFECTIVE else None


_WEIGHED_ON: Mapping[type[SQLModel], Callable[[Any], UUID | None]] = {
    Complaint: _owner,
    Inspection: _of_report,
    ManagementCertificate: _owner,
    Organization: _of_member,
    Penalty: _owner,
    ReportAnswer: _of_answer,
    Rectification: _owner,
    StandingChange: _of_standing,
}


def weighed_on(record: SQLModel) -> UUID | None:
    """Give the organisation whose score a record may change, if it changes one."""
    read = _WEIGHED_ON.get(type(record))
    return read(record) if read else None

"""REST: the city at a glance, the files of enterprises, recalls traced forward, the audit trail."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from traceability.domain.access import Action
from traceability.routes.desk import Desk, needs
from traceability.schemas.audit import AuditPage, AuditQuery
from traceability.schemas.city import CityPublic
from traceability.schemas.directory import EnterpriseFile
from traceability.schemas.recalls import RecallFile, RecallPage, RecallQuery
from traceability.schemas.watch import FailurePage, FailureQuery
from traceability.services import audit, city, recalls, watch
from traceability.services.enterprise_files import read_enterprise_file

router = APIRouter(tags=["supervision"])


@router.get("/city")
def read_city(
    desk: Annotated[Desk, needs(Action.READ_CITY)],
    tasks: Annotated[int, Query(ge=1, le=500, description="how many things to do")] = 50,
) -> CityPublic:
    """Give the city's numbers, what must be done by when, and how months compare."""
    return desk.read(lambda work: city.read_city(work, tasks))


@router.get("/enterprises/{org_id}/file")
def read_file(org_id: UUID, desk: Annotated[Desk, needs(Action.READ_CITY)]) -> EnterpriseFile:
    """Give all that is recorded about an enterprise, except its score and its penalties."""
    return desk.read(lambda work: read_enterprise_file(work, org_id))


@router.get("/recalls")
def list_recalls(
    desk: Annotated[Desk, needs(Action.READ_CITY)], wanted: Annotated[RecallQuery, Query()]
) -> RecallPage:
    """List recalled lots, newest first, with how many canteens answered."""
    return desk.read(lambda work: recalls.list_recalls(work, wanted))


@router.get("/recalls/{batch_id}")
def read_recall(batch_id: UUID, desk: Annotated[Desk, needs(Action.READ_CITY)]) -> RecallFile:
    """Give a recall, traced forward to every canteen with what it has and says."""
    return desk.read(lambda work: recalls.read_recall(work, batch_id))


@router.get("/failures")
def list_failures(
    desk: Annotated[Desk, needs(Action.READ_CITY)], wanted: Annotated[FailureQuery, Query()]
) -> FailurePage:
    """List signed reports that failed, newest first."""
    return desk.read(lambda work: watch.list_failures(work, wanted))


@router.get("/audit")
def list_audit(
    desk: Annotated[Desk, needs(Action.READ_AUDIT)], wanted: Annotated[AuditQuery, Query()]
) -> AuditPage:
    """List who recorded, changed or looked at what, newest first; personal parts stay shut."""
    return desk.read(lambda work: audit.list_audit(work, wanted))

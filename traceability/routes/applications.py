"""REST: enterprises that ask to enter the register, and what the authority says."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from sqlmodel import Session

from traceability.domain.access import Action, applicant_actor
from traceability.routes.auth import writing
from traceability.routes.desk import Desk, House, house_of, needs, now, retrying
from traceability.schemas.applications import (
    ApplicationCreate,
    ApplicationDetail,
    ApplicationPage,
    ApplicationPublic,
    ApplicationQuery,
    ApplicationReceipt,
    ApplicationRefusal,
)
from traceability.services import applications, users

router = APIRouter(tags=["who and where"])
Decider = Annotated[Desk, needs(Action.DECIDE_APPLICATIONS)]


def submit_application(house: House, entered: ApplicationCreate, address: str) -> Response:
    """Count the try against its address, and take the application in; its receipt is no replay."""
    count_try(house, address)
    hashed = users.hash_password(entered.password)
    return door_of(house).record(
        lambda work: applications.apply_for_entry(work, entered, hashed), is_secret=True
    )


def count_try(house: House, address: str) -> None:
    """Count what a stranger asks for at this door; refuse too much."""

    def count() -> None:
        with Session(writing(house)) as session:
            users.count_application(session, address, now())
            session.commit()

    retrying(count)


def door_of(house: House) -> Desk:
    """Give the desk of somebody who has no account yet."""
    return Desk(house, applicant_actor(), None, "")


@router.post("/enterprise-applications", status_code=201, response_model=ApplicationReceipt)
def create_enterprise_application(entered: ApplicationCreate, request: Request) -> Response:
    """Ask to enter the register as an enterprise; open to anybody, a few times in 15 minutes."""
    address = request.client.host if request.client else ""
    return submit_application(house_of(request), entered, address)


@router.get("/application-receipts/{receipt}")
def read_application_receipt(
    receipt: Annotated[str, Path(max_length=24)], request: Request
) -> ApplicationPublic:
    """Tell whoever holds a receipt what became of the application."""
    return door_of(house_of(request)).read(lambda work: applications.read_receipt(work, receipt))


@router.get("/enterprise-applications")
def list_enterprise_applications(
    desk: Annotated[Desk, needs(Action.READ_CITY)], wanted: Annotated[ApplicationQuery, Query()]
) -> ApplicationPage:
    """List applications, the oldest first."""
    return desk.read(lambda work: applications.list_applications(work, wanted))


@router.get("/enterprise-applications/{application_id}")
def read_enterprise_application(application_id: UUID, desk: Decider) -> ApplicationDetail:
    """Give an application with whom to call about it."""
    return desk.read(lambda work: applications.read_application(work, application_id))


@router.post("/enterprise-applications/{application_id}/approval", response_model=ApplicationPublic)
def approve_enterprise_application(application_id: UUID, desk: Decider) -> Response:
    """Let an enterprise in: it is listed from now, and the applicant can sign in."""
    return desk.record(
        lambda work: applications.approve_application(work, application_id), status=200
    )


@router.post("/enterprise-applications/{application_id}/refusal", response_model=ApplicationPublic)
def refuse_enterprise_application(
    application_id: UUID, refusal: ApplicationRefusal, desk: Decider
) -> Response:
    """Do not let an enterprise in; the applicant reads why."""
    return desk.record(
        lambda work: applications.refuse_application(work, application_id, refusal), status=200
    )

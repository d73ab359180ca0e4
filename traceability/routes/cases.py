"""REST: commitments, cases against enterprises, relistings, and what canteens are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from traceability.domain.access import Action
from traceability.domain.cases import CaseState, Ground
from traceability.routes.confirming import Proof, confirming, read_proof
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.cases import (
    AcknowledgementCreate,
    ApprovedProductPage,
    CaseCreate,
    CaseDecision,
    CasePage,
    CasePublic,
    CaseReason,
    CommitmentCreate,
    CommitmentPage,
    CommitmentPublic,
    DefenceCreate,
    NoticePage,
    NoticePublic,
    NoticeServe,
    ReachCompared,
    RelistingConditions,
    RelistingCreate,
    SiteInspectionCreate,
    SiteInspectionPage,
    SiteInspectionPublic,
)
from traceability.services import canteen_notices, commitments, decisions, delistings, relistings
from traceability.services.delistings import CaseQuery
from traceability.storage.work import Work

router = APIRouter()
Decider = Annotated[Desk, needs(Action.DECIDE_CASES)]
CaseReader = Annotated[Desk, needs(Action.READ_CASES)]


@router.post(
    "/commitments", status_code=201, response_model=CommitmentPublic, tags=["who and where"]
)
def create_commitment(
    entered: CommitmentCreate, desk: Annotated[Desk, needs(Action.RECORD_COMMITMENTS)]
) -> Response:
    """Record a credit commitment that an enterprise signed."""
    return desk.record(lambda work: commitments.record_commitment(work, entered))


@router.get("/commitments", tags=["who and where"])
def list_commitments(
    desk: Annotated[Desk, needs(Action.READ_COMMITMENTS)],
    organization_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CommitmentPage:
    """List commitments."""
    return desk.read(
        lambda work: commitments.list_commitments(work, organization_id, cursor, limit)
    )


@router.post("/delistings", status_code=201, response_model=CasePublic, tags=["cases"])
def create_delisting(entered: CaseCreate, desk: Decider) -> Response:
    """Propose to warn, suspend or strike off an enterprise."""
    return desk.record(
        lambda work: delistings.propose_case(work, entered),
        location=lambda made: f"/api/delistings/{made.id}",
    )


@router.get("/delistings", tags=["cases"])
def list_delistings(
    desk: CaseReader,
    state: CaseState | None = None,
    ground: Ground | None = None,
    organization_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CasePage:
    """List cases against enterprises."""
    wanted = CaseQuery(state, ground, organization_id)
    return desk.read(lambda work: delistings.list_cases(work, wanted, cursor, limit))


@router.get("/delistings/{case_id}", tags=["cases"])
def read_delisting(case_id: UUID, desk: CaseReader) -> CasePublic:
    """Give a case with its steps."""
    return desk.read(lambda work: delistings.read_case(work, case_id))


@router.get("/delistings/{case_id}/reach", tags=["cases"])
def read_reach(case_id: UUID, desk: Decider) -> ReachCompared:
    """Count what a case would reach now, beside what it reached at the proposal."""
    return desk.read(lambda work: delistings.count_case(work, case_id))


@router.post("/delistings/{case_id}/notice", response_model=CasePublic, tags=["cases"])
def serve_notice(case_id: UUID, entered: NoticeServe, desk: Decider) -> Response:
    """Tell the enterprise facts and basis; its five working days begin."""
    return desk.record(lambda work: delistings.serve_notice(work, case_id, entered), status=200)


@router.post("/delistings/{case_id}/defence", response_model=CasePublic, tags=["cases"])
def answer_notice(
    case_id: UUID, entered: DefenceCreate, desk: Annotated[Desk, needs(Action.ANSWER_CASES)]
) -> Response:
    """State one's defence, or waive the time for it."""
    return desk.record(lambda work: delistings.answer_notice(work, case_id, entered), status=200)


@router.post("/delistings/{case_id}/suspension", response_model=CasePublic, tags=["cases"])
def suspend_enterprise(case_id: UUID, entered: CaseReason, desk: Decider) -> Response:
    """Suspend the enterprise at once, until the case is decided."""
    return desk.record(
        lambda work: delistings.suspend_enterprise(work, case_id, entered), status=200
    )


def _decide(
    desk: Desk,
    request: Request,
    entered: CaseDecision,
    shown: str,
    story: Callable[[Work], CasePublic],
) -> Response:
    """Take a decision; to turn a proposal down takes no more than being the other person."""
    if not entered.is_approved:
        return desk.record(story, status=200)
    address = request.client.host if request.client else ""
    with confirming(desk.house, desk.actor, read_proof(shown), address) as check:

        def decide(work: Work) -> CasePublic:
            decided = story(work)
            check(work)
            return decided

        return desk.record(decide, status=200)


@router.post("/delistings/{case_id}/decision", response_model=CasePublic, tags=["cases"])
def decide_delisting(
    case_id: UUID, entered: CaseDecision, desk: Decider, request: Request, shown: Proof = ""
) -> Response:
    """Decide a case as the second person, or turn it down; a yes shows who says it."""
    return _decide(
        desk, request, entered, shown, lambda work: decisions.decide_case(work, case_id, entered)
    )


@router.post("/delistings/{case_id}/withdrawal", response_model=CasePublic, tags=["cases"])
def withdraw_delisting(case_id: UUID, entered: CaseReason, desk: Decider) -> Response:
    """Take a proposal back."""
    return desk.record(lambda work: delistings.withdraw_case(work, case_id, entered), status=200)


@router.post("/relistings", status_code=201, response_model=CasePublic, tags=["cases"])
def create_relisting(entered: RelistingCreate, desk: Decider) -> Response:
    """Propose to list an enterprise again."""
    return desk.record(
        lambda work: relistings.propose_relisting(work, entered),
        location=lambda made: f"/api/relistings/{made.id}",
    )


@router.get("/relistings", tags=["cases"])
def list_relistings(
    desk: CaseReader, state: CaseState | None = None, cursor: Cursor = None, limit: Limit = 50
) -> CasePage:
    """List relistings."""
    return desk.read(lambda work: relistings.list_relistings(work, state, cursor, limit))


@router.get("/relistings/conditions", tags=["cases"])
def read_conditions(organization_id: UUID, desk: CaseReader) -> RelistingConditions:
    """Tell which conditions of a relisting an enterprise meets."""
    return desk.read(lambda work: relistings.read_conditions(work, organization_id))


@router.get("/relistings/{case_id}", tags=["cases"])
def read_relisting(case_id: UUID, desk: CaseReader) -> CasePublic:
    """Give a relisting with its steps."""
    return desk.read(lambda work: relistings.read_relisting(work, case_id))


@router.post("/relistings/{case_id}/decision", response_model=CasePublic, tags=["cases"])
def decide_relisting(
    case_id: UUID, entered: CaseDecision, desk: Decider, request: Request, shown: Proof = ""
) -> Response:
    """Decide a relisting as the second person, or turn it down; a yes shows who says it."""
    return _decide(
        desk,
        request,
        entered,
        shown,
        lambda work: decisions.decide_relisting(work, case_id, entered),
    )


@router.post("/relistings/{case_id}/withdrawal", response_model=CasePublic, tags=["cases"])
def withdraw_relisting(case_id: UUID, entered: CaseReason, desk: Decider) -> Response:
    """Take the proposal of a relisting back."""
    return desk.record(
        lambda work: relistings.withdraw_relisting(work, case_id, entered), status=200
    )


@router.post(
    "/site-inspections", status_code=201, response_model=SiteInspectionPublic, tags=["cases"]
)
def create_site_inspection(entered: SiteInspectionCreate, desk: Decider) -> Response:
    """Record what an inspection on an enterprise's site came to."""
    return desk.record(lambda work: relistings.record_site_inspection(work, entered))


@router.get("/site-inspections", tags=["cases"])
def list_site_inspections(
    desk: CaseReader, cursor: Cursor = None, limit: Limit = 50
) -> SiteInspectionPage:
    """List inspections on site."""
    return desk.read(lambda work: relistings.list_site_inspections(work, cursor, limit))


@router.get("/notices", tags=["canteens"])
def list_notices(
    desk: Annotated[Desk, needs(Action.READ_NOTICES)],
    is_open: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> NoticePage:
    """List what canteens were told of suppliers that were struck off."""
    return desk.read(lambda work: canteen_notices.list_notices(work, is_open, cursor, limit))


@router.post("/notices/{notice_id}/acknowledgement", response_model=NoticePublic, tags=["canteens"])
def acknowledge_notice(
    notice_id: UUID,
    entered: AcknowledgementCreate,
    desk: Annotated[Desk, needs(Action.ANSWER_NOTICES)],
) -> Response:
    """Say what was done with what was still in stock."""
    return desk.record(
        lambda work: canteen_notices.acknowledge_notice(work, notice_id, entered), status=200
    )


@router.get("/approved-products", tags=["canteens"])
def list_approved_products(
    desk: Annotated[Desk, needs(Action.READ_CATALOGUE)],
    name: Annotated[str | None, Query(min_length=1, max_length=100)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ApprovedProductPage:
    """List what canteens may buy: approved products of enterprises that are trusted."""
    return desk.read(lambda work: canteen_notices.list_approved_products(work, name, cursor, limit))

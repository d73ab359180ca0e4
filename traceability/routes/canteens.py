"""REST: the answer at a canteen's door, its ledger and store, and the traced share."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.canteens import (
    Coverage,
    ExpectedList,
    FryingOilTestCreate,
    FryingOilTestPage,
    FryingOilTestPublic,
    StockIssueCreate,
    StockIssuePublic,
    StockList,
    SupplierEntryCreate,
    SupplierEntryPublic,
    SupplierPage,
)
from traceability.schemas.purchases import (
    AcceptanceAnswer,
    AcceptanceAsk,
    PurchaseCreate,
    PurchasePage,
    PurchasePublic,
    UncodedPurchaseCreate,
)
from traceability.services import (
    acceptance,
    coverage,
    expected,
    frying_oil,
    purchases,
    signatures,
    stock,
    suppliers,
)

router = APIRouter(tags=["canteens"])
Buyer = Annotated[Desk, needs(Action.RECORD_PURCHASES)]


@router.get("/acceptance")
def read_acceptance(
    desk: Buyer, code: Annotated[str, Query(min_length=1, max_length=300)]
) -> AcceptanceAnswer:
    """Tell whether scanned goods may be taken in, with every reason; nothing is recorded."""
    keys = desk.house.code_keys
    return desk.read(lambda work: acceptance.check_acceptance(work, code, keys))


@router.post("/acceptance")
def ask_acceptance(asked: AcceptanceAsk, desk: Buyer) -> AcceptanceAnswer:
    """Tell the same of a code in the body, which needs no escaping; nothing is recorded."""
    keys = desk.house.code_keys
    return desk.read(lambda work: acceptance.check_acceptance(work, asked.code, keys))


@router.get("/expected-deliveries")
def list_expected(desk: Buyer) -> ExpectedList:
    """List what is on its way to the canteen."""
    return desk.read(expected.list_expected)


@router.post("/purchases", status_code=201, response_model=PurchasePublic)
def create_purchase(entered: PurchaseCreate, desk: Buyer) -> Response:
    """Book a delivery: accepted, returned or destroyed."""
    return desk.record(
        lambda work: purchases.record_purchase(work, entered),
        location=lambda made: f"/api/purchases/{made.id}",
    )


@router.post("/purchases/uncoded", status_code=201, response_model=PurchasePublic)
def create_uncoded_purchase(entered: UncodedPurchaseCreate, desk: Buyer) -> Response:
    """Book goods that have no code."""
    return desk.record(
        lambda work: purchases.record_uncoded_purchase(work, entered),
        location=lambda made: f"/api/purchases/{made.id}",
    )


@router.get("/purchases")
def list_purchases(
    desk: Annotated[Desk, needs(Action.READ_PURCHASES)], cursor: Cursor = None, limit: Limit = 50
) -> PurchasePage:
    """List ledger entries; that the authority looked is recorded by canteen, once a day."""
    return desk.look(lambda work: purchases.list_purchases(work, cursor, limit))


@router.get("/purchases/{purchase_id}")
def read_purchase(
    purchase_id: UUID, desk: Annotated[Desk, needs(Action.READ_PURCHASES)]
) -> PurchasePublic:
    """Give one ledger entry; that the authority looked at it is recorded, once a day."""
    return desk.look(lambda work: purchases.read_purchase(work, purchase_id))


@router.post("/purchases/{purchase_id}/signature", status_code=201, response_model=PurchasePublic)
def create_signature(purchase_id: UUID, desk: Buyer) -> Response:
    """Sign a delivery as the second person (双人联检); never the one who booked it."""
    return desk.record(lambda work: signatures.sign_purchase(work, purchase_id))


@router.get("/stock")
def read_stock(desk: Annotated[Desk, needs(Action.KEEP_STOCK)]) -> StockList:
    """Give the store of the canteen, what must be used first on top."""
    return desk.read(stock.read_stock)


@router.post("/stock-issues", status_code=201, response_model=StockIssuePublic)
def create_stock_issue(
    entered: StockIssueCreate, desk: Annotated[Desk, needs(Action.KEEP_STOCK)]
) -> Response:
    """Take goods out of the store: used, returned or destroyed."""
    return desk.record(lambda work: stock.issue_stock(work, entered))


@router.get("/suppliers")
def list_suppliers(
    desk: Annotated[Desk, needs(Action.ADMIT_SUPPLIERS)],
    name: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> SupplierPage:
    """List the canteen's suppliers, or enterprises by name, with licence, grade and lists."""
    return desk.read(lambda work: suppliers.list_suppliers(work, name, cursor, limit))


@router.post("/supplier-entries", status_code=201, response_model=SupplierEntryPublic)
def create_supplier_entry(
    entered: SupplierEntryCreate, desk: Annotated[Desk, needs(Action.ADMIT_SUPPLIERS)]
) -> Response:
    """Record the entry check of a supplier."""
    return desk.record(lambda work: suppliers.record_supplier_entry(work, entered))


@router.get("/frying-oil-tests")
def list_frying_oil_tests(
    desk: Annotated[Desk, needs(Action.TEST_FRYING_OIL)], cursor: Cursor = None, limit: Limit = 50
) -> FryingOilTestPage:
    """List the canteen's tests of frying oil, newest first."""
    return desk.read(lambda work: frying_oil.list_frying_oil_tests(work, cursor, limit))


@router.post("/frying-oil-tests", status_code=201, response_model=FryingOilTestPublic)
def create_frying_oil_test(
    entered: FryingOilTestCreate, desk: Annotated[Desk, needs(Action.TEST_FRYING_OIL)]
) -> Response:
    """Record a test of frying oil; the limits in force on that day judge it."""
    return desk.record(lambda work: frying_oil.record_frying_oil_test(work, entered))


@router.get("/coverage")
def read_coverage(
    desk: Annotated[Desk, needs(Action.READ_COVERAGE)],
    month: Annotated[date | None, Query(description="any day of the month")] = None,
    district: Annotated[str | None, Query(max_length=40)] = None,
) -> Coverage:
    """Give the traced share by mass, by lines and by canteens, month by month."""
    return desk.read(lambda work: coverage.read_coverage(work, month, district))

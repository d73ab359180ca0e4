"""Story: a city without an interface delivers penalties by sheet, and enters what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.credit_messages import CreditReceipt
from traceability.domain.credit_signature import body_sha256
from traceability.domain.errors import Fault, FaultsError
from traceability.domain.kinds import DeliveryKind, DeliveryState, LookSubject
from traceability.domain.sheets import MOST_ROWS
from traceability.gateways.credit_sheets import HEADINGS, SheetReceipt
from traceability.schemas.deliveries import SheetReceiptPublic, SheetReceipts
from traceability.storage.delivery_messages import Compose
from traceability.storage.looks import record_look
from traceability.storage.penalties import with_identity_numbers
from traceability.storage.receipts import record_receipt
from traceability.storage.tables import CreditDelivery, Penalty
from traceability.storage.work import Work

_OPEN = (DeliveryState.QUEUED.value, DeliveryState.DEAD.value)


def waiting_penalties(work: Work, compose: Compose) -> list[Mapping[str, object]]:
    """Give the penalties that wait to be delivered, oldest first, identity numbers in clear.

    Each whose numbers are given out so is recorded as a look at them.
    """
    work.actor.require(Action.RESEND_DELIVERIES)
    waiting = work.session.exec(_waiting()).all()
    for penalty_id in with_identity_numbers(work.session, (each.subject_id for each in waiting)):
        record_look(work, LookSubject.PENALTY_SHEET, penalty_id, "导出双公示报送表")
    return [compose(work.session, each).record for each in waiting]


def count_waiting_penalties(work: Work) -> int:
    """Count the penalties that wait to be delivered, at most as many as a sheet has rows."""
    work.actor.require(Action.RESEND_DELIVERIES)
    return len(work.session.exec(_waiting()).all())


def _waiting() -> SelectOfScalar[CreditDelivery]:
    return (
        select(CreditDelivery)
        .where(
            CreditDelivery.kind == DeliveryKind.PENALTY.value,
            col(CreditDelivery.state).in_(_OPEN),
        )
        .order_by(col(CreditDelivery.id))
        .limit(MOST_ROWS)
    )


def record_receipt_sheet(
    work: Work, compose: Compose, receipts: Sequence[SheetReceipt]
) -> SheetReceipts:
    """Enter the receipts of a returned sheet: all of them, or none.

    Raises FaultsError `sheet.faults` for lines about decisions that wait for no receipt.
    """
    work.actor.require(Action.RESEND_DELIVERIES)
    found = [(receipt, _find(work.session, receipt)) for receipt in receipts]
    faults = [
        Fault(
            HEADINGS["CF_WSH"], "receipt.no_delivery", row=receipt.row, column=receipt.column,
            values={"decision_no": receipt.decision_no[:128]},
        )
        for receipt, delivery in found
        if delivery is None
    ]  # fmt: skip
    if faults:
        raise FaultsError("sheet.faults", faults)
    return SheetReceipts(
        items=[_enter(work, compose, receipt, each) for receipt, each in found if each is not None]
    )


def _find(session: Session, receipt: SheetReceipt) -> CreditDelivery | None:
    query = (
        select(CreditDelivery)
        .join(Penalty, col(Penalty.id) == col(CreditDelivery.subject_id))
        .where(
            CreditDelivery.kind == DeliveryKind.PENALTY.value,
            col(CreditDelivery.state).in_(_OPEN),
            Penalty.decision_no == receipt.decision_no,
            Penalty.authority_uscc == receipt.authority_uscc,
        )
    )
    return session.exec(query).first()


def _enter(
    work: Work, compose: Compose, receipt: SheetReceipt, delivery: CreditDelivery
) -> SheetReceiptPublic:
    sent = body_sha256(compose(work.session, delivery).body())
    said = CreditReceipt(receipt.receipt_no, None, receipt.is_accepted, receipt.errors)
    settled = record_receipt(work, delivery.id, said, sent, "sheet")
    return SheetReceiptPublic(
        row=receipt.row,
        delivery_id=settled.id,
        state=DeliveryState(settled.state),
        receipt_no=settled.receipt_no,
    )

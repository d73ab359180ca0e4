"""Story: a regulator sees a refused record field by field, with the value that it should have."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.kinds import DeliveryKind, DeliveryState
from traceability.domain.penalty_fields import say_10k_yuan
from traceability.domain.penalty_kinds import split_kinds
from traceability.domain.penalty_wire import name_of_code
from traceability.domain.refusal_repairs import COMPUTED, SECRET, propose_value
from traceability.schemas.deliveries import Correction, CorrectionField
from traceability.schemas.penalties import PenaltyRevise
from traceability.storage.delivery_lines import newest_refusals
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import CreditAnswer, CreditDelivery, Organization, Penalty
from traceability.storage.work import Work

_AMOUNTS = {"fine_10k_yuan": "fine_fen", "confiscated_10k_yuan": "confiscated_fen"}


def prepare_corrections(work: Work, delivery_ids: Iterable[UUID]) -> dict[UUID, Correction]:
    """Prepare the correction of each penalty that was refused; other deliveries have none."""
    work.actor.require(Action.RECORD_PENALTIES)
    session = work.session
    deliveries = session.exec(
        select(CreditDelivery).where(
            col(CreditDelivery.id).in_(list(delivery_ids)),
            CreditDelivery.kind == DeliveryKind.PENALTY.value,
            CreditDelivery.state == DeliveryState.REFUSED.value,
        )
    ).all()
    penalties = {
        row.id: row
        for row in session.exec(
            select(Penalty).where(col(Penalty.id).in_([each.subject_id for each in deliveries]))
        )
    }
    parties = organizations_by_id(session, (each.org_id for each in deliveries))
    answers = newest_refusals(session, [each.id for each in deliveries])
    return {
        each.id: _correction(
            work, each, penalties[each.subject_id], parties[each.org_id], answers[each.id]
        )
        for each in deliveries
        if each.id in answers and each.subject_id in penalties
    }


def _correction(
    work: Work,
    delivery: CreditDelivery,
    penalty: Penalty,
    party: Organization,
    answer: CreditAnswer,
) -> Correction:
    known = {"party_uscc": party.uscc} if penalty.party_name == party.name else {}
    if penalty.authority_name == work.actor.org_name:
        known["authority_uscc"] = work.actor.uscc
    if penalty.source_name == work.actor.org_name:
        known["source_uscc"] = work.actor.uscc
    return Correction(
        delivery_id=delivery.id,
        penalty_id=penalty.id,
        fields=[_field(penalty, each["code"], each["message"], known) for each in answer.errors],
    )


def _field(penalty: Penalty, code: str, message: str, known: dict[str, str]) -> CorrectionField:
    name = name_of_code(code)
    kept = _kept(penalty, name)
    proposal = propose_value(name, kept, known)
    return CorrectionField(
        field=name,
        code=code,
        message=message,
        kept=kept,
        proposed=proposal.value,
        last=proposal.last,
        is_secret=name in SECRET,
        is_settable=name in PenaltyRevise.model_fields and name not in COMPUTED,
    )


def _kept(penalty: Penalty, name: str) -> str:
    """Give what stands in a field; numbers of identity papers are never given."""
    if name in SECRET:
        return ""
    if name in _AMOUNTS:
        fen: int | None = getattr(penalty, _AMOUNTS[name])
        return say_10k_yuan(fen) if fen else ""
    if name == "penalty_kinds":
        return ";".join(split_kinds(penalty.penalty_kinds))
    value = getattr(penalty, name, None)
    return "" if value is None else str(value)

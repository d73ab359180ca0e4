"""Story: goods stand at a canteen's door and their code is scanned; may they come in?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from traceability.domain.acceptance import answer_of, judge_acceptance
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.kinds import ResultVerdict
from traceability.domain.quantities import mass_mg
from traceability.publishing.words import say_pack
from traceability.schemas.purchases import (
    AcceptanceAnswer,
    AcceptanceReason,
    DoorDelivery,
    DoorLot,
    DoorReport,
    FailedItem,
)
from traceability.schemas.types import Reference
from traceability.storage.acceptance import AtTheDoor, look_at_code
from traceability.storage.batches import pack_facts
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Inspection, Organization, Product, TestResult
from traceability.storage.work import Work


def check_acceptance(work: Work, scanned: str, keys: Sequence[bytes]) -> AcceptanceAnswer:
    """Answer whether scanned goods may be taken in, with every reason; record nothing."""
    work.actor.require(Action.RECORD_PURCHASES)
    seen = look_at_code(work, scanned, keys)
    reasons = judge_acceptance(seen.facts, civil_date(work.now))
    return AcceptanceAnswer(
        code=scanned,
        verdict=answer_of(reasons),
        reasons=[AcceptanceReason.model_validate(reason) for reason in reasons],
        trace_code=seen.trace_code,
        scans=seen.scans,
        batch=_lot(work, seen),
        reports=_reports(work, seen),
        delivery=_delivery(seen),
    )


def _lot(work: Work, seen: AtTheDoor) -> DoorLot | None:
    batch, maker = seen.batch, seen.maker
    if batch is None or maker is None:
        return None
    product = work.session.get(Product, batch.product_id) if batch.product_id else None
    pack = pack_facts(batch, product)
    return DoorLot.model_validate(
        batch.model_dump()
        | {
            "food": batch.material,
            "pack": say_pack(product),
            "pack_g": mass_mg(1, pack) // 1_000 if batch.unit == "each" else None,
            "maker": Reference(id=maker.id, name=maker.name),
            "licence": maker.sc_licence,
            "licence_until": maker.sc_valid_until,
            "grade": seen.facts.grade,
        }
    )


def _delivery(seen: AtTheDoor) -> DoorDelivery | None:
    sent = seen.delivery
    if not sent.amount:
        return None
    sender = Reference(id=sent.sender.id, name=sent.sender.name) if sent.sender else None
    return DoorDelivery(
        amount=sent.amount, sender=sender, sent_at=sent.sent_at, note=sent.note, plate=sent.plate
    )


def _reports(work: Work, seen: AtTheDoor) -> list[DoorReport]:
    laboratories = organizations_by_id(work.session, (report.org_id for report in seen.reports))
    return [
        _report(report, laboratories, seen.results.get(report.id, ())) for report in seen.reports
    ]


def _report(
    report: Inspection, laboratories: Mapping[UUID, Organization], results: Sequence[TestResult]
) -> DoorReport:
    failed = [result for result in results if result.verdict == ResultVerdict.FAIL.value]
    return DoorReport.model_validate(
        report.model_dump()
        | {
            "laboratory": Reference(id=report.org_id, name=laboratories[report.org_id].name),
            "items": len(results),
            "failures": [
                FailedItem(
                    parameter_zh=result.parameter_zh,
                    parameter_en=result.parameter_en,
                    value=result.value,
                    unit=result.unit,
                    limit=result.limit_value,
                )
                for result in failed
            ],
        }
    )

"""Story: raw material comes in; its lot is registered and its intake recorded, in one go."""

from __future__ import annotations

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.drafts import BatchDraft, EventDraft, LineDraft, PartyDraft
from traceability.domain.kinds import LineRole, PartySide, PartyType
from traceability.domain.quantities import to_register
from traceability.domain.steps import Step
from traceability.schemas.batches import BatchPublic
from traceability.schemas.goods import RawIntake
from traceability.storage.batch_recording import add_batch
from traceability.storage.event_recording import record_events
from traceability.storage.work import Work


def take_in(work: Work, entered: RawIntake) -> BatchPublic:
    """Register a raw lot that was bought or grown, and record that it came in."""
    work.actor.require(Action.WRITE_BATCHES)
    amount, unit = to_register(entered.amount, entered.unit)
    batch = add_batch(
        work,
        BatchDraft(
            material=entered.material,
            name=entered.name,
            lot=entered.lot,
            quantity=entered.amount,
            unit=entered.unit,
            produced_on=entered.produced_on or civil_date(work.now),
            origin=entered.origin,
            harvest_year=entered.harvest_year,
        ),
    )
    work.session.flush()
    supplier = PartyDraft(PartySide.SOURCE, PartyType.POSSESSING, name=entered.supplier)
    draft = EventDraft(
        step=Step.RAW_INTAKE,
        event_time=entered.event_time or work.now,
        event_offset="+08:00",
        lines=(LineDraft(LineRole.ITEM, batch.id, amount=amount, unit=unit),),
        parties=(supplier,) if entered.supplier else (),
        read_point_id=entered.site_id,
    )
    record_events(work, [draft])
    return BatchPublic.model_validate(batch)

"""Which words of CBV 2.0 fit an event, where its step alone does not decide?

Most steps have fixed words (steps.py). Three depend on what is known at recording time: more of a
lot that exists already, a factory inspection that failed, goods that reach a shop.
"""

from __future__ import annotations

from traceability.domain.drafts import EventDraft
from traceability.domain.kinds import EventType, SiteKind
from traceability.domain.steps import Step


def biz_step_of(event: EventDraft, *, is_more_of_a_lot: bool) -> str:
    """Give the business step: a lot is commissioned once, then more of its class is made."""
    if event.rule.event_type is EventType.TRANSFORMATION and is_more_of_a_lot:
        return "creating_class_instance"
    return event.rule.biz_step


def disposition_of(event: EventDraft, location: SiteKind | None) -> str | None:
    """Give the state of the goods afterwards."""
    if event.step is Step.FACTORY_INSPECTION and event.attributes.get("verdict") == "fail":
        return "non_conformant"
    if event.step is Step.RECEIVING and location is SiteKind.SHOP:
        return "sellable_not_accessible"
    return event.rule.disposition

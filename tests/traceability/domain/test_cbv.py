"""Which CBV words fit where the step alone does not decide?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from traceability.domain.cbv import biz_step_of, disposition_of
from traceability.domain.drafts import EventDraft
from traceability.domain.kinds import SiteKind
from traceability.domain.steps import Step


def _draft(step: Step, **attributes: Any) -> EventDraft:
    moment = datetime(2026, 9, 1, tzinfo=UTC)
    return EventDraft(step, moment, "+08:00", (), attributes=attributes)


@pytest.mark.parametrize(
    ("step", "is_more", "word"),
    [
        (Step.PRESSING, False, "commissioning"),
        (Step.PRESSING, True, "creating_class_instance"),
        (Step.SHIPPING, True, "shipping"),
    ],
)
def test_a_lot_is_commissioned_once(step: Step, is_more: bool, word: str) -> None:
    assert biz_step_of(_draft(step), is_more_of_a_lot=is_more) == word


@pytest.mark.parametrize(
    ("draft", "location", "word"),
    [
        (_draft(Step.FACTORY_INSPECTION), None, "conformant"),
        (_draft(Step.FACTORY_INSPECTION, verdict="pass"), None, "conformant"),
        (_draft(Step.FACTORY_INSPECTION, verdict="fail"), None, "non_conformant"),
        (_draft(Step.RECEIVING), SiteKind.SHOP, "sellable_not_accessible"),
        (_draft(Step.RECEIVING), SiteKind.CANTEEN, None),
        (_draft(Step.RECEIVING), None, None),
        (_draft(Step.SHIPPING), SiteKind.SHOP, "in_transit"),
    ],
)
def test_what_becomes_of_the_goods(
    draft: EventDraft, location: SiteKind | None, word: str | None
) -> None:
    assert disposition_of(draft, location) == word

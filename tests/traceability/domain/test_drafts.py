"""Does a draft tell what it names?"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from traceability.domain.drafts import EventDraft, LineDraft, PartyDraft
from traceability.domain.kinds import LineRole, PartySide, PartyType
from traceability.domain.steps import STEPS, Step

LOT, OIL, TANK, ORG, SITE = (UUID(int=n) for n in range(1, 6))
TANKED = EventDraft(
    step=Step.LOADING,
    event_time=datetime(2026, 10, 16, tzinfo=UTC),
    event_offset="+08:00",
    lines=(
        LineDraft(LineRole.PARENT, asset_id=TANK),
        LineDraft(LineRole.CHILD, batch_id=OIL),
        LineDraft(LineRole.ITEM, batch_id=LOT),
    ),
    parties=(
        PartyDraft(PartySide.SOURCE, PartyType.POSSESSING, organization_id=SITE),
        PartyDraft(PartySide.DESTINATION, PartyType.LOCATION, site_id=SITE),
        PartyDraft(PartySide.DESTINATION, PartyType.OWNING, organization_id=SITE),
        PartyDraft(PartySide.DESTINATION, PartyType.POSSESSING, organization_id=ORG),
    ),
)


def test_a_draft_knows_the_rule_of_its_step() -> None:
    assert TANKED.rule is STEPS[Step.LOADING]


def test_lots_are_found_by_role_or_all_together() -> None:
    assert [line.batch_id for line in TANKED.batch_lines()] == [OIL, LOT]
    assert [line.batch_id for line in TANKED.batch_lines(LineRole.CHILD)] == [OIL]
    assert TANKED.batch_lines(LineRole.PARENT) == []  # a tank is no lot
    assert len(TANKED.batch_lines(LineRole.CHILD, LineRole.ITEM)) == 2


def test_assets_are_told_apart_from_lots() -> None:
    assert TANKED.asset_ids() == [TANK]


def test_the_receiver_is_who_possesses_the_goods_afterwards() -> None:
    receiver = TANKED.receiver()
    assert receiver is not None
    assert receiver.organization_id == ORG


def test_goods_that_stay_have_no_receiver() -> None:
    stays = EventDraft(Step.STORING, TANKED.event_time, "+08:00", TANKED.lines)
    assert stays.receiver() is None

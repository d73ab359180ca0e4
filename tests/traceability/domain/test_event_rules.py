"""May this event be recorded, as far as it can be told from itself and its lots?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.drafts import DocumentDraft, EventDraft, LineDraft, PartyDraft
from traceability.domain.errors import ForbiddenError, RegisterError
from traceability.domain.event_rules import (
    CLOCK_TOLERANCE,
    LotFacts,
    SpeakerFacts,
    check_event,
    check_time,
)
from traceability.domain.kinds import (
    BatchStatus,
    DocumentType,
    LineRole,
    OrganizationKind,
    PartySide,
    PartyType,
    Standing,
    Unit,
)
from traceability.domain.steps import PRODUCTION_STEPS, STEPS, Effect, Step

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MILL, SHOP = UUID(int=1), UUID(int=2)
PADDY, RICE, BAGS, OIL, TANK, PALLET = (UUID(int=n) for n in range(11, 17))
DRAFT, RELEASED, HELD, RECALLED = (
    BatchStatus.DRAFT,
    BatchStatus.RELEASED,
    BatchStatus.HELD,
    BatchStatus.RECALLED,
)
LOTS = {
    PADDY: LotFacts("P1", MILL, Unit.GRAM, "paddy_indica", False, DRAFT),
    RICE: LotFacts("R1", MILL, Unit.GRAM, "rice_indica", False, DRAFT),
    BAGS: LotFacts("B1", MILL, Unit.EACH, "rice_indica", True, RELEASED),
    OIL: LotFacts("O1", MILL, Unit.GRAM, "crude_oil_peanut", False, DRAFT),
}
SPEAKER = SpeakerFacts(MILL, OrganizationKind.ENTERPRISE, Standing.LISTED)
TO_SHOP = (PartyDraft(PartySide.DESTINATION, PartyType.POSSESSING, organization_id=SHOP),)
IN, OUT, ITEM, PARENT, CHILD = (
    LineRole.INPUT,
    LineRole.OUTPUT,
    LineRole.ITEM,
    LineRole.PARENT,
    LineRole.CHILD,
)


def _lot(role: LineRole, batch: UUID, amount: int | None = 5) -> LineDraft:
    return LineDraft(role, batch_id=batch, amount=amount)


def _asset(role: LineRole, asset: UUID = TANK) -> LineDraft:
    return LineDraft(role, asset_id=asset)


def _event(step: Step, *lines: LineDraft, **more: object) -> EventDraft:
    said = {"event_time": NOW, "event_offset": "+08:00", "lines": lines}
    return EventDraft(step=step, **(said | more))  # type: ignore[arg-type]


def _code(
    event: EventDraft, speaker: SpeakerFacts = SPEAKER, lots: dict[UUID, LotFacts] | None = None
) -> str | None:
    try:
        check_event(event, lots or LOTS, speaker, NOW)
    except RegisterError as refusal:
        return refusal.code
    return None


def _with(batch: UUID, **change: object) -> dict[UUID, LotFacts]:
    return LOTS | {batch: replace(LOTS[batch], **change)}  # type: ignore[arg-type]


MILLING = _event(Step.MILLING, _lot(IN, PADDY), _lot(OUT, RICE))
SHIPPING = _event(Step.SHIPPING, _lot(ITEM, BAGS), parties=TO_SHOP)
BULK = {"bulk_transport": {"tank_mark": "food_only"}}
LOADING = _event(Step.LOADING, _asset(PARENT), _lot(CHILD, OIL), parties=TO_SHOP, attributes=BULK)
PRINTING = _event(
    Step.LABEL_PRINTING,
    _lot(ITEM, BAGS),
    documents=(DocumentDraft(DocumentType.PRODUCTION_ORDER, "L7"),),
)
ONE_OF_EACH = [
    MILLING,
    SHIPPING,
    LOADING,
    PRINTING,
    _event(Step.RAW_INTAKE, _lot(ITEM, PADDY)),
    _event(Step.STORING, _lot(ITEM, PADDY, None)),
    _event(Step.FUMIGATION, _lot(ITEM, PADDY, None), attributes={"fumigation": {}}),
    _event(Step.STORE_OUT, _lot(ITEM, PADDY, None), attributes={"store_out": {}}),
    _event(Step.PACKING, _asset(PARENT, PALLET), _lot(CHILD, BAGS)),
    _event(Step.UNPACKING, _asset(PARENT, PALLET)),
    _event(Step.UNLOADING, _asset(PARENT), _lot(CHILD, OIL)),
    _event(Step.TANK_CLEANING, _asset(ITEM)),
    _event(Step.HOLDING, _lot(ITEM, BAGS, None), is_by_use_case=True),
    _event(Step.PRESSING, _lot(IN, PADDY), transformation_id="P-1"),
    _event(Step.PRESSING, _lot(OUT, RICE), transformation_id="P-1", closes_process=True),
]


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: event.step.value)
def test_a_good_event_is_let_pass(event: EventDraft) -> None:
    assert _code(event) is None


# --- time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "code"),
    [
        (NOW, None),
        (NOW + CLOCK_TOLERANCE, None),
        (NOW + CLOCK_TOLERANCE + timedelta(milliseconds=1), "event.in_the_future"),
        (datetime(2000, 1, 1, tzinfo=UTC), None),
        (datetime(1999, 12, 31, 23, 59, tzinfo=UTC), "event.too_early"),
    ],
)
def test_times_lie_in_the_past_but_not_in_another_century(time: datetime, code: str | None) -> None:
    assert _code(replace(MILLING, event_time=time)) == code


@given(st.timedeltas(timedelta(0), timedelta(days=365 * 26)))
def test_any_time_of_this_century_that_is_over_is_let_pass(ago: timedelta) -> None:
    check_time(NOW - ago, NOW)


@pytest.mark.parametrize(
    ("offset", "code"),
    [
        ("+08:00", None),
        ("+14:00", None),
        ("-14:00", None),
        ("-00:00", None),
        ("+14:15", "field.instant"),
        ("-15:00", "field.instant"),
        ("+23:59", "field.instant"),
    ],
)
def test_offsets_are_those_that_epcis_can_say(offset: str, code: str | None) -> None:
    assert _code(replace(MILLING, event_offset=offset)) == code


# --- speaker ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(OrganizationKind))
@pytest.mark.parametrize("step", [Step.MILLING, Step.RECEIVING, Step.SAMPLING, Step.SHIPPING])
def test_a_step_is_refused_from_those_who_do_not_do_it(step: Step, kind: OrganizationKind) -> None:
    event = MILLING if step is Step.MILLING else replace(SHIPPING, step=step)
    speaker = replace(SPEAKER, kind=kind)
    allowed = kind in STEPS[step].speakers
    assert _code(event, speaker) == (None if allowed else "event.speaker")


def test_a_wrong_speaker_is_forbidden_and_not_merely_wrong() -> None:
    with pytest.raises(ForbiddenError):
        check_event(MILLING, LOTS, replace(SPEAKER, kind=OrganizationKind.CANTEEN), NOW)


@pytest.mark.parametrize("step", [Step.HOLDING, Step.RECALLING, Step.LIFTING])
def test_holds_and_recalls_are_never_typed(step: Step) -> None:
    assert _code(_event(step, _lot(ITEM, BAGS, None))) == "event.not_typed"
    regulator = replace(SPEAKER, kind=OrganizationKind.REGULATOR)
    assert _code(_event(step, _lot(ITEM, BAGS, None), is_by_use_case=True), regulator) is None


# --- shape -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (_event(Step.MILLING, _lot(ITEM, PADDY)), "event.role"),
        (_event(Step.STORING, _lot(IN, PADDY)), "event.role"),
        (_event(Step.PACKING, _lot(ITEM, BAGS)), "event.role"),
        (_event(Step.STORING, _lot(ITEM, PADDY), _lot(ITEM, PADDY, 7)), "event.line_twice"),
        (_event(Step.TANK_CLEANING, _asset(ITEM), _asset(ITEM)), "event.line_twice"),
        (_event(Step.MILLING), "event.input_and_output"),
        (_event(Step.MILLING, _lot(IN, PADDY)), "event.input_and_output"),
        (_event(Step.MILLING, _lot(OUT, RICE)), "event.input_and_output"),
        (_event(Step.MILLING, transformation_id="P-1"), "event.input_and_output"),
        (_event(Step.BLENDING, _lot(IN, RICE), _lot(OUT, RICE)), "lineage.cycle"),
        (
            _event(Step.MILLING, _lot(IN, PADDY), _lot(OUT, RICE), _asset(OUT)),
            "event.asset_not_goods",
        ),
        (_event(Step.PACKING, _lot(CHILD, BAGS)), "event.one_parent"),
        (
            _event(Step.PACKING, _asset(PARENT), _asset(PARENT, PALLET), _lot(CHILD, BAGS)),
            "event.one_parent",
        ),
        (_event(Step.PACKING, _lot(PARENT, RICE), _lot(CHILD, BAGS)), "event.one_parent"),
        (_event(Step.PACKING, _asset(PARENT)), "event.no_lines"),
        (_event(Step.UNPACKING, _asset(PARENT), _lot(CHILD, BAGS, None)), "event.amount_missing"),
        (_event(Step.UNLOADING, _asset(PARENT), _lot(CHILD, OIL, None)), "event.amount_missing"),
        (_event(Step.STORING), "event.no_lines"),
        (_event(Step.STORING, _asset(ITEM)), "event.no_lines"),
        (_event(Step.TANK_CLEANING, _lot(ITEM, OIL)), "event.no_lines"),
        (_event(Step.DEPARTING), "event.no_lines"),
        (_event(Step.LABEL_PRINTING, _lot(ITEM, BAGS)), "event.detail_missing"),
    ],
)
def test_an_event_has_the_lines_of_its_step(event: EventDraft, code: str) -> None:
    assert _code(event) == code


# --- lines -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [Step.RAW_INTAKE, Step.SHIPPING, Step.DESTRUCTION])
def test_what_the_balance_counts_needs_an_amount(step: Step) -> None:
    event = _event(step, _lot(ITEM, PADDY, None), parties=TO_SHOP)
    assert _code(event) == "event.amount_missing"


def test_an_amount_is_in_the_unit_of_its_lot() -> None:
    kilograms = LineDraft(ITEM, batch_id=BAGS, amount=5, unit=Unit.GRAM)
    bags = replace(kilograms, unit=Unit.EACH)
    assert _code(_event(Step.STORING, kilograms)) == "event.unit_differs"
    assert _code(_event(Step.STORING, bags)) is None


def test_only_its_owner_makes_more_of_a_lot() -> None:
    assert _code(MILLING, lots=_with(RICE, org_id=SHOP)) == "batch.not_yours"
    assert _code(MILLING, lots=_with(PADDY, org_id=SHOP)) is None  # bought paddy may be milled


def _did(event: EventDraft) -> dict[tuple[UUID, Effect], int]:
    """Tell what an event did to which lot, with which amount."""
    return {
        (line.batch_id, event.rule.effect_of(line.role)): line.amount or 0
        for line in event.batch_lines()
        if line.batch_id
    }


@pytest.mark.parametrize("status", [RELEASED, HELD, RECALLED])
def test_a_lot_that_left_the_draft_is_not_made_again(status: BatchStatus) -> None:
    lots = _with(RICE, status=status)
    assert _code(MILLING, lots=lots) == "event.batch_closed"
    assert _code(replace(MILLING, is_replacement=True), lots=lots) == "event.batch_closed"
    made = _did(MILLING)
    corrected = replace(MILLING, is_replacement=True, replaced=made)
    assert _code(corrected, lots=lots) is None


def test_a_party_stands_once() -> None:
    giver = PartyDraft(PartySide.SOURCE, PartyType.POSSESSING, name="甲")
    other = replace(giver, name="乙")
    assert _code(replace(MILLING, parties=(giver, other))) == "event.party_twice"


def test_what_happened_before_the_fumigation_may_be_told_late() -> None:
    day = MILLING.event_time.date()
    gassed = {"safe_from": day + timedelta(days=9), "fumigated_on": day + timedelta(days=1)}
    assert _code(MILLING, lots=_with(PADDY, **gassed)) is None
    gassed["fumigated_on"] = day
    assert _code(MILLING, lots=_with(PADDY, **gassed)) == "store_out.interval_not_over"


@pytest.mark.parametrize("status", [HELD, RECALLED])
@pytest.mark.parametrize(
    ("step", "may"),
    [
        (Step.SHIPPING, False),
        (Step.DESTRUCTION, True),
        (Step.SAMPLE_DESTRUCTION, True),
        (Step.RETURN_OUT, True),
        (Step.REFUSAL, True),
        (Step.VOID_SHIPPING, True),
        (Step.RECEIVING, True),
        (Step.RETURN_IN, True),
        (Step.STORING, True),
        (Step.SAMPLING, True),
    ],
)
def test_stopped_goods_go_back_or_to_waste_and_nowhere_else(
    step: Step, may: bool, status: BatchStatus
) -> None:
    event = _event(step, _lot(ITEM, BAGS), parties=TO_SHOP)
    assert _code(event, lots=_with(BAGS, status=status)) == (None if may else "event.batch_stopped")


@pytest.mark.parametrize("status", [HELD, RECALLED])
def test_stopped_goods_are_neither_milled_nor_packed(status: BatchStatus) -> None:
    assert _code(MILLING, lots=_with(PADDY, status=status)) == "event.batch_stopped"
    packing = _event(Step.PACKING, _asset(PARENT, PALLET), _lot(CHILD, BAGS))
    assert _code(packing, lots=_with(BAGS, status=status)) == "event.batch_stopped"


@pytest.mark.parametrize(
    ("stopped_at", "code"),
    [
        (NOW + timedelta(seconds=1), None),
        (NOW, "event.batch_stopped"),
        (NOW - timedelta(days=1), "event.batch_stopped"),
        (None, "event.batch_stopped"),
    ],
)
def test_a_correction_tells_how_goods_left_before_they_were_stopped_not_after(
    stopped_at: datetime | None, code: str | None
) -> None:
    lots = _with(BAGS, status=RECALLED, stopped_at=stopped_at)
    sent = _did(SHIPPING)
    corrected = replace(SHIPPING, is_replacement=True, replaced=sent)
    assert _code(corrected, lots=lots) == code
    less = {effect: amount - 1 for effect, amount in sent.items()}
    assert _code(replace(corrected, replaced=less), lots=lots) == "event.batch_stopped"
    seen = {(batch_id, Effect.NONE): amount for (batch_id, _), amount in sent.items()}
    assert _code(replace(corrected, replaced=seen), lots=lots) == "event.batch_stopped"
    assert _code(SHIPPING, lots=lots) == "event.batch_stopped"


def test_products_go_to_customers_only_when_released_and_raw_lots_at_any_time() -> None:
    assert _code(SHIPPING, lots=_with(BAGS, status=DRAFT)) == "event.not_released"
    assert _code(_event(Step.SHIPPING, _lot(ITEM, PADDY), parties=TO_SHOP)) is None
    sent_back = replace(SHIPPING, step=Step.RETURN_OUT)
    assert _code(sent_back, lots=_with(BAGS, status=DRAFT)) is None


@pytest.mark.parametrize(
    ("safe_from", "code"),
    [
        (None, None),
        (date(2026, 11, 24), None),
        (date(2026, 11, 25), "store_out.interval_not_over"),
    ],
)
def test_fumigated_grain_is_not_used_before_it_is_safe(
    safe_from: date | None, code: str | None
) -> None:
    assert _code(MILLING, lots=_with(PADDY, safe_from=safe_from)) == code
    storing = _event(Step.STORING, _lot(ITEM, PADDY))
    assert _code(storing, lots=_with(PADDY, safe_from=safe_from)) is None


def test_the_day_of_safety_is_chinas() -> None:
    midnight_in_china = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    lots = _with(PADDY, safe_from=date(2026, 11, 24))
    assert _code(replace(MILLING, event_time=midnight_in_china), lots=lots) is None
    just_before = midnight_in_china - timedelta(seconds=1)
    assert _code(replace(MILLING, event_time=just_before), lots=lots) == (
        "store_out.interval_not_over"
    )


# --- parties, standing, details --------------------------------------------------------------


@pytest.mark.parametrize(
    "step", [s for s, r in STEPS.items() if r.needs_destination and s is not Step.LOADING]
)
def test_goods_that_leave_go_to_somebody(step: Step) -> None:
    assert _code(replace(SHIPPING, step=step, parties=())) == "event.no_destination"
    from_shop = (replace(TO_SHOP[0], side=PartySide.SOURCE),)
    assert _code(replace(SHIPPING, step=step, parties=from_shop)) == "event.no_destination"
    assert _code(replace(SHIPPING, step=step)) is None


@pytest.mark.parametrize("standing", list(Standing))
def test_who_is_struck_off_sells_nothing_but_still_tells_what_he_does(standing: Standing) -> None:
    speaker = replace(SPEAKER, standing=standing)
    trusted = standing in {Standing.LISTED, Standing.WARNED}
    expected = None if trusted else "enterprise.not_trusted"
    assert _code(SHIPPING, speaker) == expected
    assert _code(LOADING, speaker) == expected
    assert _code(MILLING, speaker) is None


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (_event(Step.FUMIGATION, _lot(ITEM, PADDY)), "event.detail_missing"),
        (_event(Step.STORE_OUT, _lot(ITEM, PADDY)), "event.detail_missing"),
        (replace(LOADING, attributes={}), "event.detail_missing"),
        (
            replace(LOADING, attributes={}, lines=(_asset(PARENT), _lot(CHILD, PADDY))),
            None,  # grain in a lorry: GB 44917 is about oil
        ),
        (replace(SHIPPING, loss_mg=1), "event.not_a_production"),
        (replace(SHIPPING, transformation_id="P-1"), "event.not_a_production"),
        (replace(SHIPPING, closes_process=True), "event.not_a_production"),
        (replace(MILLING, loss_mg=1, transformation_id="P-1", closes_process=True), None),
    ],
)
def test_a_step_carries_its_details_and_no_others(event: EventDraft, code: str | None) -> None:
    assert _code(event) == code


@pytest.mark.parametrize("step", sorted(PRODUCTION_STEPS))
def test_every_production_is_checked_as_one(step: Step) -> None:
    assert _code(replace(MILLING, step=step)) is None
    assert _code(replace(MILLING, step=step, lines=MILLING.lines[:1])) == "event.input_and_output"

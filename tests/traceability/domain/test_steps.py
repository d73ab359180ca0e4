"""Does every step say in CBV words what the trade means?"""

from __future__ import annotations

import pytest

from traceability.domain.kinds import EventAction, EventType, LineRole, OrganizationKind
from traceability.domain.steps import (
    PRODUCTION_STEPS,
    STEPS,
    Effect,
    Step,
    is_amount_required,
)

FUMIGATING, CLEANING = "gyl:BizStep-fumigating", "gyl:BizStep-cleaning"
MADE = ("transformation", None, "commissioning", "active")
# (event type, action, bizStep, disposition): our reading of CBV 2.0 for the grain and oil trade.
WORDS: dict[str, tuple[str, str | None, str, str | None]] = {
    "harvesting": ("object", "add", "commissioning", "active"),
    "raw_intake": ("object", "add", "commissioning", "active"),
    "receiving": ("object", "observe", "receiving", None),
    "drying": MADE,
    "storing": ("object", "observe", "storing", None),
    "stock_counting": ("object", "observe", "stock_taking", None),
    "fumigation": ("object", "observe", FUMIGATING, "non_sellable_other"),
    "store_out": ("object", "observe", "staging_outbound", None),
    "cleaning": MADE,
    "milling": MADE,
    "pressing": MADE,
    "extraction": MADE,
    "refining": MADE,
    "blending": MADE,
    "filling": MADE,
    "packing": ("aggregation", "add", "packing", None),
    "unpacking": ("aggregation", "delete", "unpacking", None),
    "label_printing": ("transaction", "add", "encoding", "encoded"),
    "label_applying": ("object", "add", "commissioning", "active"),
    "factory_inspection": ("object", "observe", "inspecting", "conformant"),
    "sampling": ("object", "observe", "sampling", None),
    "sample_destruction": ("object", "delete", "destroying", "destroyed"),
    "tank_cleaning": ("object", "observe", CLEANING, None),
    "loading": ("aggregation", "add", "loading", "container_closed"),
    "departing": ("object", "observe", "departing", "in_transit"),
    "transporting": ("object", "observe", "transporting", "in_transit"),
    "unloading": ("aggregation", "delete", "unloading", None),
    "shipping": ("object", "observe", "shipping", "in_transit"),
    "shelving": ("object", "observe", "stocking", "sellable_accessible"),
    "void_shipping": ("object", "observe", "void_shipping", None),
    "refusal": ("object", "observe", "shipping", "returned"),
    "return_out": ("object", "observe", "shipping", "returned"),
    "return_in": ("object", "observe", "receiving", "returned"),
    "kitchen_use": ("object", "delete", "dispensing", "dispensed"),
    "destruction": ("object", "delete", "destroying", "destroyed"),
    "holding": ("object", "observe", "holding", "non_sellable_other"),
    "recalling": ("object", "observe", "holding", "recalled"),
    "lifting": ("object", "observe", "inspecting", "conformant"),
}
MOVES = {
    "harvesting": Effect.PRODUCE,
    "raw_intake": Effect.PRODUCE,
    "receiving": Effect.ARRIVE,
    "packing": Effect.PACK,
    "unpacking": Effect.UNPACK,
    "sample_destruction": Effect.CONSUME,
    "kitchen_use": Effect.CONSUME,
    "destruction": Effect.CONSUME,
    "loading": Effect.LEAVE,
    "shipping": Effect.LEAVE,
    "return_out": Effect.LEAVE,
    "void_shipping": Effect.CALL_BACK,
    "refusal": Effect.SEND_BACK,
    "return_in": Effect.ARRIVE,
}


def test_the_table_has_a_row_for_every_step() -> None:
    assert {step.value for step in STEPS} == set(WORDS) == {step.value for step in Step}


@pytest.mark.parametrize("step", list(Step))
def test_a_step_has_exactly_its_cbv_words(step: Step) -> None:
    rule = STEPS[step]
    action = rule.action.value if rule.action else None
    assert (rule.event_type.value, action, rule.biz_step, rule.disposition) == WORDS[step.value]


@pytest.mark.parametrize("step", list(Step))
def test_a_transformation_has_no_action_and_everything_else_has_one(step: Step) -> None:
    rule = STEPS[step]
    assert (rule.action is None) == (rule.event_type is EventType.TRANSFORMATION)
    assert (step in PRODUCTION_STEPS) == (rule.action is None)


@pytest.mark.parametrize("step", list(Step))
def test_a_step_moves_stock_as_the_trade_does(step: Step) -> None:
    rule = STEPS[step]
    if step in PRODUCTION_STEPS:
        assert rule.roles == {LineRole.INPUT, LineRole.OUTPUT}
        assert rule.effect_of(LineRole.INPUT) is Effect.CONSUME
        assert rule.effect_of(LineRole.OUTPUT) is Effect.PRODUCE
        return
    expected = MOVES.get(step.value, Effect.NONE)
    [counted] = rule.roles - {LineRole.PARENT}
    assert rule.effect_of(counted) is expected
    assert rule.effect_of(LineRole.PARENT) is Effect.NONE
    assert is_amount_required(step, counted) == (expected is not Effect.NONE)


@pytest.mark.parametrize("step", list(Step))
def test_only_an_aggregation_has_parent_and_children(step: Step) -> None:
    together = {LineRole.PARENT, LineRole.CHILD}
    assert (STEPS[step].roles == together) == (STEPS[step].event_type is EventType.AGGREGATION)


@pytest.mark.parametrize("step", list(Step))
def test_goods_that_leave_have_a_destination(step: Step) -> None:
    leaves = MOVES.get(step.value) in {Effect.LEAVE, Effect.CALL_BACK, Effect.SEND_BACK}
    assert STEPS[step].needs_destination == leaves


def test_lasting_dispositions_are_set_by_hold_and_recall_alone() -> None:
    assert {step.value: rule.sets for step, rule in STEPS.items() if rule.sets} == {
        "holding": ("non_sellable_other",),
        "recalling": ("recalled",),
    }
    by_use_case = {step.value for step, rule in STEPS.items() if rule.by_use_case}
    assert by_use_case == {"holding", "recalling", "lifting"}


def test_every_step_has_its_own_name_in_both_languages() -> None:
    assert len({rule.zh for rule in STEPS.values()}) == len(STEPS)
    assert len({rule.en for rule in STEPS.values()}) == len(STEPS)
    assert all(rule.zh and not rule.zh.isascii() and rule.en.isascii() for rule in STEPS.values())


@pytest.mark.parametrize(
    ("step", "speakers"),
    [
        (Step.HARVESTING, {"enterprise", "farm"}),
        (Step.SHIPPING, {"enterprise", "farm"}),
        (Step.MILLING, {"enterprise"}),
        (Step.RECEIVING, {"enterprise", "canteen"}),
        (Step.REFUSAL, {"enterprise", "canteen"}),
        (Step.SAMPLING, {"enterprise", "inspection_agency", "regulator"}),
        (Step.STORING, {"enterprise", "canteen", "farm"}),
    ],
)
def test_a_step_is_said_by_those_who_do_it(step: Step, speakers: set[str]) -> None:
    assert STEPS[step].speakers == {OrganizationKind(kind) for kind in speakers}


def test_the_order_leaves_delete_to_what_ends() -> None:
    ended = {step.value for step, rule in STEPS.items() if rule.action is EventAction.DELETE}
    assert ended == {
        "unpacking", "sample_destruction", "unloading", "destruction", "kitchen_use",
    }  # fmt: skip

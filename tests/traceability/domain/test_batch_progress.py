"""What comes next for a lot, and what its release lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.batch_progress import (
    Mark,
    NextStep,
    Progress,
    Stage,
    lacks_of,
    marks,
    next_step,
)
from traceability.domain.errors import RuleError
from traceability.domain.kinds import Approval, BatchStatus, ResultVerdict, Standing
from traceability.domain.lifecycle import ReleaseFacts, check_release

DRAFT, RELEASED = BatchStatus.DRAFT, BatchStatus.RELEASED
PASS, FAIL = ResultVerdict.PASS, ResultVerdict.FAIL


@pytest.mark.parametrize(
    ("lot", "wanted", "said"),
    [
        (Progress(DRAFT), NextStep.PRODUCE, "here later later later later"),
        (Progress(DRAFT, True), NextStep.PACK, "done here later later later"),
        (Progress(DRAFT, False, True), NextStep.INSPECT, "done done here later later"),
        (Progress(DRAFT, True, True, FAIL), NextStep.INSPECT, "done done here later later"),
        (Progress(DRAFT, False, True, PASS), NextStep.RELEASE, "done done done here later"),
        (
            Progress(RELEASED, False, True, PASS, False, True),
            NextStep.SHIP,
            "done done done done here",
        ),
        (
            Progress(RELEASED, False, True, PASS, True, True),
            NextStep.SHIP,
            "done done done done here",
        ),
        (
            Progress(RELEASED, False, True, PASS, True, False),
            NextStep.NOTHING,
            "done done done done done",
        ),
        (
            Progress(BatchStatus.HELD, False, True, FAIL, False, True),
            NextStep.LIFT,
            "done done later stopped later",
        ),
        (
            Progress(BatchStatus.RECALLED, False, True, PASS, True, False),
            NextStep.NOTHING,
            "done done done stopped done",
        ),
    ],
)
def test_a_lot_knows_its_next_step(lot: Progress, wanted: NextStep, said: str) -> None:
    assert next_step(lot) is wanted
    assert " ".join(marks(lot).values()) == said
    assert list(marks(lot)) == list(Stage)


facts = st.builds(
    ReleaseFacts,
    status=st.just(DRAFT),
    approval=st.sampled_from([None, *Approval]),
    standing=st.sampled_from(Standing),
    has_production=st.booleans(),
    has_passed_inspection=st.booleans(),
    has_failed_inspection=st.booleans(),
    amount_made=st.integers(0, 5),
    best_before=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    today=st.just(date(2026, 6, 1)),
)


@given(facts)
def test_what_a_release_lacks_is_exactly_what_it_would_be_refused_for(lot: ReleaseFacts) -> None:
    lacks = lacks_of(lot)
    if not lacks:
        check_release(lot)
        return
    with pytest.raises(RuleError) as refused:
        check_release(lot)
    assert refused.value.code == lacks[0]
    assert len(set(lacks)) == len(lacks)


def test_a_lot_with_nothing_lacks_everything() -> None:
    bare = ReleaseFacts(
        DRAFT, None, Standing.DELISTED, False, False, True, 0, None, date(2026, 6, 1)
    )
    assert len(lacks_of(bare)) == 6
    assert "enterprise.not_trusted" not in lacks_of(replace(bare, standing=Standing.WARNED))


@given(
    st.builds(
        Progress,
        st.sampled_from(BatchStatus),
        *[st.booleans()] * 2,
        st.sampled_from([None, *ResultVerdict]),
        *[st.booleans()] * 2,
    )
)
def test_no_lot_is_at_two_places_at_once(lot: Progress) -> None:
    said = list(marks(lot).values())
    assert said.count(Mark.HERE) + said.count(Mark.STOPPED) <= 1

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer_web.civil_time import civil_today
from consumer_web.document import BatchState, Verdict
from consumer_web.verdicts import (
    ScanFacts,
    Standing,
    VerdictReason,
    decide,
    explain,
    is_expired,
)

TODAY = date(2026, 11, 24)
REGISTERED = datetime(2026, 9, 28, tzinfo=UTC)
GOOD = ScanFacts(
    state=BatchState.RELEASED,
    best_before=date(2027, 9, 27),
    standing=Standing.LISTED,
    registered_at=REGISTERED,
)
GRAVEST_FIRST = list(Verdict)


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({}, "genuine", None),
        ({"standing": Standing.WARNED}, "genuine", None),
        ({"state": None}, "unknown", None),
        ({"best_before": TODAY}, "genuine", None),
        ({"best_before": TODAY - timedelta(days=1)}, "expired", "past_date"),
        ({"suspect": True}, "suspicious", "copies"),
        ({"is_below_grade": True}, "genuine", "below_grade"),
        ({"is_below_grade": True, "suspect": True}, "suspicious", "copies"),
        ({"state": BatchState.HELD}, "held", "check"),
        ({"state": BatchState.UNRELEASED}, "held", "not_released"),
        ({"standing": Standing.SUSPENDED}, "held", "suspension"),
        ({"standing": None}, "held", "no_standing"),
        ({"state": BatchState.RECALLED}, "recalled", "recall"),
        ({"standing": Standing.DELISTED}, "delisted", "struck_off"),
        ({"standing_void_before": REGISTERED + timedelta(days=1)}, "delisted", "old_code"),
        ({"standing_void_before": REGISTERED}, "genuine", None),
        (
            {"standing_void_before": REGISTERED - timedelta(days=1), "registered_at": None},
            "delisted",
            "old_code",
        ),
    ],
)
def test_each_ground_leads_to_its_verdict(
    changes: dict[str, object], verdict: str, reason: str | None
) -> None:
    facts = replace(GOOD, **changes)  # type: ignore[arg-type]
    assert explain(facts, TODAY) == (
        Verdict(verdict),
        VerdictReason(reason) if reason else None,
    )


def test_a_relisted_enterprise_vouches_only_for_batches_registered_since() -> None:
    void_before = datetime(2026, 10, 1, tzinfo=UTC)
    old = replace(GOOD, standing_void_before=void_before)
    new = replace(old, registered_at=void_before)
    assert decide(old, TODAY) is Verdict.DELISTED
    assert decide(new, TODAY) is Verdict.GENUINE


facts_strategy = st.builds(
    ScanFacts,
    state=st.none() | st.sampled_from(BatchState),
    best_before=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    standing=st.none() | st.sampled_from(Standing),
    standing_void_before=st.none() | st.datetimes(timezones=st.just(UTC)),
    registered_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    suspect=st.booleans(),
)


def applying(facts: ScanFacts) -> set[Verdict]:
    """Say which verdicts apply, each by itself, in words other than those of the code."""
    grounds = {
        Verdict.UNKNOWN: facts.state is None,
        Verdict.DELISTED: facts.standing == "delisted"
        or (
            facts.standing_void_before is not None
            and not (
                facts.registered_at is not None
                and facts.registered_at >= facts.standing_void_before
            )
        ),
        Verdict.RECALLED: facts.state == "recalled",
        Verdict.HELD: facts.state in ("held", "unreleased")
        or facts.standing in ("suspended", None),
        Verdict.SUSPICIOUS: facts.suspect,
        Verdict.EXPIRED: facts.best_before is not None and facts.best_before < TODAY,
        Verdict.GENUINE: True,
    }
    return {verdict for verdict, applies in grounds.items() if applies}


@given(facts_strategy)
def test_the_gravest_that_applies_wins(facts: ScanFacts) -> None:
    assert decide(facts, TODAY) is min(applying(facts), key=GRAVEST_FIRST.index)


@given(facts_strategy)
def test_only_a_released_batch_of_a_listed_or_warned_enterprise_is_genuine(
    facts: ScanFacts,
) -> None:
    if decide(facts, TODAY) is Verdict.GENUINE:
        assert facts.state is BatchState.RELEASED
        assert facts.standing in (Standing.LISTED, Standing.WARNED)
        assert not facts.suspect
        assert not is_expired(facts.best_before, TODAY)


@given(facts_strategy, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_time_alone_never_makes_a_code_better(facts: ScanFacts, day: date) -> None:
    before, after = decide(facts, day), decide(facts, day + timedelta(days=1))
    assert GRAVEST_FIRST.index(after) <= GRAVEST_FIRST.index(before)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), date(2026, 11, 25)),
    ],
)
def test_the_day_changes_at_midnight_in_china(instant: datetime, day: date) -> None:
    assert civil_today(instant) == day

"""What goes wrong on demand?"""

from __future__ import annotations

from random import Random

import pytest

from traceability.credit_sandbox.faults import (
    Fate,
    Faults,
    FaultsMalformedError,
    draw_fate,
    is_down,
    read_faults,
)


def test_the_faults_of_the_manual_are_read() -> None:
    said = "drop=0.2,delay=0.2, duplicate=0.1,error=0.2,garbage=0.1,down=30s"
    assert read_faults(said) == Faults(0.2, 0.2, 0.1, 0.2, 0.1, 30.0)
    assert read_faults("") == Faults()


@pytest.mark.parametrize("said", ["drop", "drop=2", "drop=-0.1", "drop=x", "rain=0.1", "down=30"])
def test_others_are_refused(said: str) -> None:
    with pytest.raises(FaultsMalformedError):
        read_faults(said)


def test_without_faults_nothing_happens() -> None:
    assert draw_fate(Faults(), Random(1)) == Fate()


def test_a_loss_strikes_before_or_after_storing() -> None:
    dice = Random(1)
    fates = [draw_fate(Faults(drop=0.5, error=0.5), dice) for _ in range(1000)]
    assert not any(fate.is_lost_before and fate.is_lost_after for fate in fates)
    for name in ("is_lost_before", "is_lost_after", "is_error_before", "is_error_after"):
        assert 180 < sum(getattr(fate, name) for fate in fates) < 320


def test_it_is_down_a_quarter_of_the_time() -> None:
    faults = Faults(down=30.0)
    assert [is_down(faults, second) for second in (0, 89, 90, 119, 120, 211)] == [
        False, False, True, True, False, True,
    ]  # fmt: skip
    assert not is_down(Faults(), 1e6)

"""When a build keeps what it has."""

from __future__ import annotations

from citeweave.pacing import Pace


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_batch_waits_two_seconds_and_as_long_as_the_last_one_took():
    clock = Clock()
    pace = Pace(clock=clock)
    clock.now = 1.9
    assert not pace.is_due(10)
    clock.now = 2.0
    assert pace.is_due(10)
    assert not pace.is_due(0)
    with pace.keeping():
        clock.now = 7.0
    clock.now = 11.9
    assert not pace.is_due(10)
    clock.now = 12.0
    assert pace.is_due(10)


def test_a_batch_never_waits_longer_or_grows_larger_than_said():
    clock = Clock()
    pace = Pace(most_seconds=3.0, most_records=100, clock=clock)
    with pace.keeping():
        clock.now = 50.0
    assert pace.is_due(100)
    assert not pace.is_due(99)
    clock.now = 53.0
    assert pace.is_due(1)

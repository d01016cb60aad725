"""The wiring's own clock."""

import pytest

from tests.store.conftest import HOUR, NOON
from workshop.app import RoomClock, clock, steady


class Machine:
    """A machine whose clock may be set, while its time goes on."""

    def __init__(self) -> None:
        self.clock, self.steady = NOON, 5_000
        self.time = RoomClock(lambda: self.clock, lambda: self.steady)

    def passes(self, ms: int) -> None:
        self.clock += ms
        self.steady += ms


@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_an_hour_that_the_clock_is_set_by_is_no_time(step):
    machine = Machine()
    machine.clock += step
    assert machine.time() == NOON
    machine.passes(60_000)
    assert machine.time() == NOON + 60_000
    machine.clock -= step
    assert machine.time() == NOON + 60_000


def test_a_clock_that_is_put_right_little_by_little_is_followed():
    machine = Machine()
    for _ in range(100):
        machine.passes(60_000)
        machine.clock += 50
        assert machine.time() == machine.clock


def test_a_machine_that_learns_which_day_it_is_is_believed():
    machine = Machine()
    machine.clock += 400 * 24 * HOUR
    machine.passes(100)
    assert machine.time() == machine.clock


def test_the_machines_own_clocks_go_on_together():
    time = RoomClock(clock, steady)
    assert 0 <= clock() - time() < 1_000

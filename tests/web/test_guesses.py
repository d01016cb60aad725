"""Guesses: who tries many codes waits, and not for longer than a minute."""

import pytest

from tests.web.town import NOON
from workshop.web import guesses
from workshop.web.guesses import DELAY, PER_ADDRESS, WINDOW, Guesses

HOUR = 3_600_000  # ms


@pytest.fixture
def tried():
    """Somebody has just tried as many codes as one may."""
    tried = Guesses()
    assert [tried.wrong("here", NOON) for _ in range(PER_ADDRESS)] == [0.0] * PER_ADDRESS
    return tried


def test_who_tries_too_many_waits_and_others_do_not(tried):
    assert tried.wrong("here", NOON) == DELAY
    assert tried.wrong("elsewhere", NOON) == 0.0


def test_a_minute_later_all_is_forgotten(tried):
    assert tried.wrong("here", NOON + WINDOW) == 0.0


@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_a_clock_that_is_set_keeps_nobody_waiting(tried, step):
    assert tried.wrong("here", NOON + step) == 0.0
    again = [tried.wrong("here", NOON + step) for _ in range(PER_ADDRESS)]
    assert again == [0.0] * (PER_ADDRESS - 1) + [DELAY]


@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_addresses_are_forgotten_whichever_way_the_clock_is_set(monkeypatch, tried, step):
    monkeypatch.setattr(guesses, "ADDRESSES_KEPT", 1)
    tried.wrong("elsewhere", NOON + step)
    assert list(tried._by_address) == ["elsewhere"]

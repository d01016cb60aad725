"""Where an evening begins."""

from collections.abc import Callable

import pytest

from tests.room.cast import (
    EVERYBODY_JOINS,
    THE_EVENING,
    Evening,
    Sent,
    ana,
    ben,
    cleo,
    engine,
    fay,
    four,
)

Given = Callable[..., Evening]


@pytest.fixture
def given() -> Given:
    """Begin with the workshop made, everybody seated, and what is given besides."""

    def begin(*sent: Sent) -> Evening:
        return Evening().when(THE_EVENING, *EVERYBODY_JOINS, *sent).takes()

    return begin


@pytest.fixture
def nothing() -> Evening:
    """Begin before the first entry."""
    return Evening()


@pytest.fixture
def sorted_room(given: Given) -> Evening:
    """Six responses; the engine has put five of them in two themes, nobody has steered."""
    said = ("Band", "Choir", "Bus", "Buses", "Late bus", "Lunch")
    said_by = (ana, ben, cleo, ana, ben, cleo)
    submitted = [who.submits(text) for who, text in zip(said_by, said, strict=True)]
    evening = given(fay.opens("p1"), *submitted)
    return evening.when(engine.drafts(music=("r1", "r2"), buses=("r3", "r4", "r5")))


@pytest.fixture
def loose_room(given: Given) -> Evening:
    """A theme made by hand, and five loose responses."""
    said = [ana.submits(text) for text in ("Band", "Choir", "Bus", "Buses", "Lunch")]
    return given(fay.opens("p1"), *said, fay.makes("Music"))


@pytest.fixture
def busy(given: Given) -> Evening:
    """A room with one of everything, and the phones' view open."""
    evening = given(fay.opens("p1"), fay.opens_the_view())
    evening.when(ana.submits("Band"), ben.submits("Choir"), four.submits("Bus"))
    evening.when(fay.makes("Music", "r1", "r2"), fay.promotes("t1"), fay.promotes("r3", "value"))
    return evening

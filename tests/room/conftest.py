"""Where an evening begins."""

from collections.abc import Callable

import pytest

from tests.room.cast import EVERYBODY_JOINS, THE_EVENING, Evening, Sent

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

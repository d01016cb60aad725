"""A house on a socket; each test has a project and a workshop of its own in it."""

from collections.abc import Iterator

import pytest

from tests.web.stage import Stage


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One server for all tests of pages."""
    stage = Stage(tmp_path_factory.mktemp("house"))
    yield stage
    stage.close()


@pytest.fixture
def stage(house: Stage) -> Stage:
    """The server, with a project and a workshop that nobody has seen before."""
    house.begin_again()
    return house

"""Houses: one on a socket, where each test has a workshop of its own, and one to walk through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.stage import Stage
from tests.web.town import Browser, Town, opened


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One server for all tests of pages."""
    stage = Stage(tmp_path_factory.mktemp("house"))
    yield stage
    stage.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with opened(tmp_path / "town.db") as town:
        yield town


@pytest.fixture(scope="module")
def shared_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One house for all tests of a module that change nothing in it."""
    with opened(tmp_path_factory.mktemp("town") / "town.db") as town:
        yield town


@pytest.fixture
def fay(town: Town) -> Browser:
    """Fay leads workshops, and has signed in."""
    return town.sign_in(town.make_user("Fay", "facilitator"))


@pytest.fixture
def at(fay: Browser) -> str:
    """Return the path of a workshop that Fay has made."""
    page = fay.sends(
        "/workshops/new",
        template="blank",
        title="Evening",
        project_title="Plan",
        minutes="5",
        kind="open",
        question_en="What now?",
        question_es="",
        moderation="flagged",
        group="",
        group_en="",
        group_es="",
    )
    return page.location


@pytest.fixture
def stage(house: Stage) -> Stage:
    """The server, with a project and a workshop that nobody has seen before."""
    house.begin_again()
    return house

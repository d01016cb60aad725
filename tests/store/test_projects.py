"""Projects, seen from one district."""

import pytest

from tests.store.conftest import NOON
from workshop.errors import NotFound
from workshop.store import projects


@pytest.fixture
def act(house):
    """Do something as a transaction of its own."""
    return lambda what: house.writer.write(what).result()


def test_projects_are_listed_newest_first(act, house):
    second = act(lambda session: projects.create(session, house.district, title="Oak", at=NOON + 1))
    listed = act(lambda session: projects.list_for_district(session, house.district))
    assert [project.title for project in listed] == ["Oak", "Maple 2030"]
    assert act(lambda session: projects.get(session, house.district, second.id)) == second


def test_a_project_takes_another_title_and_stage(act, house):
    act(lambda session: projects.rename(session, house.district, house.project, "Maple 2031"))
    act(lambda session: projects.set_stage(session, house.district, house.project, "planning"))
    project = act(lambda session: projects.get(session, house.district, house.project))
    assert (project.title, project.stage) == ("Maple 2031", "planning")


def test_another_district_sees_none_of_them(act, house):
    assert act(lambda session: projects.list_for_district(session, "d0")) == []
    with pytest.raises(NotFound, match="project"):
        act(lambda session: projects.get(session, "d0", house.project))

"""Plans: covers, lists and history, seen from one district."""

import pytest

from tests.store.conftest import NOON
from tests.store.desk import COVER, GOAL, a_desk
from workshop.errors import NotFound, Refused
from workshop.store import plans
from workshop.store.plan_items import save_item


@pytest.fixture
def desk(house):
    return a_desk(house)


# --- covers ---------------------------------------------------------------------------------


def test_plans_are_listed_newest_first_and_by_project(desk):
    second = desk.does(plans.create_plan, project=desk.house.project, values=COVER, at=NOON + 1)
    with desk.house.database.reader() as session:
        assert [p.id for p in plans.list_plans(session, desk.house.district)] == [
            second.id,
            desk.plan,
        ]
        assert plans.list_plans(session, desk.house.district, project="j0") == []


def test_a_cover_is_saved_with_its_history(desk):
    saved = desk.does(plans.save_plan, desk.plan, version=1, values={"end_year": "2030"})
    assert (saved.end_year, saved.version) == (2030, 2)
    newest = desk.history()[0]
    assert (newest.item, newest.field, newest.old, newest.new) == (None, "end_year", "2031", "2030")
    with pytest.raises(Refused, match="changed_meanwhile") as refused:
        desk.does(plans.save_plan, desk.plan, version=1, values={"title": "Oak"}, by=desk.cai)
    assert refused.value.params["there"] == {**COVER, "end_year": "2030"}


def test_a_plan_needs_a_project_of_the_district(desk):
    with pytest.raises(NotFound, match="project"):
        desk.does(plans.create_plan, project="j0", values=COVER)


def test_another_district_finds_nothing(desk):
    with desk.house.database.reader() as session:
        assert plans.list_plans(session, "d0") == []
        for look in (plans.get_plan, plans.load, plans.changes):
            with pytest.raises(NotFound, match="plan"):
                look(session, "d0", desk.plan)

    def save(session):
        values = {"text": "Mine"}
        save_item(session, "d0", desk.goal, version=1, values=values, by="u0", at=NOON)

    with pytest.raises(NotFound, match="item"):
        desk.house.writer.write(save).result()


# --- history --------------------------------------------------------------------------------


def test_history_is_read_newest_first_in_pages(desk):
    assert [(c.field, c.old, c.new) for c in desk.history()] == [
        ("", "", GOAL),
        ("", "", "Belonging"),
        ("", "", "Maple 2031"),
    ]
    newest = desk.history(limit=1)
    assert [c.new for c in desk.history(before=newest[0].id)] == ["Belonging", "Maple 2031"]


def test_history_outlives_the_people_in_it(desk):
    desk.does(save_item, desk.goal, version=1, values={"text": "Cai's"}, by=desk.cai)
    desk.house.writer.write(
        lambda session: session.connection().exec_driver_sql(
            "DELETE FROM users WHERE id = ?", (desk.cai,)
        )
    ).result()
    newest = desk.history()[0]
    assert (newest.new, newest.by, newest.by_name) == ("Cai's", None, None)

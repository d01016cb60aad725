"""Combined themes: joined, added to, taken apart and undone, in one district."""

from dataclasses import dataclass

import pytest
from sqlalchemy.dialects import postgresql
from sqlmodel import select

from tests.store.conftest import NOON, House
from workshop.errors import NotFound, Refused
from workshop.inquiry.combine import Ref
from workshop.store import combined, people, projects, workshops
from workshop.store.combined import MAX_NAME, STEPS, Join
from workshop.store.tables import CombinedPartRow, CombinedStepRow


@dataclass
class Across:
    """A project of two workshops, and two people who combine their themes."""

    house: House
    cai: str
    other: str  # the second workshop

    def does(self, act, *what, by=None, at=NOON, **how):
        def job(session):
            mine = by or self.house.fay.id
            return act(session, self.house.district, *what, by=mine, at=at, **how)

        return self.house.writer.write(job).result()

    def joins(self, *joins: Join, kind="strengths", **how):
        return self.does(combined.join, self.house.project, joins, kind=kind, **how)

    def sees(self):
        with self.house.database.reader() as session:
            return combined.load(session, self.house.district, self.house.project)

    def told(self):
        return [(one.name, [ref.theme for ref in one.parts]) for one in self.sees()]

    def last(self):
        with self.house.database.reader() as session:
            return combined.last_step(session, self.house.district, self.house.project)

    def undoes(self, **how):
        self.does(combined.undo, self.house.project, self.last().id, **how)

    def here(self, *themes: str) -> tuple[Ref, ...]:
        return tuple(Ref(self.house.workshop.id, theme) for theme in themes)

    def there(self, *themes: str) -> tuple[Ref, ...]:
        return tuple(Ref(self.other, theme) for theme in themes)


@pytest.fixture
def across(house) -> Across:
    def furnish(session):
        cai = people.create_user(
            session,
            house.district,
            email="cai@maple.example",
            name="Cai",
            role="facilitator",
            at=NOON,
        )
        other = workshops.create(
            session,
            house.district,
            project=house.project,
            title="Another",
            template="blank",
            by=house.fay.id,
            at=NOON,
        )
        return Across(house, cai.id, other.id)

    return house.writer.write(furnish).result()


def both(across: Across, name: str = "Care") -> str:
    return across.joins(Join(across.here("t1") + across.there("t2"), name))[0]


def test_FA25_themes_of_two_workshops_become_one(across):
    key = both(across, "  Care   for all ")
    (one,) = across.sees()
    assert (one.id, one.name, one.kind, one.place, one.version) == (
        key,
        "Care for all",
        "strengths",
        1,
        1,
    )
    assert one.parts == across.here("t1") + across.there("t2")
    step = across.last()
    assert (step.act, step.name, step.count, step.by_name) == ("join", "Care for all", 1, "Fay")


def test_FA25_more_is_added_to_it_and_taken_out_again(across):
    key = both(across)
    across.joins(Join(across.there("t3"), into=key))
    assert across.told() == [("Care", ["t1", "t2", "t3"])]
    assert across.sees()[0].version == 2
    across.does(combined.take_out, key, across.there("t2"))
    assert across.told() == [("Care", ["t1", "t3"])]
    across.does(combined.take_out, key, across.here("t1") + across.there("t3"))
    assert across.told() == []


def test_FA25_a_theme_is_in_one_combined_theme_only(across):
    both(across)
    with pytest.raises(Refused, match="combined_meanwhile"):
        across.joins(Join(across.here("t1") + across.there("t9"), "Again"))
    assert across.told() == [("Care", ["t1", "t2"])]


@pytest.mark.parametrize(
    ("name", "code"), [(" ", "empty"), ("x" * (MAX_NAME + 1), "too_long")], ids=["empty", "long"]
)
def test_a_name_has_words_and_an_end(across, name, code):
    with pytest.raises(Refused, match=code):
        across.joins(Join(across.here("t1") + across.there("t1"), name))


def test_one_theme_alone_is_nothing_to_combine(across):
    for joins in ((), (Join(across.here("t1"), "Alone"),)):
        with pytest.raises(Refused, match="nothing_to_do"):
            across.joins(*joins)


def test_a_workshop_of_another_project_is_not_found(across):
    house = across.house

    def elsewhere(session):
        project = projects.create(session, house.district, title="Other", at=NOON).id
        return combined.join(
            session,
            house.district,
            project,
            [Join(across.here("t1") + across.there("t1"), "Mine")],
            kind="values",
            by=house.fay.id,
            at=NOON,
        )

    with pytest.raises(NotFound, match="workshop"):
        house.writer.write(elsewhere).result()


def test_a_name_is_saved_at_the_version_that_it_was_read_at(across):
    key = both(across)
    across.does(combined.rename, key, version=1, name="Caring adults", by=across.cai)
    with pytest.raises(Refused, match="changed_meanwhile") as refused:
        across.does(combined.rename, key, version=1, name="Staff")
    assert refused.value.params["there"] == {"name": "Caring adults"}
    assert (refused.value.params["version"], refused.value.params["by_name"]) == (2, "Cai")
    across.does(combined.rename, key, version=2, name="Staff")
    assert across.told() == [("Staff", ["t1", "t2"])]


def test_what_is_combined_moves_among_its_kind(across):
    first, second = both(across), across.joins(Join(across.here("t3", "t4"), "Music"))[0]
    across.joins(Join(across.here("t7", "t8"), "Elsewhere"), kind="values")
    across.does(combined.move, second, "up")
    across.does(combined.move, second, "up")
    names = [one.name for one in across.sees() if one.kind == "strengths"]
    assert names == ["Music", "Care"]
    across.does(combined.move, first, "up")
    assert next(one.name for one in across.sees()) == "Care"


def test_FA25_it_is_taken_apart_and_stands_again_after_an_undo(across):
    key = both(across)
    before = across.told()
    across.does(combined.take_apart, key)
    assert across.told() == []
    across.undoes()
    assert across.told() == before
    assert across.sees()[0].id == key, "what was brought into a plan finds it again"


def test_FA25_undo_goes_back_step_by_step(across):
    key = both(across)
    across.joins(Join(across.there("t3"), into=key))
    across.does(combined.rename, key, version=2, name="Staff")
    across.does(combined.take_out, key, across.here("t1"))
    seen = []
    while across.last():
        seen.append(across.told())
        across.undoes(by=across.cai)
    assert seen == [
        [("Staff", ["t2", "t3"])],
        [("Staff", ["t1", "t2", "t3"])],
        [("Care", ["t1", "t2", "t3"])],
        [("Care", ["t1", "t2"])],
    ]
    assert across.told() == []
    with pytest.raises(Refused, match="nothing_to_undo"):
        across.does(combined.undo, across.house.project, 1)


def test_FA25_several_proposals_are_one_step(across):
    across.joins(
        Join(across.here("t1") + across.there("t1"), "Care"),
        Join(across.here("t2") + across.there("t2"), "Music"),
    )
    assert across.last().count == 2
    across.undoes()
    assert across.told() == []


def test_an_old_page_undoes_nothing_that_came_later(across):
    both(across)
    old = across.last().id
    across.undoes()
    both(across, "Another")
    with pytest.raises(Refused, match="changed_meanwhile"):
        across.does(combined.undo, across.house.project, old)
    assert across.told() == [("Another", ["t1", "t2"])]


def test_a_form_read_before_an_undo_does_not_save_over_it(across):
    key = both(across)
    across.does(combined.rename, key, version=1, name="Staff")
    across.undoes()
    with pytest.raises(Refused, match="changed_meanwhile"):
        across.does(combined.rename, key, version=2, name="Late")


def test_only_the_newest_steps_are_kept(across):
    key = both(across)
    for n in range(STEPS + 3):
        across.does(combined.rename, key, version=n + 1, name=f"Name {n}")
    with across.house.database.reader() as session:
        assert len(session.exec(select(CombinedStepRow)).all()) == STEPS


def test_another_district_finds_nothing(across):
    key = both(across)
    with across.house.database.reader() as session:
        for look in (combined.load, combined.last_step):
            with pytest.raises(NotFound, match="project"):
                look(session, "d0", across.house.project)

    def acts(session):
        combined.take_apart(session, "d0", key, by="u0", at=NOON)

    with pytest.raises(NotFound, match="combined"):
        across.house.writer.write(acts).result()


def test_parts_go_with_their_workshop(across):
    both(across)
    across.house.writer.write(
        lambda session: session.connection().exec_driver_sql(
            "DELETE FROM workshops WHERE id = ?", (across.other,)
        )
    ).result()
    assert across.told() == [("Care", ["t1"])]
    with across.house.database.reader() as session:
        assert len(session.exec(select(CombinedPartRow)).all()) == 1


def test_M5_a_name_that_the_engine_made_up_is_called_otherwise_also_where_an_undo_leads(across):
    (made,) = across.joins(Join((*across.here("t1"), *across.there("t2")), "Zibby · Tone"))
    across.joins(Join((*across.here("t3"), *across.there("t4")), "Zibby"))
    across.does(combined.rename, made, version=1, name="Calm")
    names = {"t1": {"Zibby · Tone": "Tone"}, "t3": {"Zibby · Hall": "Hall"}}
    with_names = {"workshop_id": across.house.workshop.id, "names": names}

    def rename(session):
        combined.rename_coined(session, across.house.district, **with_names)

    across.house.writer.write(rename).result()
    assert [name for name, _ in across.told()] == ["Calm", "Zibby"], "a person's is a person's"
    across.undoes()
    assert [name for name, _ in across.told()] == ["Tone", "Zibby"]
    across.does(combined.take_apart, made)
    across.house.writer.write(rename).result()
    with across.house.database.reader() as session:
        steps = session.exec(select(CombinedStepRow)).all()
    assert not [step for step in steps if "Zibby ·" in f"{step.name} {step.before}"]


def test_M5_a_combined_theme_called_as_the_engine_called_one_of_its_themes_loses_the_words(across):
    across.joins(Join((*across.here("t1"), *across.there("t2")), "Zibby · Tone"))
    names = {"t2": {"Zibby · Tone": "…"}}

    def rename(workshop):
        return lambda session: combined.rename_coined(
            session, across.house.district, workshop, names
        )

    across.house.writer.write(rename(across.house.workshop.id)).result()
    assert across.told()[0][0] == "Zibby · Tone", "that was another workshop's theme"
    across.house.writer.write(rename(across.other)).result()
    assert across.told()[0][0] == "…"


def test_CF2_of_two_who_combine_a_theme_at_the_same_moment_one_is_refused_kindly(across):
    def joins(name, theme):
        refs = across.here("t1") + across.there(theme)

        def job(session):
            act = across.house.district, across.house.project, [Join(refs, name)]
            return combined.join(session, *act, kind="strengths", by=across.house.fay.id, at=NOON)

        return across.house.writer.write(job)  # both wait for the same commit

    first, second = joins("First", "t2"), joins("Second", "t3")
    assert len(first.result()) == 1
    with pytest.raises(Refused, match="combined_meanwhile"):
        second.result()
    assert across.told() == [("First", ["t1", "t2"])]
    assert across.last().name == "First"


def test_CF2_whoever_changes_the_themes_of_a_project_holds_it_where_there_are_several_writers():
    asked = str(combined.holding("j1").compile(dialect=postgresql.dialect()))
    assert asked.endswith("FOR UPDATE")

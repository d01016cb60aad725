"""Plan items: written, saved, moved, removed and brought back, and nothing is lost unseen."""

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.conftest import NOON
from tests.store.desk import COVER, GOAL, a_desk
from workshop.errors import BadMessage, Refused
from workshop.plan.nouns import form_of
from workshop.store import plans
from workshop.store.plan_items import add_item, move_item, remove_item, restore_item, save_item


@pytest.fixture
def desk(house):
    return a_desk(house)


# --- writing --------------------------------------------------------------------------------


def test_a_whole_tree_is_loaded_as_it_was_written(desk):
    metric = desk.adds("metric", desk.goal, title="Absence", baseline="22.4", target="12")
    strategy = desk.adds("strategy", desk.goal, text="Advisory", owner="Principals")
    step = desk.adds("action_step", strategy.id, text="Match", due="2026-10-31", funding="Title I")
    mission = desk.adds("mission", text="Every student learns.")
    items = {item.id: item for item in desk.sees().items}
    assert items[metric.id] == metric
    assert items[strategy.id] == strategy
    assert items[step.id] == step
    assert items[mission.id] == mission
    assert form_of(items[step.id].fields)["due"] == "2026-10-31"
    assert desk.numbers() == {
        "1": "Belonging",
        "1.1": GOAL,
        "1.1.A": "Advisory",
        "1.1.A.1": "Match",
    }


def test_an_item_stands_only_where_its_kind_belongs(desk):
    for kind, parent in [("goal", None), ("priority", desk.goal), ("strategy", desk.priority)]:
        values = {"title": "x"} if kind == "priority" else {"text": "x"}
        with pytest.raises(BadMessage, match="wrong_parent"):
            desk.adds(kind, parent, **values)
    other = desk.does(plans.create_plan, project=desk.house.project, values=COVER)
    with pytest.raises(BadMessage, match="wrong_parent"):
        desk.does(add_item, other.id, kind="strategy", parent=desk.goal, values={"text": "x"})


def test_an_item_without_its_words_is_refused_and_leaves_no_trace(desk):
    before = len(desk.history())
    with pytest.raises(Refused, match="invalid_fields"):
        desk.adds("goal", desk.priority, text=" ", owner="Fay")
    assert len(desk.history()) == before


# --- saving: two people in one goal ---------------------------------------------------------


def test_a_save_writes_a_change_for_each_field(desk):
    saved = desk.does(
        save_item,
        desk.goal,
        version=1,
        values={"text": "Absence falls to 12 %", "owner": "Fay"},
        reason="  the board   asked ",
    )
    assert (saved.version, saved.name) == (2, "Absence falls to 12 %")
    told = {(c.field, c.old, c.new, c.by_name, c.reason) for c in desk.history(item=desk.goal)[:2]}
    assert told == {
        ("text", GOAL, "Absence falls to 12 %", "Fay", "the board asked"),
        ("owner", "", "Fay", "Fay", "the board asked"),
    }


def test_a_save_of_what_somebody_changed_meanwhile_shows_both_and_loses_neither(desk):
    fays = {"text": "Fay's words"}
    cais = {"text": "Cai's words"}
    desk.does(save_item, desk.goal, version=1, values=fays, at=NOON + 5)
    with pytest.raises(Refused, match="changed_meanwhile") as refused:
        desk.does(save_item, desk.goal, version=1, values=cais, by=desk.cai)
    there = refused.value.params
    assert there["there"]["text"] == "Fay's words"
    assert (there["item"], there["version"], there["by"]) == (desk.goal, 2, desk.fay)
    assert (there["by_name"], there["at"]) == ("Fay", NOON + 5)
    assert desk.reads(desk.goal).name == "Fay's words"
    # Cai has seen it and decides.
    saved = desk.does(save_item, desk.goal, version=2, values=cais, by=desk.cai)
    assert saved.name == "Cai's words"
    assert [change.new for change in desk.history(item=desk.goal)] == [
        "Cai's words",
        "Fay's words",
        GOAL,
    ]


def test_the_same_form_sent_twice_is_harmless(desk):
    once = desk.does(save_item, desk.goal, version=1, values={"text": "New"})
    assert desk.does(save_item, desk.goal, version=1, values={"text": "New"}) == once
    assert len(desk.history(item=desk.goal)) == 2


def test_moving_an_item_is_no_conflict_with_words(desk):
    desk.adds("goal", desk.priority, text="Second")
    desk.does(move_item, desk.goal, to="down")
    assert desk.does(save_item, desk.goal, version=1, values={"owner": "Fay"}).version == 2


def test_what_a_save_leaves_out_stays(desk):
    desk.does(save_item, desk.goal, version=1, values={"owner": "Fay", "due": "2030-06-30"})
    saved = desk.does(save_item, desk.goal, version=2, values={"owner": ""})
    assert form_of(saved.fields) == {"text": GOAL, "owner": "", "due": "2030-06-30"}


saves = st.lists(
    st.tuples(
        st.sampled_from(["fay", "cai"]),
        st.integers(0, 3),
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["text", "owner"]),
    ),
    max_size=10,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves)
def test_no_words_are_ever_overwritten_by_somebody_who_has_not_seen_them(desk, saves):
    """However two people save, every text that was ever accepted stands, or was read before."""
    goal = desk.adds("goal", desk.priority, text="first")
    seen = {1: form_of(goal.fields)}
    for who, behind, word, field in saves:
        now = max(seen)
        read = max(now - behind, 1)
        save = partial(
            desk.does,
            save_item,
            goal.id,
            version=read,
            values={field: word},
            by=desk.fay if who == "fay" else desk.cai,
        )
        is_news = seen[now][field] != word
        if read < now and is_news:
            with pytest.raises(Refused, match="changed_meanwhile") as refused:
                save()
            there = form_of(desk.reads(goal.id).fields)
            assert refused.value.params["there"] == seen[now] == there
            continue
        saved = save()
        assert saved.version == now + is_news
        seen[saved.version] = form_of(saved.fields)
    told = [c for c in reversed(desk.history(item=goal.id)) if c.field]
    rebuilt = {**seen[1]}
    for change in told:
        assert rebuilt[change.field] == change.old
        rebuilt[change.field] = change.new
    assert rebuilt == form_of(desk.reads(goal.id).fields)


# --- moving, removing, bringing back --------------------------------------------------------


def test_an_item_moves_with_what_is_under_it(desk):
    desk.adds("priority", title="Staff")
    assert desk.does(move_item, desk.priority, to="down")
    assert desk.numbers() == {"1": "Staff", "2": "Belonging", "2.1": GOAL}
    newest = desk.history()[0]
    assert (newest.field, newest.old, newest.new) == ("place", "1", "2")
    assert not desk.does(move_item, desk.priority, to="down")


def test_an_item_moves_past_removed_ones(desk):
    gone = desk.adds("priority", title="Gone")
    desk.adds("priority", title="Staff")
    desk.does(remove_item, gone.id, version=1)
    assert desk.does(move_item, desk.priority, to="down")
    assert desk.numbers()["1"] == "Staff"


def test_an_item_with_others_under_it_goes_only_when_told_so(desk):
    desk.adds("strategy", desk.goal, text="Advisory")
    with pytest.raises(Refused, match="has_items") as refused:
        desk.does(remove_item, desk.priority, version=1)
    assert refused.value.params == {"count": 2}
    assert desk.does(remove_item, desk.priority, version=1, with_what_is_under=True) == 3
    assert desk.sees().items == ()
    with pytest.raises(Refused, match="removed_meanwhile"):
        desk.does(save_item, desk.goal, version=1, values={"text": "late"}, by=desk.cai)
    with pytest.raises(Refused, match="removed_meanwhile"):
        desk.adds("goal", desk.priority, text="late")


def test_a_removed_item_comes_back_where_it_was_with_what_went_with_it(desk):
    before = desk.sees()
    early = desk.adds("goal", desk.priority, text="Dropped before")
    desk.does(remove_item, early.id, version=1, at=NOON + 1)
    desk.adds("priority", title="Staff")
    desk.does(remove_item, desk.priority, version=1, with_what_is_under=True, at=NOON + 2)
    assert desk.does(restore_item, desk.priority) == 2
    assert desk.does(restore_item, desk.priority) == 0
    assert desk.numbers() == {"1": "Belonging", "1.1": GOAL, "2": "Staff"}
    assert {i.id for i in before.items} <= {i.id for i in desk.sees().items}


def test_an_item_does_not_come_back_under_one_that_is_gone(desk):
    desk.does(remove_item, desk.priority, version=1, with_what_is_under=True)
    with pytest.raises(Refused, match="parent_removed"):
        desk.does(restore_item, desk.goal)


def test_an_item_that_somebody_changed_meanwhile_is_not_removed(desk):
    desk.does(save_item, desk.goal, version=1, values={"owner": "Fay"})
    with pytest.raises(Refused, match="changed_meanwhile"):
        desk.does(remove_item, desk.goal, version=1, by=desk.cai)

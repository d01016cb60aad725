"""Outline: reading order and numbers."""

import random

from hypothesis import given
from hypothesis import strategies as st

from workshop.plan.nouns import KINDS, PARENTS, Competency, Goal, Item, Metric, Priority, Statement
from workshop.plan.outline import numbered, outline, walk

FIELDS = {
    Statement: Statement(text="text"),
    Competency: Competency(title="title"),
    Priority: Priority(title="title"),
    Metric: Metric(title="title"),
}


def item(key: str, kind: str, parent: str | None, place: int) -> Item:
    fields = FIELDS.get(KINDS[kind], Goal(text="text"))
    return Item(key, "plan", kind, parent, place, 1, fields)


TREE = [
    item("mission", "mission", None, 1),
    item("belonging", "priority", None, 1),
    item("staff", "priority", None, 2),
    item("survey", "goal", "belonging", 1),
    item("absence", "goal", "belonging", 2),
    item("percent", "metric", "absence", 1),
    item("advisory", "strategy", "absence", 1),
    item("calls", "strategy", "absence", 2),
    item("match", "action_step", "calls", 1),
]


def test_items_are_numbered_as_people_cite_them():
    assert numbered(TREE) == {
        "belonging": "1",
        "survey": "1.1",
        "absence": "1.2",
        "advisory": "1.2.A",
        "calls": "1.2.B",
        "match": "1.2.B.1",
        "staff": "2",
    }


def test_a_branch_finds_what_stands_right_under_it_by_kind():
    mission, belonging, _ = outline(TREE)
    absence = belonging.of_kind("goal")[1]
    assert mission.number == ""
    assert [branch.item.id for branch in absence.of_kind("metric")] == ["percent"]
    assert [branch.number for branch in absence.of_kind("strategy")] == ["1.2.A", "1.2.B"]


def test_the_27th_strategy_is_AA():
    many = [*TREE, *(item(f"s{n}", "strategy", "survey", n) for n in range(1, 29))]
    numbers = numbered(many)
    assert (numbers["s26"], numbers["s27"], numbers["s28"]) == ("1.1.Z", "1.1.AA", "1.1.AB")


def test_what_hangs_under_nothing_is_left_out():
    assert numbered([item("goal", "goal", "gone", 1)]) == {}


@st.composite
def trees(draw):
    items = []
    for n in range(draw(st.integers(0, 14))):
        kind = draw(st.sampled_from(list(KINDS)))
        above = [i.id for i in items if i.kind == PARENTS.get(kind)]
        if kind in PARENTS and not above:
            continue
        parent = draw(st.sampled_from(above)) if above else None
        items.append(item(f"n{n}", kind, parent, draw(st.integers(1, 9))))
    return items


@given(trees(), st.randoms(use_true_random=False))
def test_numbers_do_not_depend_on_the_order_of_the_items(items, chance: random.Random):
    shuffled = list(items)
    chance.shuffle(shuffled)
    assert numbered(shuffled) == numbered(items)


@given(trees())
def test_every_item_is_there_once_and_no_number_is_given_twice(items):
    assert sorted(branch.item.id for branch in walk(outline(items))) == sorted(i.id for i in items)
    numbers = numbered(items)
    assert len(set(numbers.values())) == len(numbers)
    for one in items:
        if one.id in numbers and one.parent:
            assert numbers[one.id].startswith(numbers[one.parent] + ".")


@given(trees())
def test_an_item_added_at_the_end_renumbers_nothing(items):
    numbers = numbered(items)
    assert numbers.items() <= numbered([*items, item("last", "priority", None, 10)]).items()

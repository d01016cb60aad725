"""Combine: several workshops' themes are one, counted by workshop, and nobody is told apart."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.plan.evening import Evening
from workshop.inquiry.combine import (
    Comparison,
    Heard,
    Joined,
    Part,
    Ref,
    compare,
    draft_of,
    hear,
)
from workshop.plan.nouns import Priority
from workshop.room.agenda import CloseWorkshop
from workshop.room.outcome import SMALLEST_GROUP, Crowd
from workshop.room.paper import EnterPaper
from workshop.room.theme import MergeThemes, MoveResponses, RenameTheme, SetThemeAside

GROUPS = ("family", "teacher", "student", None)


def held(key: str, themes: dict[str, Iterable[str | None]], title: str = "") -> Evening:
    """Hold a workshop: for each theme, the groups of the people who said one phrase each."""
    evening = Evening(key, title or key)
    for name, groups in themes.items():
        said = [evening.says(evening.joins(g), f"{name} {n}") for n, g in enumerate(groups)]
        evening.groups(name, *said)
    return evening


def joined(key: str, *refs: tuple[str, str], place: int = 1, kind: str = "strengths") -> Joined:
    parts = tuple(Ref(workshop, theme) for workshop, theme in refs)
    return Joined(key, kind, f"Theme {key}", place, 1, parts)


def heard(evenings: Iterable[Evening], *those: Joined) -> list[Heard]:
    return [hear(one.room, those, one.room.workshop.public_id) for one in evenings]


def compared(evenings: Iterable[Evening], *those: Joined) -> Comparison:
    return compare(heard(evenings, *those), those)[0]


def three() -> list[Evening]:
    return [
        held("w1", {"Care": ["family"] * 6, "Band": ["teacher"] * 5}),
        held("w2", {"Caring adults": ["family"] * 7}),
        held("w3", {"Sports": ["student"] * 8, "Staff": ["student"] * 3}),
    ]


CARE = joined("c1", ("w1", "t1"), ("w2", "t1"), ("w3", "t2"))


def test_FA25_a_combined_theme_counts_people_by_workshop_and_names_what_is_behind_it():
    comparison = compared(three(), CARE)
    (care,) = comparison.combined
    assert care.crowd.people == 16
    assert {key: crowd.people for key, crowd in care.counts.items()} == {"w1": 6, "w2": 7, "w3": 3}
    assert [(p.asked.title, [t.name for t in p.themes]) for p in care.parts] == [
        ("w1", ["Care"]),
        ("w2", ["Caring adults"]),
        ("w3", ["Staff"]),
    ]
    assert (care.heard_in, care.among, care.rest, care.only) == (3, 3, None, None)
    assert care.parts[2].quotes[0].text == "Staff 0"


def test_FA25_a_workshop_that_asked_and_heard_nothing_of_it_counts_zero():
    band = joined("c1", ("w1", "t2"), ("w3", "t1"))
    (one,) = compared(three(), band).combined
    assert one.counts["w2"] == Crowd(0, 0, 0)
    assert (one.heard_in, one.among) == (2, 3)


def test_FA25_what_stands_alone_is_told_by_workshop():
    comparison = compared(three(), CARE)
    assert [(loose.ref.workshop, loose.theme.name) for loose in comparison.loose] == [
        ("w1", "Band"),
        ("w3", "Sports"),
    ]
    assert [asked.is_running for asked in comparison.asked] == [True, True, True]


def test_FA25_a_theme_of_nearly_one_workshop_says_where_it_is_strong():
    evenings = [
        held("w1", {"Buses": ["family"] * 9}),
        held("w2", {"Bus": ["family"], "Else": ["family"] * 6}),
    ]
    (one,) = compared(evenings, joined("c1", ("w1", "t1"), ("w2", "t1"))).combined
    assert (one.only, one.heard_in) == ("w1", 2)


def test_FA25_groups_of_the_same_label_are_one_group():
    (care,) = compared(three(), CARE).combined
    assert care.crowd.groups == (("Parent or family", 13), ("Student", 3))


def test_FA25_a_person_with_two_phrases_is_one_person_in_a_workshop():
    evening = Evening("w1")
    seats = [evening.joins("family") for _ in range(6)]
    care = [evening.says(seat, f"care {n}") for n, seat in enumerate(seats)]
    help_ = [evening.says(seat, f"help {n}") for n, seat in enumerate(seats[:4])]
    evening.groups("Care", *care)
    evening.groups("Help", *help_)
    (one,) = compared(
        [evening, held("w2", {"Staff": ["family"] * 5})],
        joined("c1", ("w1", "t1"), ("w1", "t2"), ("w2", "t1")),
    ).combined
    assert one.counts["w1"].people == 6
    assert one.crowd.people == 11


def test_tables_and_paper_stand_beside_the_people():
    evening = held("w1", {"Care": ["family"] * 5})
    table = evening.says(evening.joins(table=3, headcount=8), "care at our table")
    paper = [key for key in evening.do(EnterPaper("p1", "care on paper")) if key[0] == "r"]
    evening.do(MoveResponses((table, *paper), "t1"))
    (one,) = compared([evening, held("w2", {"Staff": ["family"] * 5})], CARE).combined
    crowd = one.crowd
    assert (crowd.people, crowd.tables, crowd.at_tables, crowd.papers) == (10, 1, 8, 1)


def test_FA25_a_theme_that_was_merged_or_renamed_is_followed():
    evenings = three()
    evenings[0].do(MergeThemes(("t1",), "t2"))
    evenings[1].do(RenameTheme("t1", "Adults who care"))
    those = heard(evenings, CARE)
    (one,) = compare(those, [CARE])[0].combined
    assert [t.name for p in one.parts for t in p.themes] == ["Band", "Adults who care", "Staff"]
    assert one.counts["w1"].people == 11
    assert those[0].parts == {"c1": {"t2": ("t1",)}}


def test_FA25_where_two_that_were_combined_apart_become_one_nobody_counts_twice():
    other = joined("c2", ("w1", "t2"), ("w3", "t1"), place=2)
    evenings = three()
    evenings[0].do(MergeThemes(("t1",), "t2"))
    care, band = compared(evenings, CARE, other).combined
    assert [part.asked.workshop for part in care.parts] == ["w2", "w3"]
    assert band.counts["w1"].people == 11


def test_a_theme_set_aside_is_not_offered_and_one_with_no_phrase_neither():
    evenings = three()
    evenings[0].do(SetThemeAside("t2", True))
    evenings[2].do(MergeThemes(("t2",), "t1"))
    assert [one.theme.name for one in compared(evenings).loose] == [
        "Care",
        "Caring adults",
        "Sports",
    ]


def test_kinds_of_prompts_are_compared_apart():
    evening = held("w1", {"Care": ["family"] * 5})
    evening.do(CloseWorkshop())
    comparisons = compare(heard([evening]), [joined("c9", ("w9", "t1"), kind="vision")])
    assert [one.kind for one in comparisons] == ["strengths", "vision"]
    assert not comparisons[0].asked[0].is_running
    assert comparisons[1].combined[0].parts == ()


def test_FA25_a_workshop_of_fewer_than_five_is_counted_with_another():
    evenings = [
        held("w1", {"Care": ["family"] * 9}),
        held("w2", {"Care": ["family"] * 6}),
        held("w3", {"Care": ["student"] * 3}),
    ]
    care = joined("c1", ("w1", "t1"), ("w2", "t1"), ("w3", "t1"))
    comparison = compared(evenings, care)
    (one,) = comparison.combined
    assert [asked.workshop for asked in comparison.apart] == ["w1"]
    assert one.rest == Crowd(9, 0, 0)
    assert one.crowd.groups == (("Parent or family", 9),), "not those of the six, who hide three"
    assert [part.crowd is None for part in one.parts] == [False, True, True]
    assert {quote.group for part in one.parts[1:] for quote in part.quotes} == {None}


def test_FA25_fewer_than_five_people_in_all_are_not_counted():
    evenings = [held("w1", {"Care": ["family"] * 2}), held("w2", {"Care": ["family"] * 2})]
    assert not compared(evenings, joined("c1", ("w1", "t1"), ("w2", "t1"))).tells


def test_FA25_a_plan_is_offered_one_priority_with_every_workshop_behind_it():
    evenings = three()
    those = heard(evenings, CARE)
    (one,) = compare(those, [CARE])[0].combined
    draft = draft_of(one, {each.outcome.workshop: each.outcome for each in those})
    assert draft.kind == "priority"
    assert isinstance(draft.fields, Priority)
    assert draft.fields.title == "Theme c1"
    assert [(s.key, s.theme, s.crowd.people) for s in draft.sources] == [
        ("w1:c1", "Care", 6),
        ("w2:c1", "Caring adults", 7),
        ("w3:c1", "Staff", 3),
    ]
    assert [quote.text for quote in draft.more[1].quotes] == ["Staff 0", "Staff 1", "Staff 2"]


def test_FA25_a_small_workshop_brings_its_words_into_a_plan_without_a_number():
    evenings = [*three(), held("w4", {"Care": ["student"] * 4})]
    care = joined("c1", ("w1", "t1"), ("w4", "t1"))
    those = heard(evenings, care)
    (one,) = compare(those, [care])[0].combined
    draft = draft_of(one, {each.outcome.workshop: each.outcome for each in those})
    small = draft.sources[-1]
    assert small.crowd == Crowd(0, 0, 0)
    assert len(small.quotes) == 4


# --- nobody is told apart: what is shown are sums, and no sum of them is a small group --------


LABELS = {"family": "Parent or family", "teacher": "Teacher", "student": "Student"}


class Sums:
    """What is shown of one combined theme, as equations over the people behind it.

    An unknown is how many people of one group of one workshop said it.
    """

    def __init__(self, those: list[Heard], one: Joined, evenings: list[Evening]) -> None:
        self.rooms = {evening.room.workshop.public_id: evening.room for evening in evenings}
        self._unknowns = [(key, group) for key in self.rooms for group in GROUPS]
        self._told = {h.outcome.workshop: dict(h.outcome.crowd.groups) for h in those}
        comparison = compare(those, [one])[0]
        (self._one,) = comparison.combined
        apart = [asked.workshop for asked in comparison.apart]
        together = [asked.workshop for asked in comparison.together]
        crowd, rest = self._one.crowd, self._one.rest or Crowd(0, 0, 0)
        shown = [(self.row(key), self._one.counts[key].people) for key in apart]
        if comparison.tells:
            whole = self.row(*apart, *together)
            shown += [(whole, crowd.people), (self.row(*together), rest.people)]
        shown += [(self._of_group(label), people) for label, people in crowd.groups]
        shown += [one for part in self._one.parts if part.crowd for one in self._plan(part)]
        self._rows = [row for row, _ in shown]
        truth = self._truth()
        assert all(row @ truth == people for row, people in shown), "these are the sums shown"

    def _truth(self) -> np.ndarray:
        """Return how many people of each group of each workshop said it."""
        said = Counter(
            (key, room.seats[room.responses[response].seat].group)
            for key, room in self.rooms.items()
            for response in room.by_theme["t1"]
        )
        return np.array([float(said[unknown]) for unknown in self._unknowns])

    def row(self, *workshops: str, groups: Iterable[str | None] = GROUPS) -> np.ndarray:
        """Return the sum of these groups of these workshops."""
        chosen = {(key, group) for key in workshops for group in groups}
        return np.array([float(unknown in chosen) for unknown in self._unknowns])

    def gives_away(self, crowd: np.ndarray) -> bool:
        """Tell whether some sum of what is shown is just this crowd."""
        known = np.array([*self._rows, np.zeros(len(self._unknowns))])
        both = np.vstack([known, crowd])
        return bool(np.linalg.matrix_rank(both) == np.linalg.matrix_rank(known))

    def _of_group(self, label: str) -> np.ndarray:
        """Return a group in the whole: the sum over the workshops that tell it."""
        group = next(key for key, name in LABELS.items() if name == label)
        there = [key for key, crowd in self._one.counts.items() if label in dict(crowd.groups)]
        return self.row(*there, groups=(group,))

    def _plan(self, part: Part) -> list[tuple[np.ndarray, int]]:
        """Return what a plan is told of one workshop: its groups, and those that are joined."""
        assert part.crowd is not None
        key, told, small = part.asked.workshop, dict(part.crowd.groups), part.crowd.small
        named = {group: told[name] for group, name in LABELS.items() if name in told}
        rows = [(self.row(key, groups=(group,)), people) for group, people in named.items()]
        rest = [group for group, name in LABELS.items() if name not in self._told[key]]
        return [*rows, (self.row(key, groups=rest), small)] if small else rows


# How many of each group come: some of all, a handful, or one group alone.
sizes = st.one_of(
    st.tuples(*(st.integers(0, 8) for _ in GROUPS)),
    st.tuples(*(st.integers(0, 1) for _ in GROUPS)),
    st.tuples(st.integers(5, 8), *(st.just(0) for _ in GROUPS[1:])),
)


def some_say_it(rooms: list[tuple[int, ...]], chance: random.Random) -> list[Evening]:
    """Hold a workshop of each size in which some of the people say one thing, others another."""
    evenings = []
    for at, counts in enumerate(rooms):
        groups = [g for g, n in zip(GROUPS, counts, strict=True) for _ in range(n)]
        said = [g for g in groups if chance.random() < 0.6] or groups[:1]
        silent = list(groups)
        for group in said:
            silent.remove(group)
        if groups:
            evenings.append(held(f"w{at}", {"Care": said, "Else": silent}))
    return evenings


def small_groups(sums: Sums) -> Iterator[tuple[str, np.ndarray]]:
    """Return every crowd of fewer than five: a workshop, a group in one, a group in the whole."""
    seats = {key: [s.group for s in room.seats.values()] for key, room in sums.rooms.items()}
    for key, groups in seats.items():
        if len(groups) < SMALLEST_GROUP:
            yield f"all of {key}", sums.row(key)
        for group in GROUPS[:-1]:
            if 0 < groups.count(group) < SMALLEST_GROUP:
                yield f"{group} of {key}", sums.row(key, groups=(group,))
    for group in GROUPS[:-1]:
        if 0 < sum(groups.count(group) for groups in seats.values()) < SMALLEST_GROUP:
            yield f"{group} in all", sums.row(*seats, groups=(group,))


@settings(max_examples=30, deadline=None)
@given(st.lists(sizes, min_size=2, max_size=5), st.integers(0, 10_000))
def test_FA25_no_group_of_fewer_than_five_can_be_computed(rooms, seed):
    evenings = some_say_it(rooms, random.Random(seed))
    assume(len(evenings) > 1)
    those = joined("c1", *((one.room.workshop.public_id, "t1") for one in evenings))
    sums = Sums(heard(evenings, those), those, evenings)
    assert [who for who, crowd in small_groups(sums) if sums.gives_away(crowd)] == []


@pytest.mark.parametrize("counts", [(5, 4, 1), (9, 6, 3), (30, 2, 2), (5, 5, 4), (4, 4, 4)])
def test_FA25_workshops_are_told_apart_or_at_least_five_are_counted_together(counts):
    evenings = [held(f"w{n}", {"Care": ["family"] * n_}) for n, n_ in enumerate(counts)]
    care = joined("c1", *((f"w{n}", "t1") for n in range(len(counts))))
    comparison = compared(evenings, care)
    together = sum(counts[int(asked.workshop[1:])] for asked in comparison.together)
    assert together == 0 or together >= SMALLEST_GROUP
    assert all(a >= SMALLEST_GROUP for a in (counts[int(x.workshop[1:])] for x in comparison.apart))
    assert [asked.workshop for asked in comparison.asked] == [f"w{n}" for n in range(len(counts))]

"""Tallies: B9–B12, and that no result tells what fewer than five people gave."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from statistics import fmean, median
from typing import Any, NamedTuple

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from tests.room.test_properties import deep, quick
from workshop.room import views
from workshop.room.nouns import WORKSHOP, Option, Room
from workshop.room.tally import (
    SMALLEST_GROUP,
    Share,
    agreement,
    quadrant,
    tally,
    told_apart,
    verdict,
)


class Voter(NamedTuple):
    """Who votes, and how."""

    choices: str  # one after the other
    group: str | None = None
    table: int = 0  # people at it; 0 for one person
    by_hand: bool = False


def room_of(voters: Iterable[Voter], kind: str = "dots", options: int = 3, **rules: Any) -> Room:
    """Return a room in which these have voted in a ballot that has closed."""
    room = Room()
    room.add(WORKSHOP, state="open")
    named = {f"o{at}": Option(f"Option {at}") for at in range(1, options + 1)}
    room.add("b1", kind=kind, options=named, rules=rules, state="closed")
    for at, voter in enumerate(voters, 1):
        room.add(f"s{at}", entered_by="u1" if voter.by_hand else None)
        room.add(
            f"c{at}",
            ballot="b1",
            seat=f"s{at}",
            choices=tuple(voter.choices.split()),
            group=voter.group,
            table=voter.table > 0,
            headcount=voter.table or 1,
        )
    return room


def result_of(room: Room) -> Any:
    """Return what consoles are told of the ballot."""
    return views.view(room, views.CONSOLE)["ballots"]["b1"]["result"]


def scores(kind: str, *choices: str, **rules: Any) -> list[tuple[int, float | None]]:
    """Return place and score of each option after these votes; None where it has no score."""
    told = result_of(room_of(map(Voter, choices), kind, **rules))["options"]
    return [(told[key]["place"], told[key].get("score")) for key in sorted(told)]


# ── how each method counts ─────────────────────────────────────────────────


def test_B10_FA12_dots_are_added_and_ties_are_ties() -> None:
    assert scores("dots", "o1:2 o2:1", "o3:2", "o2:1") == [(1, 2), (1, 2), (1, 2)]
    assert scores("dots", "o1:2", "o3:1", "o2:1") == [(1, 2), (2, 1), (2, 1)]


def test_PA16_of_a_rank_the_first_has_as_many_points_as_are_ranked() -> None:
    assert scores("rank", "o1:1 o2:2 o3:3", "o2:1", top=3) == [(2, 3), (1, 5), (3, 1)]


def test_PA16_of_points_the_spread_is_told_and_who_gave_none_gave_nought() -> None:
    room = room_of(map(Voter, ("o1:100", "o1:40 o2:60", "o2:100")), "points", points=100)
    told = result_of(room)["options"]["o1"]
    assert (told["score"], told["voters"]) == (140, 2)
    assert (told["mean"], told["median"], told["low"], told["high"]) == (46.67, 40, 20, 70)


def test_PA16_stars_are_ranked_by_their_mean() -> None:
    assert scores("stars", "o1:5", "o1:2 o2:4", "o2:4") == [(2, 3.5), (1, 4), (3, None)]


def test_PA16_impact_and_effort_stand_at_their_medians() -> None:
    room = room_of(map(Voter, ("o1:5:1", "o1:4:2", "o1:1:5")), "impact_effort")
    told = result_of(room)["options"]["o1"]
    assert (told["median"], told["effort"], told["score"]) == (4, 2, 2)
    assert (told["low"], told["high"], told["effort_low"], told["effort_high"]) == (
        2.5,
        4.5,
        1.5,
        3.5,
    )


def test_PA16_pairs_are_ranked_by_what_they_win_and_one_lucky_meeting_is_not_the_best() -> None:
    votes = ("o1:o2", "o1:o2", "o1:o2", "o2:o1", "o3:o2")
    assert scores("pairs", *votes, pairs=3) == [(1, 67), (3, 29), (1, 67)]


@pytest.mark.parametrize(
    ("kind", "votes", "wanted"),
    [
        ("pairs", ("o3:o2",), [(3, None), (2, 33), (1, 67)]),
        ("pairs", (), [(1, None)] * 3),
        ("stars", ("o2:1",), [(2, None), (1, 1), (2, None)]),
        ("impact_effort", ("o2:1:5 o3:2:2",), [(3, None), (2, -4), (1, 0)]),
    ],
)
def test_PA16_what_nobody_compared_or_rated_has_no_score_and_comes_last(
    kind: str, votes: tuple[str, ...], wanted: list[tuple[int, float | None]]
) -> None:
    assert scores(kind, *votes, pairs=3) == wanted


def test_B9_papers_and_tables_count_once_and_are_told_beside_people() -> None:
    voters = [Voter("o1:1")] * 5 + [Voter("o1:2", by_hand=True), Voter("o2:2", table=7)]
    told = result_of(room_of(voters))
    assert (told["people"], told["tables"], told["at_tables"], told["papers"]) == (6, 1, 7, 1)
    assert told["options"]["o1"]["voters"] == 6
    assert told["options"]["o2"]["tables"] == 1
    assert told["apart"] is True


@pytest.mark.parametrize(
    ("kind", "rules", "votes", "said"),
    [
        ("fist", {"agree": "all"}, "5 3 4", "consensus"),
        ("fist", {"agree": "all"}, "5 3 2", "concerns"),
        ("fist", {"agree": "all"}, "5 3 0", "block"),
        ("fist", {"agree": "share", "share": 80}, "5 3 4 3 0", "consensus"),
        ("fist", {"agree": "share", "share": 81}, "5 3 4 3 0", "block"),
        ("thumbs", {"agree": "all"}, "3 2", "consensus"),
        ("thumbs", {"agree": "all"}, "3 1", "block"),
        ("consent", {"agree": "all"}, "1 1", "consensus"),
        ("consent", {"agree": "all"}, "1 0", "block"),
    ],
)
def test_B11_FA13_the_verdict_is_by_the_declared_rule(
    kind: str, rules: dict[str, Any], votes: str, said: str
) -> None:
    room = room_of((Voter(f"o1:{level}") for level in votes.split()), kind, 1, **rules)
    assert result_of(room)["verdict"] == said


def test_B11_FA13_the_distribution_is_told_with_its_empty_levels() -> None:
    voters = [Voter("o1:5")] * 5 + [Voter("o1:2", table=8)]
    told = result_of(room_of(voters, "fist", 1, agree="all"))
    assert told["levels"] == {"5": 5, "4": 0, "3": 0, "2": 1, "1": 0, "0": 0}
    assert told["table_levels"] == {"2": 1}


def test_B11_where_nobody_voted_there_is_no_verdict() -> None:
    room = room_of((), "fist", 1, agree="all")
    assert "verdict" not in result_of(room)
    assert verdict(room.ballots["b1"], {}) is None


def test_B12_an_option_says_which_group_alone_stands_behind_it() -> None:
    students = [Voter("o1:1 o2:1", "students")] * 4 + [Voter("o2:1", "students")]
    staff = [Voter("o2:1 o3:1", "staff")] * 6
    told = result_of(room_of([*students, *staff]))
    assert told["options"]["o1"]["only"] == "students"
    assert told["options"]["o3"]["only"] == "staff"
    assert "only" not in told["options"]["o2"]
    assert told["options"]["o2"]["agreement"] > told["options"]["o1"]["agreement"]


def test_B12_a_few_of_a_group_are_nothing_that_it_stands_behind() -> None:
    voters = [Voter("o1:1", "students")] + [Voter("o2:1", "students")] * 5
    told = result_of(room_of([*voters, *[Voter("o2:1", "staff")] * 6]))
    assert "only" not in told["options"]["o1"]


def test_B12_how_far_groups_agree() -> None:
    assert agreement([Share(5, 5), Share(5, 5)], [5, 5]) == pytest.approx(6 / 7)
    assert agreement([Share(5, 5), Share(0, 0)], [5, 5]) == pytest.approx((6 / 49) ** 0.5)
    assert agreement([], []) == 0


def test_PA16_four_fields_of_impact_and_effort() -> None:
    fields = [quadrant(impact, effort) for impact in (5, 1) for effort in (1, 5)]
    assert fields == ["quick_win", "big_bet", "fill_in", "avoid"]


# ── small groups ───────────────────────────────────────────────────────────


def told(*groups: tuple[str | None, int], tables: Sequence[int] = ()) -> dict[str, int]:
    """Return which groups of so many people are told, beside tables of so many."""
    voters = [Voter("o1:1", group) for group, people in groups for _ in range(people)]
    voters += [Voter("o1:1", None, people) for people in tables]
    groups_told: dict[str, int] = result_of(room_of(voters))["groups"]
    return groups_told


def test_B10_FA12_a_group_below_five_is_counted_with_the_rest() -> None:
    assert told(("staff", 6), ("students", 7), (None, 5)) == {"staff": 6, "students": 7, "rest": 5}
    assert told(("staff", 6), ("students", 4), ("families", 2)) == {"staff": 6, "rest": 6}


def test_B10_FA12_nor_is_it_found_by_subtraction() -> None:
    assert told(("staff", 6), ("students", 7), ("families", 2)) == {"students": 7, "rest": 8}
    assert told(("staff", 6), ("families", 2)) == {}
    assert told(("staff", 5)) == {"staff": 5}


def test_B10_tables_are_told_apart_where_both_are_five_people() -> None:
    for people, tables, apart in (
        (5, [5], True),
        (5, [2, 3], True),
        (5, [4], False),
        (4, [9], False),
    ):
        voters = [Voter("o1:1")] * people + [Voter("o2:1", None, seats) for seats in tables]
        result = result_of(room_of(voters))
        assert result["apart"] is apart
        assert ("tables" in result["options"]["o2"]) is apart


def test_B10_a_group_that_shrinks_in_the_next_round_is_told_no_more() -> None:
    assert told(("staff", 5), ("students", 9)) == {"staff": 5, "students": 9}
    assert told(("staff", 4), ("students", 9)) == {}


# ── the solver ─────────────────────────────────────────────────────────────

VOTERS = st.lists(
    st.builds(
        Voter,
        st.sampled_from(("o1:1", "o1:2", "o2:1", "o1:1 o3:2", "o3:1", "o2:2 o3:2")),
        st.sampled_from((None, "staff", "students", "families", "leaders")),
        st.sampled_from((0, 0, 0, 0, 0, 0, 2, 4, 7)),
        st.sampled_from((False, False, False, True)),
    ),
    min_size=1,
    max_size=26,
).map(lambda voters: [v._replace(group=None, by_hand=False) if v.table else v for v in voters])


def reported(room: Room, key: str) -> list[tuple[frozenset[str], float]]:
    """Return what is told of an option as equations: votes → the sum of what they gave it.

    Every number of the console's view that is a sum over votes; the others are made of these, or of
    all votes together.
    """
    result = result_of(room)
    line = result["options"][key]
    votes = list(room.votes.values())
    everybody = frozenset(vote.id for vote in votes)
    tables = frozenset(vote.id for vote in votes if vote.table) if result["apart"] else frozenset()
    people = everybody - tables
    equations = [(everybody, line["score"])]
    groups = line.get("groups", {})
    named = {vote.id: vote.group for vote in votes if vote.id in people and vote.group in groups}
    for group, share in groups.items():
        own = {vote for vote in people if named.get(vote, "rest") == group}
        equations.append((frozenset(own), share["score"]))
    return equations


def counted(room: Room, key: str) -> list[tuple[frozenset[str], float]]:
    """Return the same of how many gave it something."""
    result = result_of(room)
    line = result["options"][key]
    votes = list(room.votes.values())
    everybody = frozenset(vote.id for vote in votes)
    tables = frozenset(vote.id for vote in votes if vote.table) if result["apart"] else frozenset()
    people = everybody - tables
    groups = line.get("groups", {})
    named = {vote.id: vote.group for vote in votes if vote.id in people and vote.group in groups}
    told = [(people, line["voters"]), (tables, line.get("tables", 0))]
    for group, share in groups.items():
        own = {vote for vote in people if named.get(vote, "rest") == group}
        told.append((frozenset(own), share["voters"]))
    return told


def gave(room: Room, vote: str, key: str) -> int:
    """Return how many dots a vote gave an option."""
    choices = dict(one.split(":") for one in room.votes[vote].choices)
    return int(choices.get(key, 0))


def rank(rows: list[list[Fraction]]) -> int:
    """Return the rank of a matrix, by Gaussian elimination over the rationals."""
    rows = [row[:] for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((at for at in range(found, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for at in range(found + 1, len(rows)):
            factor = rows[at][column] / rows[found][column]
            rows[at] = [a - factor * b for a, b in zip(rows[at], rows[found], strict=True)]
        found += 1
    return found


def determined(votes: Sequence[str], sets: list[frozenset[str]]) -> list[frozenset[str]]:
    """Return all sets of votes whose sum follows from the sums over these sets.

    Votes that stand in the same sets cannot be told from each other, so that each of those is made
    of whole cells of such votes.
    """
    cells: dict[tuple[bool, ...], set[str]] = {}
    for vote in votes:
        cells.setdefault(tuple(vote in one for one in sets), set()).add(vote)
    parts = list(cells.values())
    rows = [[Fraction(part <= one) for part in parts] for one in sets]
    full = rank(rows)
    unions = [
        [at in chosen for at in range(len(parts))]
        for size in range(1, len(parts) + 1)
        for chosen in combinations(range(len(parts)), size)
    ]
    return [
        frozenset().union(*(part for part, is_in in zip(parts, union, strict=True) if is_in))
        for union in unions
        if rank([*rows, [Fraction(is_in) for is_in in union]]) == full
    ]


def keep_few_apart(voters: list[Voter]) -> None:
    """B10: no sum over fewer than five people follows from what is told, but that over all."""
    room = room_of(voters)
    everybody = frozenset(room.votes)
    equations = [*reported(room, "o1"), *counted(room, "o1")]
    for key in ("o1", "o2", "o3"):
        for votes, value in reported(room, key):
            assert sum(gave(room, vote, key) for vote in votes) == value
        for votes, value in counted(room, key):
            assert sum(gave(room, vote, key) > 0 for vote in votes) == value
    for votes in determined(sorted(everybody), [votes for votes, _ in equations if votes]):
        people = sum(room.votes[vote].headcount for vote in votes)
        assert people >= SMALLEST_GROUP or votes == everybody, f"{sorted(votes)} of {voters}"


def test_B10_the_solver_finds_what_is_found_by_subtraction() -> None:
    sets = [frozenset("abcdefg"), frozenset("abc"), frozenset("de")]
    assert frozenset("fg") in determined("abcdefg", sets)
    assert frozenset("f") not in determined("abcdefg", sets)


@settings(quick, max_examples=250)
@hypothesis_given(VOTERS)
def test_B10_FA12_no_result_tells_what_fewer_than_five_gave(voters: list[Voter]) -> None:
    keep_few_apart(voters)


@pytest.mark.faults
@deep
@hypothesis_given(VOTERS)
def test_B10_no_result_tells_what_fewer_than_five_gave_at_length(voters: list[Voter]) -> None:
    keep_few_apart(voters)


@settings(quick, max_examples=150)
@hypothesis_given(VOTERS, st.sampled_from(("points", "stars", "impact_effort")))
def test_B10_what_is_no_sum_is_of_all_votes_together(voters: list[Voter], kind: str) -> None:
    choices = (
        ("o1:3:2", "o1:1:5", "o2:4:4") if kind == "impact_effort" else ("o1:3", "o1:1", "o2:4")
    )
    spread = [voter._replace(choices=choices[at % 3]) for at, voter in enumerate(voters)]
    room = room_of(spread, kind)
    values = [int(v.choices.split(":")[1]) for v in spread if v.choices.startswith("o1")]
    if kind == "points":
        values += [0] * (len(spread) - len(values))
    line = result_of(room)["options"]["o1"]
    assert line["mean"] == round(fmean(values), 2)
    assert line["median"] == median(values)


@settings(quick, max_examples=150)
@hypothesis_given(VOTERS)
def test_B10_masks_are_kept_by_levels_too(voters: list[Voter]) -> None:
    levels = ("o1:5", "o1:3", "o1:0")
    room = room_of(
        (v._replace(choices=levels[at % 3]) for at, v in enumerate(voters)), "fist", 1, agree="all"
    )
    told = result_of(room)
    assert sum(told["levels"].values()) == len(voters)
    at_tables = sum(voter.table for voter in voters)
    people = sum(not voter.table for voter in voters)
    if told["table_levels"] and people:
        assert at_tables >= SMALLEST_GROUP
        assert people >= SMALLEST_GROUP
    assert told["options"] == {}


def test_B10_who_has_no_phone_is_one_of_the_group() -> None:
    votes = room_of([Voter("o1:1", "staff", by_hand=at == 0) for at in range(5)]).votes
    assert set(told_apart(votes.values()).values()) == {"staff"}


def test_B9_a_tally_of_nobody_is_empty() -> None:
    room = room_of(())
    found = tally(room, room.ballots["b1"])
    assert [line.score for line in found.lines] == [0, 0, 0]
    assert found.voters.people == 0

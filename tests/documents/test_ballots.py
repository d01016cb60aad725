"""Ballots in words: what each option got, with its spread and with who voted for it."""

import pytest
from hypothesis import given, settings

from tests.room.test_tally import VOTERS, Voter, result_of, room_of
from workshop.documents.ballots import figures_of, spread_of
from workshop.documents.reader import Reader
from workshop.room.decided import BallotOutcome, ballots_of

READER = Reader()

VOTES = {
    "dots": ({"dots": 3, "stack": 2}, ("o1:2 o2:1", "o1:1 o3:1")),
    "rank": ({"top": 2}, ("o1:1 o2:2", "o1:1")),
    "points": ({"points": 100}, ("o1:100", "o1:40 o2:60", "o2:100")),
    "stars": ({}, ("o1:5", "o1:2", "o1:2")),
    "pairs": ({"pairs": 2}, ("o1:o2", "o1:o3 o2:o3")),
    "impact_effort": ({}, ("o1:4:2", "o1:5:1", "o1:2:1")),
}
FIGURES = {
    "dots": [("Dots", "3", ""), ("People", "2", "")],
    "rank": [("Points", "4", ""), ("People", "2", "")],
    "points": [("Points", "140", ""), ("Mean", "46.67", "20–70"), ("People", "2", "")],
    "stars": [("Mean", "3", "2–3.5"), ("People", "3", "")],
    "pairs": [("Won, %", "75", ""), ("People", "2", "")],
    "impact_effort": [("Impact", "4", "3–4.5"), ("Effort", "1", "1–1.5"), ("People", "3", "")],
}


def vote_of(kind: str, *voters: Voter, **rules: int) -> BallotOutcome:
    (vote,) = ballots_of(room_of(voters, kind, **rules), {})
    return vote


def figures(vote: BallotOutcome, option: str = "o1") -> list[tuple[str, str, str]]:
    line = next(one for one in vote.options if one.id == option)
    return [(one.name, one.number, one.half) for one in figures_of(vote, line, READER)]


@pytest.mark.parametrize("kind", VOTES)
def test_FA12_voters_stand_beside_what_they_gave_and_means_and_medians_with_their_spread(kind):
    rules, papers = VOTES[kind]
    vote = vote_of(kind, *map(Voter, papers), **rules)
    assert figures(vote) == FIGURES[kind]
    has_spread = any(half for _, _, half in FIGURES[kind])
    assert ("Half of all votes" in spread_of(vote, READER)) == has_spread


def test_an_option_that_nobody_rated_has_no_median_and_no_voters():
    vote = vote_of("impact_effort", Voter("o1:4:2"))
    assert figures(vote, "o2") == [
        ("Impact", "Not rated", ""),
        ("Effort", "", ""),
        ("People", "0", ""),
    ]


def test_B10_tables_stand_apart_only_where_that_tells_of_no_handful():
    people = [Voter("o1:1") for _ in range(5)]
    apart = vote_of("dots", *people, Voter("o1:2", table=7))
    assert figures(apart)[1:] == [("People", "5", ""), ("Tables", "1", "")]
    mixed = vote_of("dots", *people, Voter("o1:2", table=3))
    assert figures(mixed)[1:] == [("Votes", "6", "")]


@settings(max_examples=60, deadline=None)
@given(VOTERS)
def test_B10_FA12_figures_are_those_that_consoles_are_told_and_no_others(voters):
    # What no console's result tells, as the solver holds it to, can so not be found from these.
    room = room_of(voters)
    told = result_of(room)
    (vote,) = ballots_of(room, {})
    for option in vote.options:
        line = told["options"][option.id]
        given = [line["score"], line["voters"]]
        if told["apart"] and told["tables"]:
            given.append(line.get("tables", 0))
        assert [number for _, number, _ in figures(vote, option.id)] == [f"{n:g}" for n in given]

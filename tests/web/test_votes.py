"""Votes: what the wall shows of a ballot and of the parking lot, before any script has run."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests import plain
from tests.web.stage import Stage
from tests.web.test_wall import first_paint, page_of, text_of
from tests.web.voting import casts
from workshop.room.agenda import OpenWorkshop
from workshop.room.ballot import CloseBallot, MakeBallot, PlaceOption, RepeatBallot
from workshop.room.park import Park
from workshop.room.promote import EditStatement, PromoteTheme
from workshop.room.show import ShowFace
from workshop.room.theme import MakeTheme
from workshop.web.votes import (
    MANY,
    MOST_DOTS,
    Vote,
    agreed_of,
    face_of,
    gauge_of,
    levels_of,
    parked_of,
    spot_of,
    vote_of,
)

CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "votes.json").read_text())
GROUPS = {"g1": {"name": "Families", "names": {"es": "Familias"}}, "g2": {"name": "Teachers"}}


@pytest.fixture
def wall(stage: Stage) -> Iterator[httpx2.Client]:
    with plain.client(base_url=stage.url, headers={"Accept": "text/html"}) as client:
        client.get(stage.wall_url)
        stage.leads(OpenWorkshop())
        yield client


def shown(ballot: dict[str, Any], language: str = "es") -> Vote:
    workshop = {"face_ballot": "b1", "groups": GROUPS}
    view = {"workshop": workshop, "crowd": {"people": 12}, "ballots": {"b1": ballot}}
    found = vote_of(view, language)
    assert found is not None
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_FA12_FA13_a_ballot_is_shown_as_the_fixture_says(case: dict[str, Any]) -> None:
    vote = shown(case["ballot"])
    assert face_of(vote) == case["face"]
    for row, wanted in zip(vote.rows, case["rows"], strict=False):
        said = asdict(row)
        assert {name: said[name] for name in wanted if name != "groups"} == {
            name: value for name, value in wanted.items() if name != "groups"
        }
        assert list(row.groups) == wanted["groups"]
    levels = [[one.level, one.votes, one.tables] for one in vote.levels]
    assert levels == case["levels"]
    assert vote.percent == case["percent"]
    assert [[one.level, one.votes, one.tables] for one in vote.below] == case["below"]


def test_FA12_those_who_are_level_share_a_place_and_say_so() -> None:
    [first, *level] = shown(CASES[0]["ballot"]).rows
    assert (first.place, first.tied, first.only) == (1, False, "Familias")
    assert [(row.place, row.tied) for row in level] == [(2, True), (2, True)]


def test_FA12_dots_are_drawn_one_by_one_as_long_as_they_are_few() -> None:
    few = gauge_of("dots", {"score": MOST_DOTS}, MOST_DOTS)
    many = gauge_of("dots", {"score": MOST_DOTS}, MOST_DOTS + 1)
    assert few.ink.count("M") == MOST_DOTS
    assert many.ink.count("M") == 1


def test_FA13_bars_say_how_many_are_on_a_level_where_strokes_are_too_many() -> None:
    ballot = {"kind": "consent", "result": {"levels": {"1": MANY, "0": 1}}}
    assert [one.gauge for one in levels_of(ballot)] == [None, None]
    ballot["result"] = {"levels": {"1": 2 * MANY, "0": MANY}}
    assert [one.gauge and one.gauge.ink for one in levels_of(ballot)] == [
        "M0 1h200v8h-200z",
        "M0 1h100v8h-100z",
    ]


def test_what_was_placed_by_hand_has_no_ring() -> None:
    line = {"median": 2.0, "low": 1.0, "high": 4.0, "effort": 5.0}
    spot = spot_of(line, {"impact": 5, "effort": 1})
    assert spot is not None
    assert (spot.impact, spot.low, spot.high) == (9, 9, 9)
    assert spot.field == "quick_win"
    assert spot_of({}, {}) is None


def test_FA13_only_the_very_words_that_were_agreed_on_say_so() -> None:
    assert agreed_of({"agreed": {"ballot": "b1", "round": 2, "verdict": "consensus"}}) == 2
    assert agreed_of({"agreed": {"ballot": "b1", "round": 2, "verdict": "concerns"}}) == 0
    assert agreed_of({}) == 0


@pytest.mark.parametrize(
    ("language", "day"), [("en", "December 4, 2026"), ("es", "4 de diciembre de 2026")]
)
def test_FA15_a_reply_has_its_day_as_the_reader_writes_it(language: str, day: str) -> None:
    parked = {
        "l2": {"text": "Lunch lines", "place": 2},
        "l1": {"text": "The old gym", "place": 1, "owner": "Ms Ruiz", "reply_by": "2026-12-04"},
    }
    [gym, lunch] = parked_of({"parked": parked}, language)
    assert (gym.owner, gym.day) == ("Ms Ruiz", day)
    assert lunch.day == ""


def test_FA12_an_open_vote_shows_its_rules_and_turnout_and_no_totals(
    stage: Stage, wall: httpx2.Client
) -> None:
    seats = [stage.joins() for _ in range(3)]
    [ballot] = stage.leads(MakeBallot("dots", "Which first?", text="Music\nBuses", open=True))
    casts(stage, ballot, seats[0], "o1:2", "o2:1")
    html = first_paint(page_of(stage, wall, f"ballot {ballot} open"))
    for words in ("Which first?", "Music", "3 dots each.", "At most 2", "1 of 3 people have voted"):
        assert words in html
    assert stage.workshop.code in html
    assert "wall-ranking" not in html


def test_FA12_what_came_of_a_vote_is_ranked_with_its_voters(
    stage: Stage, wall: httpx2.Client
) -> None:
    seats = [stage.joins() for _ in range(3)]
    [ballot] = stage.leads(MakeBallot("dots", text="Music\nBuses\nLunch", open=True))
    casts(stage, ballot, seats[0], "o2:2", "o3:1")
    casts(stage, ballot, seats[1], "o2:1", "o1:1")
    stage.leads(CloseBallot(ballot))
    html = first_paint(page_of(stage, wall, f"ballot {ballot} closed"))
    assert html.index("Buses") < html.index("Music")
    assert "5 dots from 2 people" in html
    assert "tie" in html
    text = text_of(stage, wall, f"ballot {ballot}")
    assert "What came of the vote" in text
    assert "Groups of fewer than five are counted with all others." in text
    assert "2 (tie)" in text


def test_FA12_every_method_says_what_its_numbers_are(stage: Stage, wall: httpx2.Client) -> None:
    seat = stage.joins()
    kinds = {
        "rank": (("o1:1",), "A first place gives"),
        "points": (("o1:60", "o2:40"), "median 60"),
        "stars": (("o1:4",), "Stars from 1 person"),
        "pairs": (("o1:o2",), "67 %"),
        "impact_effort": (("o1:5:1", "o2:1:5"), "Quick wins"),
    }
    for kind, (choices, words) in kinds.items():
        [ballot] = stage.leads(MakeBallot(kind, text="Music\nBuses", open=True))
        casts(stage, ballot, seat, *choices)
        stage.leads(CloseBallot(ballot))
        assert words in first_paint(page_of(stage, wall, f"ballot {ballot} closed"))
    stage.leads(PlaceOption(ballot, "o2", 5, 1, "The board pays"))
    assert "Placed by hand: The board pays" in page_of(stage, wall, f"ballot {ballot} closed")


def test_PA16_what_nobody_compared_or_rated_says_so_and_has_no_number(
    stage: Stage, wall: httpx2.Client
) -> None:
    seat = stage.joins()
    for kind, choice, said in (("pairs", "o1:o2", "Not compared"), ("stars", "o1:4", "Not rated")):
        [ballot] = stage.leads(MakeBallot(kind, text="Music\nBuses\nLunch", open=True))
        casts(stage, ballot, seat, choice)
        stage.leads(CloseBallot(ballot))
        last = first_paint(page_of(stage, wall, f"ballot {ballot} closed")).split("<li")[-1]
        assert "Lunch" in last
        assert said in last
        assert "50 %" not in last
        assert "0.00" not in last
        assert said in text_of(stage, wall, f"ballot {ballot}")


def test_FA12_where_nobody_has_voted_that_is_all_that_is_said(
    stage: Stage, wall: httpx2.Client
) -> None:
    stage.joins()
    [ballot] = stage.leads(MakeBallot("dots", text="Music\nBuses", open=True))
    stage.leads(CloseBallot(ballot))
    html = first_paint(page_of(stage, wall, f"ballot {ballot} closed"))
    text = text_of(stage, wall, f"ballot {ballot}")
    for said in (html, text):
        assert "Nobody has voted." in said
        assert "Buses" in said
        assert "0 dots" not in said
        assert "from 0 people" not in said


def test_FA13_the_verdict_follows_the_declared_rule_and_rounds_are_told(
    stage: Stage, wall: httpx2.Client
) -> None:
    seats = [stage.joins() for _ in range(4)]
    [ballot] = stage.leads(MakeBallot("fist", text="We value trust.", open=True))
    casts(stage, ballot, seats[0], "o1:1")
    stage.leads(CloseBallot(ballot))
    html = first_paint(page_of(stage, wall, f"ballot {ballot} closed"))
    assert "There are concerns: 1 at 1." in html
    assert "Those below 3 may speak." in html
    [again] = stage.leads(RepeatBallot(ballot, open=True))
    assert "Agreed when everyone is at 3 or above." in page_of(stage, wall, f"ballot {again} open")
    for seat in seats:
        casts(stage, again, seat, "o1:4")
    stage.leads(CloseBallot(again))
    html = page_of(stage, wall, f"ballot {again} closed")
    assert "Everyone who voted is at 3 or above." in html
    assert "The room recommends it to the school board." in html
    assert "Round 2 · 4 of 4 people" in html
    assert "approved" not in html.lower()


@pytest.mark.parametrize(
    ("kind", "down", "words"),
    [
        ("fist", "o1:0", "1 person cannot support it."),
        ("thumbs", "o1:1", "1 thumb is down."),
        ("consent", "o1:0", "There is 1 objection."),
    ],
)
def test_FA13_a_share_that_is_not_reached_is_told_beside_what_stands_against_it(
    kind: str, down: str, words: str, stage: Stage, wall: httpx2.Client
) -> None:
    [one, other] = [stage.joins(), stage.joins()]
    wording = MakeBallot(kind, text="We value trust.", agree="share", share=80, open=True)
    [ballot] = stage.leads(wording)
    casts(stage, ballot, one, down, reason="It says nothing")
    casts(stage, ballot, other, "o1:1" if kind == "consent" else "o1:3")
    stage.leads(CloseBallot(ballot))
    text = text_of(stage, wall, f"ballot {ballot}")
    assert words in text
    assert "50 %" in text
    assert "80 % were agreed on beforehand." in text
    assert "It says nothing" not in text


def test_FA13_a_statement_says_that_the_room_recommends_just_these_words(
    stage: Stage, wall: httpx2.Client
) -> None:
    theme = stage.leads(MakeTheme("p1", "Trust"))[0]
    value = stage.leads(PromoteTheme(theme, "value", "Trust", "We value trust."))[0]
    [ballot] = stage.leads(MakeBallot("thumbs", sources=(value,), open=True))
    casts(stage, ballot, stage.joins(), "o1:3")
    stage.leads(CloseBallot(ballot))
    stage.leads(ShowFace("statement", statement=value))
    words = "Round 1: the room recommends it."
    assert words in first_paint(page_of(stage, wall, "statement"))
    assert words in text_of(stage, wall, "statement")
    stage.leads(EditStatement(value, text="We value trust a lot."))
    assert words not in text_of(stage, wall, "statement")


def test_FA15_the_parking_lot_says_who_answers_and_by_when(
    stage: Stage, wall: httpx2.Client
) -> None:
    stage.leads(ShowFace("parked"))
    assert "What is put aside for later" in first_paint(page_of(stage, wall, "parked"))
    stage.leads(Park(None, "The old gym", "Ms Ruiz", "2026-12-04"))
    stage.leads(Park(None, "Lunch lines"))
    html = first_paint(page_of(stage, wall, "parked"))
    assert "Ms Ruiz answers by December\u00a04,\u00a02026" in html
    assert "Nobody has taken it yet" in html
    assert "The old gym" in text_of(stage, wall, "parked")

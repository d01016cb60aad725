"""What the console shows of ballots and of the parking lot, read out of a view."""

from typing import Any
from urllib.parse import parse_qs

import pytest

from workshop.room.ballot import KINDS
from workshop.web import console_votes as votes


def view(**parts: Any) -> dict[str, Any]:
    """Return a console's view with four themes under two prompts."""
    base: dict[str, Any] = {
        "workshop": {"state": "open", "groups": {"g1": {"name": "Families"}}},
        "crowd": {"people": 40, "groups": {"g1": 7}},
        "prompts": {
            "p1": {"place": 1, "state": "open", "kind": "strengths", "question": "?"},
            "p2": {"place": 2, "state": "waiting", "kind": "values", "question": "?"},
        },
        "steps": {},
        "responses": {},
        "themes": {
            "t1": theme("Caring adults", 1),
            "t2": theme("Adults who care", 2),
            "t3": theme("Music", 3),
            "t4": theme("Old things", 4, aside=True),
        },
        "priorities": {},
        "statements": {},
        "ballots": {},
        "parked": {},
    }
    return {**base, **parts}


def theme(name: str, place: int, **more: Any) -> dict[str, Any]:
    return {"prompt": "p1", "name": name, "place": place, "people": 2, "phrases": 2, **more}


def ballot(place: int = 1, kind: str = "dots", **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "kind": kind,
        "state": "closed",
        "place": place,
        "round": 1,
        "rules": {"dots": 3, "stack": 2},
        "options": {
            "o1": {"text": "Caring adults", "place": 1, "source": "t1"},
            "o2": {"text": "Music", "place": 2, "source": "t3"},
            "o3": {"text": "A later bell", "place": 3},
        },
    }
    return {**base, **more}


def keys(things: list[dict[str, Any]]) -> list[str]:
    return [thing["id"] for thing in things]


def test_the_ballot_in_hand_is_the_one_wanted_else_the_open_one_else_the_latest() -> None:
    found = {"b1": ballot(1), "b2": ballot(2), "b10": ballot(10)}
    assert votes.in_hand(view(), None) is None
    assert keys([votes.in_hand(view(ballots=found), None) or {}]) == ["b10"]
    found["b2"] = ballot(2, state="open")
    assert keys([votes.in_hand(view(ballots=found), None) or {}]) == ["b2"]
    assert keys([votes.in_hand(view(ballots=found), "b1") or {}]) == ["b1"]


def test_FA13_rounds_stand_together_and_the_first_is_kept() -> None:
    found = {
        "b1": ballot(1),
        "b2": ballot(2),
        "b3": ballot(3, round=2, again="b1"),
        "b4": ballot(4, round=3, again="b3"),
    }
    here = view(ballots=found)
    assert keys(votes.rounds(here, "b3")) == ["b1", "b3", "b4"]
    assert [keys(chain) for chain in votes.chains(here)] == [["b2"], ["b1", "b3", "b4"]]


def test_FA12_options_are_ranked_and_ties_share_a_place() -> None:
    counted = {"o1": {"place": 2, "score": 3}, "o2": {"place": 1, "score": 5}}
    result = {"options": {**counted, "o3": {"place": 2, "score": 3}}, "groups": {}}
    ranked = votes.ranked({"id": "b1", **ballot(result=result)})
    assert [(one["id"], one["came"]["place"], one["tied"]) for one in ranked] == [
        ("o2", 1, False),
        ("o1", 2, True),
        ("o3", 2, True),
    ]


def test_groups_that_are_told_apart_come_before_all_others() -> None:
    told = ballot(result={"options": {}, "groups": {"rest": 6, "g1": 7}})
    assert votes.groups_of(told) == ["g1", "rest"]
    assert votes.is_masked(view(), told)
    assert votes.is_masked(view(), ballot(result={"options": {}, "groups": {}}))
    assert not votes.is_masked(view(), ballot(result={"options": {}, "groups": {"g1": 7}}))


def test_of_a_scale_a_group_gave_its_mean_of_dots_their_sum() -> None:
    share = {"score": 17, "voters": 5}
    assert votes.given(ballot(), share) == 17
    assert votes.given(ballot(kind="stars"), share) == 3.4


def test_levels_of_a_wording_come_from_the_highest() -> None:
    result = {"people": 3, "tables": 1, "levels": {"3": 1, "5": 3}, "table_levels": {"5": 1}}
    assert votes.levels(ballot(result=result)) == [(5, 3, 1), (3, 1, 0)]
    assert votes.votes_in(ballot(result=result)) == 4


@pytest.mark.parametrize(
    ("kind", "given", "length"),
    [
        ("dots", [30, 15, 0], None),  # few enough to be drawn one by one
        ("dots", [120, 60, 0], 100),
        ("points", [2400, 1200, 0], 100),
        ("rank", [80, 40, 0], 100),
        ("pairs", [75, 50, 2], 100),
    ],
)
def test_FA12_every_figure_has_its_drawing_however_large(
    kind: str, given: list[int], length: int | None
) -> None:
    counted = {f"o{n}": {"place": n, "score": score} for n, score in enumerate(given, start=1)}
    asked = {"id": "b1", **ballot(kind=kind, result={"options": counted, "groups": {}})}
    first, second, last = (votes.gauge(asked, one) for one in votes.ranked(asked))
    assert first is not None
    assert second is not None
    if length is None:
        assert (first.ink.count("M"), second.ink.count("M")) == (30, 15)
    else:
        assert second.ink == f"M0 1h{length}v8h-{length}z"
    assert last is not None
    assert bool(last.ink) == bool(given[-1])


def test_FA12_what_the_grid_shows_has_no_drawing_of_its_own() -> None:
    counted = {f"o{n}": {"place": n, "score": 2} for n in range(1, 4)}
    asked = {"id": "b1", **ballot(kind="impact_effort", result={"options": counted})}
    assert {votes.gauge(asked, one) for one in votes.ranked(asked)} == {None}


def test_FA13_bars_say_how_many_are_on_a_level_where_strokes_are_too_many() -> None:
    few = ballot(kind="fist", result={"levels": {"5": 40, "1": 20}})
    assert votes.bars(few) == {}
    many = ballot(kind="fist", result={"levels": {"5": 60, "1": 30}})
    found = {level: drawing.ink for level, drawing in votes.bars(many).items()}
    assert (found[5], found[1], found[3]) == ("M0 1h200v8h-200z", "M0 1h100v8h-100z", "")


def test_who_has_no_phone_is_one_of_those_who_may_vote() -> None:
    by_hand = {"c1": True, "c2": True}
    now = ballot(state="open", voted={"people": 31}, by_hand=by_hand)
    assert votes.turnout(view(), now) == (31, 42)


def test_themes_that_are_not_aside_may_be_voted_on_and_those_in_hand_are_chosen() -> None:
    [(prompt, themes)] = votes.offered(view())
    assert (prompt, keys(themes)) == ("p1", ["t1", "t2", "t3"])
    assert votes.ticked(view(), "p1", [], "dots") == {"t1", "t2", "t3"}
    assert votes.ticked(view(), "p1", ["t3", "t9"], "dots") == {"t3"}
    assert votes.ticked(view(), "p1", [], "fist") == set()


@pytest.mark.parametrize(
    ("wanted", "sources", "kind"),
    [
        (None, [], "dots"),
        (None, ["v1"], "fist"),
        (None, ["t1", "t2"], "dots"),
        ("stars", ["v1"], "stars"),
        ("lots", [], "dots"),
    ],
)
def test_the_method_at_first(wanted: str | None, sources: list[str], kind: str) -> None:
    assert votes.kind_of(wanted, sources) == kind


def test_every_method_is_among_options_or_about_one_wording() -> None:
    assert (*votes.methods(about=False), *votes.methods(about=True)) == KINDS


def test_FA12_names_that_read_alike_are_offered_for_merging() -> None:
    assert [keys([one, other]) for one, other in votes.near_offered(view())] == [["t1", "t2"]]
    apart = {**view()["themes"], "t2": theme("Adults who care", 2, prompt="p2")}
    assert votes.near_offered(view(themes=apart)) == []


def test_FA12_a_ballot_that_has_not_opened_is_made_again_from_its_address() -> None:
    ready = ballot(state="ready", question="Which first, and why?")
    query = parse_qs(votes.again({"id": "b1", **ready}))
    assert (query["source"], query["kind"]) == (["t1", "t3"], ["dots"])
    assert votes.asked_for({name: values[0] for name, values in query.items()}) == {
        "question": "Which first, and why?",
        "text": "A later bell",
        "dots": "3",
        "stack": "2",
        "top": "",
        "points": "",
        "pairs": "",
    }
    assert set(votes.asked_for({"dots": "²", "stack": "99999", "top": "-1"}).values()) == {""}


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("Communication with families", "Family communication", True),
        ("Más música", "Música para todos", False),
        ("Small classes", "Smaller class sizes", False),
        ("Comunicación con las familias", "Comunicar con la familia", False),
        ("Safe schools", "Safety in school", False),
        ("Escuelas seguras", "Escuela segura", True),
    ],
)
def test_what_reads_alike_shares_most_words(one: str, other: str, is_near: bool) -> None:
    both = [{"id": "t1", **theme(one, 1)}, {"id": "t2", **theme(other, 2)}]
    assert bool(votes.near_pairs(both)) == is_near


def test_a_form_offers_what_the_rules_allow() -> None:
    assert votes.steps_of(ballot()) == ["1", "2"]
    assert votes.steps_of(ballot(kind="rank", rules={"top": 3})) == ["1", "2", "3"]
    assert votes.steps_of(ballot(kind="points", rules={"points": 4})) == ["1", "2", "3", "4"]
    assert len(votes.steps_of(ballot(kind="impact_effort", rules={}))) == 25
    assert len(votes.comparisons({"id": "b1", **ballot(kind="pairs")})) == 3


def test_another_round_asks_about_the_words_as_they_read_now() -> None:
    options = {"o1": {"text": "We listen.", "place": 1, "source": "v1"}}
    asked = {"id": "b1", **ballot(kind="fist", options=options)}
    value = {"kind": "value", "title": "Ears", "text": "We listen to all.", "place": 1}
    assert votes.reworded(view(statements={"v1": value}), asked) == [
        ("We listen.", "We listen to all.")
    ]
    assert votes.reworded(view(), asked) == []


def test_an_option_is_known_as_the_priority_that_its_theme_became() -> None:
    made = {"i1": {"title": "Music", "statement": "", "place": 1, "theme": "t3"}}
    options = ballot()["options"]
    assert votes.priority_of(view(priorities=made), options["o2"]) == "i1"
    assert votes.priority_of(view(priorities=made), options["o3"]) is None


def test_the_grid_shows_where_options_stand_and_what_was_moved() -> None:
    came = {"place": 1, "median": 4, "low": 3, "high": 5, "effort": 2}
    came |= {"effort_low": 1, "effort_high": 3}
    result = {"options": {"o1": came, "o2": came, "o3": {"place": 3}}, "groups": {}}
    asked = ballot(kind="impact_effort", result=result)
    asked["options"]["o2"]["placed"] = {"impact": 1, "effort": 5, "note": "dear"}
    first, second = votes.grid({"id": "b1", **asked})
    assert (first["letter"], first["x"], first["y"], first["field"]) == ("A", 30, 30, "quick_win")
    assert (first["rx"], first["ry"]) == (20, 20)
    assert (second["field"], second["moved"]) == ("avoid", True)


def test_a_concern_is_known_by_its_ballot() -> None:
    said = {"r1": {"prompt": "b1", "state": "held", "place": 1, "text": "Who pays?"}}
    here = view(ballots={"b1": ballot(question="Music?")}, responses=said)
    assert keys(votes.concerns(here, "b1")) == ["r1"]
    found = votes.beside(here, said["r1"])
    assert found is not None
    assert votes.asked(found) == "Music?"
    assert votes.beside(here, {"prompt": "p1"}) is None


def test_the_step_that_runs_is_known_when_it_is_for_voting() -> None:
    steps = {"a1": {"kind": "vote", "state": "open", "place": 3}}
    assert votes.step_now(view()) is None
    assert (votes.step_now(view(steps=steps)) or {})["id"] == "a1"

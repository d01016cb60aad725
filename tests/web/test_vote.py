"""Votes as forms: an order of each seat's own, pairs that are fair, fields that become choices."""

from collections import Counter
from typing import Any

import pytest

from workshop.web.vote import choices_of, form_of, open_ballot, shuffled

Object = dict[str, Any]


def ballot(kind: str, options: int = 4, **rules: Any) -> Object:
    named = {f"o{n}": {"text": f"Option {n}", "place": n} for n in range(1, options + 1)}
    return {"id": "b1", "kind": kind, "state": "open", "round": 1, "options": named, "rules": rules}


def test_the_order_of_options_is_a_seats_own_and_stays() -> None:
    options = [f"o{n}" for n in range(1, 9)]
    orders = [shuffled(options, f"s{seat} b1") for seat in range(40)]
    assert orders == [shuffled(reversed(options), f"s{seat} b1") for seat in range(40)]
    assert all(sorted(order) == options for order in orders)
    assert len({tuple(order) for order in orders}) == 40
    assert shuffled(options, "s1 b1") != shuffled(options, "s1 b2")


def test_no_option_gains_by_standing_first() -> None:
    options = [f"o{n}" for n in range(1, 5)]
    first = Counter(shuffled(options, f"s{seat} b1")[0] for seat in range(2_000))
    assert all(400 < often < 600 for often in first.values()), first


@pytest.mark.parametrize(
    ("fields", "choices"),
    [
        ({"choices": "o1:4"}, ["o1:4"]),
        ({"choices": ["o1:4", "", "o2:1"]}, ["o1:4", "o2:1"]),
        ({"choice.o1": "2", "choice.o2": "", "type": "cast_vote"}, ["o1:2"]),
        ({"choice.o1.1": "4", "choice.o1.2": " 2 "}, ["o1:4:2"]),
        ({"choice.o1.1": "", "choice.o1.2": "2"}, ["o1::2"]),
        ({"choice.pair1": "o3:o1", "choice.pair2": ""}, ["o3:o1"]),
        ({"choice.o1": ["1", "3"]}, ["o1:3"]),
        ({"choice.o1": None}, []),
        ({}, []),
    ],
)
def test_the_fields_of_a_form_become_choices(fields: Object, choices: list[str]) -> None:
    assert choices_of(fields) == choices


@pytest.mark.parametrize("options", range(2, 12))
def test_every_option_stands_in_about_as_many_pairs_as_the_others(options: int) -> None:
    everything = options * (options - 1) // 2
    for asked in range(1, everything + 1):
        pairs = form_of(ballot("pairs", options, pairs=asked), {}, "s1")["pairs"]
        sides = [[side["id"] for side in pair["sides"]] for pair in pairs]
        assert len({frozenset(two) for two in sides}) == len(sides) == asked
        often = Counter(one for two in sides for one in two)
        rarest = min(often[f"o{n}"] for n in range(1, options + 1))
        assert max(often.values()) - rarest <= 1 + options % 2  # one waits in each round of five
        assert all(len(set(two)) == 2 for two in sides)


def test_neither_side_of_the_pairs_is_an_options_place() -> None:
    above: Counter[str] = Counter()
    for seat in range(300):
        for pair in form_of(ballot("pairs", 6, pairs=15), {}, f"s{seat}")["pairs"]:
            above[pair["sides"][0]["id"]] += 1
    assert all(600 < often < 900 for often in above.values()), above


def test_a_form_is_filled_with_the_vote_that_stands_or_with_what_was_posted() -> None:
    mine = {"votes": {"b1": {"choices": {"o2:1": True, "o1:2": True}}}}
    form = form_of(ballot("rank", top=3), mine, "s1")
    assert {each["id"]: each["values"][0] for each in form["options"] if each["values"][0]} == {
        "o1": "2",
        "o2": "1",
    }
    assert [each["id"] for each in form["said"]] == ["o2", "o1"]
    posted = form_of(ballot("rank", top=3), mine, "s1", (["o3:1"], ""), "That did not go.")
    assert [each["id"] for each in posted["options"] if each["values"][0]] == ["o3"]
    assert (posted["is_in"], posted["refusal"]) == (True, "That did not go.")


def test_only_an_open_ballot_is_voted_on() -> None:
    assert open_ballot({}) is None
    assert open_ballot({"ballots": {"b1": {**ballot("dots"), "state": "closed"}}}) is None
    found = open_ballot({"ballots": {"b2": ballot("dots")}})
    assert found is not None
    assert found["id"] == "b2"

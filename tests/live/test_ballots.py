"""How simulated people vote: by the rules of every method, and not all alike."""

import pytest

from tests.room.cast import EVERYBODY_JOINS, THE_EVENING, Actor, Evening, fay
from workshop.live.ballots import chosen
from workshop.room.ballot import ABOUT, KINDS

OPTIONS = "\n".join(f"Option {number}" for number in range(7))
PEOPLE = 60


def in_a_ballot(kind: str, text: str, **rules: int) -> Evening:
    sent = (THE_EVENING, *EVERYBODY_JOINS, fay.opens_up(), fay.declares(kind, text=text, **rules))
    return Evening().when(*sent).takes()


@pytest.mark.parametrize("kind", KINDS)
def test_FA24_simulated_people_vote_by_the_rules_of_every_method(kind: str) -> None:
    evening = in_a_ballot(kind, "So be it" if kind in ABOUT else OPTIONS)
    ballot = evening.console["ballots"]["b1"]
    votes = [chosen(ballot, "w1 b1", f"s{number}") for number in range(PEOPLE)]
    assert votes == [chosen(ballot, "w1 b1", f"s{number}") for number in range(PEOPLE)]
    assert 1 < len(set(votes)), "they all vote alike"
    ana = Actor("s1", "participant")
    for choices, reason in set(votes):
        assert choices
        evening.when(ana.votes(*choices, because=reason)).takes()


@pytest.mark.parametrize(
    ("kind", "rules"),
    [("dots", {"dots": 20, "stack": 1}), ("points", {"points": 7}), ("pairs", {"pairs": 1})],
)
def test_FA24_they_keep_to_unusual_rules_too(kind: str, rules: dict[str, int]) -> None:
    evening = in_a_ballot(kind, OPTIONS, **rules)
    ballot = evening.console["ballots"]["b1"]
    for number in range(PEOPLE):
        choices, _ = chosen(ballot, "w1 b1", f"s{number}")
        evening.when(Actor("s1", "participant").votes(*choices)).takes()

"""Votes: B4–B6, B9. What is said beside them, and what nobody is told before the close."""

import json
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.room.cast import (
    EVERYBODY,
    EVERYBODY_JOINS,
    THE_EVENING,
    Evening,
    Sent,
    ana,
    ben,
    cleo,
    fay,
    four,
    replayed,
    through_json,
    tom,
)
from tests.room.conftest import Given
from tests.room.test_properties import deep, quick
from workshop.room import views
from workshop.room.doubt import DoubtPlace
from workshop.room.join import ChangeSeat
from workshop.room.moderate import SetModeration
from workshop.room.outcome import UNREAD, freeze
from workshop.room.remark import MakeRemark
from workshop.room.screen import Screened
from workshop.room.table import MarkTop, TagResponse
from workshop.room.tally import tally
from workshop.room.translate import TranslateResponse
from workshop.room.vote import MAX_BY_HAND, RemoveVote

OPTIONS = "Buses\nLunch\nMusic\nTime"


@pytest.fixture
def voting(given: Given) -> Evening:
    """Five dots each, at most two on one of four options."""
    return given(fay.opens_up(), fay.declares("dots", text=OPTIONS, dots=5, stack=2))


@pytest.fixture
def asked(given: Given) -> Evening:
    """The room is asked how far it goes with a wording."""
    return given(fay.opens("p1"), ana.submits("Band"), fay.declares("fist", text="So be it"))


def in_danger(text: str) -> Screened:
    """Mark every phrase as one that tells of danger."""
    return Screened(("safety",))


def scores(evening: Evening, ballot: str = "b1") -> list[float]:
    """Return what the options of a closed ballot were given, in their order."""
    options = evening.wall["ballots"][ballot]["result"]["options"]
    return [options[key]["score"] for key in sorted(options)]


# ── voting ─────────────────────────────────────────────────────────────────


def test_B5_PA11_a_vote_is_whole_each_time_and_moves_until_the_close(voting: Evening) -> None:
    voting.when(ana.votes("o1:2", "o2:1"), ana.votes("o3:2", "o1:1"))
    assert voting.mine(ana)["votes"] == {"b1": {"choices": {"o1:1": True, "o3:2": True}}}
    voting.when(fay.closes_ballot())
    assert scores(voting) == [1, 0, 2, 0]
    voting.when(ana.votes("o4:1")).refuses("ballot_closed")
    assert voting.wall["ballots"]["b1"]["result"]["people"] == 1


def test_B5_nothing_chosen_takes_the_vote_back(voting: Evening) -> None:
    voting.when(ana.votes("o1:2"), ben.votes("o1:1"), ana.votes("o1:0"))
    assert voting.mine(ana)["votes"] == {}
    assert voting.wall["ballots"]["b1"]["voted"]["people"] == 1
    voting.when(ana.votes()).changes_nothing()


def test_B5_nobody_votes_before_it_opens_or_after_the_workshop(given: Given) -> None:
    evening = given(fay.opens_up(), fay.declares("dots", text=OPTIONS, open=False))
    evening.when(ana.votes("o1:1")).refuses("ballot_not_open")
    evening.when(ana.votes("o1:1", on="b9")).refuses("no_such_thing")
    evening.when(fay.closes_up(), ana.votes("o1:1")).refuses("workshop_closed")


@pytest.mark.parametrize(
    ("kind", "rules", "choices", "code"),
    [
        ("dots", {}, ("o9:1",), "unknown_option"),
        ("dots", {}, ("o1:1", "o1:1"), "unknown_option"),
        ("dots", {}, ("o1",), "bad_choice"),
        ("dots", {}, ("o1:-1",), "bad_choice"),
        ("dots", {}, ("o1:1:1",), "bad_choice"),
        ("dots", {}, ("o1:999999",), "bad_choice"),
        ("dots", {"dots": 3}, ("o1:2", "o2:2"), "too_many_dots"),
        ("dots", {"dots": 3, "stack": 1}, ("o1:2",), "too_high_stack"),
        ("rank", {"top": 2}, ("o1:1", "o2:2", "o3:3"), "bad_rank"),
        ("rank", {}, ("o1:1", "o2:1"), "bad_rank"),
        ("rank", {}, ("o1:2",), "bad_rank"),
        ("points", {}, ("o1:60", "o2:60"), "not_all_points"),
        ("points", {}, ("o1:60",), "not_all_points"),
        ("impact_effort", {}, ("o1:5",), "bad_choice"),
        ("impact_effort", {}, ("o1:6:1",), "bad_choice"),
        ("impact_effort", {}, ("o1:5:0",), "bad_choice"),
        ("stars", {}, ("o1:6",), "bad_choice"),
        ("pairs", {}, ("o1:o9",), "unknown_option"),
        ("pairs", {}, ("o1:o1",), "bad_choice"),
        ("pairs", {}, ("o1:o2", "o2:o1"), "bad_choice"),
        ("pairs", {"pairs": 1}, ("o1:o2", "o1:o3"), "bad_choice"),
    ],
)
def test_B5_PA16_the_server_keeps_to_the_rules(
    given: Given, kind: str, rules: dict[str, int], choices: tuple[str, ...], code: str
) -> None:
    evening = given(fay.opens_up(), fay.declares(kind, text=OPTIONS, **rules))
    evening.when(ana.votes(*choices)).refuses(code)
    assert evening.wall["ballots"]["b1"]["voted"]["people"] == 0


@pytest.mark.parametrize(("kind", "level"), [("fist", 6), ("thumbs", 0), ("consent", 2)])
def test_B5_PA12_levels_are_those_of_the_method(given: Given, kind: str, level: int) -> None:
    evening = given(fay.opens_up(), fay.declares(kind, text="So be it"))
    evening.when(ana.votes(f"o1:{level}", because="No")).refuses("bad_choice")


@pytest.mark.parametrize(
    ("kind", "choices", "kept"),
    [
        ("rank", ("o3:1", "o1:2"), ("o1:2", "o3:1")),
        ("points", ("o2:100", "o1:0"), ("o2:100",)),
        ("impact_effort", ("o2:5:1",), ("o2:5:1",)),
        ("stars", ("o4:5", "o1:1"), ("o1:1", "o4:5")),
        ("pairs", ("o2:o1", "o1:o3"), ("o2:o1", "o1:o3")),
    ],
)
def test_B5_PA16_what_keeps_to_the_rules_counts(
    given: Given, kind: str, choices: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    evening = given(fay.opens_up(), fay.declares(kind, text=OPTIONS))
    evening.when(ana.votes(*choices))
    assert evening.mine(ana)["votes"]["b1"]["choices"] == dict.fromkeys(kept, True)


def test_B9_a_table_has_one_vote_and_stands_beside_people(voting: Evening) -> None:
    voting.when(ana.votes("o1:1"), four.votes("o1:2"))
    voted = {"people": 1, "tables": 1, "at_tables": 6}
    assert voting.wall["ballots"]["b1"]["voted"] == voted
    voting.when(fay.closes_ballot())
    assert voted.items() <= voting.wall["ballots"]["b1"]["result"].items()


def test_B9_J6_a_vote_keeps_the_group_of_its_hour(voting: Evening) -> None:
    voting.when(ana.votes("o1:1"), ana.sends(ChangeSeat("staff")))
    assert [vote.group for vote in voting.room.votes.values()] == ["families"]


def test_B9_facilitators_enter_the_vote_of_somebody_without_a_phone(voting: Evening) -> None:
    voting.when(tom.enters_vote("o2:2", group="families"), fay.enters_vote("o2:1"))
    seen = voting.console["ballots"]["b1"]
    assert seen["by_hand"] == {"c1": True, "c2": True}
    assert seen["voted"]["people"] == 2
    assert voting.console["crowd"]["joined"] == 4
    assert "papers" not in voting.mine(tom)
    assert freeze(voting.room).crowd.papers == 0, "no paper form of phrases"
    voting.when(fay.sends(RemoveVote("c1")), fay.closes_ballot())
    result = voting.wall["ballots"]["b1"]["result"]
    assert (result["people"], result["papers"], scores(voting)[1]) == (1, 1, 1)
    assert "by_hand" not in voting.console["ballots"]["b1"]


def test_B9_a_vote_by_hand_keeps_to_the_same_rules(voting: Evening) -> None:
    voting.when(tom.enters_vote()).refuses("no_choice")
    voting.when(tom.enters_vote("o1:9")).refuses("too_high_stack")
    voting.when(tom.enters_vote("o1:1", group="aliens")).refuses("unknown_group")
    voting.when(ana.votes("o1:1"), tom.sends(RemoveVote("c1"))).refuses("no_such_thing")
    voting.when(tom.sends(RemoveVote("c9"))).refuses("no_such_thing")
    voting.when(tom.enters_vote("o1:1"), fay.closes_ballot())
    voting.when(tom.sends(RemoveVote("c2"))).refuses("ballot_closed")
    voting.when(tom.enters_vote("o1:1")).refuses("ballot_closed")


def test_B9_so_many_are_entered_by_hand_and_no_more(voting: Evening) -> None:
    for number in range(1, MAX_BY_HAND + 1):  # as if: entering them all takes long here
        voting.room.add(f"s{number + 10}", entered_by=tom.id)
        voting.room.add(f"c{number}", ballot="b1", seat=f"s{number + 10}", choices=("o1:1",))
    voting.when(tom.enters_vote("o1:1")).refuses("too_many", limit=MAX_BY_HAND)


# ── beside a vote ──────────────────────────────────────────────────────────


def test_B6_PA12_a_vote_of_concern_may_say_why(asked: Evening) -> None:
    asked.when(ana.votes("o1:2", because="  It is  too long "))
    assert asked.mine(ana)["votes"]["b1"] == {
        "choices": {"o1:2": True},
        "reason": "It is too long",
    }
    asked.when(fay.closes_ballot())
    assert asked.console["responses"]["r2"] == {
        "prompt": "b1",
        "text": "It is too long",
        "state": "shown",
        "place": 2,
    }
    assert asked.console["ballots"]["b1"]["concerns"] == 1
    assert asked.wall["responses"]["r2"]["text"] == "It is too long"


def test_B6_FA13_no_consent_needs_a_reason(given: Given) -> None:
    evening = given(fay.opens_up(), fay.declares("consent", text="So be it"))
    evening.when(ana.votes("o1:0")).refuses("no_reason")
    evening.when(ana.votes("o1:0", because="x" * 1_001)).refuses("too_long")
    evening.when(ana.votes("o1:0", because="Too soon"), ben.votes("o1:1"), fay.closes_ballot())
    assert evening.wall["ballots"]["b1"]["result"]["levels"] == {"1": 1, "0": 1}


def test_B6_the_words_go_with_the_vote(asked: Evening) -> None:
    asked.when(ana.votes("o1:1", because="Too long"), ana.votes("o1:1", because="Too vague"))
    assert asked.mine(ana)["votes"]["b1"]["reason"] == "Too vague"
    asked.when(ana.votes("o1:3", because="Too vague"))
    assert "reason" not in asked.mine(ana)["votes"]["b1"]
    asked.when(ana.votes("o1:0", because="No"), ana.votes(), fay.closes_ballot())
    assert list(asked.console["responses"]) == ["r1"]
    assert asked.room.responses["r2"].state == asked.room.responses["r3"].state == "withdrawn"


def test_B6_they_stand_in_no_count_of_phrases(asked: Evening) -> None:
    asked.when(ana.votes("o1:1", because="No"), tom.enters_vote("o1:1", because="Mine"))
    asked.when(fay.closes_ballot())
    assert asked.console["crowd"]["phrases"] == 1
    assert "papers" not in asked.console["prompts"]["p1"]
    assert list(asked.mine(ana)["responses"]) == ["r1"]
    found = freeze(asked.room)
    assert [quote.response for quote in found.quotes] == ["r1"]
    assert found.crowd.papers == 0


def test_B6_they_are_screened_and_moderated_like_others(asked: Evening) -> None:
    asked.when(ana.votes("o1:0", because="Call 417 555 0134"), ben.votes("o1:1", because="No"))
    assert asked.console["crowd"]["held"] == 0, "B4"
    asked.when(fay.closes_ballot())
    assert asked.console["crowd"]["held"] == 1
    assert asked.console["responses"]["r2"]["flags"] == {"phone": True}
    assert "r2" not in asked.wall["responses"]
    asked.when(tom.redacts("r2", "Call us"), tom.hides("r3", "personnel"))
    assert asked.wall["responses"]["r2"]["text"] == "Call us"
    assert asked.mine(ana)["votes"]["b1"]["reason"] == "Call us"
    assert asked.console["responses"]["r3"]["text"] == ""
    assert UNREAD not in [quote.text for quote in freeze(asked.room).quotes]
    asked.when(tom.undoes(), tom.holds("r3"), tom.shows("r3"))
    asked.when(tom.sends(TranslateResponse("r3", "es", "Que no")))
    asked.when(tom.sends(MakeRemark("Ask why", "r3")))
    assert asked.wall["responses"]["r3"]["translation"] == {"es": "Que no"}


def test_B6_what_was_redacted_is_not_said_again(given: Given) -> None:
    evening = given(fay.opens_up(), fay.declares("fist", text="So be it"))
    evening.room.screen = in_danger
    evening.when(ana.votes("o1:0", because="Danger"), tom.redacts("r1", "[…]"))
    evening.when(ana.votes("o1:0", because="Danger again")).refuses("redacted")
    evening.when(ana.votes("o1:1", because="[…]")).takes()


def test_B6_they_have_no_place_on_the_board(asked: Evening) -> None:
    asked.when(ana.votes("o1:0", because="No; not now"), fay.closes_ballot(), fay.makes("T", "r1"))
    for one in (
        fay.moves("r2", to=None),
        fay.moves("r2", to="t1"),
        fay.makes("Theme", "r2"),
        fay.pins("r2"),
        fay.stars("r2"),
        fay.promotes("r2", "value"),
        fay.cuts("r2", "No", "not now"),
        fay.copies("r2", to="t1"),
        fay.joins_again("r2"),
        fay.mutes("r2"),
        fay.sorts_the_rest("r2"),
    ):
        asked.when(one).refuses("beside_vote")
    for own in (
        ana.edits("r2", "Yes"),
        ana.withdraws("r2"),
        four.sends(TagResponse("r2", "staff")),
        four.sends(MarkTop("r2")),
        ana.sends(DoubtPlace("r2")),
    ):
        asked.when(own)
        assert asked.error is not None
        assert asked.error.code in ("no_such_response", "not_a_table")
        asked.error = None


def test_B6_nothing_tells_whose_they_are(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Choir"))
    evening.when(tom.hides("r1"), tom.mutes("r1"), fay.declares("fist", text="So be it"))
    evening.when(ana.votes("o1:1", because="No"), four.votes("o1:1", because="Nor we"))
    evening.when(fay.closes_ballot(), tom.hides("r4"))
    for key in ("r3", "r4"):
        seen = evening.console["responses"][key].keys()
        assert not {"group", "table", "headcount", "muted", "hidden_too", "minute"} & seen
    evening.when(tom.hides("r3"))
    assert "hidden_too" not in evening.console["responses"]["r1"]


# ── nobody is told before the close ─────────────────────────────────────────


def everybody_sees(evening: Evening, *but: str) -> str:
    """Return what all audiences see, and all own views but these."""
    screens = [evening.sees(name) for name in views.AUDIENCES]
    own = [evening.mine(actor) for actor in EVERYBODY if actor.id not in but]
    return json.dumps([screens, own])


KINDS: dict[str, tuple[str, ...]] = {
    "dots": ("o1:2", "o1:1", "o2:2", "o1:1 o2:1"),
    "points": ("o1:100", "o2:100", "o1:30 o2:70"),
    "stars": ("o1:1", "o2:5", "o1:4 o2:2"),
    "impact_effort": ("o1:1:5", "o2:5:1"),
    "pairs": ("o1:o2", "o2:o1"),
    "fist": ("o1:0", "o1:2", "o1:3", "o1:5"),
    "thumbs": ("o1:1", "o1:2", "o1:3"),
    "consent": ("o1:0", "o1:1"),
}


@quick
@hypothesis_given(st.sampled_from(sorted(KINDS)), st.lists(st.integers(0, 99), max_size=8))
def test_B4_until_the_close_views_are_the_same_whatever_was_voted(
    kind: str, script: list[int]
) -> None:
    """Two rooms in which the same people vote differently cannot be told apart."""
    text = "So be it" if kind in ("fist", "thumbs", "consent") else "Buses\nLunch"
    rooms = [
        Evening().when(THE_EVENING, *EVERYBODY_JOINS, fay.opens_up(), fay.declares(kind, text=text))
        for _ in range(2)
    ]
    voters = set()
    for number in script:
        who = (ana, ben, cleo, four)[number % 4]
        voters.add(who.id)
        for shift, evening in enumerate(rooms):
            choices = KINDS[kind][(number // 4 + shift) % len(KINDS[kind])].split()
            evening.when(who.votes(*choices, because=f"Because {number}, at ana@mail.org"))
            evening.takes()
    first, second = (everybody_sees(evening, *voters) for evening in rooms)
    assert first == second
    assert "Because" not in first
    assert rooms[0].seq == rooms[1].seq


def test_B4_nobody_is_told_of_words_before_the_close(asked: Evening) -> None:
    asked.when(ana.votes("o1:0", because="No"))
    assert list(asked.console["responses"]) == list(asked.wall["responses"]) == ["r1"]
    for one in (tom.hides("r2"), tom.redacts("r2", "…"), fay.parks("r2"), fay.moves("r2", to=None)):
        asked.when(one).refuses("no_such_thing")
    asked.when(fay.hides("r9")).refuses("no_such_thing")


def test_B4_M1_who_may_be_in_danger_is_heard_at_once(asked: Evening) -> None:
    asked.room.screen = in_danger
    asked.when(fay.sends(SetModeration("open")), ana.votes("o1:0", because="I am not safe"))
    seen = asked.console["responses"]["r2"]
    assert (seen["state"], seen["flags"]) == ("held", {"safety": True})
    assert asked.console["crowd"]["held"] == 1
    asked.when(tom.shows("r2"), fay.parks("r2"))
    assert "r2" not in asked.wall["responses"]
    assert asked.wall["parked"] == {}
    asked.when(fay.closes_ballot())
    assert asked.wall["parked"]["l1"]["text"] == "I am not safe"


# ── votes are neither lost nor doubled ──────────────────────────────────────


class Votes(RuleBasedStateMachine):
    """Whatever people do, the room holds the votes that it was told, and no more."""

    WHO = st.sampled_from([ana, ben, cleo, four])
    SPENT = st.lists(st.integers(0, 3), min_size=3, max_size=3)

    def __init__(self) -> None:
        super().__init__()
        self.evening = Evening().when(THE_EVENING, *EVERYBODY_JOINS, fay.opens("p1"))
        self.evening.when(ana.submits("Band"), ben.submits("Choir"), fay.makes("Music", "r1"))
        self.evening.when(fay.declares("dots", "t1", text="Buses\nLunch", dots=4, stack=2))
        self.open: str | None = "b1"
        self.told: dict[str, dict[str, tuple[str, ...]]] = {"b1": {}}  # ballot → who → choices
        self.results: dict[str, Any] = {}
        self.by_hand = 0

    def _sends(self, sent: Sent) -> bool:
        """Send it; return whether it was taken."""
        self.evening.when(sent)
        refused, self.evening.error = self.evening.error is not None, None
        return not refused

    @rule(who=WHO, spent=SPENT)
    def votes(self, who: Any, spent: list[int]) -> None:
        choices = tuple(f"o{at + 1}:{dots}" for at, dots in enumerate(spent))
        kept = tuple(one for one in choices if not one.endswith(":0"))
        is_fine = self.open is not None and sum(spent) <= 4 and max(spent) <= 2
        ballot = self.open or "b1"
        assert self._sends(who.votes(*choices, on=ballot)) == is_fine
        if is_fine:
            self.told[ballot][who.id] = kept
            if not kept:
                del self.told[ballot][who.id]

    @rule(spent=SPENT)
    def a_paper_is_entered(self, spent: list[int]) -> None:
        ballot = self.open or "b1"
        choices = tuple(f"o{at + 1}:{dots}" for at, dots in enumerate(spent) if dots)
        if self._sends(tom.enters_vote(*choices, on=ballot)):
            self.told[ballot][self.evening.room.votes[self._latest()].seat] = choices

    def _latest(self) -> str:
        return max(self.evening.room.votes, key=lambda key: int(key[1:]))

    @rule(pick=st.integers(0, 99))
    def a_paper_is_removed(self, pick: int) -> None:
        votes = list(self.evening.room.votes.values())
        if not votes:
            return
        vote = votes[pick % len(votes)]
        ballot, seat = vote.ballot, vote.seat
        entered = self.evening.room.seats[seat].entered_by is not None
        is_fine = entered and ballot == self.open
        assert self._sends(tom.sends(RemoveVote(vote.id))) == is_fine
        if is_fine:
            del self.told[ballot][seat]

    @rule()
    def closes(self) -> None:
        if self._sends(fay.closes_ballot(self.open or "b1")) and self.open:
            self.results[self.open] = self.evening.wall["ballots"][self.open]["result"]
            self.open = None

    @rule(pick=st.integers(0, 99))
    def goes_another_round(self, pick: int) -> None:
        ballot = list(self.told)[pick % len(self.told)]
        if self._sends(fay.repeats(ballot)):
            self.open = f"b{len(self.told) + 1}"
            self.told[self.open] = {}

    @rule(who=st.sampled_from([fay, tom]))
    def takes_back(self, who: Any) -> None:
        self._sends(who.undoes())

    @rule(who=WHO, group=st.sampled_from([None, "staff"]), table=st.sampled_from([None, 0, 3]))
    def sits_elsewhere(self, who: Any, group: str | None, table: int | None) -> None:
        self._sends(who.sends(ChangeSeat(group, table=table)))

    @rule(one=st.sampled_from([fay.renames("t1", "Song"), fay.removes("t1"), fay.parks("r1")]))
    def steers(self, one: Sent) -> None:
        self._sends(one)

    @rule()
    def crashes(self) -> None:
        """The server dies; what the journal holds is the room again."""
        self.evening.room = replayed(through_json(self.evening.journal))

    @invariant()
    def votes_are_those_that_were_told(self) -> None:
        room = self.evening.room
        held: dict[str, dict[str, tuple[str, ...]]] = {key: {} for key in self.told}
        for vote in room.votes.values():
            assert vote.seat not in held[vote.ballot], "a second vote"
            held[vote.ballot][vote.seat] = vote.choices
        assert held == self.told
        for ballot, result in self.results.items():
            assert self.evening.wall["ballots"][ballot]["result"] == result, "a result has changed"
            dots = sum(int(one.split(":")[1]) for own in held[ballot].values() for one in own)
            assert sum(line.score for line in tally(room, room.ballots[ballot]).lines) == dots


def test_B5_votes_are_neither_lost_nor_doubled() -> None:
    run_state_machine_as_test(Votes, settings=settings(quick, stateful_step_count=40))


@pytest.mark.faults
def test_B5_votes_are_neither_lost_nor_doubled_at_length() -> None:
    run_state_machine_as_test(Votes, settings=settings(deep, stateful_step_count=80))

"""Decided: what the room came to by voting, without anybody's vote in it."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given, settings

from tests.documents.decided import (
    CONCERN,
    FIRST,
    HIDDEN,
    OTHER,
    PARKED,
    SECOND,
    SECRET,
    a_closed_evening,
    a_decided_evening,
)
from tests.plan.evening import Evening
from tests.room.test_tally import VOTERS, result_of, room_of
from workshop.room.ballot import CloseBallot, MakeBallot
from workshop.room.decided import UNREAD, Agreed, ballots_of
from workshop.room.moderate import HideResponse
from workshop.room.outcome import freeze
from workshop.room.park import Park
from workshop.room.promote import EditStatement
from workshop.room.screen import Screened
from workshop.room.vote import CastVote


def test_FA12_a_closed_vote_has_its_rules_its_counts_and_its_groups():
    (dots, _, _) = a_decided_evening().outcome().ballots
    assert (dots.kind, dots.question, dict(dots.rules)) == (
        "dots",
        "Which first?",
        {"dots": 3, "stack": 2},
    )
    assert (dots.people, dots.tables, dots.at_tables, dots.papers) == (12, 1, 7, 1)
    assert dots.groups == (("Parent or family", 6), ("Teacher", 6))
    first = dots.options[0]
    assert (first.text, first.source, first.place, first.score) == (
        "Every student known",
        "t1",
        1,
        18,
    )
    assert [(share.label, share.score, share.people) for share in first.groups] == [
        ("Parent or family", 12, 6),
        ("Teacher", 5, 5),
    ]
    assert dots.options[-1].text == OTHER


def test_B4_a_vote_that_runs_has_no_result_and_one_that_waits_is_not_there():
    evening = a_decided_evening()
    evening.do(MakeBallot("dots", sources=("t1", "t2")))
    evening.do(MakeBallot("stars", sources=("t1", "t2"), open=True))
    seat = next(s.id for s in evening.room.seats.values() if s.group == "family")
    evening.do(CastVote("b5", ("o1:5",)), seat, "participant")
    running = evening.outcome().ballots[-1]
    assert (running.id, running.state, running.votes) == ("b5", "open", 0)
    assert all(option.score is None for option in running.options)
    evening.do(CloseBallot("b5"))
    assert evening.outcome().ballots[-1].options[0].score == 5


def test_FA13_a_statement_keeps_its_rounds_its_earlier_words_and_the_last_verdict():
    evening = a_decided_evening()
    value = evening.outcome().statements[0]
    assert (value.text, value.wording.versions[0][1]) == (SECOND, FIRST)
    assert value.wording.asked == ("b2", "b3")
    assert value.wording.agreed == Agreed("b3", 2, "consensus")
    evening.do(EditStatement("v1", "Other words"))
    assert evening.outcome().statements[0].wording.agreed is None


def test_what_is_said_beside_a_vote_is_in_no_prompt_and_tells_nobody():
    outcome = a_decided_evening().outcome()
    assert not {CONCERN, SECRET} & {quote.text for quote in outcome.quotes}
    concerns = outcome.ballots[1].concerns
    assert [(one.text, one.state) for one in concerns] == [(CONCERN, "shown"), (SECRET, "hidden")]
    assert sorted(asdict(concerns[0])) == ["redacted", "response", "state", "text"]


def test_M9_a_concern_about_staff_is_read_by_few():
    evening = a_decided_evening()
    said = evening.outcome().ballots[1].concerns[0].response
    evening.do(HideResponse(said, "personnel"))
    assert evening.outcome().ballots[1].concerns[0].text == UNREAD


def test_FA15_the_parking_lot_has_who_answers_and_until_when():
    (item,) = a_decided_evening().outcome().parked
    assert (item.text, item.owner, item.reply_by, item.state) == (
        PARKED,
        "Transport",
        "2026-04-30",
        "shown",
    )


def test_K2_a_parked_phrase_says_what_became_of_it():
    evening = a_decided_evening()
    evening.do(Park(response="r4"))
    evening.do(HideResponse("r4", "personnel"))
    assert [(one.text, one.state) for one in evening.outcome().parked][1:] == [(UNREAD, "hidden")]


def test_the_agenda_tells_when_each_line_ran():
    evening = a_closed_evening()
    agenda = evening.outcome().agenda
    assert [line.kind for line in agenda] == ["strengths", "vision", "exit"]
    assert agenda[0].opened_at is not None
    assert agenda[0].closed_at == evening.room.workshop.closed_at
    assert (agenda[1].opened_at, agenda[1].closed_at) == (None, None)


def test_V3_a_promoted_phrase_that_is_hidden_is_told_as_unseen_wherever_it_stands():
    evening = a_decided_evening()
    evening.do(MakeBallot("fist", sources=("v3",), open=True))
    evening.do(CloseBallot("b4"))
    evening.do(EditStatement("v3", "Nobody is alone", "Together"))
    evening.do(HideResponse("r2", "other"))
    outcome = evening.outcome()
    assert outcome.ballots[-1].options[0].text == ""
    vision = next(one for one in outcome.statements if one.id == "v3")
    assert vision.wording.versions == ()
    assert not vision.wording.unseen, "its own words are the facilitator's now"


def test_nobodys_seat_and_nobodys_vote_is_in_it():
    evening = a_closed_evening()
    text = json.dumps(asdict(evening.outcome()))
    ids = [*evening.room.seats, *evening.room.votes]
    assert not [one for one in ids if f'"{one}"' in text]
    assert HIDDEN in text, "the record keeps what is hidden, with its state"


def test_FA17_a_closed_workshops_outcome_is_a_fold_of_its_journal_and_of_nothing_else():
    evening = a_closed_evening()
    outcome = evening.outcome()
    assert outcome.is_final
    assert outcome.closed_at == evening.room.workshop.closed_at
    room = evening.replayed()
    room.screen = lambda text: Screened(("violence",))  # a list changed since
    assert freeze(room) == outcome


def test_FA17_a_running_workshops_outcome_says_that_it_is_not_final():
    assert not a_decided_evening().outcome().is_final


@pytest.mark.parametrize("kind", ["priority", "value"])
def test_M9_what_was_promoted_of_a_complaint_about_staff_stands_in_no_file(kind: str):
    evening = Evening()
    said = evening.says(evening.joins("teacher"), "The coach must go")
    evening.promotes_phrase(said, kind)
    evening.do(HideResponse(said, "personnel"))
    outcome = evening.outcome()
    assert "coach" not in repr(outcome)
    assert [one.title for one in (*outcome.priorities, *outcome.statements)] == [UNREAD]


LABELS = {name: name.title() for name in ("staff", "students", "families", "leaders")}
FIGURES = ("agreement", "mean", "median", "low", "high", "effort", "effort_low", "effort_high")


@settings(max_examples=100, deadline=None)
@given(VOTERS)
def test_B10_FA12_files_tell_of_a_vote_what_consoles_are_told_and_nothing_more(voters):
    # So what no console's result tells, as the solver holds it to, no file tells either.
    room = room_of(voters)
    told = result_of(room)
    (vote,) = ballots_of(room, LABELS)
    whose = ("people", "tables", "at_tables", "papers", "apart")
    assert [getattr(vote, name) for name in whose] == [told[name] for name in whose]
    named = {LABELS.get(group, ""): size for group, size in told["groups"].items()}
    assert dict(vote.groups) == named
    for option in vote.options:
        line = told["options"][option.id]
        assert (option.place, option.score) == (line["place"], line["score"])
        assert (option.people, option.tables) == (line["voters"], line.get("tables", 0))
        assert {name: getattr(option, name) for name in FIGURES} == {
            name: line.get(name) for name in FIGURES
        }
        shares = {one.label: (one.score, one.people) for one in option.groups}
        assert shares == {
            LABELS.get(group, ""): (share["score"], share["voters"])
            for group, share in line.get("groups", {}).items()
        }


@settings(max_examples=60, deadline=None)
@given(VOTERS, VOTERS)
def test_B4_while_a_vote_runs_files_are_the_same_however_the_room_votes(some, others):
    told = []
    for voters in (some, others):
        room = room_of(voters)
        room.put("b1", "state", "open")
        told.append(ballots_of(room, LABELS))
    assert told[0] == told[1]

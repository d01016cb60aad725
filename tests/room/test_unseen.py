"""Unseen: what repeats a phrase that is not shown, on screens, in votes and on the parking lot."""

import json

import pytest

from tests.room.cast import Evening, ana, ben, fay
from tests.room.conftest import Given
from workshop.room.ballot import MakeBallot
from workshop.room.park import Park
from workshop.room.promote import EditPriority, EditStatement
from workshop.room.unseen import is_unread, is_unseen, repeated

SAID = "Fire the coach"


@pytest.fixture
def promoted(given: Given) -> Evening:
    """A phrase that became a priority and a value, was voted on and parked."""
    evening = given(fay.opens("p1"), ana.submits(SAID), ben.submits("More music"))
    evening.when(fay.promotes("r1"), fay.promotes("r1", "value"))
    evening.when(fay.sends(MakeBallot("dots", sources=("i1",), text="Music")))
    return evening.when(fay.sends(Park("r1", SAID)))


def test_V3_one_rule_tells_of_everything_made_of_a_phrase_whether_it_repeats_it(
    promoted: Evening,
) -> None:
    room = promoted.room
    option = room.ballots["b1"].options["o1"]
    made = [room.priorities["i1"], room.statements["v1"], option, room.parked["l1"]]
    assert [[one.id for one in repeated(room, thing)] for thing in made] == [["r1"]] * 4
    assert not any(is_unseen(room, thing) or is_unread(room, thing) for thing in made)
    promoted.when(fay.hides("r1", "off_topic"))
    assert all(is_unseen(room, thing) and not is_unread(room, thing) for thing in made)
    promoted.when(fay.hides("r1", "personnel"))
    assert all(is_unseen(room, thing) and is_unread(room, thing) for thing in made)
    assert SAID not in json.dumps([promoted.wall, promoted.phone])


def test_M9_what_was_promoted_of_a_complaint_about_staff_is_on_no_console(
    promoted: Evening,
) -> None:
    promoted.when(fay.sends(EditStatement("v1", "Sport for all", "Sport")), fay.undoes())
    promoted.when(fay.sends(EditPriority("i1", "Sport", "Sport for all")))
    promoted.when(fay.hides("r1", "personnel"))
    assert SAID not in json.dumps(promoted.console)
    value = promoted.console["statements"]["v1"]
    assert (value["title"], value["text"], value["withheld"]) == ("", "", True)
    priority = promoted.console["priorities"]["i1"]
    assert (priority["title"], "withheld" in priority) == ("Sport", False)
    assert "versions" not in priority, "its first wording repeats it"
    assert promoted.console["ballots"]["b1"]["options"]["o1"]["text"] == ""


def test_M9_another_wording_or_showing_the_phrase_gives_the_words_back(promoted: Evening) -> None:
    promoted.when(fay.hides("r1", "personnel"), fay.sends(EditStatement("v1", "Be kind", "Tone")))
    value = promoted.console["statements"]["v1"]
    assert (value["title"], value["text"], "withheld" in value) == ("Tone", "Be kind", False)
    promoted.when(fay.shows("r1"))
    assert promoted.console["priorities"]["i1"]["title"] == SAID
    assert promoted.console["statements"]["v1"]["versions"]["1"]["text"] == SAID


def test_V3_what_its_author_has_edited_is_held_against_the_words_it_was_promoted_in(
    promoted: Evening,
) -> None:
    promoted.when(ana.edits("r1", "Be kind"), fay.hides("r1"))
    assert "v1" not in promoted.wall["statements"]
    promoted.when(fay.sends(EditStatement("v1", "Sport for all", "Sport")))
    assert promoted.wall["statements"]["v1"]["text"] == "Sport for all"
    promoted.when(fay.sends(EditStatement("v1", "Be kind", "Tone")))
    assert "v1" not in promoted.wall["statements"]


def test_V3_a_vote_on_words_that_were_promoted_before_an_edit_is_held_against_that_phrase(
    promoted: Evening,
) -> None:
    promoted.when(ana.edits("r1", "Be kind"), fay.hides("r1"))
    promoted.when(fay.sends(MakeBallot("dots", sources=("i1",), text="Arts", open=True)))
    assert SAID not in json.dumps([promoted.wall, promoted.phone])


def test_V3_what_was_made_of_a_withdrawn_phrase_alone_stays_unseen_in_any_words(
    promoted: Evening,
) -> None:
    promoted.when(ana.withdraws("r1"), fay.sends(EditStatement("v1", "Be kind", "Tone")))
    assert promoted.wall["statements"] == {}
    assert promoted.console["statements"]["v1"]["text"] == "Be kind"


def test_V3_a_theme_s_name_is_not_one_person_s_words(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), fay.makes("Music", "r1"))
    evening.when(fay.promotes("t1"), fay.hides("r1", "personnel"))
    assert evening.wall["priorities"]["i1"]["title"] == "Music"
    assert "withheld" not in evening.console["priorities"]["i1"]

"""The parking lot: K1–K3."""

import pytest

from tests.room.cast import Evening, ana, ben, fay, replayed, through_json, tom
from tests.room.conftest import Given
from workshop.room.park import MAX_OWNER, MAX_PARKED, EditParked, RemoveParked


@pytest.fixture
def lot(given: Given) -> Evening:
    """Two phrases in a theme; tom has put the first on the parking lot."""
    said = (ana.submits("Later buses"), ben.submits("Choir; band"))
    return given(fay.opens("p1"), *said, fay.makes("Getting here", "r1", "r2"), tom.parks("r1"))


def test_K1_FA15_a_phrase_leaves_the_board_for_the_parking_lot(lot: Evening) -> None:
    assert lot.console["parked"] == {"l1": {"text": "Later buses", "place": 1, "response": "r1"}}
    seen = lot.console["responses"]["r1"]
    assert seen["parked"] is True
    assert "theme" not in seen
    assert lot.console["themes"]["t1"]["phrases"] == 1
    lot.when(fay.parks("r1")).changes_nothing()


def test_K1_words_of_ones_own_are_parked_too(given: Given) -> None:
    evening = given(fay.opens_up(), tom.parks(text="  Who pays for it? ", owner=" Dr. Lee "))
    assert evening.wall["parked"]["l1"] == {
        "text": "Who pays for it?",
        "place": 1,
        "owner": "Dr. Lee",
    }
    evening.when(tom.parks()).refuses("empty")
    evening.when(tom.parks(text="x" * 1_001)).refuses("too_long")
    evening.when(tom.parks(text="x", owner="x" * (MAX_OWNER + 1))).refuses("too_long")


def test_K1_it_comes_back_unsorted(lot: Evening) -> None:
    lot.when(tom.sends(RemoveParked("l1")))
    assert lot.console["parked"] == {}
    assert "parked" not in lot.console["responses"]["r1"]
    assert lot.console["responses"]["r1"]["aside"] is True
    lot.when(fay.moves("r1", to="t1")).takes()


def test_K1_an_undo_puts_it_where_it_was(lot: Evening) -> None:
    lot.when(tom.undoes())
    assert lot.themes() == {"Getting here": {"r1", "r2"}}
    assert lot.console["parked"] == {}
    lot.when(tom.undoes(lot.seq))
    assert lot.console["parked"]["l1"]["text"] == "Later buses"
    assert lot.themes() == {"Getting here": {"r2"}}


def test_K1_U4_it_stays_where_somebody_has_since_said_who_answers(lot: Evening) -> None:
    lot.when(fay.sends(EditParked("l1", owner="Dr. Lee")), tom.undoes())
    assert lot.console["parked"]["l1"]["owner"] == "Dr. Lee"
    assert lot.console["responses"]["r1"]["parked"] is True
    assert lot.themes() == {"Getting here": {"r2"}}


def test_K1_U4_it_does_not_come_back_to_the_lot_once_it_stands_elsewhere(lot: Evening) -> None:
    lot.when(tom.sends(RemoveParked("l1")), fay.moves("r1", to="t1"), tom.undoes())
    assert lot.console["parked"] == {}
    assert lot.themes() == {"Getting here": {"r1", "r2"}}


def test_K1_U2_nothing_that_is_parked_comes_into_a_theme_by_an_undo(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Bus"), fay.makes("Music", "r1"))
    evening.when(fay.moves("r1", to=None), tom.parks("r1"), fay.undoes())
    assert "theme" not in evening.console["responses"]["r1"]
    assert evening.room.responses["r1"].parked


def test_K1_what_is_parked_has_no_place_on_the_board(lot: Evening) -> None:
    lot.when(fay.moves("r1", to="t1")).refuses("is_parked")
    lot.when(fay.makes("Buses", "r1")).refuses("is_parked")
    lot.when(fay.cuts("r1", "Later", "buses")).refuses("is_parked")
    lot.when(fay.copies("r1", to="t1")).refuses("is_parked")
    lot.when(fay.makes("Both", "r1", "r2"))
    assert lot.themes() == {"Getting here": set(), "Both": {"r2"}}


def test_K1_what_stands_as_several_cards_is_joined_first(lot: Evening) -> None:
    lot.when(fay.makes("Other"), fay.copies("r2", to="t2"), tom.parks("r2")).refuses("is_split")
    lot.when(tom.parks("r3")).refuses("is_part")
    lot.when(fay.joins_again("r2"), tom.parks("r2"), fay.undoes())
    assert lot.themes() == {"Getting here": set(), "Other": set()}


def test_K1_there_is_room_for_so_many(given: Given) -> None:
    evening = given(fay.opens_up())
    for number in range(1, MAX_PARKED + 1):
        evening.room.add(f"l{number}", text=str(number))
    evening.when(tom.parks(text="One more")).refuses("lot_full", limit=MAX_PARKED)


def test_K2_the_wall_shows_no_phrase_that_it_may_not(lot: Evening) -> None:
    lot.when(tom.holds("r1"))
    assert lot.wall["parked"] == {}
    assert lot.console["parked"]["l1"]["text"] == "Later buses"
    lot.when(tom.hides("r1"), tom.hides("r1", "personnel"))
    assert lot.console["parked"] == lot.wall["parked"] == lot.phone["parked"] == {}
    lot.when(tom.shows("r1"))
    assert lot.wall["parked"]["l1"] == {"text": "Later buses", "place": 1}
    assert lot.phone["parked"] == {}


def test_K2_what_its_author_withdraws_leaves_the_lot(lot: Evening) -> None:
    lot.when(fay.sends(EditParked("l1", "Buses again")), ana.withdraws("r1"))
    assert lot.console["parked"] == {}
    lot.when(tom.sends(RemoveParked("l1"))).refuses("no_such_thing")
    lot.when(tom.parks("r1")).refuses("withdrawn")
    lot.when(fay.undoes(), tom.undoes())
    assert lot.console["parked"] == {}


def test_K2_FA11_the_wall_is_turned_to_it(lot: Evening) -> None:
    lot.when(fay.turns_the_wall("parked"))
    assert lot.wall["workshop"]["face"] == "parked"


def test_K3_FA15_it_says_who_answers_and_until_when(lot: Evening) -> None:
    lot.when(fay.sends(EditParked("l1", owner="Dr. Lee", reply_by=" 2027-05-31 ")))
    seen = lot.wall["parked"]["l1"]
    assert (seen["text"], seen["owner"], seen["reply_by"]) == (
        *("Later buses", "Dr. Lee", "2027-05-31"),
    )
    lot.when(fay.sends(EditParked("l1", reply_by="31 May"))).refuses("bad_day")
    lot.when(tom.parks("r2", reply_by="2027-02-30")).refuses("bad_day")


def test_K3_own_words_stay_and_the_phrase_s_follow_its_author(lot: Evening) -> None:
    lot.when(ana.edits("r1", "Earlier buses"))
    assert lot.console["parked"]["l1"]["text"] == "Earlier buses"
    lot.when(fay.sends(EditParked("l1", "When do buses leave?")), ana.edits("r1", "Buses"))
    assert lot.console["parked"]["l1"]["text"] == "When do buses leave?"


def test_K3_C4_two_hands_on_one_item_are_told(lot: Evening) -> None:
    seen = lot.seq
    lot.when(fay.sends(EditParked("l1", owner="Dr. Lee")))
    lot.when(tom.sends(EditParked("l1", owner="Mr. Poe", seen=seen))).refuses("changed_meanwhile")


def test_M5_what_is_parked_in_the_phrase_s_words_loses_them_too(lot: Evening) -> None:
    lot.when(tom.sends(EditParked("l1", "Later buses")), tom.sends(EditParked("l1", "When?")))
    lot.when(tom.undoes(), fay.redacts("r1", "Later […]"))
    assert lot.console["parked"]["l1"]["text"] == "Later […]"
    assert "Later buses" not in str([lot.console, lot.wall, lot.room.steps])
    again = replayed(through_json(lot.journal))
    assert again.parked == lot.room.parked


def test_K1_a_concern_is_parked_once_the_vote_has_closed(given: Given) -> None:
    evening = given(fay.opens_up(), fay.declares("fist", text="So be it"))
    evening.when(ana.votes("o1:1", because="Who pays?"), fay.closes_ballot(), tom.parks("r1"))
    assert evening.wall["parked"]["l1"]["text"] == "Who pays?"
    evening.when(tom.undoes())
    assert evening.wall["parked"] == {}


def test_K1_U3_a_placed_phrase_that_is_parked_comes_back_and_is_parked_again(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.makes("Music", "r1"))
    evening.when(fay.parks("r1"), fay.undoes())
    assert evening.console["responses"]["r1"]["theme"] == "t1"
    evening.when(fay.undoes(evening.mine(fay)["redo"]["entry"]))
    assert evening.console["responses"]["r1"]["parked"] is True
    assert evening.console["parked"]["l1"]["response"] == "r1"

"""Doubts of authors: T26, T27."""

import pytest

from tests.room.cast import Actor, Evening, Sent, ana, ben, fay, tom
from tests.room.conftest import Given
from workshop.room.doubt import DismissDoubt, DoubtPlace


def doubts(actor: Actor, theme: str | None = None, response: str = "r1", on: bool = True) -> Sent:
    return actor.sends(DoubtPlace(response, theme, on))


@pytest.fixture
def seen(given: Given) -> Evening:
    """Ana and ben see the room's two themes on their phones."""
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Bus"), ben.submits("Art"))
    return evening.when(fay.makes("Music", "r1"), fay.makes("Ways", "r2"), fay.opens_the_view())


def test_T26_PA14_an_author_says_that_a_phrase_is_in_the_wrong_place(seen: Evening) -> None:
    before = seen.themes()
    seen.when(doubts(ana, "t2"))
    assert seen.themes() == before, "it moves nothing"
    said = seen.console["responses"]["r1"]
    assert (said["doubted"], said["wanted"]) == (True, "t2")
    assert seen.console["themes"]["t1"]["doubts"] == 1
    assert seen.mine(ana)["responses"]["r1"]["doubted"] is True
    assert "doubted" not in seen.wall["responses"]["r1"]
    assert "doubted" not in seen.phone["responses"]["r1"]


def test_T26_PA14_they_need_not_know_where_and_may_change_their_mind(seen: Evening) -> None:
    seen.when(doubts(ana))
    assert "wanted" not in seen.console["responses"]["r1"]
    seen.when(doubts(ana, on=False))
    assert "doubted" not in seen.console["responses"]["r1"]
    seen.when(doubts(ana, on=False)).changes_nothing()


def test_T27_PA14_moving_it_settles_the_doubt_and_the_undo_brings_it_back(seen: Evening) -> None:
    seen.when(doubts(ana, "t2"), fay.moves("r1", to="t2"))
    assert "doubted" not in seen.console["responses"]["r1"]
    assert "doubts" not in seen.console["themes"]["t2"]
    seen.when(fay.undoes())
    assert seen.console["responses"]["r1"]["doubted"] is True


def test_T27_PA14_a_doubt_is_dismissed_and_that_can_be_undone(seen: Evening) -> None:
    seen.when(doubts(ana, "t2"), tom.sends(DismissDoubt("r1")))
    assert "doubted" not in seen.console["responses"]["r1"]
    assert "doubted" not in seen.mine(ana)["responses"]["r1"]
    seen.when(tom.undoes())
    assert seen.console["responses"]["r1"]["wanted"] == "t2"
    seen.when(tom.sends(DismissDoubt("r2"))).refuses("nothing_to_do")


def test_T27_a_doubt_follows_merged_themes(seen: Evening) -> None:
    seen.when(fay.makes("More", "r3"), doubts(ana, "t2"), fay.merges("t2", into="t3"))
    assert seen.console["responses"]["r1"]["wanted"] == "t3"
    seen.when(fay.merges("t1", into="t3"))
    assert seen.console["responses"]["r1"]["doubted"] is True
    seen.when(fay.undoes())
    assert seen.console["themes"]["t1"]["doubts"] == 1


def test_T27_a_wanted_theme_that_is_gone_is_wanted_no_more(seen: Evening) -> None:
    seen.when(doubts(ana, "t2"), fay.removes("t2"))
    said = seen.console["responses"]["r1"]
    assert said["doubted"] is True
    assert "wanted" not in said


def test_T26_what_phones_do_not_see_is_not_doubted(seen: Evening) -> None:
    seen.when(doubts(ana, response="r2")).refuses("no_such_response")
    seen.when(doubts(ben, response="r3")).refuses("nothing_to_do")
    seen.when(doubts(ana, "t1")).refuses("nothing_to_do")
    seen.when(fay.opens("p2"), fay.makes("Else", prompt="p2"), doubts(ana, "t3"))
    seen.refuses("other_prompt")
    seen.when(fay.holds("r1"), doubts(ana)).refuses("not_in_sight")
    seen.when(fay.shows("r1"), fay.opens_the_view(see="nothing"), doubts(ana))
    seen.refuses("not_in_sight")
    seen.when(fay.closes_up(), doubts(ana)).refuses("workshop_closed")


def test_T27_PA14_a_doubt_is_gone_once_the_phrase_was_moved_also_when_it_comes_back(
    seen: Evening,
) -> None:
    seen.when(doubts(ana, "t2"), fay.moves("r1", to="t2"), fay.moves("r1", to="t1"))
    assert "doubted" not in seen.console["responses"]["r1"]
    assert "wanted" not in seen.console["responses"]["r1"]
    assert "doubts" not in seen.console["themes"]["t1"]


def test_T27_a_new_doubt_is_no_reason_to_leave_a_move_as_it_is(seen: Evening) -> None:
    seen.when(fay.moves("r1", to="t2"), doubts(ana, "t1"), fay.undoes())
    assert seen.console["responses"]["r1"]["theme"] == "t1"
    assert "doubted" not in seen.console["responses"]["r1"]

"""Remark: a line from one facilitator to the others, off the wall."""

import pytest

from tests.room.cast import Evening, ana, fay, tom
from tests.room.conftest import Given
from workshop.room import remark
from workshop.room.remark import MakeRemark, ReadRemarks


@pytest.fixture
def evening(given: Given) -> Evening:
    return given(fay.opens("p1"), ana.submits("Band"), ana.submits("Choir"))


def test_N1_CF4_a_line_is_said_to_the_others(evening: Evening) -> None:
    evening.when(tom.sends(MakeRemark("  Look at the safety flag ")))
    said = evening.console["remarks"]["k1"]
    assert (said["by"], said["text"], "read" in said) == ("u2", "Look at the safety flag", False)
    evening.when(tom.sends(MakeRemark(" "))).refuses("empty")
    evening.when(tom.sends(MakeRemark("x" * 401))).refuses("too_long", limit=400)
    evening.when(ana.sends(MakeRemark("Me too"))).refuses("not_for_role")


def test_N1_CF4_a_phrase_is_pointed_at_with_or_without_a_word(evening: Evening) -> None:
    evening.when(tom.sends(MakeRemark("", "r1")), fay.sends(MakeRemark("Whose?", "r2")))
    told = [(one["response"], one["text"]) for one in evening.console["remarks"].values()]
    assert told == [("r1", ""), ("r2", "Whose?")]
    evening.when(tom.sends(MakeRemark("", "r9"))).refuses("no_such_thing")
    evening.when(ana.withdraws("r2"), tom.sends(MakeRemark("", "r2"))).refuses("withdrawn")


def test_N1_there_are_not_too_many(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remark, "MAX_REMARKS", 1)
    evening.when(tom.sends(MakeRemark("One")), tom.sends(MakeRemark("Two")))
    evening.refuses("too_many_remarks", limit=1)


def test_N2_CF4_it_is_unread_until_the_other_has_read_it(evening: Evening) -> None:
    evening.when(tom.sends(MakeRemark("Look")), tom.sends(ReadRemarks(("k1",)))).changes_nothing()
    evening.when(fay.sends(ReadRemarks(("k1", "k1"))))
    assert evening.console["remarks"]["k1"]["read"] == {"u1": True}
    evening.when(fay.sends(ReadRemarks(("k1",)))).changes_nothing()
    evening.when(fay.sends(ReadRemarks(("k9",)))).refuses("no_such_thing")


def test_N3_CF4_no_wall_and_no_phone_sees_it(evening: Evening) -> None:
    evening.when(fay.opens_the_view(), tom.sends(MakeRemark("Look", "r1")))
    assert evening.wall["remarks"] == evening.phone["remarks"] == {}
    assert "Look" not in str(evening.wall) + str(evening.phone) + str(evening.mine(ana))


def test_N3_it_loses_its_words_with_those_of_its_phrase(evening: Evening) -> None:
    evening.when(tom.sends(MakeRemark("That is Ms. Low", "r1")), tom.sends(MakeRemark("And this")))
    evening.when(fay.redacts("r1", "[…]"))
    told = [one["text"] for one in evening.console["remarks"].values()]
    assert told == ["", "And this"]

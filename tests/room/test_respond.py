"""Responding: R1–R9."""

from tests.room.cast import ana, ben, cleo, fay, four
from tests.room.conftest import Given
from workshop.room.moderate import SetModeration

LONGEST = "x" * 1_000


def test_R1_a_response_stands_under_its_prompt_in_order_of_arrival(given: Given) -> None:
    evening = given(fay.opens("p1")).when(ana.submits("Music"), ben.submits("Art"))
    said = evening.wall["responses"]
    assert [(r["prompt"], r["place"], r["text"]) for r in said.values()] == [
        ("p1", 1, "Music"),
        ("p1", 2, "Art"),
    ]


def test_R1_white_space_is_squeezed_and_control_characters_are_removed(given: Given) -> None:
    evening = given(fay.opens("p1")).when(ana.submits(" Our\t\n teachers\x00  CARE!\u202e "))
    assert evening.wall["responses"]["r1"]["text"] == "Our teachers CARE!"


def test_R2_nothing_but_white_space_is_refused(given: Given) -> None:
    for text in ("", "   ", "\n\t", "\x00\u200b"):
        given(fay.opens("p1")).when(ana.submits(text)).refuses("empty")


def test_R3_a_response_as_long_as_the_card_is_taken(given: Given) -> None:
    given(fay.opens("p1")).when(ana.submits(LONGEST)).takes()
    given(fay.opens("p1")).when(ana.submits("👩‍👩‍👧" * 1_000)).takes()


def test_R3_a_response_longer_than_the_card_is_refused(given: Given) -> None:
    given(fay.opens("p1")).when(ana.submits(LONGEST + "x")).refuses("too_long", limit=1_000)


def test_R4_the_same_words_twice_are_two_responses(given: Given) -> None:
    evening = given(fay.opens("p1")).when(ana.submits("Music"), ana.submits("Music"))
    assert list(evening.mine(ana)["responses"]) == ["r1", "r2"]


def test_R5_a_closed_prompt_refuses(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.closes("p1"))
    evening.when(ana.submits("Music")).refuses("prompt_closed")
    evening.when(ana.submits("Music", seen=evening.seq)).refuses("prompt_closed")


def test_R5_words_typed_before_the_closing_are_taken_as_late_and_unsorted(given: Given) -> None:
    evening = given(fay.opens("p1"))
    seen = evening.seq
    evening.when(fay.closes("p1"), ana.submits("Music", seen=seen))
    assert evening.console["responses"]["r1"]["late"] is True
    assert evening.mine(ana)["responses"]["r1"]["late"] is True
    assert "theme" not in evening.console["responses"]["r1"]


def test_R5_what_comes_in_time_is_not_late(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music", seen=1), fay.pauses("p1"))
    evening.when(ana.submits("Art", seen=1))
    assert all("late" not in said for said in evening.console["responses"].values())


def test_R5_a_prompt_that_never_opened_refuses(given: Given) -> None:
    given(fay.opens("p1")).when(ana.submits("A", prompt="p2")).refuses("prompt_not_open")


def test_R6_a_person_has_sixty_responses_under_a_prompt(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.opens("p2"), *[ana.submits("Again")] * 60)
    evening.when(ana.submits("Again")).refuses("too_many", limit=60)
    evening.when(ana.submits("Elsewhere", prompt="p2"), ben.submits("Mine")).takes()


def test_R6_a_table_has_three_hundred(given: Given) -> None:
    evening = given(fay.opens("p1"), *[four.submits("Again")] * 61)
    room = evening.room
    room.sent["s4"]["p1"] += 238  # the views of three hundred need not be compared each time
    evening.when(four.submits("Again"))
    evening.when(four.submits("Again")).refuses("too_many", limit=300)


def test_R7_ones_own_response_may_be_edited(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Musik")).when(ana.edits("r1", " Music "))
    assert evening.mine(ana)["responses"]["r1"]["text"] == "Music"
    assert evening.console["responses"]["r1"]["edited"] is True


def test_R7_other_words_are_screened_again(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music")).when(ana.edits("r1", "a@b.org"))
    assert evening.console["responses"]["r1"]["flags"] == {"mail": True}
    assert evening.wall["responses"] == {}


def test_R7_what_is_held_stays_held(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("a@b.org")).when(ana.edits("r1", "Music"))
    assert evening.console["responses"]["r1"]["state"] == "held"
    assert "flags" not in evening.console["responses"]["r1"]


def test_R7_a_closed_prompt_takes_no_other_words_but_late_ones(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Musik"))
    seen = evening.seq
    evening.when(fay.closes("p1"), ana.edits("r1", "Music")).refuses("prompt_closed")
    evening.when(ana.edits("r1", "Music", seen=seen)).takes()


def test_R7_after_a_redaction_it_may_not_be_edited(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Ms. Low is mean"), fay.redacts("r1", "… is mean"))
    evening.when(ana.edits("r1", "Ms. Low is mean")).refuses("redacted")


def test_R7_other_words_follow_the_rules_of_submitting(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"))
    evening.when(ana.edits("r1", " ")).refuses("empty")
    evening.when(ana.edits("r1", LONGEST + "x")).refuses("too_long")


def test_R8_ones_own_response_may_be_withdrawn_and_leaves_every_screen(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.opens_the_view(), ana.submits("Music"))
    evening.when(fay.makes("Arts", "r1"), fay.pins("r1"), ana.withdraws("r1"))
    assert evening.console["responses"] == {}
    assert evening.wall["responses"] == evening.phone["responses"] == {}
    assert evening.mine(ana)["responses"] == {}
    assert evening.console["themes"]["t1"]["phrases"] == 0
    evening.when(ana.withdraws("r1")).changes_nothing()


def test_R8_a_response_may_be_withdrawn_after_its_prompt_has_closed(given: Given) -> None:
    given(fay.opens("p1"), ana.submits("Music"), fay.closes("p1")).when(ana.withdraws("r1")).takes()


def test_R8_not_once_the_workshop_has_closed(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), fay.closes_up())
    evening.when(ana.withdraws("r1")).refuses("workshop_closed")


def test_R9_another_seats_response_is_not_even_told_to_exist(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), cleo.submits("Art"))
    evening.when(cleo.withdraws("r2"))
    for key in ("r1", "r2", "r99"):
        evening.when(ben.edits(key, "Mine now")).refuses("no_such_response")
        evening.when(ben.withdraws(key)).refuses("no_such_response")


def test_R9_what_one_withdrew_cannot_be_edited(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), ana.withdraws("r1"))
    evening.when(ana.edits("r1", "Art")).refuses("no_such_response")


def test_moderation_decides_whether_a_response_is_seen_at_once(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.sends(SetModeration("all"))).when(ana.submits("Music"))
    assert evening.wall["responses"] == {}
    assert evening.mine(ana)["responses"]["r1"]["state"] == "held"

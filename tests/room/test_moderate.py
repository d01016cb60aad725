"""Moderating: M1–M7."""

import json

import pytest

from tests.room.cast import ana, ben, engine, fay, tom
from tests.room.conftest import Given
from workshop.room.moderate import REASONS, SetModeration


def with_mode(mode: str):
    return fay.sends(SetModeration(mode))


@pytest.mark.parametrize(
    ("mode", "shown"),
    [("open", {"r1", "r2"}), ("flagged", {"r1"}), ("all", set())],
)
def test_M1_the_mode_says_what_is_held(given: Given, mode: str, shown: set[str]) -> None:
    evening = given(fay.opens("p1"), with_mode(mode))
    evening.when(ana.submits("Music"), ana.submits("Call 417 555 0134"))
    assert set(evening.wall["responses"]) == shown
    assert evening.console["crowd"]["held"] == 2 - len(shown)


def test_M1_a_mode_counts_from_now_on(given: Given) -> None:
    evening = given(fay.opens("p1"), with_mode("all"), ana.submits("Music"))
    evening.when(with_mode("open"), ana.submits("Art"))
    assert set(evening.wall["responses"]) == {"r2"}


def test_M1_an_unknown_mode_is_refused(given: Given) -> None:
    given().when(with_mode("strict")).refuses("unknown_mode")


def test_M2_showing_lets_the_room_see_a_phrase(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("a@b.org")).when(tom.shows("r1"))
    assert evening.wall["responses"]["r1"]["text"] == "a@b.org"
    evening.when(tom.shows("r1")).changes_nothing()


def test_M3_holding_takes_a_phrase_back(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music")).when(tom.holds("r1"))
    assert evening.wall["responses"] == {}
    assert evening.console["responses"]["r1"]["state"] == "held"
    evening.when(tom.holds("r1")).changes_nothing()


@pytest.mark.parametrize("reason", REASONS)
def test_M4_hiding_takes_a_phrase_from_every_screen_and_keeps_why(
    given: Given, reason: str
) -> None:
    evening = given(fay.opens("p1"), fay.opens_the_view(), ana.submits("Music"))
    evening.when(fay.hides("r1", reason))
    assert evening.wall["responses"] == evening.phone["responses"] == {}
    assert evening.console["responses"]["r1"]["reason"] == reason
    evening.when(fay.shows("r1"))
    assert "reason" not in evening.console["responses"]["r1"]


def test_M4_an_unknown_reason_is_refused(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"))
    evening.when(fay.hides("r1", "boring")).refuses("unknown_reason")


def test_M5_redacting_replaces_the_words_and_shows_the_rest(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Mr. Low a@b.org yells"))
    evening.when(tom.redacts("r1", " […]  yells"))
    assert evening.wall["responses"]["r1"]["text"] == "[…] yells"
    assert evening.mine(ana)["responses"]["r1"]["redacted"] is True
    assert "flags" not in evening.console["responses"]["r1"]


def test_M5_the_words_stand_nowhere_in_the_room_any_more(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Zebra yells"), fay.makes("Tone"))
    evening.when(fay.promotes("r1"), fay.promotes("r1", "value"), fay.undoes())
    evening.when(tom.redacts("r1", "[…] yells"))
    room = evening.room
    assert room.priorities["i1"].title == room.priorities["i1"].statement == "[…] yells"
    evening.when(fay.undoes(room.steps["u1"][-1].seq))
    assert evening.console["statements"]["v1"]["text"] == "[…] yells"
    views = [evening.console, evening.wall, evening.phone, evening.mine(ana)]
    assert "Zebra" not in json.dumps(views)


def test_M5_the_engines_words_for_it_go_too(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Zebra yells"), fay.makes("Tone"))
    evening.when(engine.suggests(r1="t1"), tom.redacts("r1", "[…] yells"))
    assert "words" not in evening.console["responses"]["r1"]


def test_M5_a_redaction_leaves_words_of_the_right_length(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"))
    evening.when(tom.redacts("r1", " ")).refuses("empty")
    evening.when(tom.redacts("r1", "x" * 1_001)).refuses("too_long", limit=1_000)


def test_M6_what_its_author_has_withdrawn_cannot_be_moderated(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), ana.withdraws("r1"))
    for moderates in (fay.shows("r1"), fay.holds("r1"), fay.hides("r1"), fay.redacts("r1", "x")):
        evening.when(moderates).refuses("withdrawn")


def test_M7_the_screening_marks_and_changes_nothing(given: Given) -> None:
    text = "Ask @coach_low or low@school.org or (417) 555-0134"
    evening = given(fay.opens("p1")).when(ben.submits(text))
    said = evening.console["responses"]["r1"]
    assert said["text"] == text
    assert said["flags"] == {"mail": True, "phone": True, "handle": True}


def test_M5_what_the_engine_made_of_the_words_goes_with_them(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Zibby sings"), ben.submits("more singing"))
    evening.when(engine.drafts(Zibby=("r1", "r2")))
    evening.when(fay.renames("t1", "Music"), tom.redacts("r1", "[…] sings"))
    evening.when(fay.undoes(evening.room.steps["u1"][-1].seq))
    views = [evening.console, evening.wall, evening.phone, evening.mine(ana)]
    assert "Zibby" not in json.dumps(views)


def test_M5_a_theme_named_by_the_engine_is_named_without_them(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Zibby sings"), ben.submits("more singing"))
    evening.when(engine.drafts(Zibby=("r1", "r2")), tom.redacts("r1", "[…] sings"))
    assert evening.wall["themes"]["t1"]["name"] == "…"

"""Moderating: M1–M9."""

import json

import pytest

from tests.room.cast import Evening, ana, ben, engine, fay, replayed, tom
from tests.room.conftest import Given
from workshop.data.screening import shipped
from workshop.room.moderate import REASONS, SetModeration
from workshop.room.screen import Screened, Screening


def with_mode(mode: str):
    return fay.sends(SetModeration(mode))


@pytest.mark.parametrize(
    ("mode", "shown"),
    [("open", {"r1", "r2"}), ("flagged", {"r1"}), ("all", set())],
)
def test_M1_FA5_the_mode_says_what_is_held(given: Given, mode: str, shown: set[str]) -> None:
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


def test_M2_FA5_showing_lets_the_room_see_a_phrase(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("a@b.org")).when(tom.shows("r1"))
    assert evening.wall["responses"]["r1"]["text"] == "a@b.org"
    evening.when(tom.shows("r1")).changes_nothing()


def test_M3_holding_takes_a_phrase_back(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music")).when(tom.holds("r1"))
    assert evening.wall["responses"] == {}
    assert evening.console["responses"]["r1"]["state"] == "held"
    evening.when(tom.holds("r1")).changes_nothing()


def test_M3_who_held_a_phrase_is_told_to_consoles_alone(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music")).when(tom.holds("r1"))
    assert evening.console["responses"]["r1"]["held_by"] == tom.id
    evening.when(fay.shows("r1"))
    assert "held_by" not in evening.console["responses"]["r1"]
    evening.when(fay.undoes())
    assert evening.console["responses"]["r1"]["held_by"] == tom.id
    evening.when(fay.sends(SetModeration("all")), ana.submits("Choir"))
    assert "held_by" not in evening.console["responses"]["r2"]
    assert "held_by" not in str([evening.wall, evening.phone])


@pytest.mark.parametrize("reason", REASONS)
def test_M4_FA5_hiding_takes_a_phrase_from_every_screen_and_keeps_why(
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


def test_M5_FA5_redacting_replaces_the_words_and_shows_the_rest(given: Given) -> None:
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


SCREENING = Screening(shipped())


def by_the_lists(text: str) -> Screened:
    """Screen as a room does to which the lists were handed."""
    return SCREENING(text)


@pytest.fixture
def screened(given: Given) -> Evening:
    """An open prompt in a room that was handed the lists."""
    evening = given(fay.opens("p1"))
    evening.room.screen = by_the_lists
    return evening


def test_M1_FA5_what_tells_of_danger_is_held_in_every_mode(screened: Evening) -> None:
    screened.when(with_mode("open"), ana.submits("i want to kill myself"), ben.submits("damn"))
    assert set(screened.wall["responses"]) == {"r2"}
    assert screened.console["responses"]["r1"]["flags"] == {"safety": True}


def test_M7_FA5_what_the_screening_saw_stands_in_the_event(screened: Evening) -> None:
    screened.when(ana.submits("My son Orrin cries"))
    said = screened.console["responses"]["r1"]
    assert said["state"] == "held"
    assert said["marks"]["7"] == {"to": 12, "flag": "name"}
    assert replayed(screened.journal).responses["r1"] == screened.room.responses["r1"]


def test_M7_another_wording_has_other_marks_and_a_redaction_none(screened: Evening) -> None:
    screened.when(ana.submits("My son Orrin cries"), ana.edits("r1", "So sad for my son Orrin"))
    assert screened.console["responses"]["r1"]["marks"]["18"]["to"] == 23
    screened.when(tom.redacts("r1", "So sad for my son [name removed]"))
    assert "marks" not in screened.console["responses"]["r1"]


def test_M8_FA5_what_a_muted_seat_sends_is_held_and_nobody_is_told(given: Given) -> None:
    evening = given(fay.opens("p1"), with_mode("open"), ana.submits("Taxes!"), ben.submits("Art"))
    before = {key: value for key, value in evening.mine(ana).items() if key != "responses"}
    evening.when(tom.mutes("r1"), ana.submits("Music"), ben.submits("Choir"))
    assert set(evening.wall["responses"]) == {"r1", "r2", "r4"}
    assert {key for key, r in evening.console["responses"].items() if "muted" in r} == {"r1", "r3"}
    assert {key: v for key, v in evening.mine(ana).items() if key != "responses"} == before
    assert '"s1"' not in json.dumps([evening.console, evening.wall, evening.phone])


def test_M8_a_mute_is_taken_back_by_its_author_or_ended(given: Given) -> None:
    evening = given(fay.opens("p1"), with_mode("open"), ana.submits("Taxes!"), tom.mutes("r1"))
    evening.when(tom.undoes(), ana.submits("Music"))
    assert set(evening.wall["responses"]) == {"r1", "r2"}
    evening.when(tom.mutes("r2"), fay.mutes("r1", on=False), ana.submits("Art"))
    assert "muted" not in evening.console["responses"]["r3"]
    evening.when(fay.mutes("r1", on=False)).changes_nothing()


def test_M8_what_was_edited_by_a_muted_seat_is_held_too(given: Given) -> None:
    evening = given(fay.opens("p1"), with_mode("open"), ana.submits("Music"), tom.mutes("r1"))
    evening.when(ana.edits("r1", "Taxes!"))
    assert evening.wall["responses"] == {}


def test_M8_each_phrase_says_how_many_others_of_its_seat_are_hidden(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Lame"), ana.submits("Lamer"), ben.submits("Art"))
    evening.when(tom.hides("r1", "abusive"))
    said = evening.console["responses"]
    assert [said[key].get("hidden_too") for key in ("r1", "r2", "r3")] == [None, 1, None]
    evening.when(tom.undoes())
    assert "hidden_too" not in evening.console["responses"]["r2"]


@pytest.mark.parametrize("reason", REASONS)
def test_FA5_a_hide_is_taken_back_by_its_author(given: Given, reason: str) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music")).when(tom.hides("r1", reason))
    evening.when(tom.undoes())
    assert set(evening.wall["responses"]) == {"r1"}


def test_M9_FA5_the_words_of_a_complaint_about_staff_are_in_no_view_until_it_is_held_again(
    given: Given,
) -> None:
    evening = given(fay.opens("p1"), ana.submits("Fire the coach. No, thank him"))
    evening.when(fay.cuts("r1", "Fire the coach.", "No, thank him"), fay.hides("r1", "personnel"))
    hidden = {"prompt": "p1", "text": "", "state": "hidden", "place": 1, "reason": "personnel"}
    assert evening.console["responses"] == {
        "r1": hidden,
        "r2": {**hidden, "part_of": "r1"},
        "r3": {**hidden, "part_of": "r1"},
    }
    assert evening.mine(ana)["responses"]["r1"]["text"] == "Fire the coach. No, thank him"
    evening.when(fay.holds("r1"))
    assert evening.console["responses"]["r1"]["text"] == "Fire the coach. No, thank him"


def test_M9_another_reason_leaves_the_words_to_who_facilitates(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Fire the coach"), fay.hides("r1", "personnel"))
    evening.when(fay.hides("r1", "abusive"))
    assert evening.console["responses"]["r1"]["text"] == "Fire the coach"

"""The wall and the phones' view: W1–W5."""

import pytest

from tests.room.cast import ana, fay, tom
from tests.room.conftest import Given
from workshop.room.arrange import AddPrompt
from workshop.room.show import ABOUT_PROMPT, FACES, SCHEMES, OpenView, SetScheme


def test_W1_FA11_the_wall_can_be_turned_to_every_face(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), fay.makes("Arts", "r1"))
    evening.when(fay.promotes("t1"), fay.sends(AddPrompt("Pairs", "information")), fay.opens("a1"))
    evening.when(fay.declares("fist", text="So be it"))
    for face in FACES:
        evening.when(fay.turns_the_wall(face, theme="t1", statement="i1"))
        assert evening.wall["workshop"]["face"] == ("step" if face == "timer" else face)


def test_W1_another_face_is_refused(given: Given) -> None:
    given().when(fay.turns_the_wall("poker")).refuses("unknown_face")


@pytest.mark.parametrize("face", [*ABOUT_PROMPT, "theme", "statement", "step"])
def test_W2_a_face_that_needs_something_must_have_it(given: Given, face: str) -> None:
    given().when(fay.turns_the_wall(face)).refuses("nothing_to_show")


def test_W2_a_face_without_a_prompt_takes_the_one_on_the_wall(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.opens("p2")).when(fay.turns_the_wall("themes"))
    assert evening.wall["workshop"]["face_prompt"] == "p2"
    evening.when(fay.turns_the_wall("phrases", prompt="p1"))
    assert evening.wall["workshop"]["face_prompt"] == "p1"


def test_W2_what_a_face_names_must_exist(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), fay.makes("Arts"), fay.promotes("t1"))
    evening.when(fay.turns_the_wall("count", prompt="p9")).refuses("no_such_thing")
    evening.when(fay.turns_the_wall("theme", theme="t9")).refuses("no_such_thing")
    for key in ("", "w", "s1", "r1", "i2", "v1", "?"):
        evening.when(fay.turns_the_wall("statement", statement=key)).refuses("nothing_to_show")
    evening.when(fay.turns_the_wall("statement", statement="i1"))
    assert evening.wall["workshop"]["face_statement"] == "i1"


def test_W2_a_merged_theme_is_followed(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.makes("Arts"), fay.makes("Music"))
    evening.when(fay.merges("t2", into="t1"), fay.turns_the_wall("theme", theme="t2"))
    assert evening.wall["workshop"]["face_theme"] == "t1"


def test_W3_phones_see_nothing_of_others_until_the_view_is_opened(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), fay.makes("Arts", "r1"))
    assert evening.phone["responses"] == evening.phone["themes"] == {}
    evening.when(fay.opens_the_view())
    assert evening.phone["prompts"]["p1"]["see"] == "themes"
    assert evening.phone["responses"]["r1"]["text"] == "Music"
    assert evening.phone["themes"]["t1"]["name"] == "Arts"
    assert evening.mine(ana)["responses"]["r1"]["theme"] == "t1"
    evening.when(fay.opens_the_view(see="nothing"))
    assert evening.phone["responses"] == evening.phone["themes"] == {}
    assert "theme" not in evening.mine(ana)["responses"]["r1"]


def test_W3_an_unknown_view_is_refused(given: Given) -> None:
    given().when(fay.sends(OpenView("p1", "everything"))).refuses("unknown_view")
    given().when(fay.sends(OpenView("p9", "themes"))).refuses("no_such_thing")


def test_W4_closing_the_workshop_shows_thanks(given: Given) -> None:
    assert given(fay.opens("p1")).when(fay.closes_up()).wall["workshop"]["face"] == "thanks"


def test_W5_DI3_every_wall_and_console_learns_the_scheme(given: Given) -> None:
    evening = given()
    assert "scheme" not in evening.wall["workshop"], "as each computer has it"
    for scheme in SCHEMES:
        evening.when(fay.sends(SetScheme(scheme)))
        told = None if scheme == "system" else scheme
        assert evening.wall["workshop"].get("scheme") == told
        assert evening.console["workshop"].get("scheme") == told
        assert "scheme" not in evening.phone["workshop"]


def test_W5_another_scheme_is_refused(given: Given) -> None:
    given().when(fay.sends(SetScheme("neon"))).refuses("unknown_scheme")


def test_W5_the_scheme_is_the_leads_to_choose(given: Given) -> None:
    given().when(tom.sends(SetScheme("paper"))).refuses("not_for_role")

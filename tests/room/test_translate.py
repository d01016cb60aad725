"""Translate: a facilitator's own words beside a phrase, in another language."""

import pytest

from tests.room.cast import Evening, ana, fay, tom
from tests.room.conftest import Given
from workshop.room.translate import TranslateResponse


@pytest.fixture
def evening(given: Given) -> Evening:
    said = given(fay.opens("p1"), ana.submits("La banda"), fay.makes("Music", "r1"))
    return said.when(fay.opens_the_view())


def translation(evening: Evening, audience: str = "console", key: str = "r1") -> object:
    return evening.sees(audience)["responses"][key].get("translation")


def english(text: str, key: str = "r1") -> TranslateResponse:
    return TranslateResponse(key, "en", text)


def test_X1_FA21_a_phrase_has_a_typed_translation(evening: Evening) -> None:
    evening.when(tom.sends(english("  The   band ")))
    assert translation(evening) == {"en": "The band"}
    evening.when(tom.sends(english("The band"))).changes_nothing()
    evening.when(tom.sends(english(" ")))
    assert translation(evening) is None
    evening.when(tom.sends(TranslateResponse("r1", "fr", "Bof"))).refuses("unknown_language")
    evening.when(tom.sends(english("x" * 1001))).refuses("too_long", limit=1000)
    evening.when(ana.sends(english("Mine"))).refuses("not_for_role")


@pytest.mark.parametrize("audience", ["wall", "phone"])
def test_X3_FA21_both_are_shown_wherever_the_phrase_is(evening: Evening, audience: str) -> None:
    evening.when(tom.sends(english("The band")))
    assert translation(evening, audience) == {"en": "The band"}
    evening.when(fay.holds("r1"))
    assert "The band" not in str(evening.sees(audience))


@pytest.mark.parametrize(
    "change", [fay.redacts("r1", "La […]"), ana.edits("r1", "El coro"), ana.withdraws("r1")]
)
def test_X2_FA21_other_words_take_the_translation_away(evening: Evening, change: object) -> None:
    evening.when(tom.sends(english("The band")), change)  # type: ignore[arg-type]  # a Sent
    assert "The band" not in str([evening.console, evening.wall, evening.phone])


def test_X3_FA21_a_second_card_says_it_too(evening: Evening) -> None:
    evening.when(fay.makes("Town"), fay.copies("r1", to="t2"), tom.sends(english("The band", "r2")))
    assert translation(evening) == translation(evening, key="r2") == {"en": "The band"}


def test_X1_a_part_has_none_of_its_own(evening: Evening) -> None:
    evening.when(tom.sends(english("The band")), fay.cuts("r1", "La", "banda"))
    evening.when(tom.sends(english("The", "r2"))).refuses("is_part")
    assert translation(evening, key="r2") is None
    evening.when(ana.withdraws("r1"), tom.sends(english("Gone"))).refuses("withdrawn")


def test_X1_U1_a_translation_is_taken_back_and_put_there_again(evening: Evening) -> None:
    evening.when(tom.sends(english("The band")), tom.sends(english("Our band")), tom.undoes())
    assert translation(evening) == {"en": "The band"}
    evening.when(tom.undoes(evening.seq))
    assert translation(evening) == {"en": "Our band"}
    evening.when(tom.sends(english("")), tom.undoes())
    assert translation(evening) == {"en": "Our band"}


@pytest.mark.parametrize(
    "change", [fay.redacts("r1", "La […]"), ana.edits("r1", "El coro"), ana.withdraws("r1")]
)
def test_X2_U2_no_undo_brings_back_what_was_said_of_other_words(
    evening: Evening, change: object
) -> None:
    evening.when(tom.sends(english("The band")), tom.undoes(), change)  # type: ignore[arg-type]  # a Sent
    assert "undo" not in evening.mine(tom)
    assert "redo" not in evening.mine(tom)
    evening.when(tom.undoes(evening.seq - 1)).refuses("nothing_to_undo")
    assert "The band" not in str([evening.console, evening.wall, evening.phone])

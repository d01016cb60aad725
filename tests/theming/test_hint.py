"""Hint: a code book's name for a theme, where enough of its phrases speak of one code."""

import pytest

from tests.theming.conftest import BUSES, LUNCH, MUSIC
from workshop.data.lexicon import load_lexicon
from workshop.theming.hint import hint_of
from workshop.theming.lexicon import View

VIEW = View(load_lexicon("k12"))


def named(*texts: str) -> str | None:
    code = hint_of(VIEW, texts)
    return code.name if code else None


def test_a_theme_of_one_code_has_its_name():
    assert named(*MUSIC) == "Music and arts"
    assert named(*BUSES) == "Buses and meals"
    assert named("maestros que nos conocen", "un profesor amable") == "Great teachers and staff"


def test_a_third_of_the_phrases_is_enough_and_less_is_not():
    others = ["a place of our own", "something new", "time", "the old days"]
    assert named("our band", "the choir", *others) == "Music and arts"
    assert named("our band", "the choir", *others, "a quiet hour") is None


def test_one_phrase_names_nothing():
    assert named("our band", "the old days") is None
    assert named("our band") is None


def test_what_only_leans_towards_a_code_names_nothing():
    assert named("a stage", "the stage", "on stage") is None


@pytest.mark.parametrize("texts", [[], ["", "!!!"], ["🎉"] * 5], ids=["none", "empty", "emoji"])
def test_where_nothing_is_said_there_is_no_hint(texts):
    assert named(*texts) is None


def test_of_two_codes_the_one_that_more_phrases_speak_of():
    assert named(*MUSIC, *LUNCH[:2]) == "Music and arts"

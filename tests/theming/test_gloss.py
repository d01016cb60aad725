"""Gloss: what a response says in English, as far as a word list goes."""

import pytest

from workshop.theming import Given, Steering, Themer
from workshop.theming.gloss import bridged, gloss


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Más maestros de música", "teacher music"),
        ("comunicacion con las familias", "communication family"),  # no accent, plural
        ("que trabajen en equipo", "work team"),  # another form of the verb
        ("los baños y el gimnasio", "bathroom gym"),
        ("clases de ajedrez", "class ajedrez"),  # what is not listed stays
        ("para todos", "para todos"),  # nothing but function words
    ],
)
def test_spanish_is_told_in_english_words(said: str, told: str):
    assert gloss(said, "es") == told


def test_english_and_languages_without_a_list_stay_as_they_are():
    assert gloss("The buses are late", "en") == "The buses are late"
    assert gloss("Die Busse sind spät", "de") == "Die Busse sind spät"
    assert (bridged("es"), bridged("en"), bridged("de")) == ("en", "en", "de")


def test_both_languages_of_a_room_meet_in_one_theme():
    english = ["late buses", "safer buses", "more bus routes", "a band", "music lessons", "a choir"]
    spanish = ["autobuses a tiempo", "rutas de autobús", "clases de música", "un coro nuevo"]
    themer = Themer(n_themes=2).fit(english + spanish)
    bus, band = themer.labels_[0], themer.labels_[3]
    assert bus != band
    assert themer.labels_[6:].tolist() == [bus, bus, band, band]


def test_a_name_typed_in_one_language_gathers_phrases_of_the_other():
    texts = [
        "safe hallways",
        "locked doors keep us safe",
        "more art",
        "painting and drawing",
        "art",
    ]
    named = Steering(themes=(Given("Seguridad", id="t1"), Given("Arte", id="t2")))
    themer = Themer().fit(texts, named)
    assert [themer.themes_[label].name for label in themer.labels_] == [
        "Seguridad",
        "Seguridad",
        "Arte",
        "Arte",
        "Arte",
    ]

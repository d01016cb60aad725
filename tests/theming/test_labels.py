import numpy as np
import pytest

from workshop.theming.labels import grams, label_themes, speakers, spokesman
from workshop.theming.vectors import unit

TEXTS = [
    "cell phones in class",
    "ban cell phones",
    "Cell phones!",
    "math help",
    "math tutors",
    "more math",
]
LABEL = np.array([0, 0, 0, 1, 1, 1])


def names(prompt: str = "", texts: list[str] = TEXTS) -> list[str]:
    return [found.name for found in label_themes(texts, ["en"] * 6, LABEL, 2, prompt=prompt)]


def test_a_theme_is_named_in_the_words_that_people_used():
    assert names() == ["Cell phones", "Math"]


def test_words_of_the_question_name_nothing():
    assert names("What about cell phones?")[0] != "Cell phones"


def test_a_theme_without_a_repeated_word_is_named_by_its_shortest_response():
    texts = [*TEXTS[:3], "wifi", "cheaper tuition", "taller trees", "new roof"]
    found = label_themes(texts, ["en"] * 7, np.array([0, 0, 0, 1, 1, 1, 1]), 2)
    assert found[1].name == "Wifi"


def test_an_empty_theme_has_no_name():
    assert label_themes([], [], np.array([], dtype=int), 1)[0].name == ""


def test_candidates_begin_and_end_on_a_content_word_and_stop_at_punctuation():
    assert grams("bands and choir, the end", "en") == (
        (("band",), ("bands",)),
        (("band", "choir"), ("bands", "and", "choir")),
        (("choir",), ("choir",)),
        (("end",), ("end",)),
    )


def test_the_most_central_responses_speak_and_no_words_twice():
    rows = unit(np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.4], [1.0, 0.1]]))
    texts = [
        "small class sizes",
        "small class sizes",
        "less students in class",
        "smaller classes please",
    ]
    assert speakers(texts, rows, np.arange(4)) == [3, 0, 2]


def test_a_word_and_its_spanish_kin_count_as_one_and_the_usual_one_names():
    said = ["it feels like family", "se siente como una familia", "family nights", "math tests"]
    languages = ["en", "es", "en", "en"]
    named = label_themes(said, languages, np.array([0, 0, 0, 1]), 2)
    assert named[0].name == "Family"


def test_the_phrase_in_which_the_best_word_mostly_stands_is_the_name():
    said = ["problem solver", "a problem solver", "a great problem solver", "solves a problem"]
    texts = [*said, "kind to others", "always kind", "kind"]
    label = np.array([0, 0, 0, 0, 1, 1, 1])
    named = label_themes(texts, ["en"] * 7, label, 2)
    assert [one.name for one in named] == ["Problem solver", "Kind"]


def test_without_a_common_word_a_response_in_the_usual_language_names():
    said = ["كل طفل", "great nursing staff", "low turn over", "tests", "more tests"]
    languages = ["other", "en", "en", "en", "en"]
    named = label_themes(said, languages, np.array([0, 0, 0, 1, 1]), 2)
    assert named[0].name != "كل طفل"


def test_a_name_that_speaks_for_less_than_half_says_what_else_there_is():
    said = ["phones away", "cell phones", "no phones", "a newsletter", "newsletter in Spanish"]
    said += ["one newsletter", "parents are told late", "math", "more math", "math tests"]
    label = np.array([0] * 7 + [1] * 3)
    phones, math = label_themes(said, ["en"] * 10, label, 2)
    assert phones.name == "Newsletter · phones"
    assert phones.share == pytest.approx(6 / 7)
    assert (math.name, math.share) == ("Math", 1.0)


def test_what_few_say_and_what_fits_any_theme_is_not_added_to_a_name():
    said = ["the library", "library books", "a stage", "stuff for all", "more stuff", "tell us"]
    label = np.array([0] * 6)
    (found,) = label_themes(said, ["en"] * 6, label, 1)
    assert found.name == "Library"
    assert found.share == pytest.approx(1 / 3)


def test_a_name_stays_short_enough_for_a_wall():
    said = [f"{word} {n}" for word in ("extracurriculars", "interventionists") for n in "abc"]
    said += [f"paraprofessionals {n}" for n in "abc"]
    (found,) = label_themes(said, ["en"] * 9, np.array([0] * 9), 1)
    assert len(found.name) <= 40


def test_the_most_central_short_response_speaks_for_a_theme():
    rows = unit(np.array([[1.0, 0.0], [1.0, 0.1], [1.0, 0.2], [1.0, 0.12], [1.0, 0.11]]))
    texts = ["known", "cada niño cuenta", "every child is known by name", "¿known by whom?"]
    texts.append("each of our children is known to at least one adult here")
    languages = ["en", "es", "en", "en", "en"]
    assert spokesman(texts, languages, rows, np.arange(5)) == "Every child is known by name"
    assert spokesman(texts, languages, rows, np.array([0, 4])) == ""

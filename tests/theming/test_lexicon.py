import numpy as np
import pytest

from workshop.data.lexicon import load_lexicon
from workshop.theming.lexicon import View
from workshop.theming.vectors import Space, find_table

VIEW = View(load_lexicon("k12"), "What should we improve?")


def meant(text: str, language: str = "en") -> set[str]:
    """Return the codes that the words of a text stand for, weakly or not."""
    return {VIEW.lexicon.codes[at].id for at in np.flatnonzero(VIEW.cues(text, language))}


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Smaller classes please", "en", "class_size"),
        ("Overcrowded rooms", "en", "class_size"),
        ("maestros", "es", "staff_quality"),
        ("clases pequeñas", "es", "class_size"),
    ],
)
def test_cues_are_found_by_stem_by_beginning_and_in_both_languages(
    text: str, language: str, code: str
):
    assert code in meant(text, language)


def test_a_longer_cue_keeps_its_words_from_a_shorter_one():
    assert "staff_quality" in meant("teachers")
    assert "staff_quality" not in meant("teacher pay")


def test_a_cue_in_capitals_matches_capitals_only():
    assert meant("EL students") != meant("el students")


def test_a_question_about_graduates_favours_their_codes():
    of_graduates = View(VIEW.lexicon, "A graduate of our schools is someone who …").scope()
    scopes = [code.scope for code in VIEW.lexicon.codes]
    assert {w for w, scope in zip(of_graduates, scopes, strict=True) if scope == "school"} == {0.4}
    assert {w for w, scope in zip(VIEW.scope(), scopes, strict=True) if scope != "graduate"} == {1}


@pytest.mark.parametrize("table", [find_table(), None])
def test_responses_of_one_code_meet_though_they_share_no_word(table):
    texts = ["band and choir", "robotics club", "teacher pay", "keep our staff", "counselors"]
    rows = Space(table, view=VIEW).fit(texts, ["en"] * 5)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert rows[2] @ rows[3] > max(rows[2] @ rows[0], rows[2] @ rows[4])

"""What people might say: under every kind of question, in both languages."""

import pytest

from workshop.data.phrases import LANGUAGES, load_phrases
from workshop.data.screening import shipped
from workshop.room.agenda import PROMPT_KINDS
from workshop.room.screen import Screening


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_question_has_phrases_and_no_other(language: str) -> None:
    found = load_phrases(language)
    assert found.language == language
    assert set(found.by_kind) == set(PROMPT_KINDS)
    assert all(len(set(said)) == len(said) >= 4 for said in found.by_kind.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screening_holds_the_one_that_is_meant_to_be_held_and_no_other(language: str) -> None:
    screen = Screening(shipped())
    found = load_phrases(language)
    assert screen(found.held)[0]
    said = [phrase for phrases in found.by_kind.values() for phrase in phrases]
    assert [phrase for phrase in said if screen(phrase)[0]] == []

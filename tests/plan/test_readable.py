"""How many years of school a text asks for, by the published formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.plan.readable import HIGHEST, LOWEST, grade, syllables_en, syllables_es


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("every", 2), ("student", 2), ("supported", 3), ("someone", 2), ("science", 2)],
        *[("creative", 3), ("table", 2), ("asked", 1), ("wanted", 2), ("nation", 2), ("idea", 2)],
    ],
)
def test_english_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables_en(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("estudiante", 4), ("escuela", 3), ("queremos", 3), ("día", 2), ("país", 2), ("hay", 1)],
        *[("guía", 2), ("leer", 2), ("río", 2), ("pingüino", 3), ("yo", 1), ("construir", 2)],
    ],
)
def test_spanish_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables_es(word) == count


def test_plain_words_ask_for_less_than_long_ones() -> None:
    assert grade("We will ask every family first.", "en") == 4
    hard = "Institutional stakeholders operationalize differentiated instructional methodologies."
    assert grade(hard, "en") == HIGHEST
    easy = "Vamos a poner un consejero al alcance de cada estudiante, todos los días."
    assert grade(easy, "es") == 6


def test_where_there_is_nothing_to_read_there_is_no_grade() -> None:
    assert grade("", "en") is grade("… 480 ?", "es") is None


@given(st.text(), st.sampled_from(["en", "es", "xx"]))
def test_any_text_has_a_grade_or_none(text: str, language: str) -> None:
    found = grade(text, language)
    assert found is None or LOWEST <= found <= HIGHEST

"""Which words of a text are the room's own, by the rule that the browser has too."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.plan.echo import WORDS, heard, kept, pieces, root

CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "echo.json").read_text())


@pytest.mark.parametrize("word", sorted(CASES["roots"]))
def test_a_word_has_the_root_that_the_browser_finds(word: str) -> None:
    assert root(word) == CASES["roots"][word]


@pytest.mark.parametrize("case", CASES["runs"], ids=lambda case: case["text"][:20])
def test_what_was_said_in_a_row_is_carried_over_as_one(case: dict[str, Any]) -> None:
    found = pieces(case["text"], heard(case["said"]))
    assert found == [(piece, own) for piece, own in case["pieces"]]


def test_kept_are_runs_that_people_said_and_single_words_of_theirs() -> None:
    said = ["suicide prevention, students need someone to talk to", "counselors in every building"]
    text = "We will put a counselor within reach, so every student has someone to talk to."
    assert kept(text, heard(said)) == ["counselor", "student", "someone to talk"]


def test_nothing_is_kept_of_common_words() -> None:
    assert kept("We will have all of this for them", heard(["all of this for them"])) == []


@given(st.text(), st.lists(st.text(), max_size=3))
def test_the_pieces_of_any_text_are_the_text(text: str, said: list[str]) -> None:
    assert "".join(piece for piece, _ in pieces(text, heard(said))) == text
    assert all(WORDS.search(run) for run in kept(text, heard(said)))

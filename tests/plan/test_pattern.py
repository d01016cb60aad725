"""Stems and first drafts: the frame, the room's words and visible gaps, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.data.advice import load_advice
from workshop.data.patterns import KINDS, load_patterns
from workshop.data.screening import shipped
from workshop.plan.echo import WORDS
from workshop.plan.pattern import Pattern, Piece, Said, clauses_of, first_draft, stem, text_of
from workshop.room.screen import Screening

EN = load_advice("en")
OUTCOME = Pattern("outcome", "We will {act}, so that {end}.", "")
SAID = (
    Said(("r1", "r2"), "mental health support"),
    Said(("r3",), "hire counselors in every building"),
    Said(("r4",), "suicide prevention, every student has someone to talk to"),
)


def test_PT3_a_stem_has_what_the_theme_is_called_and_gaps() -> None:
    assert stem(OUTCOME, "Someone to talk to") == "We will … someone to talk to …, so that …."
    assert stem(OUTCOME, "") == "We will …, so that …."
    assert OUTCOME.name == "We will …, so that …"


def test_PT3_a_first_draft_is_made_of_clauses_and_names_their_phrases() -> None:
    draft = first_draft(OUTCOME, "Someone to talk to", SAID, lexis=EN)
    assert text_of(draft) == (
        "We will hire counselors in every building, so that every student has someone to talk to."
    )
    assert [one.sources for one in draft if one.sources] == [("r3",), ("r4",)]


def test_PT3_what_nobody_said_stays_a_gap() -> None:
    draft = first_draft(OUTCOME, "Support", SAID[:1], lexis=EN)
    assert text_of(draft) == "We will … mental health support, so that …."
    assert text_of(first_draft(OUTCOME, "Support", (), lexis=EN)) == "We will …, so that …."


@pytest.mark.parametrize(
    "text", ["I want to hire my own coach", "why hire at all?!", "hire Mr. Ortiz again"]
)
def test_PT3_who_speaks_of_oneself_or_of_somebody_is_not_quoted(text: str) -> None:
    draft = first_draft(OUTCOME, "", (Said(("r1",), text),), lexis=EN, screen=Screening(shipped()))
    assert text_of(draft) == "We will …, so that …."


def test_a_guardrail_never_turns_what_people_want_into_what_is_not_done() -> None:
    pattern = load_patterns("en")["guardrail"].patterns[0]
    assert text_of(first_draft(pattern, "", SAID, lexis=EN)) == "We will not …."
    said = (Said(("r9",), "don't cut music"),)
    assert text_of(first_draft(pattern, "", said, lexis=EN)) == "We will not cut music."


def test_a_text_falls_into_clauses_in_its_own_words() -> None:
    text = "We will make sure each child has an adult, and a place, because it gets hard."
    assert clauses_of(text, EN) == [
        "We will make sure each child has an adult",
        "and a place",
        "because it gets hard",
    ]


words = st.sampled_from(
    "students need someone to talk to hire more counselors every child can read don't cut band, "
    "I feel safe. because; naïve – ¿por qué? Éxito … {end} I’m 480".split()
)
phrases = st.one_of(st.text(max_size=60), st.lists(words, max_size=12).map(" ".join))


@given(
    st.sampled_from(["en", "es"]), st.sampled_from(KINDS), phrases, st.lists(phrases, max_size=5)
)
def test_PT3_every_word_outside_the_frame_stands_in_a_phrase_that_is_named(
    language: str, kind: str, name: str, said: list[str]
) -> None:
    told = [Said((f"r{n}",), text) for n, text in enumerate(said)]
    for pattern in load_patterns(language)[kind].patterns:
        draft = first_draft(pattern, name, told, lexis=load_advice(language))
        frame = re.sub(r"\{\w+\}", "", pattern.frame)
        for piece in draft:
            _stands(piece, frame, told)


def _stands(piece: Piece, frame: str, told: list[Said]) -> None:
    if not piece.sources:
        assert piece.text in frame or piece.text in ("…", " ")
        return
    named = " ".join(one.text for one in told if set(one.ids) & set(piece.sources))
    heard = {word.casefold() for word in WORDS.findall(named)}
    assert {word.casefold() for word in WORDS.findall(piece.text)} <= heard

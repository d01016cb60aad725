"""What a facilitator may look at once more: advice, never a lock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.data.advice import load_advice
from workshop.data.patterns import KINDS, load_patterns
from workshop.data.screening import shipped
from workshop.plan.wording import ASK, FINE, LOOK, Advice, advise
from workshop.room.screen import Screening

SCREEN = Screening(shipped())
WELLBEING = (
    "We will ensure every student is known, safe and supported, so that no one is without "
    "someone to talk to."
)


def told(kind: str, title: str, text: str, language: str = "en") -> dict[str, Advice]:
    found = advise(
        kind,
        title,
        text,
        limits=load_patterns(language)[kind].limits,
        lexis=load_advice(language),
        language=language,
        screen=SCREEN,
    )
    return {one.code: one for one in found}


def test_FA14_a_good_priority_is_fine_in_all_that_is_looked_at() -> None:
    found = told("priority", "Student wellbeing", WELLBEING)
    assert {one.state for one in found.values()} == {FINE}
    assert found.keys() == {"words", "one_idea", "grade"}
    assert found["words"].params == {"n": 20}


@pytest.mark.parametrize(
    ("kind", "title", "text", "code"),
    [
        ("priority", "Wellbeing of all of our students", "", "title_words"),
        ("priority", "Communication", "", "title_bucket"),
        ("value", "Strengthen communication", "", "title_bucket"),
        ("value", "", "We value " + "kind " * 30, "too_many_words"),
        ("mission", "", "We teach " + "well " * 36, "too_many_words"),
        ("value", "", "We will listen. We will build schools.", "several_ideas"),
        ("priority", "", "We will hire counselors and build a clinic.", "several_ideas"),
        ("priority", "", "We will …, so that every child reads.", "gap"),
        ("priority", "", "We will leverage synergies.", "jargon"),
        ("priority", "", "We will keep Mr. Ortiz.", "names"),
    ],
)
def test_FA14_what_is_worth_a_look_is_told(kind: str, title: str, text: str, code: str) -> None:
    assert told(kind, title, text)[code].state == LOOK


def test_FA14_a_value_is_asked_whether_anybody_could_see_it() -> None:
    seen = told("value", "", "We value families by asking them first.")
    assert seen["seen"] == Advice("seen", FINE, {"words": "asking"})
    assert seen["opposite"].state == ASK
    assert told("value", "", "We value respect.")["not_seen"].state == ASK
    assert "opposite" not in told("priority", "", WELLBEING)


def test_FA14_a_belief_and_what_follows_from_it_are_one_idea() -> None:
    text = "We believe every child can read. Therefore we will read aloud every day."
    assert "one_idea" in told("value", "", text)


def test_FA14_spanish_is_looked_at_by_spanish_lists() -> None:
    text = "Valoramos a las familias: preguntamos primero."
    found = told("value", "Comunicación", text, "es")
    assert found["seen"].params == {"words": "preguntamos"}
    assert "title_bucket" in found


def test_nothing_is_said_of_what_is_not_there_yet() -> None:
    assert told("value", "", "") == {}


@given(st.sampled_from(KINDS), st.text(), st.text(), st.sampled_from(["en", "es"]))
def test_any_text_may_be_looked_at(kind: str, title: str, text: str, language: str) -> None:
    for one in told(kind, title, text, language).values():
        assert one.state in (FINE, LOOK, ASK)

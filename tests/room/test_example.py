"""Examples: what a facilitator says where nothing arrives, and nobody has said. E1–E3."""

import pytest

from tests.room.cast import Evening, Sent, ana, fay, tom
from tests.room.conftest import Given
from workshop.documents.rows import RESPONSE_COLUMNS, response_rows
from workshop.room.example import MAX_EXAMPLES, AddExamples, RemoveExamples
from workshop.room.outcome import freeze
from workshop.room.promote import PromoteResponse
from workshop.room.star import StarResponses
from workshop.room.theme import MoveResponses
from workshop.room.undo import Undo

TWO = "later buses\n\n  smaller   classes \n"


def gives(text: str = TWO, prompt: str = "p1") -> Sent:
    return fay.sends(AddExamples(prompt, text))


@pytest.fixture
def evening(given: Given) -> Evening:
    return given(fay.opens("p1"), gives())


def texts(view) -> list[str]:
    found = sorted(view["examples"].values(), key=lambda one: one["place"])
    return [one["text"] for one in found]


def test_E1_a_facilitator_says_what_could_be_said(evening: Evening) -> None:
    for view in (evening.console, evening.wall, evening.phone):
        assert texts(view) == ["later buses", "smaller classes"]
    evening.when(tom.sends(AddExamples("p1", "a library"))).takes()
    evening.when(ana.sends(AddExamples("p1", "mine"))).refuses("not_for_role")
    evening.when(gives(" \n ")).refuses("empty")
    evening.when(gives("x" * 1001)).refuses("too_long", limit=1000)
    evening.when(gives("\n".join("abcdefghijkl"))).refuses("too_many", limit=MAX_EXAMPLES)


def test_E1_only_where_people_may_say_something_themselves(given: Given) -> None:
    given().when(gives()).refuses("prompt_not_open")
    given(fay.opens("p1"), fay.closes("p1")).when(gives()).refuses("prompt_not_open")
    given(fay.opens("p1"), fay.pauses("p1")).when(gives()).takes()


def test_E2_an_example_is_counted_nowhere_and_no_response(evening: Evening) -> None:
    evening.when(ana.submits("Band"), fay.makes("All", "r1"))
    for view in (evening.console, evening.wall):
        assert list(view["responses"]) == ["r1"]
        assert view["prompts"]["p1"]["phrases"] == view["prompts"]["p1"]["answered"] == 1
        assert view["crowd"]["phrases"] == view["crowd"]["answered"] == 1
        assert view["themes"]["t1"]["people"] == view["themes"]["t1"]["phrases"] == 1
    found = freeze(evening.room)
    assert [quote.text for quote in found.quotes] == ["Band"]
    assert found.themes[0].responses == ("r1",)


@pytest.mark.parametrize(
    "command",
    [
        MoveResponses(("e1",), None),
        StarResponses(("e1",)),
        PromoteResponse("e1", "value"),
    ],
)
def test_E2_nothing_is_made_of_it(evening: Evening, command) -> None:
    evening.when(fay.sends(command)).refuses("no_such_thing")


def test_E2_wall_and_phones_show_it_while_its_prompt_takes_responses(evening: Evening) -> None:
    evening.when(fay.closes("p1"))
    assert texts(evening.wall) == texts(evening.phone) == []
    assert texts(evening.console) == ["later buses", "smaller classes"]
    evening.when(fay.opens("p1"))
    assert texts(evening.wall) == texts(evening.phone) == ["later buses", "smaller classes"]


def test_E2_a_file_says_that_it_was_an_example(evening: Evening) -> None:
    evening.when(ana.submits("Band"))
    outcome = freeze(evening.room)
    rows = [dict(zip(RESPONSE_COLUMNS, row, strict=True)) for row in response_rows(outcome)]
    assert [(row["text"], row["source"]) for row in rows] == [
        ("Band", "phone"),
        ("later buses", "example"),
        ("smaller classes", "example"),
    ]
    assert len(response_rows(outcome, shown_only=True)) == 1, "not in what others read"
    assert [one.text for one in outcome.examples] == ["later buses", "smaller classes"]


def test_E3_they_go_all_at_once_and_come_back_by_an_undo(evening: Evening) -> None:
    evening.when(fay.sends(RemoveExamples("p1")))
    for view in (evening.console, evening.wall, evening.phone):
        assert texts(view) == []
    evening.when(fay.sends(RemoveExamples("p1"))).refuses("nothing_to_do")
    evening.when(fay.sends(Undo()))
    assert texts(evening.wall) == ["later buses", "smaller classes"]


def test_E3_adding_them_is_undone_too_and_a_number_is_not_used_again(evening: Evening) -> None:
    evening.when(fay.sends(Undo()))
    assert texts(evening.console) == []
    evening.when(gives("a library"))
    assert list(evening.console["examples"]) == ["e3"]

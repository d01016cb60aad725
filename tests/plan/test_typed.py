"""Typed: numbers, days and texts as people type them."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from workshop.plan.typed import MAX_LINE, Day, Direction, Line, Number, Sentence, Year


def kept(kind, typed):
    return TypeAdapter(kind).validate_python(typed)


def refusal(kind, typed) -> str:
    with pytest.raises(ValidationError) as refused:
        kept(kind, typed)
    return refused.value.errors()[0]["type"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12.0),
        ("22.4", 22.4),
        ("22,4", 22.4),
        ("1,200", 1200.0),
        ("1,234,567.5", 1234567.5),
        ("-0.5", -0.5),
        ("1 200", 1200.0),
        ("", None),
        (None, None),
    ],
)
def test_numbers_are_understood_in_both_ways_of_writing(typed, number):
    assert kept(Number, typed) == number


@pytest.mark.parametrize("typed", ["many", "1e999", "nan", "22.4.1", "12 %", "1e13"])
def test_what_is_no_number_is_refused(typed):
    assert refusal(Number, typed) == "not_a_number"


def test_a_day_is_year_month_day_or_none():
    assert kept(Day, " 2031-06-30 ") == date(2031, 6, 30)
    assert kept(Day, "") is None


@pytest.mark.parametrize("typed", ["spring 2029", "2029-02-30", "31.5.2026", "0001-01-01"])
def test_what_is_no_day_is_refused(typed):
    assert refusal(Day, typed) == "not_a_date"


@pytest.mark.parametrize("typed", ["next", "1999", "20310", "²⁰³¹"])
def test_what_is_no_year_of_a_plan_is_refused(typed):
    assert refusal(Year, typed) == "not_a_year"


def test_a_direction_is_one_of_three():
    assert kept(Direction, "maintain") == "maintain"
    assert refusal(Direction, "up") == "unknown_choice"


def test_text_is_squeezed_and_counted_as_people_count():
    assert kept(Line, "  More \n music ") == "More music"
    assert kept(Line, "👩🏽‍🏫" * MAX_LINE)
    assert refusal(Line, "x" * (MAX_LINE + 1)) == "too_long"
    assert refusal(Sentence, " \u200b ") == "empty"
